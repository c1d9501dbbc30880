"""The seed: a new one each time, or one that stays."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.editor.fill_settings import SEEDS, new_seed
from inlay.ui.widgets.number_box import NumberBox
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.segmented import Segment, SegmentedButtons


class SeedRow(QWidget):
    """Random or fixed, and the number. Fixing the seed takes the one that made the current version."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.label = QLabel(tr("Seed"), parent)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.mode = SegmentedButtons(
            tr("Seed"),
            [
                Segment("random", tr("Random"), tr("A new seed, so another result, each time")),
                Segment("fixed", tr("Fixed"), tr("The same seed gives the same result")),
            ],
            name="fill.seed.mode",
            parent=self,
        )
        self.number = NumberBox(Scale(0, SEEDS - 1), parent=self)
        self.number.setObjectName("fill.seed")
        self.number.setAccessibleName(tr("Seed"))
        self.number.setToolTip(tr("The number that stands for one result"))
        self.number.setMinimumWidth(64)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.mode)
        row.addWidget(self.number, 1)
        self.mode.chosen.connect(self._choose)
        self.number.entered.connect(lambda value: editor.set_fill(seed=round(value)))
        self.show_seed()

    def show_seed(self) -> None:
        """Show what the settings say."""
        seed = self._editor.fill_settings.seed
        self.mode.set_value("random" if seed is None else "fixed")
        self.number.setEnabled(seed is not None)
        if seed is not None:
            self.number.set_value(seed)

    def _choose(self, mode: str) -> None:
        self._editor.set_fill(seed=None if mode == "random" else self._last_seed())
        self.show_seed()

    def _last_seed(self) -> int:
        session = self._editor.session
        if session is None:
            return new_seed()
        candidate = session.candidate
        record = candidate.record if candidate is not None else session.versions[session.current_version].fill
        return record.seed if record is not None else new_seed()
