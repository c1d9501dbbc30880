"""Dragging a box from corner to corner, as the rectangle, the ellipse and the object select do."""

from __future__ import annotations

from typing import Any

from inlay.base.geometry import Point, Rect
from inlay.base.text import tr
from inlay.imaging.regions import Op
from inlay.tools.events import KeyEvent, Modifier, PointerEvent
from inlay.tools.overlay import EllipseOutline, RectOutline
from inlay.tools.selecting import SelectIdle, op_for
from inlay.tools.state import Pointing, State, Tool


class BoxTool(Tool):
    """A tool in whose idle state a drag draws a box."""

    def shown_box(self, box: Rect) -> RectOutline | EllipseOutline:
        """The box as it is drawn while the hand drags it."""
        return RectOutline(box.x, box.y, box.right, box.bottom, label=size_label(box))

    def boxed(self, box: Rect, op: Op) -> State[Any]:
        """A box of whole pixels was drawn (never an empty one): the state that follows."""
        raise NotImplementedError


def size_label(box: Rect) -> str:
    """A box's size in words."""
    return tr("{w} × {h} px").format(w=box.w, h=box.h)


class BoxReady(SelectIdle[BoxTool]):
    """Nothing is drawn yet."""

    def begun(self, event: PointerEvent) -> State[BoxTool]:
        return BoxPointing(self.tool, event)


class BoxPointing(Pointing[BoxTool]):
    """The first corner is set; a click alone draws nothing."""

    def moved(self, event: PointerEvent) -> State[BoxTool]:
        if not self.is_drag(event):
            return self
        return BoxDragging(self.tool, self.start).moved(event)

    def released(self, event: PointerEvent) -> State[BoxTool]:  # noqa: ARG002 - it never became a drag
        return self.tool.idle()


class BoxDragging(State[BoxTool]):
    """The other corner follows the pointer.

    Shift and Alt held at the start say what the shape does; pressed later, Shift makes its sides equal and Alt draws
    from the centre. Space moves the whole.
    """

    def __init__(self, tool: BoxTool, start: PointerEvent) -> None:
        super().__init__(tool)
        self.op = op_for(start.modifiers, tool.options)
        self.origin = self.end = start.pos
        self.used_up = start.modifiers
        self.is_moving = False

    def moved(self, event: PointerEvent) -> State[BoxTool]:
        if self.is_moving:
            self.origin = Point(self.origin.x + event.pos.x - self.end.x, self.origin.y + event.pos.y - self.end.y)
        self.end = event.pos
        return self._shown()

    def modifiers_changed(self, modifiers: Modifier) -> State[BoxTool]:
        self.used_up &= modifiers
        return self._shown()

    def key(self, event: KeyEvent) -> State[BoxTool] | None:
        if event.name == "Space":
            self.is_moving = event.pressed
            return self
        return None

    def released(self, event: PointerEvent) -> State[BoxTool]:
        self.moved(event)
        self.context.set_overlay()
        box = self.box()
        return self.tool.idle() if box.is_empty else self.tool.boxed(box, self.op)

    def cancelled(self) -> None:
        self.context.set_overlay()

    def box(self) -> Rect:
        """The box as it is now, in whole pixels."""
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

    def _shown(self) -> State[BoxTool]:
        self.context.set_overlay(self.tool.shown_box(self.box()))
        return self
