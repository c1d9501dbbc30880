"""Parts of the option bar for tools that work on the mask: add or subtract, grow and shrink."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.editor.masks import FARTHEST
from inlay.tools.context import PaintValue
from inlay.ui.keymap.tips import keyed_tip
from inlay.ui.panels.listen import listen
from inlay.ui.panels.mask_look import MaskLookButton
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.segmented import Segment, SegmentedButtons
from inlay.ui.widgets.value_field import ValueField

DISTANCE = "mask.distance"


class PaintSwitch(QWidget):
    """Add to the mask or subtract from it; X swaps them."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.buttons = SegmentedButtons(
            tr("Painting"),
            [
                Segment("add", tr("Add"), "", icon("mode-add")),
                Segment("subtract", tr("Subtract"), "", icon("mode-subtract")),
            ],
            name="options.paint",
            parent=self,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.buttons)
        self.buttons.chosen.connect(self._choose)
        listen(self, editor.options_changed, lambda _tool_id: self._follow())
        keyed_tip(self.buttons.buttons["add"], editor.settings, "select.default", tr("Add to the mask"))
        keyed_tip(self.buttons.buttons["subtract"], editor.settings, "select.swap", tr("Subtract from the mask"))
        self._follow()

    def _choose(self, value: str) -> None:
        self._editor.tools.set_paint_value(cast(PaintValue, value))

    def _follow(self) -> None:
        self.buttons.set_value(self._editor.tools.paint_value)


class GrowShrink(QWidget):
    """Grow or shrink the whole mask by a distance that is remembered."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.distance = ValueField(
            tr("Mask"),
            Scale(1, FARTHEST),
            tr("px"),
            name="options.distance",
            slider=False,
            tooltip=tr("How far Grow and Shrink move the mask's edge"),
            parent=self,
        )
        self.grow = self._button("grow", tr("Grow"), tr("Grow the mask by this distance"))
        self.shrink = self._button("shrink", tr("Shrink"), tr("Shrink the mask by this distance"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.distance, self.grow, self.shrink, MaskLookButton(editor.settings, self)):
            row.addWidget(widget)
        self.distance.set_value(editor.settings.get(DISTANCE, 4))
        self.distance.changed.connect(lambda value: editor.settings.set(DISTANCE, round(value)))
        self.grow.clicked.connect(lambda: editor.grow_mask(round(self.distance.value())))
        self.shrink.clicked.connect(lambda: editor.shrink_mask(round(self.distance.value())))
        listen(self, editor.document_changed, self._follow)
        listen(self, editor.session_changed, self._follow)
        self._follow()

    def _button(self, name: str, text: str, tooltip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name))
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setObjectName(f"options.{name}")
        button.setAccessibleName(tr("{verb} mask").format(verb=text))
        button.setToolTip(tooltip)
        return button

    def _follow(self) -> None:
        session = self._editor.session
        empty = session is None or session.edited_mask.is_empty_in(session.document.canvas)
        self.grow.setEnabled(not empty)
        self.shrink.setEnabled(not empty)
