"""Thumbnails of documents, made from mips: after the first one of a picture, only what changed is read again."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.scaled import compose_at
from inlay.imaging.colour import to_display
from inlay.imaging.mask import Mask
from inlay.imaging.mips import MAX_LEVEL, level_box, mask_at
from inlay.imaging.tile import Pixels


def thumbnail(document: Document, side: int = 192) -> bytes:
    """A PNG (8-bit RGB or RGBA, sRGB) of the canvas: its longer side is `side` px, or less where the canvas is smaller.

    May read tiles from disk: not for the loop thread.
    """
    canvas = document.canvas
    scale = min(1.0, side / max(canvas.w, canvas.h))
    width, height = (max(1, round(each * scale)) for each in (canvas.w, canvas.h))
    level = _level(scale)
    box = level_box(canvas, level)
    shown = to_display(compose_at(document, level, box), document.colour)
    return _png(_resized(shown, _cut(canvas, level, box), width, height))


def mask_thumbnail(mask: Mask, canvas: Rect, side: int = 192) -> bytes:
    """A grey PNG of the mask inside the canvas, as large as `thumbnail`'s. Not for the loop thread."""
    scale = min(1.0, side / max(canvas.w, canvas.h))
    width, height = (max(1, round(each * scale)) for each in (canvas.w, canvas.h))
    level = _level(scale)
    box = level_box(canvas, level)
    values = mask_at(mask, level, box)[..., np.newaxis]
    opaque = np.concatenate([values, values, values, np.full_like(values, 255)], axis=2)
    return _png(_resized(opaque, _cut(canvas, level, box), width, height))


def _level(scale: float) -> int:
    """The smallest mip that isn't smaller than what is asked for."""
    level = 0
    while level < MAX_LEVEL and 2.0 ** -(level + 1) >= scale:
        level += 1
    return level


def _cut(canvas: Rect, level: int, box: Rect) -> tuple[float, float, float, float]:
    """Left, top, width and height of the canvas inside `box`, in pixels of the level."""
    unit = float(1 << level)
    return canvas.x / unit - box.x, canvas.y / unit - box.y, canvas.w / unit, canvas.h / unit


def _resized(rgba: Pixels, cut: tuple[float, float, float, float], width: int, height: int) -> Pixels:
    """`cut` of a picture (h, w, 4) uint8, brought to `height` x `width`; colours weighed by alpha."""
    left, top, cut_width, cut_height = cut
    weighed = rgba.astype(np.float32)
    weighed[..., :3] *= weighed[..., 3:] * np.float32(1 / 255)
    across, down = cut_width / width, cut_height / height
    # Pixel centres of the target, in the source; the mips have averaged all but the last factor of two.
    matrix = np.array([[across, 0, left + across / 2 - 0.5], [0, down, top + down / 2 - 0.5]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    small: NDArray[np.float32] = np.asarray(
        cv2.warpAffine(weighed, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.float32
    )
    small[..., :3] *= np.float32(255) / np.maximum(small[..., 3:], np.float32(1e-3))
    out: Pixels = np.clip(np.rint(small), 0, 255).astype(np.uint8)
    return out


def _png(rgba: Pixels) -> bytes:
    opaque = bool((rgba[..., 3] == 255).all())
    picture = cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGR if opaque else cv2.COLOR_RGBA2BGRA)
    done, data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 6])
    assert done  # encoding to memory fails only where memory does
    return data.tobytes()
