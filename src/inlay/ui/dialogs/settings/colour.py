"""Settings, colour: the profile of the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from inlay.base.text import tr
from inlay.imaging.colour import profile_name
from inlay.ui.dialogs.ask import ask_open
from inlay.ui.dialogs.settings.page import Page, PageSpec
from inlay.ui.dialogs.side import add_row, button, hint
from inlay.ui.stage import read_display_profile
from inlay.ui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

PROFILE = "view.profile"
LONGEST = 220


class ColourPage(Page):
    """Which profile pictures are shown by."""

    names = (PROFILE,)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.profile = ElidedLabel()
        self.profile.setObjectName("settings.profile")
        self.profile.setAccessibleName(tr("Display profile"))
        self.profile.setMinimumWidth(LONGEST)
        add_row(self.rows, tr("Screen profile"), self.profile)
        self.choose = button(tr("Choose &ICC file…"), "settings.profile.choose")
        self.choose.setToolTip(tr("Show pictures by the profile that was measured for this screen"))
        self.choose.clicked.connect(lambda: self.main.tasks.spawn(self._choose()))
        self.srgb = button(tr("Use s&RGB"), "settings.profile.srgb")
        self.srgb.setToolTip(tr("Show pictures as on a screen without a profile of its own"))
        self.srgb.clicked.connect(lambda: self.settings.set(PROFILE, ""))
        self.rows.addRow("", self._buttons())
        self.rows.addRow("", hint(tr("Colours are shown for this screen; files and exports don't change by it.")))
        self.column.addStretch(1)
        self.show_with(self._show)

    def _buttons(self) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self.choose)
        across.addWidget(self.srgb)
        across.addStretch(1)
        return row

    def _show(self) -> None:
        path = self.main.stage.display_profile
        name = tr("sRGB")
        if path is not None:
            name = (profile_name(path.read_bytes()) if path.is_file() else "") or path.name
        self.profile.setText(name)
        self.profile.setToolTip(str(path) if path is not None else "")
        self.srgb.setEnabled(path is not None)

    async def _choose(self) -> None:
        kinds = ((tr("ICC profiles"), ("*.icc", "*.icm", "*.ICC", "*.ICM")), (tr("All files"), ("*",)))
        path = await ask_open(self.main, str(Path.home()), kinds)
        if path is None:
            return
        read_display_profile(path)
        self.settings.set(PROFILE, str(path))

    def changed(self) -> None:
        """The picture is shown by it at once."""
        self.main.stage.apply_settings()
        self.main.status.follow_display()


PAGE = PageSpec("colour", tr("Colour"), 40, ColourPage)
