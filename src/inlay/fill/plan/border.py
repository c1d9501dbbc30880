"""Border: for models that only add to a picture, whether a hole is nothing but bands around an inner rectangle."""

from __future__ import annotations

from dataclasses import replace

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr, tr_number
from inlay.fill.plan.blobs import COUNTS
from inlay.fill.plan.crop import Crop
from inlay.fill.plan.extent import extent
from inlay.fill.request import Border
from inlay.imaging.mask import Mask

MOST_BORDER = 2048  # px of the answer, on each side


def with_inner(crop: Crop, painted: Mask, canvas: Rect, least_side: int = 1) -> Crop:
    """The crop with its inner rectangle of whole picture; BadInput, naming what to use instead, where it has none,
    where something in it is painted, where a side of it would be sent with fewer than `least_side` px, or where more
    than 2048 px are to be added on a side."""
    inside = crop.box.intersect(canvas)
    inner = extent(painted, inside, 0, COUNTS)
    if inner is None or extent(painted, inner, COUNTS + 1) is not None:
        raise _refused(tr("This model only adds to the borders of a picture, but the mask isn't a plain border."))
    crop = replace(crop, inner=inner)
    border = border_of(crop)
    widest = max(border.left, border.top, border.right, border.bottom)
    if widest > MOST_BORDER:
        raise _refused(
            tr("This model adds at most {most} px on a side, and {wanted} px are masked.").format(
                most=tr_number(MOST_BORDER), wanted=tr_number(widest)
            )
        )
    width, height = crop.size[0] - border.left - border.right, crop.size[1] - border.top - border.bottom
    if min(width, height) < least_side:
        raise _refused(
            tr("Only {width} x {height} px of picture are left inside the border; this model needs {least} px.").format(
                width=tr_number(width), height=tr_number(height), least=least_side
            )
        )
    return crop


def border_of(crop: Crop) -> Border:
    """How many px of the answer lie on each side of what is sent. Only pixels wholly inside `inner` are sent."""
    inner, box = crop.inner, crop.box
    assert inner is not None
    across, down = crop.size[0] / box.w, crop.size[1] / box.h
    return Border(
        _up((inner.x - box.x) * across),
        _up((inner.y - box.y) * down),
        _up((box.right - inner.right) * across),
        _up((box.bottom - inner.bottom) * down),
    )


def _up(pixels: float) -> int:
    return -int(-(pixels - 1e-6) // 1) if pixels > 0 else 0


def _refused(what: str) -> BadInput:
    return BadInput(what, next_step=tr("Choose a model that takes a mask, such as Fill, or the built-in fill."))
