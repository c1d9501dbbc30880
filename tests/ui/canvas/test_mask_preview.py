"""A mask that isn't made yet, shown in place of the mask: worked out only where and as large as it is looked at."""

from __future__ import annotations

import numpy as np
import pytest

from inlay.base.geometry import Rect
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.mips import mask_at
from tests.kit.looking import seen, settle
from tests.ui.canvas.test_strokes import grey_canvas

SHOWN = Mask.rectangle(Rect(300, 250, 200, 150))


class Source:
    """A mask that notes what is asked of it."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        self.asked: list[tuple[int, Rect]] = []

    def at(self, level: int, box: Rect) -> Coverage:
        self.asked.append((level, box))
        return mask_at(self.mask, level, box)


@pytest.mark.parametrize("scale", [0.25, 1.0, 3.0])
def test_it_looks_as_the_mask_will(qtbot: object, scale: float) -> None:
    canvas = grey_canvas(qtbot, scale, SHOWN)
    settle(qtbot, canvas)
    wanted = seen(canvas).copy()
    canvas.set_mask(Mask.empty())
    settle(qtbot, canvas)
    assert not np.array_equal(seen(canvas), wanted)
    source = Source(SHOWN)
    canvas.set_mask(source)
    settle(qtbot, canvas)
    assert np.array_equal(seen(canvas), wanted)
    assert {level for level, _box in source.asked} == {2 if scale == 0.25 else 0}
    canvas.set_mask(Source(Mask.empty()))
    settle(qtbot, canvas)
    bare = seen(canvas).copy()
    canvas.set_mask(SHOWN)
    settle(qtbot, canvas)
    assert np.array_equal(seen(canvas), wanted) and not np.array_equal(bare, wanted)
