"""Colours on their way to sRGB and back, in 16 bits: precise, neutral greys, and as LittleCMS has them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from inlay.imaging.colour import GREY, SRGB, ColourSpace, to_8bit, to_16bit
from inlay.imaging.colour.convert import from_srgb, to_srgb
from inlay.imaging.colour.display import srgb_profile
from inlay.imaging.colour.standard import adobe_rgb, grey_profile
from tests.imaging.test_colour import lab_table_profile
from tests.kit.pictures import p3_profile, picture

WIDE = {"p3": p3_profile(), "adobe": adobe_rgb()}


def by_littlecms(rgb: np.ndarray, profile: bytes) -> np.ndarray:  # type: ignore[type-arg]
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.NOOPTIMIZE
    source, target = (ImageCms.ImageCmsProfile(io.BytesIO(each)) for each in (profile, srgb_profile()))
    change = ImageCms.buildTransform(source, target, "RGB", "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC, flags)
    return np.asarray(ImageCms.applyTransform(Image.fromarray(rgb), change))


@pytest.mark.parametrize("name", WIDE)
def test_srgb_goes_there_and_comes_back(name: str) -> None:
    colour = ColourSpace.of(WIDE[name])
    for depth in (8, 16):
        plain = picture(200, 300, 3, depth)
        back = to_srgb(from_srgb(plain, colour, np.uint16), colour).astype(int)
        off = np.abs(back - to_16bit(plain))
        assert np.quantile(off, 0.999) <= 16 and off.mean() < 2
        if depth == 8:
            assert (to_8bit(back.astype(np.uint16)) != plain).mean() < 1e-4


@pytest.mark.parametrize("profile", [*WIDE.values(), lab_table_profile()])
def test_it_is_what_littlecms_says(profile: bytes) -> None:
    plain = picture(120, 130)
    ours = to_8bit(to_srgb(plain, ColourSpace.of(profile))).astype(int)
    assert np.abs(ours - by_littlecms(plain, profile)).max() <= 1


def test_srgb_is_left_alone() -> None:
    for depth in (8, 16):
        plain = picture(20, 30, 3, depth)
        assert (to_srgb(plain, SRGB) == to_16bit(plain)).all()
        assert (from_srgb(plain, SRGB, plain.dtype) == plain).all()


@pytest.mark.parametrize(
    "colour", [GREY, ColourSpace.of(grey_profile("g", 2.2), "grey"), ColourSpace(p3_profile(), "grey")]
)
def test_greys_stay_neutral_and_keep_their_levels(colour: ColourSpace) -> None:
    ramp = np.repeat(np.arange(65536, dtype=np.uint16).reshape(256, 256, 1), 3, axis=2)
    there = to_srgb(ramp, colour)
    assert np.ptp(there.astype(int), axis=2).max() == 0
    back = from_srgb(there, colour, np.uint16).astype(int)
    assert np.ptp(back, axis=2).max() == 0 and np.abs(back - ramp).max() <= 128 and np.abs(back - ramp).mean() < 1


def test_colours_become_the_grey_of_their_luminance() -> None:
    made = from_srgb(np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [77, 77, 77]]], np.uint8), GREY, np.uint8)
    # Y of the primaries under D50: 0.2225, 0.7169, 0.0606, by the curve of sRGB.
    assert made[0, :, 0].tolist() == [130, 220, 70, 77]
    assert np.ptp(made.astype(int), axis=2).max() == 0
