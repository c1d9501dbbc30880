"""What is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QProgressBar, QPushButton, QWidget

from inlay.ui.widgets.labels import ElidedLabel


class ProgressLine(QWidget):
    """A message over a thin bar, and a button for `cancelled`. Progress is 0..1, or None where nobody knows."""

    cancelled = Signal()

    def __init__(self, cancel_text: str, *, name: str = "", label: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = ElidedLabel(parent=self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(label)
        self.button = QPushButton(cancel_text, self)
        self.button.setAccessibleName(cancel_text)
        self.button.clicked.connect(self.cancelled)
        if name:
            self.setObjectName(name)
            self.bar.setObjectName(f"{name}.bar")
            self.message.setObjectName(f"{name}.message")
            self.button.setObjectName(f"{name}.cancel")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.message, 0, 0)
        grid.addWidget(self.bar, 1, 0)
        grid.addWidget(self.button, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)

    def show_progress(self, message: str, progress: float | None) -> None:
        """Show where a task is."""
        self.message.setText(message)
        self.bar.setRange(0, 0 if progress is None else 1000)
        if progress is not None:
            self.bar.setValue(round(min(1.0, max(0.0, progress)) * 1000))
        self.bar.setAccessibleDescription(message)
