"""Labels for text from anywhere: one that shortens itself, and one that says what to do in an empty place."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def plain_tooltip(text: str) -> str:
    """A tooltip that shows `text` as it is: Qt takes what looks like markup for rich text."""
    return f"<p style='white-space:pre-wrap'>{html.escape(text)}</p>" if "<" in text or "&" in text else text


class ElidedLabel(QLabel):
    """One line of plain text; what doesn't fit is cut with an ellipsis and told whole in the tooltip."""

    def __init__(self, text: str = "", parent: QWidget | None = None, mode: Qt.TextElideMode | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._mode = mode or Qt.TextElideMode.ElideRight
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Qt's own: line breaks become spaces."""
        super().setText(" ".join(text.split()))
        self._explain()

    def minimumSizeHint(self) -> QSize:
        """Qt's own: may become as narrow as an ellipsis."""
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: what fits may have changed."""
        super().resizeEvent(event)
        self._explain()

    def shown_text(self) -> str:
        """The text as it is drawn at this width."""
        return self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's own: draw the shortened text by the style, so that a disabled label looks so."""
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment()),
            self.palette(),
            self.isEnabled(),
            self.shown_text(),
            self.foregroundRole(),
        )

    def _explain(self) -> None:
        self.setToolTip(plain_tooltip(self.text()) if self.shown_text() != self.text() else "")


class HintLabel(QLabel):
    """Quiet, wrapped, plain text: what to do next in an empty place, or why something can't be done now."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, centred: bool = False) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        if centred:
            self.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.setContentsMargins(16, 24, 16, 24)

    def say(self, text: str) -> None:
        """Show a text, or hide when it is empty."""
        self.setText(text)
        self.setVisible(bool(text))
