"""Keys as texts ("Ctrl+Shift+Z"): from what was pressed, as the system writes them, and which are taken for good."""

from __future__ import annotations

import functools

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from inlay.base.text import tr

MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_ALONE = frozenset(
    {
        Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_unknown,
    }
)  # fmt: skip
# Fields, lists and buttons need these themselves, so they count only while the picture has the focus.
_OF_FIELDS = frozenset("Return Backspace Del Tab Backtab Left Right Up Down Home End PgUp PgDown Ins".split())
# What tools and the canvas use directly.
_OF_CANVAS = frozenset(["Space", "Esc", "\\", "[", "]", "{", "}", *"0123456789"])


@functools.cache
def normal(text: str) -> str:
    """One way to write a key, whoever wrote it; "" for what is none. Both Enter keys are one."""
    key = QKeySequence.fromString(text, QKeySequence.SequenceFormat.PortableText)
    if key.count() != 1:
        return ""
    pressed: QKeyCombination = key[0]  # type: ignore[index]  # Qt's stubs lack it
    return "" if pressed.key() in _ALONE else _text(pressed.key(), pressed.keyboardModifiers())


def key_of(event: QKeyEvent) -> str:
    """The key that was pressed; "" for one that only changes others, as Shift does."""
    key = Qt.Key(event.key())
    if key in _ALONE:
        return ""
    held = event.modifiers() & MODIFIERS
    sign = chr(key) if 0x20 < key < 0x1000000 else ""
    if sign and not sign.isalnum():
        held &= ~Qt.KeyboardModifier.ShiftModifier  # where Shift is needed for a sign depends on the keyboard
    return _text(key, held)


def _text(key: Qt.Key, held: Qt.KeyboardModifier) -> str:
    if key == Qt.Key.Key_Enter:
        key = Qt.Key.Key_Return
    elif key == Qt.Key.Key_Backtab:
        key, held = Qt.Key.Key_Tab, held | Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(QKeyCombination(held, key)).toString(QKeySequence.SequenceFormat.PortableText)


def key_text(key: str) -> str:
    """A key as this system writes it ("Ctrl+Z", "⌘Z")."""
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    name = QKeySequence("Return").toString(QKeySequence.SequenceFormat.NativeText)
    # Keyboards say Enter where Qt says Return; a Mac has a sign for it.
    return f"{text[: -len(name)]}{tr('Enter')}" if _base(key) == "Return" and name.isalpha() else text


def sequences(keys: tuple[str, ...]) -> list[QKeySequence]:
    """Keys for Qt, with the second Enter key beside each first one."""
    both = [other for key in keys for other in ((key, f"{key[:-6]}Enter") if _base(key) == "Return" else (key,))]
    return [QKeySequence(key) for key in both]


def _base(key: str) -> str:
    """The key without what is held with it."""
    return key.rpartition("+")[2] or "+"


def is_plain(key: str) -> bool:
    """Whether nothing but Shift is held with it."""
    return not any(f"{held}+" in key for held in ("Ctrl", "Alt", "Meta"))


def is_of_fields(key: str) -> bool:
    """Whether fields and lists need this key, so that it may count only while the picture has the focus."""
    return is_plain(key) and _base(key) in _OF_FIELDS


def is_enter(key: str) -> bool:
    """Whether this is Enter with nothing but Shift."""
    return is_plain(key) and _base(key) == "Return"


def is_fixed(key: str) -> bool:
    """Whether the canvas or the tools use this key themselves."""
    return is_plain(key) and _base(key) in _OF_CANVAS


def fixed_keys() -> list[tuple[str, str]]:
    """What is done, and the key or gesture that does it and that can't be changed."""
    return [
        (tr("Smaller, larger brush"), "[  ]"),
        (tr("Softer, harder brush"), tr("Shift + [  ]")),
        (tr("Brush size"), tr("Alt + wheel")),
        (tr("Brush size and hardness"), tr("Alt + right drag")),
        (tr("Strength of painting"), "1 … 9, 0"),
        (tr("Straight line"), tr("Shift + click")),
        (tr("Subtract while painting"), tr("hold Alt")),
        (tr("Brush options"), tr("right click")),
        (tr("Move the picture"), tr("hold Space, or middle drag")),
        (tr("Zoom at the pointer"), tr("Ctrl + wheel")),
        (tr("See the original"), tr("hold \\")),
        (tr("Use a tool for a moment"), tr("hold its key")),
        (tr("Give up a gesture"), "Esc"),
    ]
