"""Grow and shrink the mask by some pixels, as often as it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout

from inlay.base.text import tr
from inlay.editor.masks import FARTHEST
from inlay.ui.dialogs.side import SideDialog, add_row, button, form

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

Kind = Literal["grow", "shrink"]
DEFAULT = 4


class AmountDialog(SideDialog):
    """One number and the button that does it; each press is one undo step."""

    def __init__(self, window: MainWindow, kind: Kind) -> None:
        title = tr("Grow mask") if kind == "grow" else tr("Shrink mask")
        super().__init__(window, title, kind)
        self._window = window
        self._kind = kind
        self.amount = QSpinBox()
        self.amount.setObjectName(f"{kind}.amount")
        self.amount.setAccessibleName(tr("Pixels"))
        self.amount.setToolTip(tr("How far the mask's edge moves, in pixels of the picture"))
        self.amount.setRange(1, FARTHEST)
        self.amount.setSuffix(tr(" px"))
        self.amount.setValue(window.editor.settings.get(f"select.{kind}", DEFAULT))
        fields = form()
        add_row(fields, tr("&By"), self.amount)
        close = button(tr("Close"), f"{kind}.close")
        close.clicked.connect(self.hide)
        act = button(tr("Grow") if kind == "grow" else tr("Shrink"), f"{kind}.apply", primary=True)
        act.clicked.connect(self.apply)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(act)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(14)
        column.addLayout(fields)
        column.addLayout(buttons)

    def begin(self) -> None:
        """Show the dialog with the number marked, ready to be typed over."""
        self.come_up()
        self.amount.setFocus()
        self.amount.selectAll()

    def apply(self) -> None:
        """Move the mask's edge."""
        editor, pixels = self._window.editor, self.amount.value()
        editor.settings.set(f"select.{self._kind}", pixels)
        editor.attempt(lambda: (editor.grow_mask if self._kind == "grow" else editor.shrink_mask)(pixels))
