"""A number field that a passing wheel doesn't change, with one signal for each finished entry."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from inlay.ui.widgets.scale import Scale

NARROWEST = 52
ROOM = 22


class NumberBox(QDoubleSpinBox):
    """A compact number with its unit. `entered` tells each new value that the person gave, never one set by code."""

    entered = Signal(float)

    def __init__(self, scale: Scale, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale = scale
        self._told = scale.minimum
        self.setDecimals(scale.decimals)
        self.setRange(scale.minimum, scale.maximum)
        self.setSingleStep(scale.step)
        self.setSuffix(f" {unit}" if unit else "")
        self.setKeyboardTracking(False)
        # The theme leaves the arrows of a bare box away; the keys, the wheel and the label's drag do the same.
        self.setProperty("bare", True)
        self.lineEdit().setTextMargins(4, 0, 5, 0)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.valueChanged.connect(self._tell)

    def set_value(self, value: float) -> None:
        """Show a value without telling anybody."""
        self._told = self.scale.clamp(value)
        self.setValue(self._told)

    def sizeHint(self) -> QSize:
        """Qt's own: as wide as the widest value, and no wider; Qt adds room for arrows that aren't there."""
        metrics = self.fontMetrics()
        ends = (self.textFromValue(value) for value in (self.minimum(), self.maximum()))
        text = max(metrics.horizontalAdvance(end + self.suffix()) for end in ends)
        return QSize(max(NARROWEST, text + ROOM), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Qt's own: the same."""
        return self.sizeHint()

    def _tell(self, value: float) -> None:
        if value != self._told:
            self._told = value
            self.entered.emit(value)

    def stepBy(self, steps: int) -> None:
        """Qt's own: arrow keys (1 step), page keys (10) and the wheel."""
        self.setValue(self.scale.moved(self.value(), steps))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's own: without focus the wheel belongs to whatever scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Qt's own: while a number is being typed, Esc takes it back and is no shortcut."""
        if event.type() == QEvent.Type.ShortcutOverride and self._is_escape(event) and self._half_typed():
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Esc shows the value that still holds."""
        if self._is_escape(event) and self._half_typed():
            self.setValue(self._told)
            self.lineEdit().setText(self.textFromValue(self._told) + self.suffix())
            self.selectAll()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt's own: whoever comes here may type at once; a click first sets the cursor, so it has its turn before."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, self, self.selectAll)
        else:
            self.selectAll()

    def _half_typed(self) -> bool:
        return self.cleanText() != self.textFromValue(self._told)

    @staticmethod
    def _is_escape(event: QEvent) -> bool:
        return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
