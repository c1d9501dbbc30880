"""The sheet of keys: made from the same rows and tools that the keys themselves are made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.ui.actions.table import key_text, menus
from inlay.ui.dialogs.side import SideDialog

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

Line = tuple[str, str]
HEIGHT = 660
COLUMNS = 3


def gestures() -> list[Line]:
    """What the pointer does, and keys that belong to it."""
    return [
        (tr("Smaller, larger brush"), "[  ]"),
        (tr("Softer, harder brush"), tr("Shift + [  ]")),
        (tr("Brush size"), tr("Alt + wheel")),
        (tr("Brush size and hardness"), tr("Alt + right drag")),
        (tr("Strength of painting"), "1 … 9, 0"),
        (tr("Straight line"), tr("Shift + click")),
        (tr("Subtract while painting"), tr("hold Alt")),
        (tr("Brush options"), tr("right click")),
        (tr("Move the picture"), tr("hold Space, or middle drag")),
        (tr("Zoom at the pointer"), tr("Ctrl + wheel")),
        (tr("See the original"), tr("hold \\")),
        (tr("Use a tool for a moment"), tr("hold its letter")),
        (tr("Give up a gesture"), "Esc"),
    ]


def groups(window: MainWindow) -> list[tuple[str, list[Line]]]:
    """All keys by where they belong."""
    tools = [(spec.label, spec.shortcut) for spec in window.editor.tools.specs.values() if spec.shortcut]
    found = [(tr("Tools"), tools), (tr("Pointer"), gestures())]
    for menu in menus():
        lines = [
            (row.text.rstrip("…"), "   ".join(key_text(keys) for keys in _shown(row.keys)))
            for row in menu.rows
            if row.keys
        ]
        if lines:
            found.append((menu.title.replace("&", ""), lines))
    return found


def _shown(keys: Sequence[str]) -> list[str]:
    """The first two keys; the one on the number pad goes without saying."""
    return [each for each in keys if each.rpartition("+")[2] != "Enter"][:2]


class KeySheet(SideDialog):
    """All keys on one sheet."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Keyboard shortcuts"), "keys")
        sheet = QWidget()
        across = QHBoxLayout(sheet)
        across.setContentsMargins(20, 16, 20, 16)
        across.setSpacing(36)
        for column in _columns(groups(window), COLUMNS):
            across.addLayout(_column(column), 1)
        area = QScrollArea()
        area.setObjectName("keys.sheet")
        area.setAccessibleName(tr("Keyboard shortcuts"))
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.setMinimumWidth(sheet.sizeHint().width() + 20)
        self.resize(self.minimumWidth(), min(HEIGHT, sheet.sizeHint().height() + 8))


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
