"""Models that only add a border: which masks they can fill, and how much is added where."""

from __future__ import annotations

import numpy as np
import pytest

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document.extend import extend
from inlay.fill.plan.border import border_of
from inlay.fill.plan.calls import Call, plan_calls
from inlay.fill.plan.price import Price
from inlay.fill.plan.sizes import Sizes
from inlay.imaging.mask import Mask
from tests.fill.scenes import document_of, textured

PICTURE = Rect(0, 0, 900, 700)


def extended(left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> tuple[Mask, Rect]:
    canvas = Rect.from_edges(-left, -top, PICTURE.right + right, PICTURE.bottom + bottom)
    return extend(document_of(textured(700, 900)), canvas).mask, canvas


def planned(mask: Mask, canvas: Rect, limit: int = 4_000_000) -> Call:
    (call,) = plan_calls(mask, canvas, Sizes(), Price(0.05), takes="border", calls="one", limit=limit).calls
    return call


@pytest.mark.parametrize(
    "sides", [{"left": 200}, {"top": 90, "right": 300}, {"left": 64, "top": 64, "right": 64, "bottom": 64}]
)
def test_a_new_border_is_bands_around_whole_picture(sides: dict[str, int]) -> None:
    mask, canvas = extended(**sides)
    crop = planned(mask, canvas).crop
    assert crop.inner is not None and crop.scale == 1.0
    border = border_of(crop)
    for side, added in sides.items():
        # The overlap counts, and what the box reaches beyond the canvas to be a multiple.
        assert added + 12 <= getattr(border, side) < added + 12 + 32
    values = mask.region(crop.box)
    inner = crop.inner.slices(crop.box)
    assert not values[inner].any()
    values[inner] = 255
    assert values[crop.box.intersect(canvas).slices(crop.box)].all()
    assert border.left + border.right + crop.inner.w == crop.size[0]


def test_a_shrunk_border_sends_only_whole_picture() -> None:
    mask, canvas = extended(left=300, bottom=200)
    crop = planned(mask, canvas, 400_000).crop
    assert crop.scale < 1 and crop.inner is not None
    border = border_of(crop)
    assert border.left >= (crop.inner.x - crop.box.x) * crop.scale - 1e-6
    assert border.left < (crop.inner.x - crop.box.x) * crop.scale + 1.5


@pytest.mark.parametrize(
    ("mask", "canvas", "words"),
    [
        (Mask.rectangle(Rect(300, 300, 50, 50)), PICTURE, "isn't a plain border"),
        (Mask.rectangle(PICTURE), PICTURE, "isn't a plain border"),
        (Mask.rectangle(Rect(0, 0, 2300, 700)), Rect(0, 0, 3000, 700), "at most 2,048 px on a side, and 2,300 px"),
        (Mask.rectangle(Rect(0, 0, 700, 700)), PICTURE, "Only 196 x 700 px of picture are left"),
    ],
)
def test_what_isnt_a_border_is_refused_with_what_to_use_instead(mask: Mask, canvas: Rect, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        planned(mask, canvas)
    assert "takes a mask, such as Fill" in caught.value.sentence()


def test_something_painted_inside_makes_it_no_border() -> None:
    mask, canvas = extended(left=200)
    with pytest.raises(BadInput, match="plain border"):
        planned(mask.with_region(200, 300, np.full((5, 5), 255, np.uint8)), canvas)
    assert planned(mask.with_region(200, 300, np.full((5, 5), 20, np.uint8)), canvas)  # fainter than 10 %
