"""The geometry of a box that is moved, scaled and turned, without a pointer."""

from __future__ import annotations

import math
from typing import NamedTuple

from inlay.base.geometry import Point, Rect
from inlay.imaging.regions.affine import Affine, placed
from inlay.tools.frame_geometry import Handle

SMALLEST = 1.0
LARGEST = 100_000.0
ORIGIN = Point(0, 0)
SNAP = 15.0
"""Degrees."""


class Pose(NamedTuple):
    """Where a box is brought to: its place and size in px before it is turned around its middle by `angle` degrees,
    clockwise on the screen."""

    x: float
    y: float
    w: float
    h: float
    angle: float

    @staticmethod
    def of(box: Rect) -> Pose:
        """A box as it is."""
        return Pose(box.x, box.y, box.w, box.h, 0.0)

    @property
    def centre(self) -> Point:
        """Its middle, which turning leaves where it is."""
        return Point(self.x + self.w / 2, self.y + self.h / 2)

    @property
    def is_upright(self) -> bool:
        """Whether its sides are level and plumb."""
        return self.angle % 90 == 0

    def matrix(self, box: Rect) -> Affine:
        """The map that brings `box` here."""
        return placed(box, *self)

    def place(self, across: float, down: float) -> Point:
        """The place in the plane of a share of the box: (0, 0) is its top left corner, (1, 1) the bottom right one."""
        return self.turned(Point((across - 0.5) * self.w, (down - 0.5) * self.h), self.centre)

    def turned(self, offset: Point, around: Point = ORIGIN) -> Point:
        """An offset along the box's own sides, in the plane, from a place."""
        turn = math.radians(self.angle)
        cos, sin = math.cos(turn), math.sin(turn)
        return Point(around.x + cos * offset.x - sin * offset.y, around.y + sin * offset.x + cos * offset.y)

    def inside(self, pos: Point) -> Point:
        """Where a place of the plane lies along the box's own sides, in px from its top left corner."""
        back = self._replace(angle=-self.angle)
        offset = back.turned(Point(pos.x - self.centre.x, pos.y - self.centre.y))
        return Point(offset.x + self.w / 2, offset.y + self.h / 2)

    def holds(self, pos: Point) -> bool:
        """Whether a place lies inside."""
        x, y = self.inside(pos)
        return 0 <= x < self.w and 0 <= y < self.h


def corners(pose: Pose) -> tuple[Point, Point, Point, Point]:
    """The corners, clockwise from the top left one."""
    return pose.place(0, 0), pose.place(1, 0), pose.place(1, 1), pose.place(0, 1)


def handle_points(pose: Pose) -> tuple[Point, ...]:
    """Where the handles are."""
    return tuple(pose.place((1 + handle.value[0]) / 2, (1 + handle.value[1]) / 2) for handle in Handle)


def handle_at(pose: Pose, pos: Point, reach: float) -> Handle | None:
    """The handle at a place, within `reach` px of an edge: corners go before sides, a side can be taken anywhere.

    Inside a small box edges reach a quarter of it at most, so that it can still be moved.
    """
    at = pose.inside(pos)
    x, y = _edge_at(at.x, pose.w, reach), _edge_at(at.y, pose.h, reach)
    near = -reach <= at.x <= pose.w + reach and -reach <= at.y <= pose.h + reach
    return Handle((x, y)) if (x or y) and near else None


def _edge_at(offset: float, size: float, reach: float) -> int:
    inwards = min(reach, size / 4)
    if -reach <= offset <= inwards:
        return -1
    return 1 if size - inwards <= offset <= size + reach else 0


def cursor_of(handle: Handle, pose: Pose) -> str:
    """The name of the pointer's shape over a handle of a box that may be turned."""
    x, y = handle.value
    direction = math.degrees(math.atan2(y, x)) + pose.angle
    return ("size-h", "size-b", "size-v", "size-f")[round(direction / 45) % 4]


def moved(pose: Pose, dx: float, dy: float) -> Pose:
    """The box moved by whole px."""
    return pose._replace(x=pose.x + round(dx), y=pose.y + round(dy))


def scaled(pose: Pose, handle: Handle, dx: float, dy: float, keep_ratio: bool = False, mirror: bool = False) -> Pose:
    """The box with a handle dragged by (dx, dy) px of the plane; the opposite side stays, or, with `mirror`, the
    middle. Sides of an upright box become whole px."""
    across, down = handle.value
    drag = pose._replace(angle=-pose.angle).turned(Point(dx, dy))
    times = 2 if mirror else 1
    width, height = pose.w + across * drag.x * times, pose.h + down * drag.y * times
    if keep_ratio:
        width, height = _in_ratio(pose, handle, width, height)
    width, height = (min(LARGEST, max(SMALLEST, each)) for each in (width, height))
    if pose.is_upright:
        width, height = round(width), round(height)
    if mirror:
        centre = pose.centre
    else:
        fixed = pose.place((1 - across) / 2, (1 - down) / 2)
        centre = pose.turned(Point(across * width / 2, down * height / 2), fixed)
    return Pose(centre.x - width / 2, centre.y - height / 2, width, height, pose.angle)


def _in_ratio(pose: Pose, handle: Handle, width: float, height: float) -> tuple[float, float]:
    """By a corner the box follows the hand in the direction in which it becomes larger."""
    across, down = handle.value
    shares = ([width / pose.w] if across else []) + ([height / pose.h] if down else [])
    share = max(*shares, SMALLEST / min(pose.w, pose.h))
    return pose.w * share, pose.h * share


def turned(pose: Pose, start: Point, end: Point, snap: bool = False) -> Pose:
    """The box turned around its middle as the hand goes from one place to another; in steps of 15° with `snap`."""
    middle = pose.centre
    first = math.atan2(start.y - middle.y, start.x - middle.x)
    last = math.atan2(end.y - middle.y, end.x - middle.x)
    angle = pose.angle + math.degrees(last - first)
    angle = round(angle / SNAP) * SNAP if snap else round(angle, 1)
    return pose._replace(angle=upright(angle))


def upright(angle: float) -> float:
    """The same angle above -180 and at most 180 degrees."""
    rest = angle % 360
    return rest - 360 if rest > 180 else rest
