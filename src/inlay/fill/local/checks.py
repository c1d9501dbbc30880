"""What the built-in engine refuses before it starts, since it could only answer with black."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.fill.local.options import Coverage, Flags, Pixels

RADIUS = 3
PATCH = 2 * RADIUS + 1


def sources_of(image: Pixels, hole: Coverage) -> Flags:
    """Where (H, W) pixels may be taken from: outside the hole and not transparent."""
    known: Flags = (hole == 0) & (image[:, :, 3] > 0)
    return known


def whole_patches(sources: Flags) -> Flags:
    """Centres (H, W) of patches of 7 x 7 px that consist of sources only."""
    height, width = sources.shape
    out = np.zeros((height, width), bool)
    if height >= PATCH and width >= PATCH:
        kernel = np.ones((PATCH, PATCH), np.uint8)
        eroded = cv2.erode(sources.astype(np.uint8), kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
        out[:] = eroded > 0
    return out


def check(image: Pixels, hole: Coverage) -> None:
    """Raise BadInput where there is nothing to fill, or nothing to fill it from."""
    if image.shape[:2] != hole.shape:
        raise BadInput(tr("The mask and the picture differ in size."))
    if not hole.any():
        raise BadInput(tr("The mask is empty. Paint over what should go."))
    if min(hole.shape) < PATCH:
        raise BadInput(
            tr("The picture is too small: the built-in fill needs at least {side} pixels a side.").format(side=PATCH)
        )
    sources = sources_of(image, hole)
    if not sources.any():
        raise BadInput(
            tr("Everything is masked or transparent, so there is nothing to take the fill from."),
            next_step=tr("Leave part of the picture unmasked."),
        )
    if not whole_patches(sources).any():
        raise BadInput(
            tr("The mask leaves no whole piece of {side} x {side} pixels to take the fill from.").format(side=PATCH),
            next_step=tr("Mask less, or leave a larger part of the picture free."),
        )
