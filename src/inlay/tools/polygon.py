"""The polygon lasso (Shift+L): goes from click to click round what is to be filled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

from inlay.base.geometry import Point
from inlay.base.text import tr
from inlay.imaging.regions import Op
from inlay.tools.events import Button, KeyEvent, Modifier, PointerEvent
from inlay.tools.lasso import with_polygon
from inlay.tools.overlay import Knob, Overlay, Polyline
from inlay.tools.path import Path
from inlay.tools.selecting import CurvedOptions, SelectIdle, op_for
from inlay.tools.spec import ToolSpec
from inlay.tools.state import Pointing, State, Tool

CATCH = 8.0
"""Logical screen pixels around the first point in which a click closes the shape."""


@dataclass(frozen=True, eq=False)
class PolygonOptions(CurvedOptions):
    """The polygon lasso has a mode of its own."""


class PolygonLasso(Tool):
    """A shape that goes on from click to click until it is closed."""

    id = "polygon"

    def idle(self) -> State[Any]:
        return Ready(self)


class Ready(SelectIdle[PolygonLasso]):
    """No point is set yet."""

    def begun(self, event: PointerEvent) -> State[PolygonLasso]:
        return PointPointing(self.tool, event, Shape(op_for(event.modifiers, self.tool.options), event.modifiers))


class Shape:
    """The shape as far as it is drawn. Modifiers held at its start are `used_up` until they were let go."""

    def __init__(self, op: Op, used_up: Modifier) -> None:
        self.op = op
        self.used_up = used_up
        self.path = Path()


class _Drawing(State[PolygonLasso]):
    """The shape is begun. Closing it gives a mask, Backspace takes back a point."""

    def __init__(self, tool: PolygonLasso, shape: Shape) -> None:
        super().__init__(tool)
        self.shape = shape

    def key(self, event: KeyEvent) -> State[PolygonLasso] | None:
        if event.name == "Enter":
            return self.closed() if event.pressed else self
        if event.name == "Backspace":
            return self.without_last() if event.pressed else self
        return None

    def modifiers_changed(self, modifiers: Modifier) -> State[PolygonLasso]:
        self.shape.used_up &= modifiers
        if self.tool.hover is not None:
            self.show(self.tool.hover)
        return self

    def cancelled(self) -> None:
        self.context.set_overlay()

    def closed(self) -> State[PolygonLasso]:
        """Make the shape part of the mask; with fewer than three points there is none."""
        self.context.set_overlay()
        points = self.shape.path.outline(1 / self.context.view.scale)
        if len(points) >= 3:
            op: Op = "subtract" if Modifier.CTRL in self._held() else self.shape.op
            canvas = self.context.document.canvas
            self.context.apply_mask(tr("Polygon lasso"), partial(with_polygon, points, self.tool.options, op, canvas))
        return self.tool.idle()

    def without_last(self) -> State[PolygonLasso]:
        """Take back the last point, or the last stretch drawn by hand; without any the shape is given up."""
        self.shape.path.undo()
        if self.shape.path.is_empty:
            self.context.set_overlay()
            return self.tool.idle()
        return Placing(self.tool, self.shape)

    def aimed(self, at: Point) -> Point:
        """Where a click at `at` puts a point: with Shift in a direction of 45° steps from the last one."""
        last = self.shape.path.last
        if last is None or Modifier.SHIFT not in self._held():
            return at
        return constrained(last, at)

    def closes(self, at: Point) -> bool:
        """Whether a click at `at` closes the shape."""
        first = self.shape.path.first
        if first is None or self.shape.path.count < 3:
            return False
        return math.dist(first, at) * self.context.view.scale <= CATCH

    def show(self, at: Point) -> None:
        """Draw the shape, and the line from it to the pointer."""
        path = self.shape.path
        if path.first is None or path.last is None:
            return
        closes = self.closes(at)
        overlays: list[Overlay] = [Polyline(path.points)] if len(path.points) > 1 else []
        overlays.append(Polyline((path.last, path.first if closes else self.aimed(at))))
        self.context.set_overlay(*overlays, Knob(path.first, active=closes))

    def _held(self) -> Modifier:
        return self.tool.modifiers & ~self.shape.used_up


def constrained(start: Point, end: Point) -> Point:
    """The place nearest to `end` that lies in a direction of 45° steps from `start`."""
    dx, dy = end.x - start.x, end.y - start.y
    angle = round(math.atan2(dy, dx) / (math.pi / 4)) * (math.pi / 4)
    along = dx * math.cos(angle) + dy * math.sin(angle)
    return Point(start.x + along * math.cos(angle), start.y + along * math.sin(angle))


class Placing(_Drawing):
    """No button is down: the next click sets a point, or closes the shape."""

    @property
    def holds_button(self) -> bool:
        return False

    @property
    def can_finish(self) -> bool:
        return self.shape.path.count >= 3

    def entered(self) -> None:
        at = self.tool.hover or self.shape.path.last
        if at is not None:
            self.show(at)

    def pressed(self, event: PointerEvent) -> State[PolygonLasso]:
        if event.button != Button.LEFT:
            return self
        return self.closed() if self.closes(event.pos) else PointPointing(self.tool, event, self.shape)

    def double_clicked(self, event: PointerEvent) -> State[PolygonLasso]:
        return self.closed() if event.button == Button.LEFT else self

    def hovered(self, event: PointerEvent) -> State[PolygonLasso]:
        self.show(event.pos)
        return self

    moved = hovered


class PointPointing(_Drawing):
    """A button went down where the next point is to be; it is set when the button goes up, or a stretch begins."""

    def __init__(self, tool: PolygonLasso, start: PointerEvent, shape: Shape) -> None:
        super().__init__(tool, shape)
        self.pointing = Pointing(tool, start)

    def moved(self, event: PointerEvent) -> State[PolygonLasso]:
        if not self.pointing.is_drag(event):
            return self
        self.shape.path.add(self.aimed(self.pointing.start.pos))
        return Stretching(self.tool, self.shape).moved(event)

    def released(self, event: PointerEvent) -> State[PolygonLasso]:  # noqa: ARG002 - where it went down counts
        self.shape.path.add(self.aimed(self.pointing.start.pos))
        return Placing(self.tool, self.shape)

    def without_last(self) -> State[PolygonLasso]:
        return self


class Stretching(_Drawing):
    """A stretch is drawn by hand."""

    def __init__(self, tool: PolygonLasso, shape: Shape) -> None:
        super().__init__(tool, shape)
        shape.path.begin_stretch()

    def moved(self, event: PointerEvent) -> State[PolygonLasso]:
        self.shape.path.stretch(event.pos)
        first = self.shape.path.first
        assert first is not None
        self.context.set_overlay(Polyline(self.shape.path.points), Knob(first))
        return self

    def released(self, event: PointerEvent) -> State[PolygonLasso]:
        self.moved(event)
        return Placing(self.tool, self.shape)

    def without_last(self) -> State[PolygonLasso]:
        return self


PolygonLasso.states = (Ready, PointPointing, Stretching, Placing)

TOOL = ToolSpec(
    id="polygon",
    label=tr("Polygon lasso"),
    icon="polygon",
    shortcut="Shift+L",
    cursor="cross",
    machine=PolygonLasso,
    order=32,
    options=PolygonOptions,
    help=tr(
        "Click round what is to be filled. Backspace takes back a point, Enter, a double click or a click on the "
        "first point closes; Shift keeps to steps of 45°, a drag draws by hand."
    ),
    on_mask=True,
    group="lassos",
    finishes=True,
)
