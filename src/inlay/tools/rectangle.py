"""The rectangle (M): masks a box of whole pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from inlay.base.geometry import Point, Rect
from inlay.base.text import tr
from inlay.imaging.mask import Mask
from inlay.imaging.regions import Op, apply_rectangle
from inlay.tools.events import KeyEvent, Modifier, PointerEvent
from inlay.tools.overlay import RectOutline
from inlay.tools.selecting import SelectIdle, SelectOptions, op_for
from inlay.tools.spec import ToolSpec
from inlay.tools.state import Pointing, State, Tool


@dataclass(frozen=True, eq=False)
class RectangleOptions(SelectOptions):
    """The rectangle has a mode of its own."""


class RectangleTool(Tool):
    """Dragged from corner to corner."""

    id = "rectangle"

    def idle(self) -> State[Any]:
        return Ready(self)


class Ready(SelectIdle[RectangleTool]):
    """Nothing is drawn yet."""

    def begun(self, event: PointerEvent) -> State[RectangleTool]:
        return RectanglePointing(self.tool, event)


class RectanglePointing(Pointing[RectangleTool]):
    """The first corner is set; a click alone draws nothing."""

    def moved(self, event: PointerEvent) -> State[RectangleTool]:
        if not self.is_drag(event):
            return self
        return Dragging(self.tool, self.start).moved(event)

    def released(self, event: PointerEvent) -> State[RectangleTool]:  # noqa: ARG002 - it never became a drag
        return self.tool.idle()


class Dragging(State[RectangleTool]):
    """The other corner follows the pointer.

    Shift and Alt held at the start say what the rectangle does; pressed later, Shift makes a square and Alt draws from
    the centre. Space moves the whole.
    """

    def __init__(self, tool: RectangleTool, start: PointerEvent) -> None:
        super().__init__(tool)
        self.op = op_for(start.modifiers, tool.options)
        self.origin = self.end = start.pos
        self.used_up = start.modifiers
        self.is_moving = False

    def moved(self, event: PointerEvent) -> State[RectangleTool]:
        if self.is_moving:
            self.origin = Point(self.origin.x + event.pos.x - self.end.x, self.origin.y + event.pos.y - self.end.y)
        self.end = event.pos
        return self._shown()

    def modifiers_changed(self, modifiers: Modifier) -> State[RectangleTool]:
        self.used_up &= modifiers
        return self._shown()

    def key(self, event: KeyEvent) -> State[RectangleTool] | None:
        if event.name == "Space":
            self.is_moving = event.pressed
            return self
        return None

    def released(self, event: PointerEvent) -> State[RectangleTool]:
        self.moved(event)
        box = self.box()
        self.context.set_overlay()
        if not box.is_empty:
            self.context.apply_mask(tr("Rectangle"), partial(_drawn, box, self.op, self.context.document.canvas))
        return self.tool.idle()

    def cancelled(self) -> None:
        self.context.set_overlay()

    def box(self) -> Rect:
        """The rectangle as it is now, in whole pixels."""
        held = self.tool.modifiers & ~self.used_up
        dx, dy = self.end.x - self.origin.x, self.end.y - self.origin.y
        if Modifier.SHIFT in held:
            side = max(abs(dx), abs(dy))
            dx, dy = (side if dx >= 0 else -side), (side if dy >= 0 else -side)
        from_centre = Modifier.ALT in held
        x0, y0 = (self.origin.x - dx, self.origin.y - dy) if from_centre else (self.origin.x, self.origin.y)
        x1, y1 = self.origin.x + dx, self.origin.y + dy
        left, top = round(min(x0, x1)), round(min(y0, y1))
        right, bottom = round(max(x0, x1)), round(max(y0, y1))
        if Modifier.SHIFT in held:
            bottom = top + (right - left)
        return Rect.from_edges(left, top, right, bottom)

    def _shown(self) -> State[RectangleTool]:
        box = self.box()
        label = tr("{w} × {h} px").format(w=box.w, h=box.h)
        self.context.set_overlay(RectOutline(box.x, box.y, box.right, box.bottom, label=label))
        return self


def _drawn(box: Rect, op: Op, canvas: Rect, mask: Mask) -> Mask:
    return apply_rectangle(mask, box.x, box.y, box.right, box.bottom, op, canvas)


RectangleTool.states = (Ready, RectanglePointing, Dragging)

TOOL = ToolSpec(
    id="rectangle",
    label=tr("Rectangle"),
    icon="rectangle",
    shortcut="M",
    cursor="cross",
    machine=RectangleTool,
    order=40,
    options=RectangleOptions,
    help=tr(
        "Mask a rectangle. Shift adds, Alt or Ctrl subtracts; while dragging, Shift makes a square, Alt draws from "
        "the centre, Space moves it."
    ),
    on_mask=True,
)
