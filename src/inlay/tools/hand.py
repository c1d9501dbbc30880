"""The hand (H, or Space while it is held): moves the picture under the window."""

from __future__ import annotations

from typing import Any

from inlay.base.geometry import Point
from inlay.base.text import tr
from inlay.tools.events import Button, PointerEvent
from inlay.tools.spec import ToolSpec
from inlay.tools.state import Idle, Pointing, State, Tool


class Hand(Tool):
    """Changes the view and never the document."""

    id = "hand"
    default_cursor = "hand"

    def idle(self) -> State[Any]:
        return Ready(self)


class Ready(Idle[Hand]):
    """An open hand."""

    def pressed(self, event: PointerEvent) -> State[Hand]:
        return HandPointing(self.tool, event) if event.button in (Button.LEFT, Button.MIDDLE) else self


class HandPointing(Pointing[Hand]):
    """The hand has closed."""

    @property
    def cursor(self) -> str:
        return "grab"

    def moved(self, event: PointerEvent) -> State[Hand]:
        return Panning(self.tool, self.start.screen).moved(event)

    def released(self, event: PointerEvent) -> State[Hand]:  # noqa: ARG002 - it didn't move
        return self.tool.idle()


class Panning(State[Hand]):
    """The picture moves with the hand."""

    def __init__(self, tool: Hand, at: Point) -> None:
        super().__init__(tool)
        self.at = at

    @property
    def cursor(self) -> str:
        return "grab"

    def moved(self, event: PointerEvent) -> State[Hand]:
        self.context.view.pan_by(event.screen.x - self.at.x, event.screen.y - self.at.y)
        self.at = event.screen
        return self

    def released(self, event: PointerEvent) -> State[Hand]:
        self.moved(event)
        return self.tool.idle()


Hand.states = (Ready, HandPointing, Panning)

TOOL = ToolSpec(
    id="hand",
    label=tr("Hand"),
    icon="hand",
    shortcut="H",
    cursor="hand",
    machine=Hand,
    order=60,
    help=tr("Move the picture. Holding Space does it with any tool, so does the middle button."),
)
