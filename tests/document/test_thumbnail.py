"""Thumbnails look like the canvas, at any size and place."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from inlay.base.geometry import Rect
from inlay.document import thumbnail as module
from inlay.document.document import Document
from inlay.document.edits import add_layer
from inlay.document.layer import Layer, new_id
from inlay.document.thumbnail import thumbnail
from inlay.imaging import mips
from inlay.imaging.colour import SRGB
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels


def document(pixels: Pixels, x: int = 0, y: int = 0, canvas: Rect | None = None) -> Document:
    raster = Raster.from_array(pixels, x, y)
    depth = 8 if pixels.dtype == np.uint8 else 16
    return Document(canvas or raster.rect, SRGB, depth, (Layer(new_id(), "photo", raster),))


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def smooth(width: int, height: int) -> Pixels:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    planes = [x / width, y / height, (x + y) / (width + height)]
    return np.rint(np.stack(planes, axis=2) * 255).astype(np.uint8)


@pytest.mark.parametrize("size", [(3000, 2000), (1001, 1003), (5000, 40), (193, 77), (64, 48), (1, 1)])
@pytest.mark.parametrize("place", [(0, 0), (-317, 1205)])
def test_it_is_the_picture_made_small(size: tuple[int, int], place: tuple[int, int]) -> None:
    pixels = smooth(*size)
    image = opened(thumbnail(document(pixels, *place)))
    scale = min(1.0, 192 / max(size))
    assert image.size == tuple(max(1, round(each * scale)) for each in size)
    assert image.mode == "RGB"
    want = np.asarray(Image.fromarray(pixels).resize(image.size, Image.Resampling.BOX), np.int16)
    got = np.asarray(image, np.int16)
    limit = 3 if min(image.size) > 8 else 12
    assert np.abs(got - want).max() <= limit


def test_16_bits_and_another_side() -> None:
    pixels = smooth(800, 600)
    wide = opened(thumbnail(document(pixels.astype(np.uint16) * 257), side=64))
    assert wide.size == (64, 48)
    plain = opened(thumbnail(document(pixels), side=64))
    assert np.abs(np.asarray(wide, np.int16) - np.asarray(plain, np.int16)).max() <= 1


def test_only_the_canvas_is_in_it_and_nothing_is_transparent() -> None:
    pixels = smooth(1000, 1000)
    pixels[:, :500] = (255, 0, 0)
    image = opened(thumbnail(document(pixels, canvas=Rect(500, 100, 300, 800))))
    assert image.size == (72, 192)
    assert (np.asarray(image)[..., 0] < 230).all()
    grown = opened(thumbnail(document(pixels, canvas=Rect(-1000, 0, 2000, 1000))))
    alpha = np.asarray(grown)[..., 3]
    assert grown.mode == "RGBA" and (alpha[:, :94] == 0).all() and (alpha[:, 98:] == 255).all()


def test_the_next_version_pays_only_for_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    first = document(np.random.default_rng(1).integers(0, 255, (3000, 4000, 3), dtype=np.uint8))
    thumbnail(first)
    made: list[int] = []
    halved = mips._halved
    monkeypatch.setattr(mips, "_halved", lambda pixels: made.append(1) or halved(pixels))
    second = add_layer(first, Layer(new_id(), "fill", Raster.from_array(smooth(300, 200), 1000, 1000)))
    assert thumbnail(second) != thumbnail(first)
    # 20 times smaller: level 4, of the six tiles that the fill touches at most
    assert 4 <= len(made) <= 4 * 6
    assert module._level(192 / 4000) == 4
