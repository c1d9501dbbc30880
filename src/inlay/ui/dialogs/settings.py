"""The Settings dialog; every change counts at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from inlay.base.memory import GIB, total_memory
from inlay.base.paths import state_dir
from inlay.base.text import tr
from inlay.imaging.budget import BUDGET, default_limit
from inlay.imaging.colour import profile_name
from inlay.ui.dialogs.ask import ask_open
from inlay.ui.dialogs.side import SideDialog, add_row, button, close_row, column_of, form, hint
from inlay.ui.stage import read_display_profile

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

WIDTH = 520


class SettingsDialog(SideDialog):
    """Display profile, wheel, memory, and where unsaved work is kept."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Settings"), "settings")
        self._window = window
        self._settings = window.editor.settings
        self.profile = QLabel()
        self.profile.setObjectName("settings.profile")
        self.profile.setAccessibleName(tr("Display profile"))
        self.wheel = QCheckBox(tr("The wheel zooms; with Ctrl it scrolls"))
        self.wheel.setObjectName("settings.wheel")
        self.wheel.setAccessibleName(tr("The wheel zooms"))
        self.wheel.setChecked(self._settings.get("view.wheel_zooms", False))
        self.memory = self._memory_field()
        self._lay_out()
        self._show_profile()
        self.wheel.toggled.connect(self._set_wheel)
        self.memory.valueChanged.connect(self._set_memory)

    def _memory_field(self) -> QSpinBox:
        field = QSpinBox()
        field.setObjectName("settings.memory")
        field.setAccessibleName(tr("Memory for pixels, in GiB"))
        field.setToolTip(tr("What goes over it is kept on disk instead; nothing is lost"))
        field.setRange(0, max(1, total_memory() // GIB))
        field.setSuffix(tr(" GiB"))
        field.setSpecialValueText(tr("Automatic ({size:.1f} GiB)").format(size=default_limit() / GIB))
        field.setMinimumWidth(170)
        field.setValue(self._settings.get("memory.gib", 0))
        return field

    def _lay_out(self) -> None:
        fields = form()
        add_row(fields, tr("Screen profile"), self._profile_row())
        fields.addRow("", hint(tr("Colours are shown for this screen; files and exports don't change by it.")))
        add_row(fields, tr("&Wheel"), self.wheel)
        add_row(fields, tr("&Memory"), self.memory)
        kept = hint(
            tr("Every step is written to {folder} as you work. After a crash, Inlay offers it again.").format(
                folder=state_dir()
            ),
            "settings.autosave",
        )
        fields.addRow(tr("Unsaved work"), kept)
        column_of(self, fields, close_row(self, "settings", primary=True)).insertStretch(1, 1)
        self.setFixedWidth(WIDTH)

    def _profile_row(self) -> QWidget:
        choose = button(tr("Choose ICC file…"), "settings.profile.choose")
        choose.clicked.connect(lambda: self._window.tasks.spawn(self._choose_profile()))
        self.srgb = button(tr("Use sRGB"), "settings.profile.srgb")
        self.srgb.clicked.connect(lambda: self._set_profile(None))
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.profile)
        across.addSpacing(8)
        across.addWidget(choose)
        across.addWidget(self.srgb)
        across.addStretch(1)
        return row

    def _show_profile(self) -> None:
        path = self._window.stage.display_profile
        name = tr("sRGB")
        if path is not None:
            name = (profile_name(path.read_bytes()) if path.is_file() else "") or path.name
        self.profile.setText(self.profile.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 150))
        self.profile.setToolTip(str(path) if path is not None else "")
        self.srgb.setVisible(path is not None)

    async def _choose_profile(self) -> None:
        kinds = ((tr("ICC profiles"), ("*.icc", "*.icm", "*.ICC", "*.ICM")), (tr("All files"), ("*",)))
        path = await ask_open(self._window, str(Path.home()), kinds)
        if path is None:
            return
        read_display_profile(path)
        self._set_profile(path)

    def _set_profile(self, path: Path | None) -> None:
        self._settings.set("view.profile", str(path) if path is not None else "")
        self._window.stage.apply_settings()
        self._window.status.follow_display()
        self._show_profile()

    def _set_wheel(self, zooms: bool) -> None:
        self._settings.set("view.wheel_zooms", zooms)
        self._window.stage.apply_settings()

    def _set_memory(self, gib: int) -> None:
        self._settings.set("memory.gib", gib)
        set_budget(gib)


def set_budget(gib: int) -> None:
    """Give the pixels so many GiB of memory; 0 for the default."""
    BUDGET.limit = gib * GIB if gib > 0 else default_limit()
    BUDGET.trim()
