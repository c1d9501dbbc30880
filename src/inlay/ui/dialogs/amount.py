"""Grow, shrink, feather or smooth the mask, or take its border: by some pixels, as often as it takes, shown before."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout

from inlay.base.text import tr
from inlay.editor.mask_edits import MASK_EDITS, SIDES, EditPreview, side_label
from inlay.imaging.regions.border import Side
from inlay.ui.dialogs.side import SideDialog, add_row, button, column_of, form
from inlay.ui.panels.listen import listen

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

WIDTH = 340  # logical pixels, for the title to be read
PAUSE_MS = 60
"""After which what was typed or turned is shown."""


class AmountDialog(SideDialog):
    """One number and the button that does it; each press is one undo step. What it would do is shown on the canvas."""

    def __init__(self, window: MainWindow, kind: str) -> None:
        self._edit = MASK_EDITS[kind]
        super().__init__(window, self._edit.title, kind)
        self._window = window
        settings = window.editor.settings
        self.amount = self._amount_box()
        self.amount.setValue(settings.get(f"select.{kind}", float(self._edit.default)))
        self.side = self._side_box() if kind == "border" else None
        self.preview = QCheckBox(tr("&Preview"))
        self.preview.setObjectName(f"{kind}.preview")
        self.preview.setAccessibleName(tr("Preview"))
        self.preview.setToolTip(tr("Show on the picture what this would do"))
        self.preview.setChecked(settings.get("select.preview", True))
        self._shown: EditPreview | None = None
        self._is_done = False
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._show_preview)
        self._lay_out()
        self.amount.valueChanged.connect(lambda _value: self._wanted())
        self.preview.toggled.connect(self._preview_toggled)
        for signal in (window.editor.document_changed, window.editor.session_changed):
            listen(self, signal, self._document_changed)

    def _amount_box(self) -> QDoubleSpinBox:
        edit = self._edit
        box = QDoubleSpinBox()
        box.setObjectName(f"{edit.id}.amount")
        box.setAccessibleName(tr("Pixels"))
        box.setToolTip(edit.help)
        box.setDecimals(edit.decimals)
        box.setRange(edit.least, edit.most)
        # Who types 0 wants as little as there is, not what stood there before.
        box.setCorrectionMode(QDoubleSpinBox.CorrectionMode.CorrectToNearestValue)
        box.setSuffix(tr(" px"))
        return box

    def _side_box(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("border.side")
        box.setAccessibleName(tr("Side of the edge"))
        box.setToolTip(tr("On which side of the mask's edge the band lies"))
        for side in SIDES:
            box.addItem(side_label(side), side)
        box.setCurrentIndex(max(0, box.findData(self._window.editor.settings.get("select.border.side", SIDES[0]))))
        box.currentIndexChanged.connect(lambda _index: self._wanted())
        return box

    def _lay_out(self) -> None:
        fields = form()
        add_row(fields, tr("&By"), self.amount)
        if self.side is not None:
            add_row(fields, tr("&Side"), self.side)
        fields.addRow("", self.preview)
        close = button(tr("Close"), f"{self._edit.id}.close")
        close.setToolTip(tr("Leave the mask as it is now (Esc)"))
        close.clicked.connect(self.hide)
        act = button(self._edit.verb, f"{self._edit.id}.apply", primary=True)
        act.setToolTip(tr("Change the mask; undo takes it back (Enter)"))
        act.clicked.connect(self.apply)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(act)
        column_of(self, fields, buttons)
        self.setMinimumWidth(WIDTH)

    def begin(self) -> None:
        """Show the dialog with the number marked, ready to be typed over."""
        self.come_up()
        self.amount.setFocus()
        self.amount.selectAll()
        self._wanted()

    def apply(self) -> None:
        """Change the mask; where there is none, say so."""
        session = self._window.editor.session
        if session is not None and session.edited_mask.is_empty:
            self._window.editor.message.emit(tr("The mask is empty. Paint over what should go."))
            return
        editor, pixels, side = self._window.editor, self.amount.value(), self._chosen_side()
        editor.settings.set(f"select.{self._edit.id}", pixels if self._edit.decimals else round(pixels))
        if self.side is not None:
            editor.settings.set("select.border.side", side)
        editor.attempt(lambda: editor.edit_mask(self._edit.id, pixels, side))
        self._is_done = True

    def _chosen_side(self) -> Side:
        return cast(Side, self.side.currentData()) if self.side is not None else "both"

    # The preview

    def _preview_toggled(self, on: bool) -> None:
        self._window.editor.settings.set("select.preview", on)
        self._wanted()

    def _wanted(self) -> None:
        self._is_done = False
        self._timer.start()

    def _document_changed(self) -> None:
        # What was shown is the mask now: shown once more it would be done twice. Another number shows the next one.
        if self._is_done:
            self._end_preview()
        else:
            self._timer.start()

    def _show_preview(self) -> None:
        session = self._window.editor.session
        if session is None or not self.isVisible() or not self.preview.isChecked():
            self._end_preview()
            return
        document, mask = session.document, session.edited_mask
        preview = EditPreview(mask, self._edit, self.amount.value(), self._chosen_side(), document.canvas)
        self._shown = preview
        self._window.editor.tools.show_mask(preview)

    def _end_preview(self) -> None:
        tools = self._window.editor.tools
        if self._shown is not None and tools.mask_preview is self._shown:
            tools.show_mask(None)
        self._shown = None

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's own: a dialog that isn't seen shows nothing."""
        super().hideEvent(event)
        self._timer.stop()
        self._end_preview()
