"""Makes Qt's actions and menus from the rows, and keeps their texts and states up to date."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from inlay.base.registry import discover
from inlay.ui import actions
from inlay.ui.actions.row import MenuSpec, Row, Run, Submenu, Work, is_work
from inlay.ui.theme.icons import icon

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


@functools.cache
def menus() -> tuple[MenuSpec, ...]:
    """Every menu, from left to right."""
    return tuple(sorted(discover(actions, "MENU", MenuSpec), key=lambda menu: menu.order))


@functools.cache
def rows() -> tuple[Row, ...]:
    """Every action there is, in the order of the menus."""
    return tuple(row for menu in menus() for row in menu.rows)


def key_text(keys: str) -> str:
    """A key as this system writes it ("Ctrl+Z", "⌘Z")."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class ActionTable(QObject):
    """All actions of one window by their ids."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._by_id: dict[str, tuple[Row, QAction]] = {row.id: (row, self._make(row)) for row in rows()}
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.refresh)

    def __getitem__(self, action_id: str) -> QAction:
        return self._by_id[action_id][1]

    def _make(self, row: Row) -> QAction:
        action = QAction(row.text, self._window)
        action.setObjectName(f"action.{row.id}")
        action.setShortcuts([QKeySequence(keys) for keys in row.keys])
        action.setCheckable(row.checked is not None)
        if row.icon:
            action.setIcon(icon(row.icon))
        action.triggered.connect(functools.partial(self._triggered, row))
        if row.on_canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._window.stage.canvas.addAction(action)
        else:
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            self._window.addAction(action)
        return action

    def _triggered(self, row: Row, _checked: bool = False) -> None:
        if row.enabled(self._window):
            self.run(row.run)
        self.refresh()  # a check mark shows what is, not what was clicked

    def run(self, run: Run) -> None:
        """Do something for the person: a coroutine becomes a task, an error is told."""
        window = self._window

        def act() -> None:
            result = run(window)
            if is_work(result):
                window.tasks.spawn(cast(Work, result))

        window.editor.attempt(act)

    def refresh_soon(self) -> None:
        """Refresh once when the loop is next idle, however often this is asked for."""
        self._timer.start()

    def refresh(self) -> None:
        """Bring texts, tooltips, check marks and states in line with what is."""
        window = self._window
        for row, action in self._by_id.values():
            text = row.label(window) if row.label is not None else row.text
            if action.text() != text or not action.toolTip():
                action.setText(text)
            action.setEnabled(row.enabled(window))
            if row.checked is not None:
                action.setChecked(row.checked(window))
            tip = row.help or text.rstrip("…")
            action.setToolTip(f"{tip} ({key_text(row.keys[0])})" if row.keys else tip)

    def fill_menu_bar(self, bar: QMenuBar) -> None:
        """Add every menu with its entries."""
        for spec in menus():
            menu = bar.addMenu(spec.title)
            menu.setObjectName(f"menu.{spec.id}")
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self.refresh)
            for entry in spec.entries:
                self._add(menu, entry)

    def _add(self, menu: QMenu, entry: Row | Submenu | None) -> None:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, Submenu):
            self._add_submenu(menu, entry)
        elif entry.in_menu:
            menu.addAction(self[entry.id])

    def _add_submenu(self, menu: QMenu, spec: Submenu) -> None:
        inner = menu.addMenu(spec.text)
        inner.setObjectName(f"menu.{spec.id}")
        inner.aboutToShow.connect(lambda: self._fill_submenu(inner, spec))

    def _fill_submenu(self, menu: QMenu, spec: Submenu) -> None:
        menu.clear()
        entries = spec.entries(self._window)
        for number, (text, run) in enumerate(entries):
            action = menu.addAction(text.replace("&", "&&"))
            action.setObjectName(f"action.{spec.id}.{number}")
            action.triggered.connect(lambda _checked=False, run=run: self.run(run))
        if not entries:
            menu.addAction(spec.empty).setEnabled(False)
