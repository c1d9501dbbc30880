"""The layers as a list, top first, updated row by row as one document follows another."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.ui.panels.blend_modes import mode_label
from inlay.ui.widgets.thumbnail_delegate import RowRole

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class LayerRole(IntEnum):
    """What the model says about a row besides `RowRole`."""

    MASK = Qt.ItemDataRole.UserRole + 21  # (key, PNG bytes) of the layer's mask, or None while it is being made
    HAS_MASK = Qt.ItemDataRole.UserRole + 22
    MASK_ON = Qt.ItemDataRole.UserRole + 23
    EDITED = Qt.ItemDataRole.UserRole + 24  # the mask tools work on this layer's mask
    LOCKED = Qt.ItemDataRole.UserRole + 25


class LayerEdits(Protocol):
    """What the list asks of the editor."""

    def rename_layer(self, layer_id: str, name: str) -> object:
        """Give a layer another name."""

    def set_visible(self, layers: str, visible: bool) -> object:
        """Show or hide a layer."""


class Pictures(Protocol):
    """Where the list gets its pictures from: (key, PNG), or None while one is being made."""

    def get(self, layer: Layer) -> tuple[str, bytes] | None:
        """A layer's pixels."""

    def get_mask(self, layer: Layer) -> tuple[str, bytes] | None:
        """A layer's mask."""


def detail(layer: Layer) -> str:
    """What the quiet line of a layer says: only what isn't usual."""
    parts = [] if layer.mode == "normal" else [mode_label(layer.mode)]
    parts += [] if layer.opacity == 1.0 else [tr("{percent} %").format(percent=round(layer.opacity * 100))]
    return ", ".join(parts)


def spoken(layer: Layer, edited: bool) -> str:
    """All that a row shows, in words."""
    states = {
        tr("hidden"): not layer.visible,
        tr("locked"): layer.locked,
        tr("mask off"): layer.mask is not None and not layer.mask_on,
        tr("mask"): layer.mask is not None and layer.mask_on,
        tr("its mask is being edited"): edited,
    }
    return ", ".join([layer.name, *filter(None, [detail(layer)]), *(text for text, so in states.items() if so)])


class LayersModel(QAbstractListModel):
    """One row a layer."""

    def __init__(
        self,
        edits: LayerEdits,
        pictures: Pictures,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._edits, self._pictures = edits, pictures
        self._layers: list[Layer] = []
        self._edited: str | None = None

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
            self.dataChanged.emit(index, index, [RowRole.PNG, LayerRole.MASK])

    def show_edited(self, layer_id: str | None) -> None:
        """The layer whose mask the mask tools work on; None for none."""
        before, self._edited = self._edited, layer_id
        for each in {before, layer_id} - {None} if before != layer_id else ():
            index = self.index_of(str(each))
            if index.isValid():
                self.dataChanged.emit(index, index, [LayerRole.EDITED])

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
        usual = flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable | flag.ItemIsUserCheckable
        return usual | flag.ItemIsDragEnabled

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
        if role == roles.AccessibleTextRole:
            return spoken(layer, layer.id == self._edited)
        if role >= LayerRole.MASK:
            return self._mask_data(layer, role)
        if role == RowRole.PNG:
            return self._pictures.get(layer)
        if role == RowRole.LINES:
            return (detail(layer),)
        return not layer.visible if role == RowRole.FAINT else None

    def _mask_data(self, layer: Layer, role: int) -> Any:
        if role == LayerRole.MASK:
            return self._pictures.get_mask(layer)
        flags: dict[int, bool] = {
            LayerRole.HAS_MASK: layer.mask is not None,
            LayerRole.MASK_ON: layer.mask_on,
            LayerRole.EDITED: layer.id == self._edited and layer.mask is not None,
            LayerRole.LOCKED: layer.locked,
        }
        return flags.get(role)

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
