"""The range of colours against a plain reading of its formula, and L*a*b* against LittleCMS and known values."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from inlay.base.geometry import Rect
from inlay.imaging.colour import GREY, SRGB, ColourSpace, to_8bit
from inlay.imaging.colour.display import srgb_profile
from inlay.imaging.colour.lab import _by_lcms, to_lab
from inlay.imaging.colour.standard import adobe_rgb, grey_profile
from inlay.imaging.giving_up import GivenUp
from inlay.imaging.raster import Raster
from inlay.imaging.regions.colour_range import (
    MOST,
    Colour,
    ColourRange,
    colour_of,
    range_mask,
    range_values,
    with_colour,
)

ADOBE = ColourSpace.of(adobe_rgb())


def picture(height: int = 60, width: int = 70, dtype: type = np.uint8) -> np.ndarray:
    """Colours of all kinds, opaque (h, w, 4)."""
    pixels = np.random.default_rng(4).integers(0, 256, (height, width, 4), np.uint8)
    pixels[..., 3] = 255
    return pixels if dtype == np.uint8 else pixels.astype(np.uint16) * 257


def test_known_colours_in_lab():
    """Values after Bruce Lindbloom's calculator (sRGB, adapted to D50 by Bradford)."""
    known = {
        (255, 255, 255): (100, 0, 0), (0, 0, 0): (0, 0, 0), (119, 119, 119): (50.03, 0, 0),
        (255, 0, 0): (54.29, 80.81, 69.89), (0, 255, 0): (87.82, -79.29, 80.99), (0, 0, 255): (29.57, 68.30, -112.03),
    }  # fmt: skip
    for colour, wanted in known.items():
        for dtype, times in ((np.uint8, 1), (np.uint16, 257)):
            lab = to_lab(np.array([[colour]], dtype) * dtype(times), SRGB)[0, 0]
            assert lab == pytest.approx(wanted, abs=0.12)


@pytest.mark.parametrize("space", [SRGB, ADOBE], ids=["sRGB", "Adobe RGB"])
def test_lab_agrees_with_littlecms(space):
    pixels = picture()[..., :3]
    ours = to_lab(pixels, space)
    assert np.abs(ours - _by_lcms(pixels, space.profile or srgb_profile(), space)).mean() < 0.05
    lab = ImageCms.createProfile("LAB")
    profile = ImageCms.ImageCmsProfile(__import__("io").BytesIO(space.profile or srgb_profile()))
    transform = ImageCms.buildTransform(profile, lab, "RGB", "LAB", ImageCms.Intent.RELATIVE_COLORIMETRIC)
    theirs = np.asarray(ImageCms.applyTransform(Image.fromarray(pixels), transform)).astype(float)
    theirs = np.dstack([theirs[..., 0] / 2.55, theirs[..., 1:].astype(np.uint8).astype(np.int8)])
    assert np.abs(ours - theirs).max() < 2.5 and np.abs(ours - theirs).mean() < 0.4


@pytest.mark.parametrize("space", [GREY, ColourSpace.of(grey_profile("grey", 2.2), "grey")], ids=["sRGB", "gamma 2.2"])
def test_greys_are_neutral(space):
    levels = np.arange(256, dtype=np.uint8)[np.newaxis, :, np.newaxis].repeat(3, 2)
    lab = to_lab(levels, space)[0]
    assert np.abs(lab[:, 1:]).max() < 0.01 and (np.diff(lab[:, 0]) > 0).all() and lab[-1, 0] == pytest.approx(100)


def reference(lab: np.ndarray, wanted: ColourRange) -> np.ndarray:
    """The share 0..1 of each colour (h, w, 3), one sample at a time, as the formula says."""

    def from_nearest(samples: tuple[Colour, ...]) -> np.ndarray:
        found = []
        for sample in samples:
            light, a, b = (lab[..., index].astype(float) - sample[index] for index in range(3))
            own = np.hypot(sample.a, sample.b)
            chroma = np.hypot(lab[..., 1], lab[..., 2]).astype(float) - own
            hue = np.maximum(a**2 + b**2 - chroma**2, 0)
            found.append(np.sqrt(light**2 + (chroma / (1 + 0.045 * own)) ** 2 + hue / (1 + 0.015 * own) ** 2))
        return np.min(found, axis=0)

    near, half = from_nearest(wanted.wanted), wanted.fuzziness / 2
    share = np.where(near <= half, 1.0, np.where(near >= 2 * half, 0.0, (2 * half - near) / half))
    if wanted.unwanted:
        share = np.minimum(share, np.clip((from_nearest(wanted.unwanted) - near) / half, 0, 1))
    return share


@pytest.mark.parametrize("space", [SRGB, ADOBE], ids=["sRGB", "Adobe RGB"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("unwanted", [(), (Colour(60, -20, 30), Colour(20, 0, -5))])
def test_the_range_is_its_formula(space, dtype, unwanted):
    pixels = picture(dtype=dtype)
    wanted = ColourRange((Colour(55, 40, 30), Colour(50, -30, 20), Colour(80, 0, 0)), unwanted, 38.0)
    share = reference(to_lab(pixels[..., :3], space), wanted)
    assert np.abs(range_values(pixels, space, wanted) - share * 255).max() <= 0.6
    assert 0.05 < share.mean() < 0.6 and ((share > 0) & (share < 1)).mean() > 0.1


def test_what_is_translucent_counts_by_its_alpha():
    pixels = np.full((1, 3, 4), 120, np.uint8)
    pixels[0, :, 3] = 255, 128, 0
    wanted = ColourRange((Colour(*to_lab(pixels[:, :1, :3], SRGB)[0, 0]),))
    assert range_values(pixels, SRGB, wanted).tolist() == [[255, 128, 0]]


def test_a_colour_is_a_mean_weighed_by_alpha():
    pixels = np.array([[[100, 50, 20, 255], [200, 90, 40, 255], [0, 255, 0, 0]]], np.uint8)
    wanted = to_lab(np.array([[[150, 70, 30]]], np.uint8), SRGB)[0, 0]
    assert colour_of(pixels, SRGB) == pytest.approx(wanted, abs=0.01)
    assert colour_of(pixels[:, 2:], SRGB) is None


def test_colours_that_are_alike_are_kept_once_and_never_too_many():
    colours = with_colour((), Colour(50, 10, 10))
    assert with_colour(colours, Colour(50.5, 10.3, 10)) == colours
    for light in range(0, 3 * MOST, 2):
        colours = with_colour(colours, Colour(light, 0, 0))
    assert len(colours) == MOST


def test_the_mask_is_the_same_cell_by_cell_and_can_be_given_up():
    pixels = picture(530, 520)
    wanted, canvas = ColourRange((Colour(55, 40, 30),), (), 30.0), Rect(-20, 7, 520, 530)
    sample = Raster.from_array(pixels, -20, 7).region
    mask = range_mask(sample, SRGB, canvas, wanted)
    assert np.array_equal(mask.region(canvas), range_values(pixels, SRGB, wanted))
    assert not mask.region(Rect(-40, 0, 20, 20)).any() and to_8bit(pixels) is pixels
    with pytest.raises(GivenUp):
        range_mask(sample, SRGB, canvas, wanted, lambda: True)
