"""The move tool (V): moves the chosen layers and their masks by whole pixels."""

from __future__ import annotations

from typing import Any

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.tools.events import Button, KeyEvent, Modifier, PointerEvent
from inlay.tools.overlay import RectOutline
from inlay.tools.spec import ToolSpec
from inlay.tools.state import Idle, Pointing, State, Tool

FAR = 10
"""Px that an arrow key moves with Shift held."""
ARROWS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}


class MoveTool(Tool):
    """Takes the chosen layers by the hand, wherever it is pressed."""

    id = "move"
    default_cursor = "move"

    def idle(self) -> State[Any]:
        return Ready(self)


class Ready(Idle[MoveTool]):
    """Waits for the left button or an arrow key."""

    def pressed(self, event: PointerEvent) -> State[MoveTool]:
        return MovePointing(self.tool, event) if event.button == Button.LEFT else self

    def key(self, event: KeyEvent) -> State[MoveTool] | None:
        if event.name not in ARROWS or event.modifiers & ~Modifier.SHIFT:
            return None
        if event.pressed:
            by = FAR if Modifier.SHIFT in event.modifiers else 1
            dx, dy = ARROWS[event.name]
            self.context.move_layers(dx * by, dy * by, series=True)
        return self


class MovePointing(Pointing[MoveTool]):
    """The button is down; a click alone moves nothing."""

    def moved(self, event: PointerEvent) -> State[MoveTool]:
        if not self.is_drag(event):
            return self
        if not self.context.show_moved((0, 0)):
            return self.tool.idle()
        return Moving(self.tool, self.start).moved(event)

    def released(self, event: PointerEvent) -> State[MoveTool]:  # noqa: ARG002 - it never became a drag
        return self.tool.idle()


class Moving(State[MoveTool]):
    """The layers follow the pointer; Shift keeps them in a row or a column with where they were."""

    def __init__(self, tool: MoveTool, start: PointerEvent) -> None:
        super().__init__(tool)
        self.origin = self.end = start.pos
        self.around = _around([self.context.document.layer(each).raster.rect for each in self.context.chosen_layers])

    def moved(self, event: PointerEvent) -> State[MoveTool]:
        self.end = event.pos
        return self._shown()

    def modifiers_changed(self, modifiers: Modifier) -> State[MoveTool]:  # noqa: ARG002 - the tool keeps them
        return self._shown()

    def released(self, event: PointerEvent) -> State[MoveTool]:
        self.end = event.pos
        dx, dy = self.by()
        self.context.set_overlay()
        if dx or dy:
            self.context.move_layers(dx, dy)
        else:
            self.context.show_moved(None)
        return self.tool.idle()

    def cancelled(self) -> None:
        self.context.set_overlay()
        self.context.show_moved(None)

    def by(self) -> tuple[int, int]:
        """How far the layers are from where they were, in whole px."""
        dx, dy = round(self.end.x - self.origin.x), round(self.end.y - self.origin.y)
        if Modifier.SHIFT in self.tool.modifiers:
            return (dx, 0) if abs(dx) >= abs(dy) else (0, dy)
        return dx, dy

    def _shown(self) -> State[MoveTool]:
        dx, dy = self.by()
        if not self.context.show_moved((dx, dy)):
            self.cancelled()
            return self.tool.idle()
        box = self.around.translate(dx, dy)
        label = tr("{x}, {y} px").format(x=f"{dx:+d}", y=f"{dy:+d}")
        self.context.set_overlay(RectOutline(box.x, box.y, box.right, box.bottom, label=label))
        return self


def _around(boxes: list[Rect]) -> Rect:
    around = Rect(0, 0, 0, 0)
    for box in boxes:
        around = around.union(box)
    return around


MoveTool.states = (Ready, MovePointing, Moving)

TOOL = ToolSpec(
    id="move",
    label=tr("Move"),
    icon="move",
    shortcut="V",
    cursor="move",
    machine=MoveTool,
    order=5,
    help=tr("Move the chosen layers. Shift keeps a row or column; arrow keys move by 1 px, with Shift by 10 px."),
    on_layers=True,
)
