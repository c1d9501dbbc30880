"""A few choices in a row, one of which holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget


@dataclass(frozen=True, eq=False)
class Segment:
    """One choice: the value told, what is read, and the icon shown in place of the text where there is one."""

    value: str
    label: str
    tooltip: str = ""
    icon: QIcon | None = None


class SegmentedButtons(QWidget):
    """Joined buttons of equal standing. `chosen` tells the person's choice, never one set by code."""

    chosen = Signal(str)

    def __init__(
        self, label: str, segments: Sequence[Segment], *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(label)
        self.setObjectName(name)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for index, segment in enumerate(segments):
            button = self._button(segment, name)
            # The theme rounds only the outer corners of a row of segments.
            place = "only" if len(segments) == 1 else {0: "first", len(segments) - 1: "last"}.get(index, "middle")
            button.setProperty("segment", place)
            row.addWidget(button)
        self._group.buttonClicked.connect(lambda button: self.chosen.emit(button.property("value")))

    def _button(self, segment: Segment, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setText(segment.label)
        if segment.icon is not None:
            button.setIcon(segment.icon)
        button.setAccessibleName(f"{self.accessibleName()}: {segment.label}")
        button.setToolTip(segment.tooltip or segment.label)
        button.setProperty("value", segment.value)
        if name:
            button.setObjectName(f"{name}.{segment.value}")
        self.buttons[segment.value] = button
        self._group.addButton(button)
        return button

    def value(self) -> str | None:
        """The value that holds, None before any was chosen."""
        button = self._group.checkedButton()
        return None if button is None else str(button.property("value"))

    def set_value(self, value: str) -> None:
        """Show a choice without telling anybody; a value that isn't there is ignored."""
        if value in self.buttons:
            self.buttons[value].setChecked(True)
