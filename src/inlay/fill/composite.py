"""From an answer to a layer: only what was painted, blended by `paste`, in its own small box."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.errors import BadAnswer
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.layer import Layer, new_id
from inlay.fill.paste import BLEND_PX, paste_alpha
from inlay.fill.request import FillRequest
from inlay.imaging.blend import with_alpha
from inlay.imaging.raster import Raster

__all__ = ["answer_to_layer", "paste_alpha"]

_MARGIN = 24


def answer_to_layer(request: FillRequest, pixels: NDArray[Any], name: str, blend_px: float = BLEND_PX) -> Layer:
    """The answer (h, w, 3|4) for the request's box as a new layer.

    Its raster (RGBA, the document's depth) covers exactly the box of what is pasted; its alpha is
    the paste mask times the answer's own; where nothing is pasted all four values are 0. Raises
    BadAnswer where the answer has another size or depth, or nothing would be pasted.
    """
    _check(request, pixels)
    paste = _paste(request, blend_px)
    rows, columns = np.flatnonzero(paste.any(axis=1)), np.flatnonzero(paste.any(axis=0))
    if not len(rows):
        raise BadAnswer(tr("The mask is too faint to show anything of the fill."))
    part = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
    box = Rect(request.box.x + part[1].start, request.box.y + part[0].start, 0, 0)
    layer_pixels = _masked(with_alpha(pixels[part]), paste[part])
    return Layer(new_id(), name, Raster.from_array(layer_pixels, box.x, box.y))


def _paste(request: FillRequest, blend_px: float) -> NDArray[np.uint8]:
    """The paste mask (h, w). Where the box ends inside the picture, right at what is painted, there is an edge too."""
    painted, against = request.painted, _to_blend_with(request).astype(np.uint8)
    around = _margins(request)
    if not any(around):
        return paste_alpha(painted, blend_px, against)
    top, _, left, _ = around
    wide = np.asarray(cv2.copyMakeBorder(painted, *around, cv2.BORDER_CONSTANT, value=0), np.uint8)
    beside = np.asarray(cv2.copyMakeBorder(against, *around, cv2.BORDER_REPLICATE), np.uint8)
    height, width = painted.shape
    return paste_alpha(wide, blend_px, beside)[top : top + height, left : left + width]


def _margins(request: FillRequest) -> tuple[int, int, int, int]:
    """Px of picture that count beyond the box: above, below, left and right; 0 where nothing painted touches it."""
    painted, box, canvas = request.painted, request.box, request.canvas
    return (
        _MARGIN if painted[0].any() and box.y > canvas.y else 0,
        _MARGIN if painted[-1].any() and box.bottom < canvas.bottom else 0,
        _MARGIN if painted[:, 0].any() and box.x > canvas.x else 0,
        _MARGIN if painted[:, -1].any() and box.right < canvas.right else 0,
    )


def _to_blend_with(request: FillRequest) -> NDArray[np.bool_]:
    """Where there is a picture that the fill may fade into.

    Where all of the picture that can be seen through is to be filled, only opaque pixels are: faded into a soft edge,
    the fill would leave a rim that can still be seen through.
    """
    alpha = request.image[:, :, 3]
    opaque = alpha == np.iinfo(alpha.dtype).max
    inside = request.box.intersect(request.canvas).slices(request.box)
    all_filled = bool((request.painted[inside][~opaque[inside]] == 255).all())
    return np.asarray(opaque if all_filled else alpha > 0, np.bool_)


def _check(request: FillRequest, pixels: NDArray[Any]) -> None:
    if pixels.ndim != 3 or pixels.shape[2] not in (3, 4) or pixels.shape[:2] != request.painted.shape:
        raise BadAnswer(
            tr("The fill has another size ({got}) than was asked for ({wanted}).").format(
                got=" x ".join(map(str, pixels.shape[1::-1])), wanted=f"{request.box.w} x {request.box.h}"
            )
        )
    if pixels.dtype != request.image.dtype:
        raise BadAnswer(tr("The fill has another depth than the picture."))


def _masked(pixels: NDArray[Any], paste: NDArray[np.uint8]) -> NDArray[Any]:
    """Alpha times paste mask, exact at both ends; zeros where nothing is pasted."""
    alpha = pixels[:, :, 3].astype(np.uint32)
    out = pixels.copy()
    out[:, :, 3] = ((alpha * paste + 127) // 255).astype(pixels.dtype)
    out[paste == 0] = 0
    return out
