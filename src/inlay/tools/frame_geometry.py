"""The frame's geometry, without a pointer: handles, resizing, ratios, margins."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from inlay.base.geometry import Point, Rect


class Handle(Enum):
    """A side or corner that can be dragged; the value says which edges move: -1 left or top, 1 right or bottom."""

    TOP_LEFT = (-1, -1)
    TOP = (0, -1)
    TOP_RIGHT = (1, -1)
    RIGHT = (1, 0)
    BOTTOM_RIGHT = (1, 1)
    BOTTOM = (0, 1)
    BOTTOM_LEFT = (-1, 1)
    LEFT = (-1, 0)

    @property
    def cursor(self) -> str:
        """The name of the pointer's shape over it."""
        x, y = self.value
        if x == 0:
            return "size-v"
        if y == 0:
            return "size-h"
        return "size-b" if x == y else "size-f"


class Margins(NamedTuple):
    """How far a frame reaches beyond a canvas on each side (less than 0: falls short), in px or per cent."""

    left: float
    right: float
    top: float
    bottom: float


def handle_points(rect: Rect) -> dict[Handle, Point]:
    """Where the handles are."""
    return {
        handle: Point(rect.x + rect.w * (1 + handle.value[0]) / 2, rect.y + rect.h * (1 + handle.value[1]) / 2)
        for handle in Handle
    }


def handle_at(rect: Rect, pos: Point, reach: float) -> Handle | None:
    """The handle at a position, within `reach` px of an edge: corners go before sides, a side can be taken anywhere.

    Inside a small frame edges reach a quarter of it at most, so that it can still be moved.
    """
    x = _edge_at(pos.x - rect.x, rect.w, reach)
    y = _edge_at(pos.y - rect.y, rect.h, reach)
    near_x, near_y = -reach <= pos.x - rect.x <= rect.w + reach, -reach <= pos.y - rect.y <= rect.h + reach
    return Handle((x, y)) if (x or y) and near_x and near_y else None


def _edge_at(offset: float, size: int, reach: float) -> int:
    inwards = min(reach, size / 4)
    if -reach <= offset <= inwards:
        return -1
    return 1 if size - inwards <= offset <= size + reach else 0


def resized(rect: Rect, handle: Handle, dx: float, dy: float, ratio: float | None = None, mirror: bool = False) -> Rect:
    """`rect` with a handle dragged by (dx, dy) px, at least 1 x 1.

    `ratio` (width / height) is kept: by a corner the frame follows the hand in the direction in which it becomes
    larger, by a side the other direction changes evenly around the middle. `mirror` moves the opposite side as well.
    """
    x, y = handle.value
    times = 2 if mirror else 1
    width, height = rect.w + x * dx * times, rect.h + y * dy * times
    if ratio is not None:
        if x and y:
            width = max(width, height * ratio)
        elif y:
            width = height * ratio
        width = max(width, 1.0, ratio)
        height = width / ratio
    w, h = max(1, round(width)), max(1, round(height))
    return Rect(_start(rect.x, rect.w, w, 0 if mirror else x), _start(rect.y, rect.h, h, 0 if mirror else y), w, h)


def _start(first: int, size: int, new: int, moving: int) -> int:
    """Where the frame starts in one direction: the edge that doesn't move stays, or else the middle does."""
    if moving > 0:
        return first
    return first + size - new if moving < 0 else first + (size - new) // 2


def moved(rect: Rect, dx: float, dy: float, canvas: Rect) -> Rect:
    """`rect` moved by whole px, as far as one row and column of `canvas` stay inside."""
    x = min(canvas.right - 1, max(canvas.x + 1 - rect.w, rect.x + round(dx)))
    y = min(canvas.bottom - 1, max(canvas.y + 1 - rect.h, rect.y + round(dy)))
    return Rect(x, y, rect.w, rect.h)


def grown_to_aspect(canvas: Rect, width: float, height: float) -> Rect:
    """The smallest frame of the ratio width : height around `canvas`, with as much on both sides."""
    w, h = canvas.w, canvas.h
    if w * height < h * width:
        w = max(w, round(h * width / height))
    else:
        h = max(h, round(w * height / width))
    return Rect(canvas.x - (w - canvas.w) // 2, canvas.y - (h - canvas.h) // 2, w, h)


def margins_of(rect: Rect, canvas: Rect) -> Margins:
    """How far `rect` reaches beyond `canvas`, in px."""
    return Margins(canvas.x - rect.x, rect.right - canvas.right, canvas.y - rect.y, rect.bottom - canvas.bottom)


def with_margins(canvas: Rect, margins: Margins) -> Rect:
    """The frame that reaches beyond `canvas` by these px; empty where the margins leave nothing."""
    left, right, top, bottom = (round(each) for each in margins)
    return Rect.from_edges(canvas.x - left, canvas.y - top, canvas.right + right, canvas.bottom + bottom)


def in_per_cent(margins: Margins, canvas: Rect) -> Margins:
    """Margins in px as per cent of the canvas's width (left, right) and height (top, bottom)."""
    left, right, top, bottom = margins
    return Margins(100 * left / canvas.w, 100 * right / canvas.w, 100 * top / canvas.h, 100 * bottom / canvas.h)


def in_px(margins: Margins, canvas: Rect) -> Margins:
    """Margins in per cent as px."""
    left, right, top, bottom = margins
    return Margins(left * canvas.w / 100, right * canvas.w / 100, top * canvas.h / 100, bottom * canvas.h / 100)


def centre_marks(rect: Rect) -> tuple[tuple[Point, Point], ...]:
    """Two short lines that cross in the middle of the frame."""
    x, y = rect.x + rect.w / 2, rect.y + rect.h / 2
    arm = min(rect.w, rect.h) / 40
    return (Point(x - arm, y), Point(x + arm, y)), (Point(x, y - arm), Point(x, y + arm))
