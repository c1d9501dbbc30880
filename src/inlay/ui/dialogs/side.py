"""What all dialogs of the window share: they stand beside the work, never in front of it, and Esc closes them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inlay.base.text import tr


class SideDialog(QDialog):
    """A non-modal dialog with a stable name."""

    def __init__(self, parent: QWidget, title: str, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(f"dialog.{name}")
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setModal(False)
        self._place: QPoint | None = None

    def come_up(self) -> None:
        """Show the dialog, where it stood before, or bring it to the front."""
        if self._place is not None and not self.isVisible():
            self.move(self._place)
        self.show()
        self.raise_()
        self.activateWindow()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's own: under some window managers a dialog that is shown again would come up a title bar lower."""
        self._place = self.pos()
        super().hideEvent(event)


def form() -> QFormLayout:
    """A two-column form: labels on the right of the first column, fields as wide as they need."""
    made = QFormLayout()
    made.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    made.setHorizontalSpacing(12)
    made.setVerticalSpacing(8)
    return made


def add_row(rows: QFormLayout, text: str, field: QWidget) -> QLabel:
    """Add a field with its label; `&` marks the key that leads to it. Both stand on one line."""
    label = QLabel(text)
    label.setBuddy(field)
    # Qt aligns a label with the top of a field that is much taller than the label's text.
    label.setMinimumHeight(field.sizeHint().height())
    rows.addRow(label, field)
    return label


def close_row(dialog: QDialog, name: str, *after: QWidget, primary: bool = False) -> QHBoxLayout:
    """The last row of a dialog: Close on the right, and after it what the dialog is for."""
    close = button(tr("Close"), f"{name}.close", primary=primary)
    close.clicked.connect(dialog.close)
    row = QHBoxLayout()
    row.addStretch(1)
    for widget in (close, *after):
        row.addWidget(widget)
    return row


def column_of(dialog: QDialog, *parts: QLayout | QWidget) -> QVBoxLayout:
    """The dialog's parts below each other, with the margins that all dialogs have."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(14)
    for part in parts:
        if isinstance(part, QLayout):
            column.addLayout(part)
        else:
            column.addWidget(part)
    return column


def hint(text: str, name: str = "") -> QLabel:
    """A quiet, wrapped text."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", "quiet")
    return label


def button(text: str, name: str, *, primary: bool = False) -> QPushButton:
    """A push button with its names."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAccessibleName(text.rstrip("…").replace("&", ""))
    if primary:
        made.setProperty("role", "primary")
        made.setDefault(True)
    else:
        made.setAutoDefault(False)
    return made
