"""The state machine of every tool: Idle -> Pointing -> Acting, and Esc leads back to Idle from anywhere."""

# ruff: noqa: ARG002 - a state that doesn't care for an event leaves it unused
from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from inlay.base.geometry import Point
from inlay.tools.context import ToolContext
from inlay.tools.events import Button, KeyEvent, Modifier, Phase, PointerEvent, WheelEvent

DRAG_DISTANCE = 3.0
"""Logical screen pixels the pointer may tremble before a press counts as a drag."""

T = TypeVar("T", bound="Tool")


class State(Generic[T]):
    """One state of a tool. Each handler returns the state that follows; itself to stay.

    A gesture's state holds what the gesture needs; it goes when the gesture ends, and so does everything half done.
    """

    def __init__(self, tool: T) -> None:
        self.tool = tool

    @property
    def context(self) -> ToolContext:
        """What the tool sees of the program."""
        return self.tool.context

    @property
    def is_gesture(self) -> bool:
        """Whether this is part of a gesture; only Idle is not."""
        return True

    @property
    def holds_button(self) -> bool:
        """Whether a button is down all the while. A gesture of several clicks is between two of them where it isn't,
        and then takes the next press."""
        return self.is_gesture

    @property
    def can_finish(self) -> bool:
        """Whether Enter makes something of what was done so far."""
        return False

    @property
    def cursor(self) -> str:
        """The name of the pointer's shape."""
        return self.tool.default_cursor

    def entered(self) -> None:
        """The state became the current one."""

    def pressed(self, event: PointerEvent) -> State[T]:
        """A button went down."""
        return self

    def moved(self, event: PointerEvent) -> State[T]:
        """The pointer moved with a button held."""
        return self

    def released(self, event: PointerEvent) -> State[T]:
        """A button went up."""
        return self

    def hovered(self, event: PointerEvent) -> State[T]:
        """The pointer moved without a button."""
        return self

    def left(self) -> State[T]:
        """The pointer left the canvas."""
        return self

    def double_clicked(self, event: PointerEvent) -> State[T]:
        """A double click: by default the second press."""
        return self.pressed(event)

    def wheeled(self, event: WheelEvent) -> bool:
        """The wheel turned; True when that is used up."""
        return False

    def key(self, event: KeyEvent) -> State[T] | None:
        """A key went down or up; None when it isn't meant for this state."""
        return None

    def modifiers_changed(self, modifiers: Modifier) -> State[T]:
        """Shift, Alt or Ctrl went down or up."""
        return self

    def cancelled(self) -> None:
        """The gesture is given up: take back what was shown or set. The document must not have been touched."""


