"""What all dialogs of the window share: they stand beside the work, never in front of it, and Esc closes them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QPushButton, QWidget


class SideDialog(QDialog):
    """A non-modal dialog with a stable name."""

    def __init__(self, parent: QWidget, title: str, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(f"dialog.{name}")
        self.setAccessibleName(title)
        self.setWindowTitle(title)
        self.setModal(False)

    def come_up(self) -> None:
        """Show the dialog, or bring it to the front."""
        self.show()
        self.raise_()
        self.activateWindow()


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
