"""Of a file that is cut off, what is there can be opened: true to the last row, the rest transparent, and told."""

from __future__ import annotations

import functools
import io
import re

import numpy as np
import pytest
import pyvips
from PIL import Image

from inlay.base.errors import BadInput, TruncatedInput
from inlay.imaging.codec import describe_picture, read_metadata, read_picture
from inlay.imaging.codec.ifd import Block, copy_fields, serialise
from inlay.imaging.codec.tiff_tags import Tag
from tests.kit.pictures import by_opencv, by_pillow, exif_block, picture


@functools.cache
def scene() -> np.ndarray:
    """(300, 240, 3) uint8: shapes with some noise, so that every part of a file counts."""
    y, x = np.mgrid[0:300, 0:240]
    waves = np.stack([127 + 90 * np.sin((x * (k + 1) + y * 2) / 30.0) for k in range(3)], axis=-1)
    return (waves + picture(300, 240) % 24).astype(np.uint8)


def _vips(kind: str, **options: object) -> bytes:
    return pyvips.Image.new_from_array(scene()).write_to_buffer(kind, **options)


MAKERS = {
    "jpeg": lambda: by_pillow(scene(), "JPEG", quality=90),
    "jpeg-4:2:0": lambda: by_pillow(scene(), "JPEG", quality=60, subsampling=2),
    "jpeg-restarting": lambda: _vips(".jpg", Q=80, restart_interval=7),
    "jpeg-grey": lambda: by_pillow(scene()[..., 0], "JPEG"),
    "png": lambda: by_pillow(scene(), "PNG"),
    "png-16": lambda: by_opencv(scene().astype(np.uint16) * 257, ".png"),
    "png-palette": lambda: _palette(),
    "tiff": lambda: by_pillow(scene(), "TIFF"),
    "webp": lambda: by_pillow(scene(), "WEBP", quality=80, method=2),
    "webp-lossless": lambda: by_pillow(scene(), "WEBP", lossless=True, method=2),
    "webp-alpha": lambda: by_pillow(
        np.dstack([scene(), np.full((300, 240), 99, np.uint8)]), "WEBP", quality=80, method=2
    ),
}


