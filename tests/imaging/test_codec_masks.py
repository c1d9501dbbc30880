"""Masks that come as files."""

from __future__ import annotations

import numpy as np
import pytest

from inlay.base.errors import BadInput
from inlay.imaging.codec import read_mask
from tests.kit.pictures import by_opencv, by_pillow, picture, png_by_hand, smooth


def test_grey_masks_of_any_depth() -> None:
    grey = picture(20, 30, 1)
    np.testing.assert_array_equal(read_mask(by_opencv(grey, ".png"), "m", (30, 20)), grey[..., 0])
    wide = picture(20, 30, 1, 16)
    for suffix in (".png", ".tiff"):
        read = read_mask(by_opencv(wide, suffix), "m", (30, 20))
        np.testing.assert_array_equal(read, np.rint(wide[..., 0] / 257.0).astype(np.uint8))
    shape = np.eye(24, dtype=bool)
    read = read_mask(by_pillow(shape, "PNG"), "m", (24, 24))
    np.testing.assert_array_equal(read, shape * np.uint8(255))
    assert read.dtype == np.uint8
    assert read.flags.c_contiguous


def test_grey_in_rgb_and_jpeg() -> None:
    grey = smooth(20, 30, 1)
    np.testing.assert_array_equal(read_mask(by_opencv(np.repeat(grey, 3, 2), ".png"), "m", (30, 20)), grey[..., 0])
    read = read_mask(by_pillow(np.repeat(grey, 3, 2), "JPEG", quality=95), "m", (30, 20))
    assert np.abs(read.astype(int) - grey[..., 0]).max() < 8


def test_transparency_counts_as_black() -> None:
    pixels = np.full((2, 2, 4), 255, np.uint8)
    pixels[0, 0, 3], pixels[0, 1, 3] = 0, 100
    np.testing.assert_array_equal(read_mask(png_by_hand(pixels), "m", (2, 2)), [[0, 100], [255, 255]])


def test_another_size_and_colours_are_refused() -> None:
    with pytest.raises(BadInput) as caught:
        read_mask(by_opencv(picture(20, 30, 1), ".png"), "m.png", (31, 20))
    assert "30 x 20" in caught.value.sentence()
    assert "31 x 20" in caught.value.sentence()
    with pytest.raises(BadInput, match="colours"):
        read_mask(by_opencv(picture(20, 30, 3), ".png"), "m.png", (30, 20))
    with pytest.raises(BadInput, match="text file"):
        read_mask(b"hello\n", "m.png", (30, 20))
