"""One action's keys: each can be taken away, more can be added, and a key that is taken can be taken over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.ui.actions.listing import menus
from inlay.ui.dialogs.side import button, hint
from inlay.ui.keymap.bindable import Bindable, bindables, refusal
from inlay.ui.keymap.current import add_key, keys_of, own_keys, owner_of, remove_key, reset_keys
from inlay.ui.keymap.keys import key_of, key_text
from inlay.ui.widgets.key_button import KeyButton


class KeyDetails(QWidget):
    """Shows one bindable and changes its keys."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._id = ""
        self._asked = ""  # the key that is to be taken over, if the person wants
        self.title = QLabel()
        self.title.setObjectName("settings.keys.title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "title")
        self.add = KeyButton(tr("&Add a key"), tr("Press a key (Esc stops)"), key_of)
        self.add.setObjectName("settings.keys.add")
        self.add.setAccessibleName(tr("Add a key"))
        self.add.setToolTip(tr("Press this, then the key"))
        self.add.key_pressed.connect(self.offer)
        self.back = button(tr("As it &was"), "settings.keys.back")
        self.back.setToolTip(tr("Go back to the keys of the preset"))
        self.back.clicked.connect(self._reset)
        self.told = hint("", "settings.keys.told")
        self.take = button(tr("Take it &over"), "settings.keys.take")
        self.take.setToolTip(tr("Use the key here"))
        self.take.clicked.connect(self._take_over)
        self.leave = button(tr("Leave it"), "settings.keys.leave")
        self.leave.setToolTip(tr("Change nothing"))
        self.leave.clicked.connect(lambda: self._tell(""))
        self._lay_out()
        self.show_id("")

    def _lay_out(self) -> None:
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        keys = QHBoxLayout()
        keys.setSpacing(6)
        keys.addLayout(self._chips)
        keys.addWidget(self.add)
        keys.addStretch(1)
        keys.addWidget(self.back)
        answer = QHBoxLayout()
        answer.addWidget(self.told, 1)
        answer.addWidget(self.take)
        answer.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addLayout(keys)
        column.addLayout(answer)
        # The list above stands still, whatever is told.
        self.told.setMinimumHeight(2 * self.told.fontMetrics().lineSpacing())

    # What is shown

    def show_id(self, bindable_id: str) -> None:
        """Show something; "" for what has no key that could be changed."""
        self._id = bindable_id
        self._tell("")
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's own: who goes away leaves the key where it is."""
        super().hideEvent(event)
        self._tell("")

    def refresh(self) -> None:
        """Show the keys as they are now."""
        target = bindables().get(self._id)
        self.title.setText(_named(target) if target else tr("Choose an action to change its keys."))
        self.add.setEnabled(target is not None)
        self.back.setVisible(target is not None and own_keys(self._settings, self._id) is not None)
        while (item := self._chips.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for number, key in enumerate(keys_of(self._settings, self._id) if target else ()):
            self._chips.addWidget(self._chip(number, key))

    def _chip(self, number: int, key: str) -> QPushButton:
        chip = button(tr("{key}  ×").format(key=key_text(key).replace("&", "&&")), f"settings.keys.key.{number}")
        chip.setAccessibleName(tr("Take {key} away").format(key=key_text(key)))
        chip.setToolTip(tr("Take this key away"))
        chip.clicked.connect(lambda: self._remove(key))
        return chip

    def _tell(self, text: str, asked: str = "") -> None:
        self._asked = asked
        self.told.setText(text)
        for widget in (self.take, self.leave):
            widget.setVisible(bool(asked))
        if asked:
            self.take.setToolTip(tr("Use {key} here; the other action goes without it").format(key=key_text(asked)))
            self.take.setFocus()

    # Changing

    def offer(self, key: str) -> None:
        """Add a key; where it can't be had, say why, and where another action has it, ask."""
        target = bindables()[self._id]
        why = refusal(key, target) or _menu_that(key)
        owner = owner_of(self._settings, key)
        if why:
            self._tell(why)
        elif owner is not None and owner.id == self._id:
            self._tell(tr("{key} does this already.").format(key=key_text(key)))
        elif owner is not None:
            told = tr("{key} belongs to “{action}”, which would go without it.")
            self._tell(told.format(key=key_text(key), action=_named(owner)), asked=key)
        else:
            self._tell("")
            add_key(self._settings, self._id, key)

    def _take_over(self) -> None:
        key = self._asked
        self._tell("")
        add_key(self._settings, self._id, key)
        self.add.setFocus()

    def _remove(self, key: str) -> None:
        self._tell("")
        remove_key(self._settings, self._id, key)
        self.add.setFocus()

    def _reset(self) -> None:
        self._tell("")
        reset_keys(self._settings, self._id)
        self.add.setFocus()


def _named(target: Bindable) -> str:
    return tr("{group}: {action}").format(group=target.group, action=target.title)


def _menu_that(key: str) -> str:
    """Why a key can't be had that opens a menu; "" for all others."""
    for menu in menus():
        mark = menu.title.replace("&&", "").find("&")
        if mark >= 0 and key == f"Alt+{menu.title.replace('&&', '')[mark + 1].upper()}":
            name = menu.title.replace("&", "")
            return tr("{key} opens the menu “{menu}”.").format(key=key_text(key), menu=name)
    return ""
