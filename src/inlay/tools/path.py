"""A path that is made of points set one by one and of stretches drawn by hand, any of which can be taken back."""

from __future__ import annotations

from inlay.base.geometry import Point
from inlay.imaging.brush import smooth


class Path:
    """Pieces in order: a single point, or a stretch that begins where the piece before it ended."""

    def __init__(self) -> None:
        self._pieces: list[list[Point]] = []
        self._points: tuple[Point, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        """All points, in order, as the hand set them."""
        return self._points

    @property
    def count(self) -> int:
        """The number of points."""
        return len(self._points)

    @property
    def is_empty(self) -> bool:
        """Whether there is no point."""
        return not self._points

    @property
    def first(self) -> Point | None:
        """The point that the path began with."""
        return self._points[0] if self._points else None

    @property
    def last(self) -> Point | None:
        """The point that the path has come to."""
        return self._points[-1] if self._points else None

    def add(self, point: Point) -> None:
        """Set one more point; at the place of the last one it adds nothing."""
        if point != self.last:
            self._pieces.append([point])
            self._points = (*self._points, point)

    def begin_stretch(self) -> None:
        """What follows is drawn by hand."""
        self._pieces.append([])

    def stretch(self, point: Point) -> None:
        """The hand came to a point."""
        if point != self.last:
            self._pieces[-1].append(point)
            self._points = (*self._points, point)

    def undo(self) -> None:
        """Take back the last point or stretch."""
        while self._pieces and not self._pieces[-1]:
            self._pieces.pop()
        if self._pieces:
            gone = self._pieces.pop()
            self._points = self._points[: len(self._points) - len(gone)]

    def outline(self, grain: float) -> list[Point]:
        """The path with its stretches smoothed as a stroke of the brush is (`grain` in px), its corners as they are."""
        points: list[Point] = []
        for piece in self._pieces:
            if len(piece) <= 1 or not points:
                points += piece
            else:
                points += [Point(*each) for each in smooth([points[-1], *piece], grain)][1:]
        return points
