"""Settings, the interface: light or dark, how large, and in which language."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QSpinBox

from inlay.base import language
from inlay.base.text import language_in_use, tr, tr_in
from inlay.ui.dialogs.settings.page import Page, PageSpec, object_name
from inlay.ui.dialogs.side import add_row, hint
from inlay.ui.interface import LARGEST, SCALE, SMALLEST, clamped_scale
from inlay.ui.theme import switch

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

STEP = 5


class InterfacePage(Page):
    """Theme, scale and language."""

    names = (switch.SETTING, SCALE, language.SETTING)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        themes = (("dark", tr("Dark")), ("light", tr("Light")), (switch.SYSTEM, tr("As the system")))
        tip = tr("Neutral greys in both, so that they don't change how colours are seen")
        self.theme = self.choice(switch.SETTING, tr("Theme"), tip, themes, switch.DEFAULT)
        add_row(self.rows, tr("&Theme"), self.theme)
        self.scale = self._scale()
        add_row(self.rows, tr("&Size"), self.scale)
        self.rows.addRow("", hint(_scale_hint(), "settings.scale.hint"))
        tip = tr("The language of all texts")
        self.language = self.choice(language.SETTING, tr("Language"), tip, _languages(), language.SYSTEM)
        add_row(self.rows, tr("&Language"), self.language)
        self.note = hint("", "settings.language.hint")
        self.rows.addRow("", self.note)
        self.show_with(self._show_note)
        self.column.addStretch(1)

    def _scale(self) -> QSpinBox:
        box = QSpinBox()
        box.setObjectName(object_name(SCALE))
        box.setAccessibleName(tr("Size of the interface in per cent"))
        box.setToolTip(tr("Texts, icons and fields, times the system's own scale"))
        box.setRange(SMALLEST, LARGEST)
        box.setSingleStep(STEP)
        box.setSuffix(tr(" %"))
        return self.number(SCALE, lambda: clamped_scale(self.settings), box)

    def _show_note(self) -> None:
        """From when a language counts, in both languages where it is another one."""
        told = tr("Another language counts when Inlay starts the next time.")
        wish = self.settings.get(language.SETTING, language.SYSTEM)
        new = language.of_wish(wish)
        if new != language_in_use():
            told += "\n" + tr_in("Another language counts when Inlay starts the next time.", new)
        self.note.setText(told)


def _scale_hint() -> str:
    told = tr("Another size counts when Inlay starts the next time.")
    if os.environ.get("QT_SCALE_FACTOR"):
        told += " " + tr("The variable QT_SCALE_FACTOR is set, and goes before it.")
    return told


def _languages() -> list[tuple[str, str]]:
    """Each language by its own name, after that of the system."""
    of_system = tr("As the system ({language})").format(language=_name(language.of_wish(language.SYSTEM)))
    return [(language.SYSTEM, of_system), *((code, _name(code)) for code in language.available())]


def _name(code: str) -> str:
    name = "English" if code == language.SOURCE else QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:]


PAGE = PageSpec("interface", tr("Interface"), 10, InterfacePage)
