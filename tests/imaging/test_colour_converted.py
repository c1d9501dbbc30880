"""From one document's colours into another's in one step."""

from __future__ import annotations

import numpy as np

from inlay.imaging.colour import GREY, SRGB, ColourSpace
from inlay.imaging.colour.convert import converted, from_srgb, to_srgb
from inlay.imaging.colour.standard import adobe_rgb

ADOBE = ColourSpace.of(adobe_rgb())
PIXELS = np.random.default_rng(1).integers(0, 256, (20, 30, 3), dtype=np.uint8)


def test_in_the_same_space_only_the_depth_changes() -> None:
    for space in (SRGB, ADOBE):
        assert (converted(PIXELS, space, space, np.uint8) == PIXELS).all()
        deep = converted(PIXELS, space, space, np.uint16)
        assert (deep == PIXELS.astype(np.uint16) * 257).all()
        assert (converted(deep, space, space, np.uint8) == PIXELS).all()


def test_it_goes_there_and_back_without_a_loss_of_what_is_wide() -> None:
    wide = converted(converted(PIXELS, SRGB, ADOBE, np.uint16), ADOBE, SRGB, np.uint8)
    assert np.abs(wide.astype(int) - PIXELS).max() <= 1
    assert (converted(PIXELS, SRGB, ADOBE, np.uint16) == from_srgb(PIXELS, ADOBE, np.uint16)).all()
    assert (converted(PIXELS, ADOBE, SRGB, np.uint16) == to_srgb(PIXELS, ADOBE)).all()


def test_in_a_grey_document_colours_become_grey() -> None:
    grey = converted(PIXELS, ADOBE, GREY, np.uint8)
    assert (grey == grey[..., :1]).all() and grey.std() > 10
    same = np.repeat(PIXELS[..., :1], 3, axis=2)
    assert (converted(same, GREY, SRGB, np.uint8) == same).all()