class Tool:
    """One tool in the hand. It forwards events to its current state and is told when it is picked up or put down.

    Subclasses name their `states`, Idle first, and make them in `idle()`.
    """

    id: ClassVar[str]
    default_cursor: ClassVar[str] = "cross"
    states: ClassVar[tuple[type[State[Any]], ...]]

    def __init__(self, context: ToolContext) -> None:
        self.context = context
        self.hover: Point | None = None
        self.modifiers = Modifier.NONE
        self.button = Button.NONE
        self.state: State[Any] = self.idle()

    def idle(self) -> State[Any]:
        """A fresh Idle state."""
        raise NotImplementedError

    @property
    def options(self) -> Any:
        """The current options of this tool."""
        return self.context.options(self.id)

    @property
    def is_in_gesture(self) -> bool:
        """Whether a gesture goes on; keys then belong to it."""
        return self.state.is_gesture

    @property
    def cursor(self) -> str:
        """The name of the pointer's shape: brush, cross, hand, grab, zoom, frame, busy, move, size-h, size-v, size-f
        (from bottom left to top right) or size-b (from top left to bottom right)."""
        return self.state.cursor

    # Events, from the canvas

    def handle_pointer(self, event: PointerEvent) -> None:
        """A pointer event. A second button pressed while one is held is ignored until that one goes up."""
        self._note_modifiers(event.modifiers)
        self.hover = None if event.phase is Phase.LEAVE else event.pos
        if self.state.holds_button and self._was_let_go(event):
            self.follow(self.state.released(event))
        handler = self._handler(event)
        if handler is not None:
            self.follow(handler(event))

    def _was_let_go(self, event: PointerEvent) -> bool:
        """Whether the button must have gone up unheard, as when a window takes the pointer away."""
        return event.phase is Phase.HOVER or (event.phase is Phase.PRESS and event.button == self.button)

    def _handler(self, event: PointerEvent) -> Callable[[PointerEvent], State[Any]] | None:
        state = self.state
        if event.phase in (Phase.PRESS, Phase.DOUBLE):
            if state.holds_button:
                return None
            self.button = event.button
            return state.pressed if event.phase is Phase.PRESS else state.double_clicked
        if event.phase is Phase.RELEASE:
            return None if state.holds_button and event.button != self.button else state.released
        if event.phase is Phase.LEAVE:
            return lambda _event: state.left()
        return state.moved if event.phase is Phase.MOVE else state.hovered

    def handle_wheel(self, event: WheelEvent) -> bool:
        """A turn of the wheel; False when the view may scroll or zoom by it."""
        return self.state.wheeled(event)

    def handle_key(self, event: KeyEvent) -> bool:
        """A key; False when it may serve as a shortcut instead."""
        self._note_modifiers(event.modifiers)
        if event.name == "Escape" and event.pressed and self.state.is_gesture:
            self.cancel()
            return True
        following = self.state.key(event)
        if following is None:
            return False
        self.follow(following)
        return True

    # Told by the editor

    def activate(self) -> None:
        """The tool was picked up."""

    def deactivate(self) -> None:
        """Another tool was picked up: a gesture in progress is given up, overlays go."""
        self.cancel()
        self.hover = None
        self.context.set_overlay()

    def suspend(self) -> None:
        """Another tool is used for a moment (Space, a held letter); `resume` follows."""
        self.cancel()
        self.hover = None
        self.context.set_overlay()

    def resume(self) -> None:
        """The other tool was put down again."""

    def cancel(self) -> None:
        """Give up the gesture in progress, if there is one; the document stays as it was before it."""
        if self.state.is_gesture:
            self.state.cancelled()
            self.follow(self.idle())

    def take_back(self) -> bool:
        """Undo was asked for: give up what is under way and no step yet. Returns whether there was something."""
        is_under_way = self.is_in_gesture
        self.cancel()
        return is_under_way

    def options_changed(self) -> None:
        """The options of this tool changed, by whomever."""

    def document_changed(self) -> None:
        """The current document was replaced (an edit landed, undo, another version)."""

    def paint_value_changed(self) -> None:
        """X or D changed what painting does."""

    def plan_changed(self) -> None:
        """What would be sent was worked out anew, or the frame around it was set."""

    def _note_modifiers(self, modifiers: Modifier) -> None:
        if modifiers != self.modifiers:
            self.modifiers = modifiers
            self.follow(self.state.modifiers_changed(modifiers))

    def follow(self, state: State[Any]) -> None:
        """Go on to another state; from outside, when work in the background has ended."""
        if state is not self.state:
            self.state = state
            self.context.gesture_changed()
            state.entered()


class Idle(State[T]):
    """Nothing is going on; the pointer may hover."""

    @property
    def is_gesture(self) -> bool:
        return False


class Pointing(State[T]):
    """A button went down at `start`; whether it becomes a click or a drag isn't known yet."""

    def __init__(self, tool: T, start: PointerEvent) -> None:
        super().__init__(tool)
        self.start = start

    def is_drag(self, event: PointerEvent) -> bool:
        """Whether the pointer went far enough from where it was pressed."""
        dx = event.screen.x - self.start.screen.x
        dy = event.screen.y - self.start.screen.y
        return dx * dx + dy * dy >= DRAG_DISTANCE**2
