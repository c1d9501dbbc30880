"""What reaches a tool from the pointer, the wheel and the keyboard, free of any toolkit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, Flag, auto

from inlay.base.geometry import Point


class Modifier(Flag):
    """Keys that are held; on a Mac, CTRL is the command key."""

    NONE = 0
    SHIFT = auto()
    ALT = auto()
    CTRL = auto()


class Button(Flag):
    """Pointer buttons; a pen's tip is LEFT."""

    NONE = 0
    LEFT = auto()
    RIGHT = auto()
    MIDDLE = auto()


class Phase(Enum):
    """What a pointer event tells. HOVER moves without a button, DOUBLE replaces the second press of a double click,
    LEAVE says that the pointer left the canvas (never during a gesture)."""

    PRESS = auto()
    MOVE = auto()
    RELEASE = auto()
    HOVER = auto()
    DOUBLE = auto()
    LEAVE = auto()


@dataclass(frozen=True, eq=False)
class PointerEvent:
    """One pointer event.

    `pos` is in plane pixels (pixel (0, 0) covers 0..1), `screen` in logical pixels of the canvas widget. `button` is
    the one that went down or up (NONE for moves), `buttons` are those held after it. `pressure` is 0..1, 1 for a
    mouse; `eraser_end` tells that a pen is turned round.
    """

    phase: Phase
    pos: Point
    screen: Point
    pressure: float = 1.0
    button: Button = Button.NONE
    buttons: Button = Button.NONE
    modifiers: Modifier = Modifier.NONE
    eraser_end: bool = False


@dataclass(frozen=True, eq=False)
class WheelEvent:
    """A turn of the wheel: `steps` is 1.0 for a notch away from the person, and may be a fraction."""

    pos: Point
    screen: Point
    steps: float
    modifiers: Modifier = Modifier.NONE


@dataclass(frozen=True, eq=False)
class KeyEvent:
    """A key that went down or up (no auto-repeat while a modifier or Space is held).

    `name` is the character in lower case as printed on the key without Shift ("b", "[", "1") or one of Escape, Enter,
    Backspace, Delete, Space, Shift, Alt, Ctrl, Left, Right, Up, Down. `modifiers` are those held after it.
    """

    name: str
    modifiers: Modifier = Modifier.NONE
    pressed: bool = True
