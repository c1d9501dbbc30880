"""From the pointer's positions to the line that is painted: steadied, curved, and with no more corners than it needs.

Four stages take what the one before gives, keep only a few points, and can be copied; so a stroke may be looked at
as if it ended here, and goes on as if nobody had looked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from inlay.imaging.brush.settings import BrushSettings, StrokePoint

FLATNESS = 0.1  # px that a curve's chords may be off
SIMPLICITY = 0.15  # px that corners left out may be off; together a quarter of a pixel
MAX_PIECES = 128
WINDOW = 32  # corners that one straight piece may stand for


class Vertex(NamedTuple):
    """A corner of the line: plane px, radius in plane px, strength 0..1."""

    x: float
    y: float
    radius: float
    strength: float


class _Steady:
    """Puts the middle in place of positions that are nearer than the pointer's grain lets tell apart.

    A fast hand leaves every position where it is, and the first and the last always stay.
    """

    def __init__(self, distance: float) -> None:
        self.distance = distance
        self.started = False
        self.run: tuple[StrokePoint, ...] = ()

    def copy(self) -> _Steady:
        other = _Steady(self.distance)
        other.started, other.run = self.started, self.run
        return other

    def feed(self, point: StrokePoint) -> list[StrokePoint]:
        if not self.started:
            self.started = True
            return [point]
        if self.run:
            first = self.run[0]
            near = math.hypot(point.x - first.x, point.y - first.y) < self.distance
            if near and abs(point.pressure - first.pressure) < 0.04 and len(self.run) < WINDOW:
                self.run = (*self.run, point)
                return []
        done, self.run = self.run, (point,)
        return [_middle(done)] if done else []

    def flush(self) -> list[StrokePoint]:
        return [self.run[-1]] if self.run else []


def _middle(points: tuple[StrokePoint, ...]) -> StrokePoint:
    count = len(points)
    if count == 1:
        return points[0]
    x, y, pressure = (sum(values) / count for values in zip(*points, strict=True))
    return StrokePoint(x, y, pressure)


class _Calm:
    """Draws each point towards the middle of its neighbours where all are within a few grains: a slow hand on a coarse
    grid makes stairs. Fast strokes stay exactly where they were drawn."""

    def __init__(self, grain: float) -> None:
        self.grain = grain
        self.points: tuple[StrokePoint, ...] = ()

    def copy(self) -> _Calm:
        other = _Calm(self.grain)
        other.points = self.points
        return other

    def feed(self, point: StrokePoint) -> list[StrokePoint]:
        before = self.points
        self.points = (*before[-1:], point)
        if not before:
            return [point]
        if len(before) == 1:
            return []
        return [self._calmed(before[0], before[1], point)]

    def flush(self) -> list[StrokePoint]:
        return [self.points[1]] if len(self.points) == 2 else []

    def _calmed(self, a: StrokePoint, b: StrokePoint, c: StrokePoint) -> StrokePoint:
        far = max(math.hypot(b.x - a.x, b.y - a.y), math.hypot(c.x - b.x, c.y - b.y))
        share = 0.5 * min(1.0, max(0.0, 2.0 - far / (4 * self.grain))) if self.grain > 0 else 0.0
        x = b.x + share * ((a.x + c.x) / 2 - b.x)
        y = b.y + share * ((a.y + c.y) / 2 - b.y)
        return StrokePoint(x, y, b.pressure)


class _Curve:
    """A centripetal Catmull-Rom curve through the points (Yuksel, Schaefer, Keyser 2011), as chords."""

    def __init__(self, flatness: float) -> None:
        self.flatness = flatness
        self.points: tuple[StrokePoint, ...] = ()

    def copy(self) -> _Curve:
        other = _Curve(self.flatness)
        other.points = self.points
        return other

    def feed(self, point: StrokePoint) -> list[StrokePoint]:
        before = self.points
        self.points = (*before[-2:], point)
        if not before:
            return [point]
        if len(before) == 1:
            return []
        return self._piece(before[0] if len(before) == 3 else None, before[-2], before[-1], point)

    def flush(self) -> list[StrokePoint]:
        points = self.points
        if len(points) < 2:
            return []
        return self._piece(points[0] if len(points) == 3 else None, points[-2], points[-1], None)

    def _piece(
        self, p0: StrokePoint | None, p1: StrokePoint, p2: StrokePoint, p3: StrokePoint | None
    ) -> list[StrokePoint]:
        """The chords from p1 (left away) to p2, by the Bezier curve that has the same tangents."""
        b1 = _handle(p0, p1, p2)
        b2 = _handle(p3, p2, p1)
        bend = max(
            math.hypot(p1.x - 2 * b1[0] + b2[0], p1.y - 2 * b1[1] + b2[1]),
            math.hypot(b1[0] - 2 * b2[0] + p2.x, b1[1] - 2 * b2[1] + p2.y),
        )
        # A cubic is off its chord by at most an eighth of its second derivative, 6 * bend.
        pieces = min(MAX_PIECES, max(1, math.ceil(math.sqrt(0.75 * bend / self.flatness))))
        found = []
        for step in range(1, pieces):
            t = step / pieces
            u = 1 - t
            w0, w1, w2, w3 = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            x = w0 * p1.x + w1 * b1[0] + w2 * b2[0] + w3 * p2.x
            y = w0 * p1.y + w1 * b1[1] + w2 * b2[1] + w3 * p2.y
            found.append(StrokePoint(x, y, p1.pressure + t * (p2.pressure - p1.pressure)))
        found.append(p2)
        return found


def _handle(before: StrokePoint | None, at: StrokePoint, after: StrokePoint) -> tuple[float, float]:
    """The Bezier handle of `at` towards `after`; on the chord at an end of the line."""
    far = math.hypot(after.x - at.x, after.y - at.y)
    near = 0.0 if before is None else math.hypot(at.x - before.x, at.y - before.y)
    if before is None or near < 1e-9 or far < 1e-9:
        return at.x + (after.x - at.x) / 3, at.y + (after.y - at.y) / 3
    root1, root2 = math.sqrt(near), math.sqrt(far)
    middle = 2 * near + 3 * root1 * root2 + far
    under = 3 * root1 * (root1 + root2)
    return (
        (near * after.x - far * before.x + middle * at.x) / under,
        (near * after.y - far * before.y + middle * at.y) / under,
    )


class _Simple:
    """Leaves out corners that a straight piece passes within the tolerance, in place and in radius."""

    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance
        self.start: Vertex | None = None
        self.window: tuple[Vertex, ...] = ()

    def copy(self) -> _Simple:
        other = _Simple(self.tolerance)
        other.start, other.window = self.start, self.window
        return other

    def feed(self, vertex: Vertex) -> list[Vertex]:
        if self.start is None:
            self.start = vertex
            return [vertex]
        if not self.window or (len(self.window) < WINDOW and self._fits(self.start, vertex)):
            self.window = (*self.window, vertex)
            return []
        corner = self.window[-1]
        self.start, self.window = corner, (vertex,)
        return [corner]

    def flush(self) -> list[Vertex]:
        return [self.window[-1]] if self.window else []

    def _fits(self, a: Vertex, b: Vertex) -> bool:
        dx, dy = b.x - a.x, b.y - a.y
        length2 = dx * dx + dy * dy
        allowed2 = self.tolerance * self.tolerance
        for v in self.window:
            t = ((v.x - a.x) * dx + (v.y - a.y) * dy) / length2 if length2 > 0 else 0.0
            t = min(1.0, max(0.0, t))
            ex, ey = v.x - a.x - t * dx, v.y - a.y - t * dy
            if ex * ex + ey * ey > allowed2:
                return False
            if abs(v.radius - a.radius - t * (b.radius - a.radius)) > self.tolerance:
                return False
            if abs(v.strength - a.strength - t * (b.strength - a.strength)) > 1 / 512:
                return False
        return True


class StrokePath:
    """The line of one stroke, growing. `scale` is the size at which it is to be drawn (1.0 = full size)."""

    def __init__(self, settings: BrushSettings, scale: float = 1.0) -> None:
        self._settings = settings
        self._steady = _Steady(4 * settings.grain)
        self._calm = _Calm(settings.grain)
        self._curve = _Curve(FLATNESS / scale)
        self._simple = _Simple(SIMPLICITY / scale)

    def _copy(self) -> StrokePath:
        other = StrokePath.__new__(StrokePath)
        other._settings = self._settings
        other._steady, other._calm = self._steady.copy(), self._calm.copy()
        other._curve, other._simple = self._curve.copy(), self._simple.copy()
        return other

    def feed(self, point: StrokePoint) -> list[Vertex]:
        """Add a position; the corners that are certain now, whatever follows."""
        return self._calmed(self._steady.feed(point))

    def rest(self) -> list[Vertex]:
        """The corners that would still follow if the stroke ended here."""
        end = self._copy()
        found = end._calmed(end._steady.flush())
        found += end._curved(end._calm.flush())
        found += end._simplified(end._curve.flush())
        return found + end._simple.flush()

    def _calmed(self, points: Iterable[StrokePoint]) -> list[Vertex]:
        return [vertex for point in points for vertex in self._curved(self._calm.feed(point))]

    def _curved(self, points: Iterable[StrokePoint]) -> list[Vertex]:
        return [vertex for point in points for vertex in self._simplified(self._curve.feed(point))]

    def _simplified(self, points: Iterable[StrokePoint]) -> list[Vertex]:
        return [vertex for point in points for vertex in self._simple.feed(self._vertex(point))]

    def _vertex(self, point: StrokePoint) -> Vertex:
        pressure = min(1.0, max(0.0, point.pressure))
        return Vertex(point.x, point.y, self._settings.radius(pressure), self._settings.strength(pressure))


def stroke_line(points: Iterable[StrokePoint], settings: BrushSettings, scale: float = 1.0) -> list[Vertex]:
    """The whole line of a finished stroke."""
    path = StrokePath(settings, scale)
    found = [vertex for point in points for vertex in path.feed(point)]
    return found + path.rest()


def smooth(points: Iterable[tuple[float, float]], grain: float = 1.0) -> list[tuple[float, float]]:
    """A hand-drawn line as the brush would follow it, within a quarter of a pixel: corners in plane px."""
    settings = BrushSettings(size=1, grain=grain)
    return [(vertex.x, vertex.y) for vertex in stroke_line((StrokePoint(x, y) for x, y in points), settings)]
