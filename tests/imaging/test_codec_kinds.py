"""Palettes, single bits and WebP, as Pillow reads them; orientation in every format; animations told."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import BadInput
from inlay.imaging.codec import probe_picture, read_metadata, read_picture
from inlay.imaging.codec.format import titles
from inlay.imaging.colour import GREY
from tests.imaging.test_codec_orientation import stored
from tests.kit.pictures import (
    Array,
    by_pillow,
    chunk,
    exif_block,
    p3_profile,
    picture,
    png_by_hand,
    smooth,
    tags_of,
    tiff_by_hand,
    with_tags,
)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def by_other(data: bytes, mode: str) -> Array:
    """As Pillow reads it."""
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert(mode))


@pytest.mark.parametrize("colours", [2, 4, 16, 200])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_palettes_agree_with_pillow(kind: str, colours: int) -> None:
    data = saved(Image.fromarray(smooth()).quantize(colours), kind)
    read = read_picture(data, "a")
    np.testing.assert_array_equal(read.pixels, by_other(data, "RGB"))
    assert not read.grey
    assert read.depth == 8


def test_palettes_with_transparency_and_of_greys() -> None:
    image = Image.fromarray(smooth()).quantize(8)
    data = saved(image, "PNG", transparency=bytes((0, 40, 80, 120, 160, 200, 240, 255)))
    read = read_picture(data, "a")
    np.testing.assert_array_equal(read.pixels, by_other(data, "RGBA"))
    assert read.had_alpha
    greys = Image.fromarray(smooth()[..., 0]).quantize(16)
    for kind in ("PNG", "TIFF"):
        data = saved(greys, kind)
        np.testing.assert_array_equal(read_picture(data, "a").pixels, by_other(data, "RGB"))


def test_single_bits_are_black_and_white() -> None:
    black = smooth()[..., 0] > 127
    image = Image.fromarray(black)
    white_is_0 = np.packbits(~black, axis=1)[..., None]
    inverted = tiff_by_hand(white_is_0, {256: (3, [96]), 258: (3, [1]), 262: (3, [0])})
    for data in (
        saved(image, "PNG"),
        saved(image, "TIFF"),
        saved(image, "TIFF", compression="group4"),
        saved(image, "TIFF", compression="packbits"),
        inverted,
    ):
        read = read_picture(data, "a")
        np.testing.assert_array_equal(read.pixels, np.repeat(black[..., None], 3, axis=2) * np.uint8(255))
        assert (read.grey, read.colour, read.depth) == (True, GREY, 8)


@pytest.mark.parametrize("bands", [3, 4])
def test_webp_agrees_with_pillow(bands: int) -> None:
    pixels = smooth(bands=bands)
    exact = by_pillow(pixels, "WEBP", lossless=True, exact=True)
    np.testing.assert_array_equal(read_picture(exact, "a").pixels, pixels)
    lossy = by_pillow(pixels, "WEBP", quality=80)
    read = read_picture(lossy, "a")
    assert np.abs(read.pixels.astype(int) - by_other(lossy, "RGBA" if bands == 4 else "RGB")).max() <= 1
    assert (read.info.format, read.had_alpha) == ("webp", bands == 4)


def test_profile_and_metadata_of_webp(tmp_path: Path) -> None:
    profile = p3_profile()
    data = by_pillow(smooth(), "WEBP", icc_profile=profile, exif=b"Exif\0\0" + exif_block(1))
    data = with_tags(data, tmp_path, ".webp", "-XMP-dc:Title=A title")
    read = read_picture(data, "a")
    assert read.colour.profile == profile
    assert read.metadata.exif is not None
    assert b"Testcam" in read.metadata.exif
    assert read.metadata.xmp is not None
    assert b"A title" in read.metadata.xmp
    assert tags_of(data, tmp_path, ".webp")["IFD0:Make"] == "Testcam"
    assert read_metadata(data).exif == read.metadata.exif


def _xmp(orientation: int) -> bytes:
    said = f'tiff:Orientation="{orientation}"' if orientation % 2 else f"<tiff:Orientation>{orientation}<"
    return b"<x:xmpmeta " + said.encode() + b"/></x:xmpmeta>"


@pytest.mark.parametrize("orientation", [2, 5, 6, 8])
@pytest.mark.parametrize("where", ["exif", "xmp"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_orientation_in_exif_or_xmp_alone(kind: str, where: str, orientation: int) -> None:
    upright = smooth(40, 66)
    rows = stored(upright, orientation)
    exif, xmp = exif_block(orientation), _xmp(orientation)
    if kind == "TIFF":
        said = {274: (3, [orientation])} if where == "exif" else {700: (1, xmp)}
        data = tiff_by_hand(rows, said)
    elif kind == "PNG":
        text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp)
        data = png_by_hand(rows, [chunk(b"eXIf", exif) if where == "exif" else text])
    else:
        options = {"lossless": True} if kind == "WEBP" else {"quality": 98, "subsampling": 0}
        said = {"exif": b"Exif\0\0" + exif} if where == "exif" else {"xmp": xmp}
        data = by_pillow(rows, kind, **options, **said)
    read = read_picture(data, "a")
    assert read.pixels.shape == upright.shape
    assert np.abs(read.pixels.astype(int) - upright).max() <= (3 if kind == "JPEG" else 0)
    assert probe_picture(data).orientation == orientation
    kept = read.metadata
    assert kept.exif in (None, exif_block(1)) or kind == "TIFF"
    assert kept.xmp is None or kept.xmp == xmp.replace(str(orientation).encode(), b"1")


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_animations_give_their_first_picture(kind: str) -> None:
    first, second = (Image.fromarray(each) for each in (smooth(), smooth()[::-1].copy()))
    options = {"lossless": True} if kind == "WEBP" else {}
    data = saved(first, kind, save_all=True, append_images=[second], duration=100, **options)
    read = read_picture(data, "a")
    np.testing.assert_array_equal(read.pixels[..., :3], smooth())
    assert "The file is an animation; its first picture was opened." in read.notes
    assert read.info.pages == 2


def test_the_first_page_of_several() -> None:
    pages = [Image.fromarray(each) for each in (picture(), picture(seed=8))]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    read = read_picture(data, "a")
    np.testing.assert_array_equal(read.pixels, picture())
    assert "The file has 2 pages; the first one was opened." in read.notes


def test_what_is_opened_is_listed_in_order() -> None:
    assert titles() == "AVIF, HEIC, JPEG, PNG, TIFF and WebP"


def test_a_profile_that_cant_be_used_is_told_in_every_format() -> None:
    broken = b"\xff\xfe not a profile" * 30
    for kind in ("JPEG", "PNG", "TIFF", "WEBP"):
        read = read_picture(by_pillow(smooth(), kind, icc_profile=broken), "a")
        assert read.notes == ("The file's colour profile can't be used; it is treated as sRGB.",)
        assert read.colour.profile is None


def test_thumbnails_of_raw_files_arent_opened() -> None:
    """NEF, ARW and DNG begin with a small RGB picture, and keep the camera's own in a directory below it."""
    inner = struct.pack("<H", 1) + struct.pack("<HHII", 262, 3, 1, 32803) + bytes(4)
    strip = tiff_by_hand(picture(), {330: (4, [8])})
    data = strip[:8] + inner + strip[8 + len(inner) :]
    with pytest.raises(BadInput, match="raw camera file"):
        read_picture(data, "a.nef")
