"""Orientation is applied once, and what is kept says "upright"."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from inlay.imaging.codec import ExportSettings, PixelSource, probe_picture, read_metadata, read_picture, write_picture
from tests.kit.pictures import (
    ORIENTATION,
    Array,
    by_pillow,
    chunk,
    exif_block,
    picture,
    png_by_hand,
    smooth,
    tags_of,
    tiff_by_hand,
    with_tags,
)


def stored(upright: Array, orientation: int) -> Array:
    """The rows of a file of that orientation which shows `upright` (TIFF 6.0: where row 0 and column 0 are seen)."""
    turned = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.swapaxes(0, 1),
        6: upright.swapaxes(0, 1)[::-1],
        7: upright[::-1, ::-1].swapaxes(0, 1),
        8: upright.swapaxes(0, 1)[:, ::-1],
    }[orientation]
    return np.ascontiguousarray(turned)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_all_orientations_agree_with_pillow(kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    data = by_pillow(smooth(40, 66), kind, exif=exif.tobytes(), **({"quality": 98} if kind == "JPEG" else {}))
    read = read_picture(data, "a")
    other = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    assert read.pixels.shape == other.shape
    assert np.abs(read.pixels.astype(int) - other).max() <= (2 if kind == "JPEG" else 0)
    assert read.info.orientation == orientation


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("bands", [1, 2, 3, 4])
def test_sixteen_bits_are_turned_bit_for_bit(bands: int, orientation: int) -> None:
    upright = picture(bands=bands, depth=16)
    rows = stored(upright, orientation)
    extra = {338: (3, [2])} if bands in (2, 4) else {}
    wanted = upright if bands > 2 else np.dstack([upright[..., :1]] * 3 + ([upright[..., 1:]] if bands == 2 else []))
    for data in (
        png_by_hand(rows, [chunk(b"eXIf", exif_block(orientation))]),
        tiff_by_hand(rows, {ORIENTATION: (3, [orientation]), **extra}),
    ):
        read = read_picture(data, "a")
        np.testing.assert_array_equal(read.pixels, wanted)
        assert (read.info.height, read.info.width) == upright.shape[:2]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif"])
def test_a_second_reading_turns_nothing(suffix: str, order: str, tmp_path: Path) -> None:
    exif = exif_block(6, order)
    data = by_pillow(smooth(40, 66), "JPEG", exif=b"Exif\0\0" + exif)
    read = read_picture(data, "a.jpg")
    kept = read.metadata.exif
    assert kept is not None
    assert len(kept) == len(exif)
    assert read_metadata(data).exif == kept
    out = io.BytesIO()
    kind = {".jpg": "jpeg", ".png": "png", ".tif": "tiff"}[suffix]
    write_picture(out, kind, PixelSource.of(read.pixels), read.colour, read.metadata, ExportSettings())
    assert probe_picture(out.getvalue()).orientation == 1
    assert read_picture(out.getvalue(), "b").pixels.shape == (66, 40, 3)
    tags = tags_of(out.getvalue(), tmp_path, suffix)
    assert tags.get("IFD0:Orientation", 1) == 1
    assert tags["IFD0:Make"] == "Testcam"
    assert tags["ExifIFD:ExposureTime"] == 0.004
    assert (tags["ExifIFD:ExifImageWidth"], tags["ExifIFD:ExifImageHeight"]) == (40, 66)


def test_orientation_in_xmp_alone(tmp_path: Path) -> None:
    upright = picture()
    data = with_tags(png_by_hand(stored(upright, 8)), tmp_path, ".png", "-XMP-tiff:Orientation#=8")
    read = read_picture(data, "a.png")
    np.testing.assert_array_equal(read.pixels, upright)
    assert read.metadata.xmp is not None
    out = io.BytesIO()
    write_picture(out, "png", PixelSource.of(read.pixels), read.colour, read.metadata)
    assert tags_of(out.getvalue(), tmp_path, ".png")["XMP-tiff:Orientation"] == 1


def test_orientation_as_another_integer_is_read_and_reset() -> None:
    exif = bytearray(exif_block(6))
    at = exif.find(struct.pack("<HHI", ORIENTATION, 3, 1))
    struct.pack_into("<HHII", exif, at, ORIENTATION, 4, 1, 6)
    upright = picture()
    read = read_picture(png_by_hand(stored(upright, 6), [chunk(b"eXIf", bytes(exif))]), "a.png")
    np.testing.assert_array_equal(read.pixels, upright)
    out = io.BytesIO()
    write_picture(out, "png", PixelSource.of(read.pixels), read.colour, read.metadata)
    assert probe_picture(out.getvalue()).orientation == 1


def test_exif_wins_over_xmp_and_nonsense_counts_as_upright() -> None:
    packet = b'<x:xmpmeta><rdf:Description tiff:Orientation="3"/></x:xmpmeta>'
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)
    pixels = picture()
    both = png_by_hand(pixels, [chunk(b"eXIf", exif_block(1)), text])
    np.testing.assert_array_equal(read_picture(both, "a").pixels, pixels)
    nonsense = png_by_hand(pixels, [chunk(b"eXIf", exif_block(77))])
    np.testing.assert_array_equal(read_picture(nonsense, "a").pixels, pixels)
