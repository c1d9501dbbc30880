"""Grow the mask by some pixels before it is filled: what is filled is what is seen."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.editor.masks import FARTHEST
from inlay.ui.panels.listen import listen
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.value_field import ValueField

GROW = "fill.grow"


class GrowRow(QWidget):
    """A distance that is remembered, and the button that changes the mask by it."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.distance = ValueField(
            tr("Grow by"),
            Scale(0, FARTHEST),
            tr("px"),
            name="fill.grow.distance",
            slider=False,
            tooltip=tr("How far Grow moves the mask's edge outwards"),
            parent=self,
        )
        self.button = QPushButton(tr("Grow"), self)
        self.button.setObjectName("fill.grow")
        self.button.setAccessibleName(tr("Grow mask"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.distance, 1)
        row.addWidget(self.button)
        self.distance.set_value(editor.settings.get(GROW, 0))
        self.distance.changed.connect(self._distance_changed)
        self.button.clicked.connect(lambda: editor.grow_working_mask(round(self.distance.value())))
        listen(self, editor.document_changed, self._follow)
        listen(self, editor.session_changed, self._follow)
        self._follow()

    def _distance_changed(self, value: float) -> None:
        self._editor.settings.set(GROW, round(value))
        self._follow()

    def _follow(self) -> None:
        session = self._editor.session
        empty = session is None or session.document.mask.is_empty_in(session.document.canvas)
        distance = round(self.distance.value())
        self.button.setEnabled(not empty and distance > 0)
        self.button.setToolTip(
            tr("Grow the mask by {px} px now").format(px=distance)
            if distance
            else tr("Grow the mask: set a distance first")
        )