def _palette() -> bytes:
    out = io.BytesIO()
    Image.fromarray(scene()).quantize(200, Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("share", [0.4, 0.75, 0.97])
@pytest.mark.parametrize("kind", MAKERS)
def test_rows_that_are_there_are_true(kind: str, share: float) -> None:
    data = MAKERS[kind]()
    whole = read_picture(data, "a").pixels
    cut = data[: int(len(data) * share)]
    with pytest.raises(TruncatedInput) as caught:
        read_picture(cut, "a")
    assert caught.value.salvageable
    read = read_picture(cut, "a", salvage=True)
    assert read.pixels.shape == (*whole.shape[:2], 4)
    rows = int((read.pixels[..., 3] > 0).any(axis=1).sum())
    # Pictures compress unevenly, but not that much; WebP keeps something like a summary in front.
    assert share - 0.3 < rows / 300 < share + 0.15
    np.testing.assert_array_equal(read.pixels[:rows, :, :3], whole[:rows, :, :3])
    assert not read.pixels[rows:].any()
    said = re.search(r"(\d+) % of the picture", read.notes[0])
    assert said is not None
    assert int(said.group(1)) == int(100 * rows / 300)
    assert describe_picture(cut, "a", salvage=True).notes == read.notes


@pytest.mark.parametrize("tiled", [False, True])
def test_packed_strips_and_tiles_behind_their_directory(tiled: bool) -> None:
    """Big files of other programs have it in front; so does every picture pyramid."""
    options = {"tile": tiled, "tile_width": 64, "tile_height": 32}
    packed = _vips(".tif", compression="deflate", **options) if tiled else _in_strips()
    front = _turned_round(packed)
    np.testing.assert_array_equal(read_picture(front, "a").pixels, scene())
    cut = front[: len(front) * 3 // 4]
    with pytest.raises(TruncatedInput):
        read_picture(cut, "a")
    read = read_picture(cut, "a", salvage=True)
    rows = int((read.pixels[..., 3] > 0).any(axis=1).sum())
    assert rows % 32 == 0
    assert 150 < rows < 260
    np.testing.assert_array_equal(read.pixels[:rows, :, :3], scene()[:rows])


def _in_strips() -> bytes:
    out = io.BytesIO()
    # 278: rows in a strip.
    Image.fromarray(scene()).save(out, "TIFF", compression="tiff_adobe_deflate", tiffinfo={278: 32})
    return out.getvalue()


def _turned_round(data: bytes) -> bytes:
    """The same TIFF with its directory in front of its pixels."""
    block = Block.of(data)
    entries = block.directory(block.first).entries
    where, sizes = (
        (Tag.TILE_OFFSETS, Tag.TILE_SIZES) if Tag.TILE_OFFSETS in entries else (Tag.STRIP_OFFSETS, Tag.STRIP_SIZES)
    )
    pieces = [
        data[int(at) : int(at) + int(size)]
        for at, size in zip(block.integers(entries[where]), block.integers(entries[sizes]), strict=True)
    ]
    directory = copy_fields(block, entries)
    room = len(serialise(directory, block.order, 8))
    starts = np.cumsum([8 + room, *(len(each) for each in pieces[:-1])])
    directory.put(block.order, where, 4, [int(each) for each in starts])
    head = data[:4] + (8).to_bytes(4, "little")
    return head + serialise(directory, block.order, 8) + b"".join(pieces)


def test_a_progressive_picture_is_coarse() -> None:
    data = by_pillow(scene(), "JPEG", quality=90, progressive=True)
    read = read_picture(data[: len(data) // 2], "a", salvage=True)
    assert read.pixels.shape == (300, 240, 3)
    assert np.abs(read.pixels.astype(int) - scene()).mean() < 12
    assert "not in full detail" in read.notes[0]
    start = read_picture(data[: data.find(b"\xff\xda") + 400], "a", salvage=True)
    assert 0 < int((start.pixels[..., 3] > 0).any(axis=1).sum()) < 300


def test_a_picture_that_says_that_it_ends() -> None:
    """Some programs close what they couldn't finish, which decoders fill up with grey."""
    data = by_pillow(scene(), "JPEG", quality=90)
    closed = data[: len(data) // 2] + b"\xff\xd9"
    with pytest.raises(TruncatedInput):
        read_picture(closed, "a")
    read = read_picture(closed, "a", salvage=True)
    rows = int((read.pixels[..., 3] > 0).any(axis=1).sum())
    assert 100 < rows < 200
    np.testing.assert_array_equal(read.pixels[:rows, :, :3], read_picture(data, "a").pixels[:rows])


def test_only_the_last_bytes_are_missing() -> None:
    for data in (by_pillow(scene(), "JPEG")[:-2], by_pillow(scene(), "PNG")[:-12]):
        with pytest.raises(TruncatedInput):
            read_picture(data, "a")
        read = read_picture(data, "a", salvage=True)
        assert read.pixels.shape == (300, 240, 3)
        assert "all rows" in read.notes[0]


def test_a_whole_file_is_opened_as_ever() -> None:
    data = by_pillow(scene(), "PNG")
    read = read_picture(data, "a", salvage=True)
    np.testing.assert_array_equal(read.pixels, scene())
    assert read.notes == ()


def test_what_is_missing_is_turned_with_the_rest() -> None:
    data = by_pillow(scene(), "JPEG", quality=90, exif=b"Exif\0\0" + exif_block(6))
    cut = data[: len(data) // 2]
    read = read_picture(cut, "a", salvage=True)
    assert read.pixels.shape == (240, 300, 4)
    # Turned clockwise, the lower rows are on the left.
    assert not read.pixels[:, :100, 3].any()
    assert (read.pixels[:, -90:, 3] == 255).all()
    assert read.metadata.exif == exif_block(1)
    # An export from the bytes that a project keeps needs them too.
    assert read_metadata(cut).exif == exif_block(1)


def test_nothing_to_offer() -> None:
    interlaced = _vips(".png", interlace=True)
    for data in (interlaced[: len(interlaced) // 2], by_pillow(scene(), "TIFF", compression="tiff_lzw")[:-9000]):
        with pytest.raises(TruncatedInput) as caught:
            read_picture(data, "a")
        assert not caught.value.salvageable
        with pytest.raises(BadInput, match="nothing of the picture can be read"):
            read_picture(data, "a", salvage=True)
