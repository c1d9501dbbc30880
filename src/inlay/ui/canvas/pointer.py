"""From Qt's mouse, pen and key events to what tools understand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeyEvent, QMouseEvent, QPointingDevice, QTabletEvent

from inlay.base.geometry import Point
from inlay.tools.events import Button, KeyEvent, Modifier, Phase, PointerEvent
from inlay.ui.canvas.view import View

_BUTTONS = (
    (Qt.MouseButton.LeftButton, Button.LEFT),
    (Qt.MouseButton.RightButton, Button.RIGHT),
    (Qt.MouseButton.MiddleButton, Button.MIDDLE),
)
_MODIFIERS = (
    (Qt.KeyboardModifier.ShiftModifier, Modifier.SHIFT),
    (Qt.KeyboardModifier.AltModifier, Modifier.ALT),
    (Qt.KeyboardModifier.ControlModifier, Modifier.CTRL),
)
_NAMES = {
    Qt.Key.Key_Escape: "Escape",
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Delete",
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Shift: "Shift",
    Qt.Key.Key_Alt: "Alt",
    Qt.Key.Key_Control: "Ctrl",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
}
_HELD = {Qt.Key.Key_Shift: Modifier.SHIFT, Qt.Key.Key_Alt: Modifier.ALT, Qt.Key.Key_Control: Modifier.CTRL}
# With Shift, Qt tells the sign on top of the key; these are those of most keyboards.
_UNSHIFTED = dict(zip('{}|:"<>?!@#$%^&*()_+~', "[]\\;',./1234567890-=`", strict=True))

MOUSE_LIKE = (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser)


def button_of(button: Qt.MouseButton) -> Button:
    """One button; NONE for those that tools don't know."""
    return next((ours for theirs, ours in _BUTTONS if theirs == button), Button.NONE)


def buttons_of(buttons: Qt.MouseButton) -> Button:
    """The buttons that are held."""
    held = Button.NONE
    for theirs, ours in _BUTTONS:
        if buttons & theirs:
            held |= ours
    return held


def modifiers_of(modifiers: Qt.KeyboardModifier) -> Modifier:
    """The modifiers that are held."""
    held = Modifier.NONE
    for theirs, ours in _MODIFIERS:
        if modifiers & theirs:
            held |= ours
    return held


def place(position: QPointF, view: View, ratio: float) -> Point:
    """The place in the plane of a position in the widget, in logical pixels."""
    return view.to_plane(position.x() * ratio, position.y() * ratio)


def is_synthesised(event: QMouseEvent) -> bool:
    """Whether a mouse event only repeats what a pen did."""
    return event.pointerType() in MOUSE_LIKE or (
        event.source() != Qt.MouseEventSource.MouseEventNotSynthesized
        and event.deviceType() == QInputDevice.DeviceType.Stylus
    )


def mouse_event(event: QMouseEvent, phase: Phase, view: View, ratio: float) -> PointerEvent:
    """What a mouse did."""
    position = event.position()
    return PointerEvent(
        phase,
        place(position, view, ratio),
        Point(position.x(), position.y()),
        button=button_of(event.button()),
        buttons=buttons_of(event.buttons()),
        modifiers=modifiers_of(event.modifiers()),
    )


def pen_event(event: QTabletEvent, phase: Phase, view: View, ratio: float) -> PointerEvent:
    """What a pen did. One that hovers has no pressure."""
    position = event.position()
    return PointerEvent(
        phase,
        place(position, view, ratio),
        Point(position.x(), position.y()),
        pressure=min(1.0, max(0.0, event.pressure())),
        button=button_of(event.button()),
        buttons=buttons_of(event.buttons()),
        modifiers=modifiers_of(event.modifiers()),
        eraser_end=event.pointerType() == QPointingDevice.PointerType.Eraser,
    )


def leave_event(last: PointerEvent | None) -> PointerEvent:
    """The pointer left; where it was seen last."""
    at = last if last is not None else PointerEvent(Phase.LEAVE, Point(0, 0), Point(0, 0))
    return PointerEvent(Phase.LEAVE, at.pos, at.screen)


def key_event(event: QKeyEvent, pressed: bool) -> KeyEvent | None:
    """What a key did; None for keys that have no name here."""
    key = Qt.Key(event.key())
    held = modifiers_of(event.modifiers())
    own = _HELD.get(key)
    if own is not None:
        held = held | own if pressed else held & ~own
    name = _NAMES.get(key)
    if name is None and 0x20 < event.key() < 0x7F:
        character = chr(event.key()).lower()
        name = _UNSHIFTED.get(character, character) if Modifier.SHIFT in held else character
    return KeyEvent(name, held, pressed) if name is not None else None
