"""Points and rectangles in the document's fixed integer plane (x to the right, y down, in pixels)."""

from __future__ import annotations

from typing import NamedTuple


class Point(NamedTuple):
    """A position in the plane, in pixels; pixel (0, 0) covers 0..1 in both directions."""

    x: float
    y: float


class Rect(NamedTuple):
    """A half-open box of whole pixels; `w` and `h` are 0 or more in every box made here."""

    x: int
    y: int
    w: int
    h: int

    @staticmethod
    def from_edges(left: int, top: int, right: int, bottom: int) -> Rect:
        """The box between four edges; empty where an edge passes its opposite."""
        return Rect(left, top, max(0, right - left), max(0, bottom - top))

    @property
    def right(self) -> int:
        """The first column to the right of the box."""
        return self.x + self.w

    @property
    def bottom(self) -> int:
        """The first row below the box."""
        return self.y + self.h

    @property
    def area(self) -> int:
        """Number of pixels."""
        return self.w * self.h

    @property
    def is_empty(self) -> bool:
        """Whether the box holds no pixel."""
        return self.w <= 0 or self.h <= 0

    def intersect(self, other: Rect) -> Rect:
        """What both boxes cover; an empty box where they don't meet."""
        return Rect.from_edges(
            max(self.x, other.x), max(self.y, other.y), min(self.right, other.right), min(self.bottom, other.bottom)
        )

    def union(self, other: Rect) -> Rect:
        """The smallest box around both; an empty box adds nothing."""
        if self.is_empty:
            return other
        if other.is_empty:
            return self
        return Rect.from_edges(
            min(self.x, other.x), min(self.y, other.y), max(self.right, other.right), max(self.bottom, other.bottom)
        )

    def grow(self, pixels: int) -> Rect:
        """The box with `pixels` more on every side (fewer where negative)."""
        return Rect.from_edges(self.x - pixels, self.y - pixels, self.right + pixels, self.bottom + pixels)

    def contains(self, other: Rect) -> bool:
        """Whether `other` lies wholly inside."""
        return self.x <= other.x and self.y <= other.y and self.right >= other.right and self.bottom >= other.bottom

    def holds(self, x: float, y: float) -> bool:
        """Whether a position lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def translate(self, dx: int, dy: int) -> Rect:
        """The box moved by whole pixels."""
        return Rect(self.x + dx, self.y + dy, self.w, self.h)

    def slices(self, within: Rect) -> tuple[slice, slice]:
        """Row and column slices of this box in an array that covers `within`."""
        return (
            slice(self.y - within.y, self.bottom - within.y),
            slice(self.x - within.x, self.right - within.x),
        )
