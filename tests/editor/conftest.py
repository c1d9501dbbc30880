"""An editor of its own for every test, in a home of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import InlayError
from inlay.base.geometry import Rect
from inlay.document.edits import set_mask
from inlay.editor.editor import Editor
from inlay.imaging.mask import Mask


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A textured picture of 240 x 180 px with a red spot."""
    rng = np.random.default_rng(4)
    pixels = rng.normal(120, 18, (180, 240, 3)).clip(0, 255).astype(np.uint8)
    pixels[60:90, 100:140] = (220, 30, 30)
    path = tmp_path / "photo.png"
    Image.fromarray(pixels).save(path, dpi=(300, 300))
    return path


@pytest.fixture
async def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Editor]:
    """An editor; what it told as failed is checked at the end unless the test took it away from `editor.troubles`."""
    monkeypatch.setenv("INLAY_HOME", str(tmp_path / "home"))
    editor = Editor()
    troubles: list[InlayError] = []
    editor.failed.connect(troubles.append)
    editor.troubles = troubles  # type: ignore[attr-defined]
    yield editor
    await editor.shut_down(discard=True)
    assert not troubles, [str(error) for error in troubles]


SPOT = Rect(96, 56, 48, 38)


async def mask_spot(editor: Editor) -> None:
    """Paint over the red spot."""
    editor.edit("Mask", lambda document: set_mask(document, Mask.rectangle(SPOT)))
    await editor.settled()
