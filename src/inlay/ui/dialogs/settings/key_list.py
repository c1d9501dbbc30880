"""The list of everything that has a key or can have one, to be searched by name or by key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.ui.keymap.bindable import bindables
from inlay.ui.keymap.current import all_keys, own_keys
from inlay.ui.keymap.keys import fixed_keys, key_text

ID = Qt.ItemDataRole.UserRole
GAP = "   "


class KeyList(QTreeWidget):
    """Groups as in the menus; what the person changed is bold. `chosen` tells an id, "" for a key that is fixed."""

    chosen = Signal(str)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._items: dict[str, QTreeWidgetItem] = {}
        self.setObjectName("settings.keys.list")
        self.setAccessibleName(tr("Actions and their keys"))
        self.setHeaderLabels([tr("Action"), tr("Keys")])
        self.setRootIsDecorated(False)
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._fill()
        self.expandAll()
        self.setItemsExpandable(False)
        self.currentItemChanged.connect(self._changed)

    def _fill(self) -> None:
        groups: dict[str, QTreeWidgetItem] = {}
        for each in bindables().values():
            item = QTreeWidgetItem(self._group(groups, each.group), [each.title, ""])
            item.setData(0, ID, each.id)
            self._items[each.id] = item
        always = self._group(groups, tr("Always"))
        for title, keys in fixed_keys():
            QTreeWidgetItem(always, [title, keys]).setData(0, ID, "")
        self.refresh()

    def _group(self, groups: dict[str, QTreeWidgetItem], title: str) -> QTreeWidgetItem:
        if title not in groups:
            made = groups[title] = QTreeWidgetItem(self, [title])
            made.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold)
            made.setFont(0, font)
            made.setFirstColumnSpanned(True)
        return groups[title]

    def refresh(self) -> None:
        """Show the keys as they are now."""
        keys = all_keys(self._settings)
        for name, item in self._items.items():
            own = own_keys(self._settings, name) is not None
            text = GAP.join(key_text(key) for key in keys[name])
            font = QFont(self.font())
            font.setBold(own)
            for column in (0, 1):
                item.setFont(column, font)
                item.setToolTip(column, tr("Changed by you") if own else "")
            item.setText(1, text)
            item.setData(1, ID, list(keys[name]))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{item.text(0)}, {text or tr('no key')}")

    def show_only(self, words: str, key: str) -> int:
        """Show what has these words in its name, group or keys, or has exactly this key; how many there are."""
        wanted = words.casefold().split()
        shown = 0
        for number in range(self.topLevelItemCount()):
            group = self.topLevelItem(number)
            assert group is not None
            inside = 0
            for item in filter(None, map(group.child, range(group.childCount()))):
                text = f"{group.text(0)} {item.text(0)} {item.text(1)}".casefold()
                fits = key in (item.data(1, ID) or ()) if key else all(word in text for word in wanted)
                item.setHidden(not fits)
                inside += fits
            group.setHidden(inside == 0)
            shown += inside
        return shown

    def choose(self, bindable_id: str) -> None:
        """Go to one of them."""
        self.setCurrentItem(self._items[bindable_id])

    def choose_first(self) -> None:
        """Go to the first one that is shown, where the present one isn't."""
        current = self.currentItem()
        if current is None or current.isHidden():
            found = next((item for item in self._items.values() if not item.isHidden()), None)
            self.setCurrentItem(found)  # type: ignore[arg-type]  # None is nothing chosen

    def _changed(self, item: QTreeWidgetItem | None) -> None:
        found = item.data(0, ID) if item is not None else None
        self.chosen.emit(found or "")
