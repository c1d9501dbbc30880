"""CMYK becomes sRGB through its profile, as LittleCMS alone does it, and that is told."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from inlay.imaging.codec import PixelSource, describe_picture, read_picture, write_picture
from inlay.imaging.codec.cmyk import general_profile
from inlay.imaging.colour import SRGB
from tests.kit.pictures import Array, p3_profile, smooth, tiff_by_hand


def inks() -> Array:
    """(64, 96, 4) uint8: waves of ink, with paper and pure inks in the corners."""
    found = smooth(64, 96, 4) // 2
    for place, ink in enumerate(([0, 0, 0, 0], [255, 0, 0, 0], [0, 255, 0, 0], [0, 0, 255, 0], [0, 0, 0, 255])):
        found[:16, 16 * place : 16 * place + 16] = ink
    return found


def by_lcms(pixels: Array, profile: bytes) -> Array:
    """(H, W, 4) uint8 -> (H, W, 3) sRGB by LittleCMS."""
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.createProfile("sRGB"),
        "CMYK",
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    done = ImageCms.applyTransform(Image.fromarray(pixels, "CMYK"), transform)
    assert done is not None
    return np.asarray(done)


def file(kind: str, pixels: Array, profile: bytes | None = None, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels, "CMYK").save(out, kind, **({"icc_profile": profile} if profile else {}), **options)
    return out.getvalue()


@pytest.mark.parametrize("with_profile", [True, False])
@pytest.mark.parametrize("kind", ["TIFF", "JPEG"])
def test_colours_are_those_of_littlecms(kind: str, with_profile: bool) -> None:
    """Pillow writes JPEG as Adobe does: inverted, and marked so."""
    profile = general_profile()
    options = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {}
    data = file(kind, inks(), profile if with_profile else None, **options)
    read = read_picture(data, "a")
    wanted = by_lcms(inks(), profile).astype(int)
    assert read.pixels.dtype == np.uint8
    assert np.abs(read.pixels.astype(int) - wanted).max() <= (6 if kind == "JPEG" else 1)
    assert read.pixels[2, 2].tolist() == [255, 255, 255]
    assert read.colour == SRGB
    assert read.info.cmyk
    (note,) = read.notes
    assert ("Chemical proof" if with_profile else "without a colour profile") in note
    assert describe_picture(data, "a").notes == (note,)
    # What Pillow reads back as inks is what was written: nothing is turned over twice.
    with Image.open(io.BytesIO(data)) as other:
        assert np.abs(np.asarray(other).astype(int) - inks()).max() <= (3 if kind == "JPEG" else 0)


def test_inks_are_inverted_without_adobes_mark_too() -> None:
    """No program writes them plainly, so Pillow, ImageMagick and libvips turn them over in any case."""
    data = file("JPEG", inks(), quality=100, subsampling=0)
    np.testing.assert_array_equal(
        read_picture(data.replace(b"Adobe", b"Nobod"), "a").pixels, read_picture(data, "a").pixels
    )


@pytest.mark.parametrize("profile", [b"\xff" * 900, general_profile()[:5000], p3_profile()])
def test_profiles_that_cant_be_used_are_told(profile: bytes) -> None:
    read = read_picture(file("TIFF", inks(), profile), "a")
    assert np.abs(read.pixels.astype(int) - by_lcms(inks(), general_profile())).max() <= 1
    assert "can't be used" in read.notes[0]


def test_sixteen_bits_alpha_and_spot_inks() -> None:
    deep = inks().astype(np.uint16) * 257
    wanted = by_lcms(inks(), general_profile()).astype(float)
    read = read_picture(tiff_by_hand(deep, {262: (3, [5])}), "a")
    assert read.pixels.dtype == np.uint16
    assert np.abs(read.pixels / 257 - wanted).max() <= 1.5
    more = np.dstack([inks(), smooth(64, 96, 1)])
    clear = read_picture(tiff_by_hand(more, {262: (3, [5]), 338: (3, [2])}), "a")
    assert clear.had_alpha
    np.testing.assert_array_equal(clear.pixels[..., 3:], smooth(64, 96, 1))
    assert np.abs(clear.pixels[..., :3] - wanted).max() <= 1
    spot = read_picture(tiff_by_hand(more, {262: (3, [5]), 338: (3, [0])}), "a")
    assert not spot.had_alpha
    assert np.abs(spot.pixels - wanted).max() <= 1
    assert any("1 further channel" in note for note in spot.notes)


def test_what_is_exported_says_srgb() -> None:
    read = read_picture(file("JPEG", inks(), general_profile()), "a")
    out = io.BytesIO()
    write_picture(out, "jpeg", PixelSource.of(read.pixels), read.colour, read.metadata)
    again = read_picture(out.getvalue(), "b")
    assert not again.info.cmyk
    assert np.abs(again.pixels.astype(int) - read.pixels).mean() < 6
