"""The sheet of keys: made from the same rows and tools that the keys themselves are made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.ui.dialogs.side import SideDialog, button, close_row
from inlay.ui.keymap.bindable import bindables
from inlay.ui.keymap.current import all_keys, is_of_keys
from inlay.ui.keymap.keys import fixed_keys, key_text
from inlay.ui.panels.listen import listen

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

Line = tuple[str, str]
HEIGHT = 760
COLUMNS = 3


def groups(window: MainWindow) -> list[tuple[str, list[Line]]]:
    """All keys by where they belong, as they are now."""
    found: dict[str, list[Line]] = {}
    keys = all_keys(window.editor.settings)
    for each in bindables().values():
        if keys[each.id]:
            line = (each.title, "   ".join(key_text(key) for key in keys[each.id][:2]))
            found.setdefault(each.group, []).append(line)
    named = list(found.items())
    return [*named[:1], (tr("Pointer"), fixed_keys()), *named[1:]]


class KeySheet(SideDialog):
    """All keys on one sheet."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Keyboard shortcuts"), "keys")
        self._window = window
        self._area = QScrollArea()
        self._area.setObjectName("keys.sheet")
        self._area.setAccessibleName(tr("Keyboard shortcuts"))
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._area, 1)
        change = button(tr("Change &keys…"), "keys.change")
        change.setToolTip(tr("Choose other keys, or those of another program, in Settings"))
        change.clicked.connect(self._change)
        last = close_row(self, "keys")
        last.insertWidget(0, change)
        last.setContentsMargins(20, 10, 20, 14)
        whole.addLayout(last)
        self._fill()
        listen(self, window.editor.settings.changed, self._setting_changed)

    def _change(self) -> None:
        """Lead to where keys are changed."""
        from inlay.ui.dialogs.settings.dialog import SettingsDialog

        self._window.show_settings()
        found = self._window.findChild(SettingsDialog)
        if found is not None:
            found.show_page("keys")

    def _setting_changed(self, name: str) -> None:
        if is_of_keys(name):
            self._fill()

    def _fill(self) -> None:
        """Write the sheet anew."""
        sheet = QWidget()
        across = QHBoxLayout(sheet)
        across.setContentsMargins(20, 16, 20, 16)
        across.setSpacing(36)
        for column in _columns(groups(self._window), COLUMNS):
            across.addLayout(_column(column), 1)
        self._area.setWidget(sheet)  # the sheet before goes
        self.setMinimumWidth(sheet.sizeHint().width() + 20)
        self.resize(self.minimumWidth(), min(HEIGHT, sheet.sizeHint().height() + 64))


def _columns(found: Sequence[tuple[str, list[Line]]], count: int) -> list[list[tuple[str, list[Line]]]]:
    """Groups in reading order, in columns of about the same length."""
    share = sum(len(lines) + 2 for _title, lines in found) / count
    made: list[list[tuple[str, list[Line]]]] = [[]]
    used = 0.0
    for title, lines in found:
        tall = len(lines) + 2
        if len(made) < count and made[-1] and used + tall / 2 > share:
            made.append([])
            used = 0.0
        made[-1].append((title, lines))
        used += tall
    return made


def _column(found: Sequence[tuple[str, list[Line]]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(0, 1)
    for title, lines in found:
        row = grid.rowCount()
        grid.addWidget(_label(title, "title"), row, 0, 1, 2)
        for offset, (text, keys) in enumerate(lines, 1):
            grid.addWidget(_label(text, "quiet"), row + offset, 0)
            grid.addWidget(_label(keys, ""), row + offset, 1, Qt.AlignmentFlag.AlignRight)
        grid.setRowMinimumHeight(grid.rowCount(), 14)
    grid.setRowStretch(grid.rowCount(), 1)
    return grid


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label
