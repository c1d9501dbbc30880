"""Sending: exactly the pictures that leave this computer, made from a crop of the document."""

from __future__ import annotations

import hashlib
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.fill.flatten import flattened
from inlay.fill.plan.border import border_of
from inlay.fill.plan.crop import Crop
from inlay.fill.request import SentPictures
from inlay.fill.resize import resized, resized_hole, shrunk_with_alpha
from inlay.imaging.colour import ColourSpace, to_8bit
from inlay.imaging.colour.convert import to_srgb

Pixels = NDArray[Any]
Bytes8 = NDArray[np.uint8]

# For photographs as small as level 6 makes them, in a fifth of its time.
_PNG = (cv2.IMWRITE_PNG_COMPRESSION, 1, cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE)


def sent_pictures(image: Pixels, hole: Bytes8, colour: ColourSpace, crop: Crop) -> SentPictures:
    """The PNGs of a crop: `image` (h, w, 4) uint8 or uint16 in `colour`, `hole` (h, w) 0 or 255, both of its box.

    Opaque 8-bit sRGB: transparency and what lies beyond the picture continue their surroundings, and 16 bits are
    dithered. Resampled once where the crop isn't at 1.00, else not at all. The same pixels give the same bytes.
    Takes tens of milliseconds a megapixel: not for the loop thread. Raises BadInput where the profile can't be used.
    """
    picture = srgb_picture(_fitted(image, crop.size), colour)
    if crop.inner is None:
        return SentPictures(_png(picture), _png(resized_hole(hole, crop.size)), crop.size)
    border = border_of(crop)
    height, width = picture.shape[:2]
    inside = picture[border.top : height - border.bottom, border.left : width - border.right]
    return SentPictures(_png(inside), None, (inside.shape[1], inside.shape[0]), border)


def _fitted(image: Pixels, size: tuple[int, int]) -> Pixels:
    """(H, W, 3) of the size that is sent, without holes. Large ones are shrunk first: filling holes costs more."""
    if size[0] * size[1] < image.shape[0] * image.shape[1]:
        return flattened(shrunk_with_alpha(image, size))
    return resized(flattened(image), size)


def srgb_picture(rgb: Pixels, colour: ColourSpace) -> Bytes8:
    """(h, w, 3) uint8 or uint16 in `colour` -> (h, w, 3) uint8 sRGB; 16 bits are dithered."""
    levels = to_srgb(rgb, colour)
    if rgb.dtype == np.uint8:
        return to_8bit(levels)
    if colour.model == "grey":
        plane = dithered(np.ascontiguousarray(levels[:, :, :1]))
        return np.repeat(plane, 3, axis=2)
    return dithered(levels)


def dithered(levels: NDArray[np.uint16]) -> Bytes8:
    """uint16 -> uint8 of the same shape, v / 257 rounded up or down by chance, so that means are kept.

    Whole 8-bit levels stay as they are. The chance comes from the content: the same pixels give the same result.
    """
    digest = hashlib.blake2b(np.ascontiguousarray(levels).data, digest_size=16).digest()
    chance = np.random.Generator(np.random.SFC64(int.from_bytes(digest, "little")))
    noise = chance.integers(0, 257, levels.shape, np.uint16)
    # At most 65,535 + 256, which uint16 can't hold.
    made: Bytes8 = ((levels.astype(np.uint32) + noise) // 257).astype(np.uint8)
    return made


def _png(picture: Bytes8) -> bytes:
    """(h, w, 3) RGB or (h, w) grey as PNG: header, pixels, end, and nothing else."""
    ordered = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR) if picture.ndim == 3 else picture
    done, data = cv2.imencode(".png", ordered, _PNG)
    assert done  # encoding to memory fails only where memory does
    return data.tobytes()
