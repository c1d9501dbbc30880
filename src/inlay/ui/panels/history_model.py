"""The tree of versions for the history: a chain stays flat, each branch hangs under the version it began at."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from inlay.document.version import Version
from inlay.ui.panels.history_text import row_lines, tooltip
from inlay.ui.widgets.labels import plain_tooltip
from inlay.ui.widgets.thumbnail_delegate import RowRole

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class Node:
    """One version in the tree. `container` holds it among its siblings; None is the top."""

    def __init__(self, version: Version, container: Node | None, row: int, is_branch: bool) -> None:
        self.version = version
        self.container = container
        self.row = row
        self.is_branch = is_branch
        self.has_next = False
        self.children: list[Node] = []


class HistoryModel(QAbstractItemModel):
    """Versions as a tree that only ever grows at the ends of its lists, so that no row moves.

    The first child of a version goes on in the same list; any other child begins a branch: a row under
    the version it came from, with the rest of the branch below itself.
    """

    def __init__(
        self,
        rename: Callable[[str, str], object],
        service_title: Callable[[str], str],
        star: QIcon,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._rename, self._service_title, self._star = rename, service_title, star
        self._nodes: dict[str, Node] = {}
        self._top: list[Node] = []
        self._current: str | None = None
        self._clock: Callable[[], float] = time.time

    # Changing

    def clear(self) -> None:
        """Forget all versions."""
        self.beginResetModel()
        self._nodes, self._top, self._current = {}, [], None
        self.endResetModel()

    @property
    def current(self) -> str | None:
        """The id of the version that the work stands on."""
        return self._current

    def update(self, versions: Mapping[str, Version], current: str | None) -> None:
        """Take in what is new or changed; `versions` are in order of time."""
        for version in versions.values():
            node = self._nodes.get(version.id)
            if node is None:
                self._add(version)
            elif node.version is not version:
                node.version = version
                self._tell(node)
        if current != self._current:
            before, self._current = self._current, current
            for version_id in (before, current):
                if version_id in self._nodes:
                    self._tell(self._nodes[version_id])

    def refresh_times(self) -> None:
        """Time has passed: what is drawn may say something else now."""
        if self._top:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._top) - 1, 0), [RowRole.LINES])

    def _add(self, version: Version) -> None:
        parent = self._nodes.get(version.parent) if version.parent is not None else None
        if parent is None:
            container, is_branch = None, False
        elif parent.has_next:
            container, is_branch = parent, True
        else:
            parent.has_next = True
            container, is_branch = (parent if parent.is_branch else parent.container), False
        siblings = self._top if container is None else container.children
        node = Node(version, container, len(siblings), is_branch)
        self.beginInsertRows(self._index_of(container), node.row, node.row)
        siblings.append(node)
        self._nodes[version.id] = node
        self.endInsertRows()

    def _tell(self, node: Node) -> None:
        index = self._index_of(node)
        self.dataChanged.emit(index, index)

    # Asking

    def version(self, index: Index) -> Version | None:
        """The version of a row."""
        return index.internalPointer().version if index.isValid() else None

    def index_of(self, version_id: str | None) -> QModelIndex:
        """The row of a version; an invalid index where there is none."""
        return self._index_of(self._nodes.get(version_id)) if version_id is not None else QModelIndex()

    def _index_of(self, node: Node | None) -> QModelIndex:
        return QModelIndex() if node is None else self.createIndex(node.row, 0, node)

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        """Qt's own."""
        siblings = self._children(parent)
        if column != 0 or not 0 <= row < len(siblings):
            return QModelIndex()
        return self.createIndex(row, 0, siblings[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """Qt's own."""
        return self._index_of(index.internalPointer().container) if index.isValid() else QModelIndex()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Qt's own."""
        return len(self._children(parent))

    def columnCount(self, _parent: Index = ROOT) -> int:
        """Qt's own: one."""
        return 1

    def _children(self, parent: Index) -> list[Node]:
        return parent.internalPointer().children if parent.isValid() else self._top

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's own: every row can be chosen and renamed."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's own."""
        if not index.isValid():
            return None
        node: Node = index.internalPointer()
        version = node.version
        roles = Qt.ItemDataRole
        if role in (roles.DisplayRole, roles.EditRole):
            return version.label
        if role == RowRole.PNG:
            return (f"{version.id}:{len(version.thumbnail)}", version.thumbnail) if version.thumbnail else None
        if role == RowRole.LINES:
            return row_lines(version, self._branch_of(node), self._clock())
        if role == RowRole.STRONG:
            return version.id == self._current
        if role == RowRole.BADGE:
            return self._star if version.starred else None
        if role == roles.ToolTipRole:
            return plain_tooltip(self._explain(version))
        if role == roles.AccessibleTextRole:
            return self._explain(version)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt's own: rename; an empty name is no name."""
        text = " ".join(str(value).split())
        version = self.version(index)
        if role != Qt.ItemDataRole.EditRole or version is None or not text:
            return False
        if text != version.label:
            self._rename(version.id, text)
        return True

    def _branch_of(self, node: Node) -> str | None:
        if not node.is_branch or node.version.parent is None:
            return None
        return self._nodes[node.version.parent].version.label

    def _explain(self, version: Version) -> str:
        return tooltip(version, self._service_title(version.fill.provider) if version.fill is not None else "")
