"""From an answer to a layer: only what was painted, blended by `paste`, in its own small box."""

from __future__ import annotations

from typing import Any

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


def answer_to_layer(request: FillRequest, pixels: NDArray[Any], name: str, blend_px: float = BLEND_PX) -> Layer:
    """The answer (h, w, 3|4) for the request's box as a new layer.

    Its raster (RGBA, the document's depth) covers exactly the box of what is pasted; its alpha is
    the paste mask times the answer's own; where nothing is pasted all four values are 0. Raises
    BadAnswer where the answer has another size or depth, or nothing would be pasted.
    """
    _check(request, pixels)
    paste = paste_alpha(request.painted, blend_px, _to_blend_with(request).astype(np.uint8))
    rows, columns = np.flatnonzero(paste.any(axis=1)), np.flatnonzero(paste.any(axis=0))
    if not len(rows):
        raise BadAnswer(tr("The mask is too faint to show anything of the fill."))
    part = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
    box = Rect(request.box.x + part[1].start, request.box.y + part[0].start, 0, 0)
    layer_pixels = _masked(with_alpha(pixels[part]), paste[part])
    return Layer(new_id(), name, Raster.from_array(layer_pixels, box.x, box.y))


def _to_blend_with(request: FillRequest) -> NDArray[np.bool_]:
    """Where there is a picture that the fill may fade into.

    Where all that can be seen through is to be filled, only opaque pixels are: faded into a soft edge, the fill
    would leave a rim that can still be seen through.
    """
    alpha = request.image[:, :, 3]
    opaque = alpha == np.iinfo(alpha.dtype).max
    all_filled = bool((request.painted[~opaque] == 255).all())
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
