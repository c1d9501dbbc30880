"""The layers as a list, top first, updated row by row as one document follows another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.ui.widgets.thumbnail_delegate import RowRole

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class LayerEdits(Protocol):
    """What the list asks of the editor."""

    def rename_layer(self, layer_id: str, name: str) -> object:
        """Give a layer another name."""

    def set_visible(self, layer_id: str, visible: bool) -> object:
        """Show or hide a layer."""


def mode_label(mode: str) -> str:
    """What a blend mode is called."""
    known = {"normal": tr("Normal"), "multiply": tr("Multiply"), "luminosity": tr("Luminosity")}
    return known.get(mode, mode)


def detail(layer: Layer) -> str:
    """What the quiet line of a layer says: only what isn't usual."""
    parts = [] if layer.mode == "normal" else [mode_label(layer.mode)]
    parts += [] if layer.opacity == 1.0 else [tr("{percent} %").format(percent=round(layer.opacity * 100))]
    return ", ".join(parts)


class LayersModel(QAbstractListModel):
    """One row a layer. `thumbnail_of` gives a layer's PNG or None while it is being made."""

    def __init__(
        self,
        edits: LayerEdits,
        thumbnail_of: Callable[[Layer], tuple[str, bytes] | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._edits, self._thumbnail_of = edits, thumbnail_of
        self._layers: list[Layer] = []

    def show_document(self, document: Document | None) -> None:
        """Take in the layers of a document; rows that stay keep their place in the view's choice."""
        wanted = [] if document is None else list(reversed(document.layers))
        ids = [layer.id for layer in wanted]
        for row in range(len(self._layers) - 1, -1, -1):
            if self._layers[row].id not in ids:
                self.beginRemoveRows(ROOT, row, row)
                del self._layers[row]
                self.endRemoveRows()
        for row, layer in enumerate(wanted):
            self._bring(row, layer)

    def _bring(self, row: int, layer: Layer) -> None:
        at = next((place for place, each in enumerate(self._layers) if each.id == layer.id), None)
        if at is None:
            self.beginInsertRows(ROOT, row, row)
            self._layers.insert(row, layer)
            self.endInsertRows()
            return
        if at != row:
            self.beginMoveRows(ROOT, at, at, ROOT, row)
            self._layers.insert(row, self._layers.pop(at))
            self.endMoveRows()
        if self._layers[row] is not layer:
            self._layers[row] = layer
            self.dataChanged.emit(self.index(row), self.index(row))

    def thumbnail_made(self, layer_id: str) -> None:
        """A layer's picture is there now."""
        index = self.index_of(layer_id)
        if index.isValid():
            self.dataChanged.emit(index, index, [RowRole.PNG])

    def layer(self, index: Index) -> Layer | None:
        """The layer of a row."""
        return self._layers[index.row()] if index.isValid() and index.row() < len(self._layers) else None

    def index_of(self, layer_id: str) -> QModelIndex:
        """The row of a layer; an invalid index where there is none."""
        for row, layer in enumerate(self._layers):
            if layer.id == layer_id:
                return self.index(row)
        return QModelIndex()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Qt's own."""
        return 0 if parent.isValid() else len(self._layers)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's own."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable | flag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's own."""
        layer = self.layer(index)
        roles = Qt.ItemDataRole
        if layer is None:
            return None
        if role in (roles.DisplayRole, roles.EditRole):
            return layer.name
        if role == roles.CheckStateRole:
            return Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked
        if role == RowRole.PNG:
            return self._thumbnail_of(layer)
        if role == RowRole.LINES:
            return (detail(layer),)
        if role == RowRole.FAINT:
            return not layer.visible
        if role == roles.AccessibleTextRole:
            hidden = "" if layer.visible else tr("hidden")
            return ", ".join(part for part in (layer.name, detail(layer), hidden) if part)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt's own: rename, show or hide, through the editor; the new document brings the change back."""
        layer = self.layer(index)
        if layer is None:
            return False
        if role == Qt.ItemDataRole.CheckStateRole:
            self._edits.set_visible(layer.id, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        name = " ".join(str(value).split())
        if role == Qt.ItemDataRole.EditRole and name:
            if name != layer.name:
                self._edits.rename_layer(layer.id, name)
            return True
        return False
