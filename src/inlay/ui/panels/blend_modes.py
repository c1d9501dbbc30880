"""Blend modes by name, and the field that chooses one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from inlay.base.text import tr
from inlay.imaging.blend import GROUPS

_LABELS = {
    "normal": tr("Normal"),
    "multiply": tr("Multiply"),
    "screen": tr("Screen"),
    "overlay": tr("Overlay"),
    "darken": tr("Darken"),
    "lighten": tr("Lighten"),
    "color-dodge": tr("Colour dodge"),
    "color-burn": tr("Colour burn"),
    "hard-light": tr("Hard light"),
    "soft-light": tr("Soft light"),
    "difference": tr("Difference"),
    "exclusion": tr("Exclusion"),
    "hue": tr("Hue"),
    "saturation": tr("Saturation"),
    "color": tr("Colour"),
    "luminosity": tr("Luminosity"),
}


def mode_label(mode: str) -> str:
    """What a blend mode is called."""
    return _LABELS.get(mode, mode)


class ModeCombo(QComboBox):
    """All modes in their groups, with a line between two groups. `chosen` tells the mode that the person took."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layers.mode")
        self.setAccessibleName(tr("Blend mode"))
        self.setToolTip(tr("How the layer is blended with what is below it"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(9)
        for number, group in enumerate(GROUPS):
            if number:
                self.insertSeparator(self.count())
            for mode in group:
                self.addItem(mode_label(mode), mode)
        self.setMaxVisibleItems(self.count())
        self.activated.connect(lambda index: self.chosen.emit(str(self.itemData(index))))

    def show_mode(self, mode: str) -> None:
        """Show a mode without telling anybody."""
        self.setCurrentIndex(self.findData(mode))
