"""What the Fill panel says of the plan and lets the person choose about it: how large, and in how many calls."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.fill.plan.groups import Calls
from inlay.providers.spec import ModelSpec
from inlay.ui.panels.listen import listen
from inlay.ui.widgets.segmented import Segment, SegmentedButtons

LIMITS = (1, 2, 4)
MEGAPIXEL = 1_000_000


def _caption(text: str, buddy: QWidget, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setBuddy(buddy)
    return label


class SizeRow(QWidget):
    """At most how much is sent; larger crops are shrunk to it, and the plan says so."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.buttons = SegmentedButtons(
            tr("At most"),
            [Segment(str(each), tr("{count} MP").format(count=each), self._explain(each)) for each in LIMITS],
            name="fill.limit",
            parent=self,
        )
        self.label = _caption(tr("At most"), self.buttons, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.buttons)
        row.addStretch(1)
        self.buttons.chosen.connect(lambda value: editor.set_fill(limit=int(value) * MEGAPIXEL))
        listen(self, editor.fill_changed, self._follow)
        self._follow()

    @staticmethod
    def _explain(megapixels: int) -> str:
        return tr("Send at most {count} megapixels; a larger part is shrunk to it").format(count=megapixels)

    def show_model(self, model: ModelSpec) -> None:
        """Offer what the model can take."""
        most = model.sizes.most if model.sizes is not None else 0
        for each in LIMITS:
            self.buttons.buttons[str(each)].setVisible(each == 1 or each * MEGAPIXEL <= most)
        for widget in (self, self.label):
            widget.setVisible(model.sizes is not None)

    def _follow(self) -> None:
        limit = self._editor.fill_settings.limit
        nearest = min(LIMITS, key=lambda each: abs(each * MEGAPIXEL - limit))
        self.buttons.set_value(str(nearest))


class CallsRow(QWidget):
    """One call for all parts of the mask, or one for each; shown while there are several parts."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.buttons = SegmentedButtons(
            tr("Parts"),
            [
                Segment("auto", tr("Auto"), tr("Whatever costs less without sending fewer pixels")),
                Segment("one", tr("One call"), tr("Send all parts of the mask together")),
                Segment("each", tr("Each"), tr("Send each part of the mask by itself")),
            ],
            name="fill.calls",
            parent=self,
        )
        self.label = _caption(tr("Parts"), self.buttons, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.buttons)
        row.addStretch(1)
        self.buttons.chosen.connect(lambda value: editor.set_fill(calls=cast(Calls, value)))
        for signal in (editor.fill_changed, editor.plan_changed):
            listen(self, signal, self._follow)
        self._follow()

    def _follow(self) -> None:
        plan = self._editor.plan
        wanted = plan is not None and plan.parts > 1 and self._editor.crop_frame is None
        for widget in (self, self.label):
            widget.setVisible(wanted)
        self.buttons.set_value(self._editor.fill_settings.calls)
