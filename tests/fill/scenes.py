"""Pictures and documents that the tests of the fill share."""

from __future__ import annotations

from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.imaging.colour import GREY, SRGB
from inlay.imaging.raster import Raster


def textured(height: int, width: int, depth: int = 8, seed: int = 0, grey: bool = False) -> NDArray[Any]:
    """A soft, textured, opaque picture (h, w, 4) without dark pixels: no value below 90 of 255."""
    rng = np.random.default_rng(seed)
    coarse = cv2.resize(rng.random((6, 6, 3), dtype=np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    values = 110 + 90 * coarse + rng.normal(0, 4, (height, width, 3))
    colours = np.clip(values, 90, 255)
    if grey:
        colours = np.repeat(colours[:, :, :1], 3, axis=2)
    picture = np.dstack([colours, np.full((height, width), 255.0)])
    return np.rint(picture if depth == 8 else picture * 257).astype(np.uint8 if depth == 8 else np.uint16)


def box_mask(height: int, width: int, x: int, y: int, w: int, h: int) -> NDArray[np.uint8]:
    """A hard rectangle (height, width): 255 in the box."""
    mask = np.zeros((height, width), np.uint8)
    mask[y : y + h, x : x + w] = 255
    return mask


def document_of(picture: NDArray[Any], x: int = 0, y: int = 0, grey: bool = False) -> Document:
    """A document of one layer whose canvas is the picture, at (x, y)."""
    depth: Literal[8, 16] = 8 if picture.dtype == np.uint8 else 16
    layer = Layer("photo", "Photo", Raster.from_array(picture, x, y))
    return Document(Rect(x, y, picture.shape[1], picture.shape[0]), GREY if grey else SRGB, depth, (layer,))
