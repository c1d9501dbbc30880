"""The buttons of the Layers panel, and the strip that says whose mask is being edited."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.ui.keymap.tips import keyed_tip
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.labels import ElidedLabel

STRETCH = ""
BUTTONS = (
    ("mask", "layer-mask", tr("Add mask: from what is masked, else one that shows all")),
    ("duplicate", "duplicate", tr("Duplicate layer")),
    ("up", "up", tr("Move layer up")),
    ("down", "down", tr("Move layer down")),
    (STRETCH, "", ""),
    ("merge", "merge-down", tr("Merge down, or the chosen layers into one")),
    ("flatten", "flatten", tr("Flatten: make one layer of all, kept as a version")),
    ("delete", "trash", tr("Delete layer: Delete, in the list")),
)

KEYED = {"duplicate": "layer.duplicate", "up": "layer.raise", "down": "layer.lower", "merge": "layer.merge"}
"""Those that do what an action of the menu does."""


class LayerButtons(QWidget):
    """A row of buttons `layers.<name>`, by name."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.by_name: dict[str, QToolButton] = {}
        for name, picture, text in BUTTONS:
            if name == STRETCH:
                row.addStretch(1)
            else:
                self.by_name[name] = self._button(name, picture, text)
                row.addWidget(self.by_name[name])
                if name in KEYED:
                    keyed_tip(self.by_name[name], settings, KEYED[name], text)

    def __getitem__(self, name: str) -> QToolButton:
        return self.by_name[name]

    def _button(self, name: str, picture: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"layers.{name}")
        button.setIcon(icon(picture))
        button.setIconSize(QSize(18, 18))
        button.setAutoRaise(True)
        button.setToolTip(text)
        button.setAccessibleName(text.partition(":")[0])
        return button


class MaskStrip(QFrame):
    """Says whose mask the mask tools work on, and leads back to the working mask; hidden while that is in hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("layers.strip")
        self.setAccessibleName(tr("Layer mask in hand"))
        self.text = ElidedLabel("", self)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Button)
        self.done = QPushButton(tr("Done"), self)
        self.done.setObjectName("layers.mask_done")
        self.done.setAccessibleName(tr("Back to the working mask"))
        self.done.setToolTip(tr("Let the mask tools work on the working mask again (Esc)"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 4, 4)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.done)
        self.hide()

    def show_layer(self, name: str | None) -> None:
        """The name of the layer whose mask is being edited; None for none."""
        self.setVisible(name is not None)
        if name is not None:
            self.text.setText(tr("Editing the mask of “{name}”").format(name=name))
