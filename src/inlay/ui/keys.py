"""Keys that are held rather than pressed: backslash shows the original, a tool's key borrows the tool."""

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
from inlay.ui.keymap.bindable import TOOL
from inlay.ui.keymap.current import all_keys, is_of_keys
from inlay.ui.keymap.keys import key_of
from inlay.ui.panels.listen import listen

LENDS = "tools.key_lends"
"""The setting: whether a tool's key lends the tool while it is held, or picks it up at once."""
TEXT_FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
HELD_MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def takes_text(widget: QWidget | None) -> bool:
    """Whether letters typed at a widget are text."""
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, TEXT_FIELDS)


class HeldKeys(QObject):
    """Watches the keys of one window, wherever in it the focus is, but never those of a text field.

    Release events are heard even where the press was a text field's: only what was pressed here counts.
    """

    def __init__(self, window: QWidget, canvas: QWidget, editor: Editor) -> None:
        super().__init__(window)
        self._canvas = canvas
        self._editor = editor
        self._tools: dict[str, str] = {}
        self._follow_keys()
        listen(self, editor.settings.changed, self._setting_changed)
        self._down: dict[int, str] = {}
        self._hold = HeldTool(editor.tools)
        self._original_is_held = False

    def _setting_changed(self, name: str) -> None:
        if is_of_keys(name):
            self._follow_keys()

    def _follow_keys(self) -> None:
        """Note which key is which tool's."""
        keys = all_keys(self._editor.settings)
        self._tools = {key: tool_id for tool_id in self._editor.tools.specs for key in keys[TOOL + tool_id]}

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
        return self._tool(event, pressed)

    def _tool(self, event: QKeyEvent, pressed: bool) -> bool:
        """A tool's key; its release counts whatever else is held by then."""
        if not pressed:
            tool_id = None if event.isAutoRepeat() else self._down.pop(event.key(), None)
            return tool_id is not None and self._hold.key_up(tool_id, time.monotonic())
        tool_id = self._tools.get(key_of(event))
        if tool_id is None:
            return False
        if not self._editor.settings.get(LENDS, True):
            if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
                self._editor.tools.choose(tool_id)
        elif not event.isAutoRepeat() and self._hold.key_down(tool_id, time.monotonic()):
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
