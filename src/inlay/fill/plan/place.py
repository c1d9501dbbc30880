"""Place: where a box of known size lies, and what to tell about it."""

from __future__ import annotations

import math

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.fill.plan.crop import Crop

Size = tuple[int, int]


def placed(size: Size, shape: Rect, must: Rect, canvas: Rect) -> Rect:
    """The box in the middle of the hole, slid inside the canvas; around the whole canvas where it is larger."""
    x = _start(size[0], shape.x + shape.w / 2, (must.x, must.right), (canvas.x, canvas.right))
    y = _start(size[1], shape.y + shape.h / 2, (must.y, must.bottom), (canvas.y, canvas.bottom))
    return Rect(x, y, *size)


def _start(side: int, centre: float, must: tuple[int, int], room: tuple[int, int]) -> int:
    spare = side - (room[1] - room[0])
    if spare > 0:
        return room[0] - spare // 2
    low, high = max(must[1] - side, room[0]), min(must[0], room[1] - side)
    return min(max(math.floor(centre - side / 2), low), high)


def told(box: Rect, size: Size, canvas: Rect, cap: int) -> Crop:
    """The crop with what the person should know about it."""
    crop = Crop(box, size)
    notes = []
    scale = f"{crop.scale:.2f}"
    if size[0] * size[1] < box.area:
        notes.append(
            tr("It is shrunk to {scale} of its size to stay at or under {most} MP.").format(
                scale=scale, most=f"{cap / 1e6:.2f}"
            )
        )
    elif size != (box.w, box.h):
        notes.append(tr("It is enlarged {scale} times, because it is too small for the model.").format(scale=scale))
    if not canvas.contains(box):
        notes.append(tr("It reaches beyond the picture; nothing of what comes back there is kept."))
    return Crop(box, size, tuple(notes))
