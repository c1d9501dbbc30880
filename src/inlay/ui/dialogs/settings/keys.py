"""Settings, keys: presets, a list to search, and the keys of the chosen action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from inlay.base.text import tr, tr_count
from inlay.ui.dialogs.settings.key_details import KeyDetails
from inlay.ui.dialogs.settings.key_list import KeyList
from inlay.ui.dialogs.settings.page import Page, PageSpec
from inlay.ui.dialogs.side import add_row, hint
from inlay.ui.keymap.current import choose_preset, is_of_keys, reset_keys
from inlay.ui.keymap.keys import key_of, key_text
from inlay.ui.keymap.preset import OWN, SETTING, all_presets
from inlay.ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


class KeysPage(Page):
    """The shortcut editor. One's own changes are kept over whichever preset is chosen."""

    names = (SETTING,)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        presets = [(each.id, each.title) for each in all_presets().values()]
        tip = tr("Keys as your hands know them; what you changed yourself stays")
        self.preset = self.choice(SETTING, tr("Keys as in"), tip, presets, OWN)
        add_row(self.rows, tr("Keys as &in"), self.preset)
        self.search = QLineEdit()
        self.by_key = KeyButton(tr("By &key"), tr("Press a key (Esc stops)"), key_of)
        self.found = hint("", "settings.keys.found")
        self.list = KeyList(self.settings)
        self.details = KeyDetails(self.settings)
        self._key = ""
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.follow)
        self.search.textEdited.connect(lambda _text: self._look_for(""))
        self.search.textChanged.connect(lambda text: None if text else self._look_for(""))
        self.by_key.key_pressed.connect(self._look_for)
        self.list.chosen.connect(self.details.show_id)
        self.list.choose_first()

    def _lay_out(self) -> None:
        self.search.setObjectName("settings.keys.search")
        self.search.setAccessibleName(tr("Search"))
        self.search.setPlaceholderText(tr("Search by name"))
        self.search.setToolTip(tr("Shows the actions with these words"))
        self.by_key.setObjectName("settings.keys.by_key")
        self.by_key.setAccessibleName(tr("Search by key"))
        self.by_key.setToolTip(tr("Press this, then a key, to see what it does"))
        self.found.setWordWrap(False)
        line = QHBoxLayout()
        line.addWidget(self.search, 1)
        line.addWidget(self.by_key)
        line.addWidget(self.found)
        self.column.addLayout(line)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.details)

    def _look_for(self, key: str) -> None:
        """Show what has a key, or for "" what has the words in the field."""
        self._key = key
        if key:
            self.search.setText(key_text(key))
        count = self.list.show_only(self.search.text(), key)
        searched = bool(self.search.text())
        self.found.setText(tr_count("{count} found", "{count} found", count) if searched else "")
        self.list.choose_first()

    def follow(self) -> None:
        """Show everything as the settings have it."""
        super().follow()
        self.refresh()

    def refresh(self) -> None:
        """Show the keys as they are now."""
        self.list.refresh()
        self.list.show_only(self.search.text(), self._key)
        self.details.refresh()

    def _setting_changed(self, name: str) -> None:
        if is_of_keys(name):
            self._soon.start()

    def reset(self) -> None:
        """Inlay's own keys again, without any change."""
        choose_preset(self.settings, OWN)
        self.settings.forget(SETTING)
        reset_keys(self.settings)


PAGE = PageSpec("keys", tr("Keys"), 50, KeysPage)
