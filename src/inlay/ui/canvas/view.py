"""The view: which part of the plane lies where on the screen. Plain arithmetic in pixels of the device, free of Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from inlay.base.geometry import Point, Rect

MIN_SCALE = 0.01
MAX_SCALE = 32.0
MAX_DRAWN_LEVEL = 6
"""At the smallest scale, pixels of this mip level are between half as large and as large as those of the device."""

STEPS = (
    *(0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1.0),
    *(1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0),
)
"""The scales that "larger" and "smaller" go through."""


def rounded(value: float) -> int:
    """The nearest whole number; halves go up, at negative places too, so that neighbours agree on their border."""
    return math.floor(value + 0.5)


def level_of(scale: float) -> int:
    """The mip level to be drawn at a scale: its pixels are shrunk to no less than half."""
    if scale >= 1:
        return 0
    return min(MAX_DRAWN_LEVEL, math.floor(math.log2(1 / scale) + 1e-9))


@dataclass(frozen=True)
class View:
    """`scale` device pixels for one of the plane; its (0, 0) lies at (`left`, `top`) on a screen of `width` x `height`.

    `left` and `top` are kept exactly, so that zooming in and out doesn't drift; what is drawn, and where the pointer
    is said to be, goes by their nearest whole pixels (`x`, `y`), so that document pixels are never split by panning.
    """

    width: int
    height: int
    scale: float = 1.0
    left: float = 0.0
    top: float = 0.0

    @property
    def x(self) -> int:
        """Where plane x = 0 is drawn."""
        return rounded(self.left)

    @property
    def y(self) -> int:
        """Where plane y = 0 is drawn."""
        return rounded(self.top)

    @property
    def level(self) -> int:
        """The mip level to be drawn."""
        return level_of(self.scale)

    @property
    def visible(self) -> Rect:
        """The box of the plane on the screen, rounded outwards."""
        return self.plane_rect(0, 0, self.width, self.height)

    def plane_rect(self, left: float, top: float, right: float, bottom: float) -> Rect:
        """The smallest box of the plane that covers these edges of the screen."""
        first, last = self.to_plane(left, top), self.to_plane(right, bottom)
        return Rect.from_edges(math.floor(first.x), math.floor(first.y), math.ceil(last.x), math.ceil(last.y))

    def to_plane(self, x: float, y: float) -> Point:
        """The place in the plane of a place on the screen."""
        return Point((x - self.x) / self.scale, (y - self.y) / self.scale)

    def to_screen(self, x: float, y: float) -> Point:
        """The place on the screen of a place in the plane."""
        return Point(x * self.scale + self.x, y * self.scale + self.y)

    def edge_x(self, x: float) -> int:
        """The whole pixel at which an upright edge in the plane is drawn."""
        return rounded(x * self.scale + self.x)

    def edge_y(self, y: float) -> int:
        """The whole pixel at which a level edge in the plane is drawn."""
        return rounded(y * self.scale + self.y)

    def screen_rect(self, rect: Rect) -> Rect:
        """Where a box of the plane is drawn; boxes that share an edge in the plane share it here."""
        return Rect.from_edges(
            self.edge_x(rect.x), self.edge_y(rect.y), self.edge_x(rect.right), self.edge_y(rect.bottom)
        )

    def resized(self, width: int, height: int) -> View:
        """The view on a screen of another size; the middle stays in the middle."""
        dx, dy = (width - self.width) / 2, (height - self.height) / 2
        return replace(self, width=width, height=height, left=self.left + dx, top=self.top + dy)

    def moved(self, dx: float, dy: float) -> View:
        """The view with the picture moved by device pixels."""
        return replace(self, left=self.left + dx, top=self.top + dy)

    def zoomed(self, scale: float, x: float, y: float) -> View:
        """The view at another scale (brought into range); what lies at (x, y) on the screen stays there."""
        scale = min(MAX_SCALE, max(MIN_SCALE, scale))
        ratio = scale / self.scale
        return replace(self, scale=scale, left=x + (self.left - x) * ratio, top=y + (self.top - y) * ratio)

    def centred(self, rect: Rect, scale: float) -> View:
        """The view with the middle of `rect` in the middle, at a scale."""
        scale = min(MAX_SCALE, max(MIN_SCALE, scale))
        left = self.width / 2 - (rect.x + rect.w / 2) * scale
        top = self.height / 2 - (rect.y + rect.h / 2) * scale
        return replace(self, scale=scale, left=left, top=top)

    def fitted(self, rect: Rect, margin: float, largest: float = MAX_SCALE) -> View:
        """The view with `rect` as large as it fits, `margin` pixels left around it."""
        across = max(1.0, self.width - 2 * margin) / max(1, rect.w)
        down = max(1.0, self.height - 2 * margin) / max(1, rect.h)
        return self.centred(rect, min(across, down, largest))

    def bounded(self, extent: Rect) -> View:
        """The view moved so far that `extent` reaches into the middle half of the screen, where it doesn't."""
        left = _bounded(self.left, extent.x * self.scale, extent.right * self.scale, self.width)
        top = _bounded(self.top, extent.y * self.scale, extent.bottom * self.scale, self.height)
        return self if (left, top) == (self.left, self.top) else replace(self, left=left, top=top)


def _bounded(origin: float, first: float, last: float, size: int) -> float:
    low, high = size / 4 - last, size * 3 / 4 - first
    return min(high, max(low, origin))


def next_step(scale: float, up: bool) -> float:
    """The next larger or smaller of the usual scales."""
    if up:
        return next((step for step in STEPS if step > scale * 1.001), MAX_SCALE)
    return next((step for step in reversed(STEPS) if step < scale * 0.999), MIN_SCALE)
