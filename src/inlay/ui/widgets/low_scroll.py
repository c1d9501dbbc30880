"""A scroll area that is as tall as its content where there is room, and gives way first where there isn't."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

LEAST = 64
WIDEST = 240  # one long word doesn't make a whole panel wide


class LowScroll(QScrollArea):
    """Scrolls up and down only; never taller than what it shows."""

    def __init__(self, content: QWidget, parent: QWidget | None = None, least: int = LEAST) -> None:
        super().__init__(parent)
        self._content, self._least = content, least
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        """Qt's own: the content's."""
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Qt's own: as wide as the content needs, and a line or two high."""
        hint = self._content.minimumSizeHint()
        height = hint.height()
        if self._content.hasHeightForWidth():  # a text that wraps
            height = max(height, self._content.heightForWidth(max(hint.width(), self.viewport().width())))
        return QSize(min(WIDEST, hint.width()), min(self._least, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own: the content became taller or lower."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return bool(super().eventFilter(watched, event))
