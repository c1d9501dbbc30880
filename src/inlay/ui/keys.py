"""Keys that are held rather than pressed: backslash shows the original, a tool's letter borrows the tool."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from inlay.editor.editor import Editor
from inlay.tools.hold import HeldTool

TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
HELD_MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def takes_text(widget: QWidget | None) -> bool:
    """Whether letters typed at a widget are text."""
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, TEXT_FIELDS)


def _held(shortcut: str) -> tuple[int, Qt.KeyboardModifier]:
    """The key and what is held with it, of "C" or "Shift+C"."""
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    return ord(shortcut[-1]), shift if shortcut.startswith("Shift+") else none


class HeldKeys(QObject):
    """Watches the keys of one window, wherever in it the focus is, but never those of a text field.

    Release events are heard even where the press was a text field's: only what was pressed here counts.
    """

    def __init__(self, window: QWidget, canvas: QWidget, editor: Editor) -> None:
        super().__init__(window)
        self._canvas = canvas
        self._editor = editor
        self._letters = {_held(spec.shortcut): spec.id for spec in editor.tools.specs.values() if spec.shortcut}
        self._down: dict[int, str] = {}
        self._hold = HeldTool(editor.tools)
        self._original_is_held = False

    def watch(self, handle: QObject) -> None:
        """Watch the window's own handle: all its keys and buttons pass there, before any widget gets them."""
        handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt's own: True keeps the event from going on."""
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            pressed = kind == QEvent.Type.KeyPress
            return not (pressed and takes_text(QApplication.focusWidget())) and self._key(event, pressed)
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            self._button(kind == QEvent.Type.MouseButtonPress)
        elif kind == QEvent.Type.FocusOut:
            self._let_go()
        return False

    def _key(self, event: QKeyEvent, pressed: bool) -> bool:
        if event.key() == Qt.Key.Key_Backslash:
            return self._backslash(event, pressed)
        return self._letter(event, pressed)

    def _letter(self, event: QKeyEvent, pressed: bool) -> bool:
        """A tool's letter; its release counts whatever else is held by then."""
        if not pressed:
            tool_id = None if event.isAutoRepeat() else self._down.pop(event.key(), None)
            return tool_id is not None and self._hold.key_up(tool_id, time.monotonic())
        tool_id = self._letters.get((event.key(), event.modifiers()))
        if tool_id is None:
            return False
        if not event.isAutoRepeat() and self._hold.key_down(tool_id, time.monotonic()):
            self._down[event.key()] = tool_id
        return True

    def _button(self, pressed: bool) -> None:
        if pressed and self._canvas.underMouse():
            self._hold.button_down()
        elif not pressed and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._hold.button_up()

    def _backslash(self, event: QKeyEvent, pressed: bool) -> bool:
        if not pressed and not self._original_is_held:
            return False
        if pressed and event.modifiers() & ~HELD_MODIFIERS:
            return False
        if not event.isAutoRepeat():
            self._show_original(pressed)
        return True

    def _show_original(self, shown: bool) -> None:
        if shown != self._original_is_held:
            self._original_is_held = shown
            self._editor.show_original(shown)

    def _let_go(self) -> None:
        """The window lost the keyboard: releases won't be heard."""
        self._show_original(False)
        self._down.clear()
        self._hold.let_go()
