"""A button that waits for a key: pressed, it tells the next key instead of letting it do anything."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget


class KeyButton(QPushButton):
    """`key_pressed` tells the key as `name_of` names it; "" from that is no key yet. Esc, or leaving, stops waiting."""

    key_pressed = Signal(str)

    def __init__(
        self, text: str, waiting: str, name_of: Callable[[QKeyEvent], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._text, self._waiting = text, waiting
        self._name_of = name_of
        self.is_waiting = False
        self.setAutoDefault(False)
        self.clicked.connect(lambda: self._wait(not self.is_waiting))

    def _wait(self, waits: bool) -> None:
        self.is_waiting = waits
        self.setText(self._waiting if waits else self._text)
        if waits:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Qt's own: while it waits, no key is a shortcut, and none leads to another field."""
        if not self.is_waiting or not isinstance(event, QKeyEvent):
            return bool(super().event(event))
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            self._take(event)
        return True

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._wait(False)
            return
        name = self._name_of(event)
        if name and not event.isAutoRepeat():
            self._wait(False)
            self.key_pressed.emit(name)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's own."""
        self._wait(False)
        super().focusOutEvent(event)
