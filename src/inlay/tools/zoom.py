"""The zoom tool (Z): a click zooms in, with Alt out, a drag shows a box."""

from __future__ import annotations

from typing import Any

from inlay.base.geometry import Point, Rect
from inlay.base.text import tr
from inlay.tools.events import Button, Modifier, PointerEvent
from inlay.tools.overlay import RectOutline
from inlay.tools.spec import ToolSpec
from inlay.tools.state import Idle, Pointing, State, Tool

FACTOR = 2.0


class Zoom(Tool):
    """Changes the view and never the document."""

    id = "zoom"
    default_cursor = "zoom"

    def idle(self) -> State[Any]:
        return Ready(self)


class Ready(Idle[Zoom]):
    """Nothing is pointed at."""

    def pressed(self, event: PointerEvent) -> State[Zoom]:
        return ZoomPointing(self.tool, event) if event.button in (Button.LEFT, Button.RIGHT) else self


class ZoomPointing(Pointing[Zoom]):
    """A click, or the first corner of a box."""

    def moved(self, event: PointerEvent) -> State[Zoom]:
        if self.start.button != Button.LEFT or not self.is_drag(event):
            return self
        return Boxing(self.tool, self.start.pos).moved(event)

    def released(self, event: PointerEvent) -> State[Zoom]:
        out = Modifier.ALT in event.modifiers or self.start.button == Button.RIGHT
        self.context.view.zoom_at(self.start.pos, 1 / FACTOR if out else FACTOR)
        return self.tool.idle()


class Boxing(State[Zoom]):
    """The box follows the pointer."""

    def __init__(self, tool: Zoom, origin: Point) -> None:
        super().__init__(tool)
        self.origin = origin

    def moved(self, event: PointerEvent) -> State[Zoom]:
        box = self._box(event.pos)
        self.context.set_overlay(RectOutline(box.x, box.y, box.right, box.bottom))
        return self

    def released(self, event: PointerEvent) -> State[Zoom]:
        self.context.set_overlay()
        self.context.view.zoom_to(self._box(event.pos))
        return self.tool.idle()

    def cancelled(self) -> None:
        self.context.set_overlay()

    def _box(self, end: Point) -> Rect:
        xs, ys = sorted((self.origin.x, end.x)), sorted((self.origin.y, end.y))
        left, top = round(xs[0]), round(ys[0])
        return Rect.from_edges(left, top, max(left + 1, round(xs[1])), max(top + 1, round(ys[1])))


Zoom.states = (Ready, ZoomPointing, Boxing)

TOOL = ToolSpec(
    id="zoom",
    label=tr("Zoom"),
    icon="zoom",
    shortcut="Z",
    cursor="zoom",
    machine=Zoom,
    order=70,
    help=tr("Zoom in by a click, out by Alt+click, or drag a box."),
)
