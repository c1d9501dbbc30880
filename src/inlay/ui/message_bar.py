"""Bars above the picture: what happened, what was kept, what to do next; never in the way of the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.icon_label import IconLabel

Weight = Literal["warning", "info"]
MOST_BARS = 3
EDGE = 8
LINE_GAP = 2


@dataclass(frozen=True)
class Choice:
    """A button of a bar; the bar goes away before `act` is called. `primary` marks the one meant for most."""

    id: str
    label: str
    act: Callable[[], object]
    primary: bool = False


class WrappedLabel(QLabel):
    """Plain text in as many lines as its width asks for; Qt's own label asks for too many in a row of others."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def hasHeightForWidth(self) -> bool:
        """Qt's own: the height is set when the width is known."""
        return False

    def sizeHint(self) -> QSize:
        """Qt's own: one line until the width is known."""
        return QSize(1, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: make room for the lines."""
        super().resizeEvent(event)
        self.setFixedHeight(max(self.fontMetrics().height(), self.heightForWidth(self.width())))


class MessageBar(QFrame):
    """One message with its buttons and a close button."""

    def __init__(
        self,
        name: str,
        what: str,
        more: str = "",
        choices: Sequence[Choice] = (),
        weight: Weight = "warning",
        closed: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"bar.{name}")
        self.setProperty("role", "bar")
        self.setAccessibleName(" ".join(part for part in (what, more) if part))
        self._closed = closed
        row = QHBoxLayout(self)
        row.setContentsMargins(12, EDGE, 8, EDGE)
        row.setSpacing(10)
        row.addWidget(IconLabel(icon(weight), 20, self), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self._words(what, more), 1)
        for choice in choices:
            row.addWidget(self._button(name, choice))
        row.addWidget(self._close_button(name))

    def _words(self, what: str, more: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(LINE_GAP)
        column.addStretch(1)
        for text, role in ((what, "title"), (more, "quiet")):
            if text:
                label = WrappedLabel(text, self)
                label.setProperty("role", role)
                column.addWidget(label)
        column.addStretch(1)
        return column

    def _button(self, name: str, choice: Choice) -> QPushButton:
        button = QPushButton(choice.label, self)
        button.setObjectName(f"bar.{name}.{choice.id}")
        button.setAccessibleName(choice.label)
        if choice.primary:
            button.setProperty("role", "primary")

        def chosen() -> None:
            self.go()
            choice.act()

        button.clicked.connect(chosen)
        return button

    def _close_button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"bar.{name}.close")
        button.setIcon(icon("discard"))
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tr("Close this message (Esc)"))
        button.setAccessibleName(tr("Close this message"))
        button.clicked.connect(self.dismiss)
        return button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Esc closes the message."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def dismiss(self) -> None:
        """The person put the message away."""
        self.go()
        if self._closed is not None:
            self._closed()

    def go(self) -> None:
        """Take the bar away."""
        self.setParent(None)
        self.deleteLater()


class MessageBars(QWidget):
    """The place of the bars: the newest on top, a few at most, one of a name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messages")
        self.setAccessibleName(tr("Messages"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def bars(self) -> list[MessageBar]:
        """The bars that are shown, the newest first."""
        items = (self._column.itemAt(index) for index in range(self._column.count()))
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, MessageBar)]

    def named(self, name: str) -> MessageBar | None:
        """The bar of that name."""
        return next((bar for bar in self.bars() if bar.objectName() == f"bar.{name}"), None)

    def show_bar(
        self,
        name: str,
        what: str,
        more: str = "",
        choices: Sequence[Choice] = (),
        weight: Weight = "warning",
        closed: Callable[[], object] | None = None,
    ) -> MessageBar:
        """Show a message in place of one of the same name."""
        self.remove(name)
        bar = MessageBar(name, what, more, choices, weight, closed, self)
        self._column.insertWidget(0, bar)
        for old in self.bars()[MOST_BARS:]:
            old.dismiss()
        return bar

    def remove(self, name: str) -> None:
        """Take the bar of that name away, if there is one."""
        bar = self.named(name)
        if bar is not None:
            bar.go()
