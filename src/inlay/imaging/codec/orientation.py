"""Orientation: which way up a picture is meant, and turning it so (TIFF 6.0, tag 274)."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import xmp as xmp_packets
from inlay.imaging.colour.depth import Pixels

# What brings the stored rows upright; 5 and 7 are transposed first.
_ROTATIONS = {3: cv2.ROTATE_180, 6: cv2.ROTATE_90_CLOCKWISE, 8: cv2.ROTATE_90_COUNTERCLOCKWISE}


def effective(exif: bytes | None, xmp: bytes | None) -> int:
    """1..8: what EXIF says, else what XMP says (some PNG files have only that), else 1."""
    said = exif_blocks.orientation_of(exif) if exif is not None else None
    if said is None and xmp is not None:
        said = xmp_packets.orientation_of(xmp)
    return said or 1


def upright_size(width: int, height: int, orientation: int) -> tuple[int, int]:
    """Width and height after turning."""
    return (height, width) if orientation >= 5 else (width, height)


def turn(pixels: Pixels, orientation: int) -> Pixels:
    """(H, W, bands) upright, contiguous; the same array for 1."""
    if orientation == 1:
        return pixels
    if orientation in _ROTATIONS:
        turned = cv2.rotate(pixels, _ROTATIONS[orientation])
    elif orientation in (2, 4):
        turned = cv2.flip(pixels, 1 if orientation == 2 else 0)
    else:
        turned = cv2.transpose(pixels)
        if orientation == 7:
            turned = cv2.rotate(turned, cv2.ROTATE_180)
    # OpenCV drops the axis of a single band.
    return np.asarray(turned).reshape(turned.shape[0], turned.shape[1], -1)
