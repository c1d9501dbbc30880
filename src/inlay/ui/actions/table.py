"""Makes Qt's actions and menus from the rows, and keeps their texts, keys and states up to date."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QMenu, QMenuBar

from inlay.ui.actions.listing import menus, rows
from inlay.ui.actions.row import Row, Run, Submenu, Work, is_work
from inlay.ui.keymap.current import Keys, all_keys, is_of_keys
from inlay.ui.keymap.keys import is_of_fields, key_text, sequences
from inlay.ui.panels.listen import listen
from inlay.ui.theme.icons import icon

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


class ActionTable(QObject):
    """All actions of one window by their ids."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._keys: dict[str, Keys] = {}
        self._on_canvas: dict[str, list[QShortcut]] = {}
        self._by_id: dict[str, tuple[Row, QAction]] = {row.id: (row, self._make(row)) for row in rows()}
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.refresh)
        self._keys_timer = QTimer(self, singleShot=True, interval=0)
        self._keys_timer.timeout.connect(self._follow_keys)
        listen(self, window.editor.settings.changed, self._setting_changed)
        self._follow_keys()

    def __getitem__(self, action_id: str) -> QAction:
        return self._by_id[action_id][1]

    def _make(self, row: Row) -> QAction:
        action = QAction(row.text, self._window)
        action.setObjectName(f"action.{row.id}")
        action.setCheckable(row.checked is not None)
        if row.icon:
            action.setIcon(icon(row.icon))
        action.triggered.connect(functools.partial(self._triggered, row))
        return action

    # Keys

    def _setting_changed(self, name: str) -> None:
        if is_of_keys(name):
            self._keys_timer.start()

    def _follow_keys(self) -> None:
        """Give every action the keys it has now."""
        keys = all_keys(self._window.editor.settings)
        # First every key is let go of: at no time does one mean two things.
        changed = [each for each in self._by_id.values() if self._keys.get(each[0].id) != keys[each[0].id]]
        for row, action in changed:
            action.setShortcuts([])
            for shortcut in self._on_canvas.pop(row.id, []):
                shortcut.setEnabled(False)
                shortcut.deleteLater()
        for row, action in changed:
            self._bind(row, action, keys[row.id])
        self._keys = keys
        self.refresh()

    def _bind(self, row: Row, action: QAction, keys: Keys) -> None:
        """Keys that fields and lists need count on the canvas only, as all those of a row that is meant for it."""
        canvas, window = self._window.stage.canvas, self._window
        bare = tuple(key for key in keys if is_of_fields(key))
        on_canvas = row.on_canvas or (bool(keys) and bare == keys)
        (window if on_canvas else canvas).removeAction(action)
        (canvas if on_canvas else window).addAction(action)
        contexts = Qt.ShortcutContext
        action.setShortcutContext(contexts.WidgetShortcut if on_canvas else contexts.WindowShortcut)
        action.setShortcuts(sequences(keys if on_canvas else tuple(key for key in keys if key not in bare)))
        made = [] if on_canvas else [QShortcut(each, canvas) for each in sequences(bare)]
        for shortcut in made:
            shortcut.setContext(contexts.WidgetShortcut)
            shortcut.activated.connect(action.trigger)
        self._on_canvas[row.id] = made

    # States

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
            keys = self._keys.get(row.id, ())
            action.setToolTip(f"{tip} ({key_text(keys[0])})" if keys else tip)

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
