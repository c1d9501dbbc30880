"""Settings, canvas and tools: the wheel, large scales, the brush, keys that are held, and how the mask is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from inlay.base.text import tr
from inlay.ui.dialogs.settings.page import Page, PageSpec
from inlay.ui.dialogs.side import add_row
from inlay.ui.keys import LENDS
from inlay.ui.overlay_look import COLOUR, OPACITY, STYLE
from inlay.ui.panels.mask_look import MaskLookFields

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


class CanvasPage(Page):
    """What the wheel does, what is drawn, and what a tool's key does."""

    names = (
        "view.wheel_zooms", "view.zooms_at_pointer", "view.smooth", "view.grid", "view.cross", LENDS,
        STYLE, COLOUR, OPACITY,
    )  # fmt: skip

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._wheel_and_scale()
        tip = tr("Shows the very middle, also of a large brush")
        add_row(self.rows, tr("Brush"), self.check("view.cross", tr("A &cross in the middle of the brush"), tip))
        tip = tr("Tapped, the key picks the tool up; held, it lends it until the key goes up")
        lends = self.check(LENDS, tr("A tool's &key lends the tool while it is held"), tip, default=True)
        add_row(self.rows, tr("Keys"), lends)
        self.look = MaskLookFields(self.settings)
        for each in self.look.findChildren(QWidget):
            if each.objectName().startswith("mask_look"):
                each.setObjectName(f"settings.{each.objectName()}")  # the popup has fields of the same names
        self.rows.addRow("", self.look)
        self.column.addStretch(1)

    def _wheel_and_scale(self) -> None:
        tip = tr("Without this the wheel scrolls, and zooms with Ctrl")
        add_row(
            self.rows, tr("Wheel"), self.check("view.wheel_zooms", tr("The &wheel zooms; with Ctrl it scrolls"), tip)
        )
        tip = tr("Without this it zooms at the middle of the window")
        at_pointer = self.check("view.zooms_at_pointer", tr("It &zooms at the pointer"), tip, default=True)
        self.rows.addRow("", at_pointer)
        tip = tr("Only what is shown changes; without this, every pixel is a square")
        smooth = self.check("view.smooth", tr("Pixels run &into each other above 200 %"), tip)
        add_row(self.rows, tr("Large scales"), smooth)
        tip = tr("Thin lines between the pixels of the picture")
        self.rows.addRow("", self.check("view.grid", tr("A &grid between pixels from 800 % on"), tip))


PAGE = PageSpec("canvas", tr("Canvas and tools"), 20, CanvasPage)
