"""A value with its label, slider and number: dragged, scrubbed, typed or stepped."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from inlay.ui.widgets.drag_slider import DragSlider
from inlay.ui.widgets.number_box import NumberBox
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.scrub_label import ScrubLabel


class ValueField(QWidget):
    """One value. A drag begins with `started`, tells every value by `changing`, and its end by one `changed`.

    Typed and stepped values come as `stepped` and `changed`. Values set by code are told to nobody.
    """

    started = Signal()
    changing = Signal(float)
    changed = Signal(float)
    stepped = Signal(float)

    def __init__(
        self,
        label: str,
        scale: Scale,
        unit: str = "",
        *,
        name: str = "",
        tooltip: str = "",
        slider: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.scale = scale
        self._value = scale.minimum
        self._scrub = 0.0
        self._before: float | None = None  # the value when the drag under way began
        self.label = ScrubLabel(label, self)
        self.slider = DragSlider(self) if slider else None
        self.box = NumberBox(scale, unit, self)
        self._lay_out()
        self._name(name, label, tooltip)
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.label)
        if self.slider is not None:
            self.slider.setMinimumWidth(32)
            row.addWidget(self.slider, 1)
        else:
            row.addStretch(1)
        row.addWidget(self.box)
        self.box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.label.setBuddy(self.box)
        self.setFocusProxy(self.box)

    def _name(self, name: str, label: str, tooltip: str) -> None:
        self.setAccessibleName(label)
        self.box.setAccessibleName(label)
        if self.slider is not None:
            self.slider.setAccessibleName(label)
        if tooltip:
            self.setToolTip(tooltip)
            self.box.setAccessibleDescription(tooltip)
        if name:
            self.setObjectName(name)
            self.box.setObjectName(f"{name}.box")
            if self.slider is not None:
                self.slider.setObjectName(f"{name}.slider")

    def _connect(self) -> None:
        self.box.entered.connect(self._entered)
        self.label.pressed.connect(self._begin)
        self.label.scrubbed.connect(self._scrubbed)
        self.label.released.connect(self._end)
        if self.slider is not None:
            self.slider.sliderPressed.connect(self._begin)
            self.slider.sliderMoved.connect(self._slid)
            self.slider.sliderReleased.connect(self._end)

    def value(self) -> float:
        """The value that is shown."""
        return self._value

    def is_dragged(self) -> bool:
        """Whether a drag of the slider or label is under way."""
        return self._before is not None

    def set_value(self, value: float) -> None:
        """Show a value without telling anybody; ignored during a drag, whose hand decides."""
        if not self.is_dragged():
            self._show(value)

    def _show(self, value: float) -> None:
        self._value = self.scale.clamp(value)
        self.box.set_value(self._value)
        if self.slider is not None and not self.slider.isSliderDown():
            self.slider.setValue(self.scale.to_position(self._value))

    def _begin(self) -> None:
        self._before = self._scrub = self._value
        self.started.emit()

    def _slid(self, position: int) -> None:
        self._drag_to(self.scale.to_value(position))

    def _scrubbed(self, steps: float) -> None:
        if self.scale.logarithmic:
            self._scrub = self.scale.moved(self._value, round(steps) or (1 if steps > 0 else -1))
        else:
            low, high = self.scale.minimum, self.scale.maximum
            self._scrub = min(high, max(low, self._scrub + steps * self.scale.step))
        self._drag_to(self.scale.clamp(self._scrub))

    def _drag_to(self, value: float) -> None:
        if value != self._value:
            self._show(value)
            self.changing.emit(self._value)

    def _end(self) -> None:
        before, self._before = self._before, None
        self._show(self._value)
        if before is not None and before != self._value:
            self.changed.emit(self._value)

    def _entered(self, value: float) -> None:
        self._show(value)
        self.stepped.emit(self._value)
        self.changed.emit(self._value)
