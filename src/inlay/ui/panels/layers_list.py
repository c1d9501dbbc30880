"""The list part of the Layers panel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QItemSelection, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from inlay.base.text import tr
from inlay.ui.panels.layers_model import LayersModel
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.thumbnail_delegate import ThumbnailDelegate
from inlay.ui.widgets.thumbnails import ThumbnailCache

PICTURE = QSize(48, 36)


class LayersList(QListView):
    """Layers, top first. `chosen` tells the layer that the person took; the eye and F2 go through the model."""

    chosen = Signal(str)

    def __init__(self, model: LayersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = model
        self._silent = False
        self._thumbnails = ThumbnailCache(64)
        self.setObjectName("layers.list")
        self.setAccessibleName(tr("Layers"))
        self.setAccessibleDescription(tr("Space shows or hides a layer, F2 renames it."))
        self.setModel(model)
        eyes = (icon("eye"), icon("eye-off"))
        delegate = ThumbnailDelegate(PICTURE, 1, self._thumbnails.get, eyes, self)
        self.setItemDelegate(delegate)
        self.setMinimumHeight(delegate.row_height(self.font()) + 2)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.EditKeyPressed | trigger.DoubleClicked)

    def show_chosen(self, layer_id: str) -> None:
        """Mark the active layer without telling anybody."""
        index = self._layers.index_of(layer_id)
        if index.isValid() and not self.selectionModel().isSelected(index):
            with self.quiet():
                self.setCurrentIndex(index)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Inside, the choice isn't told: rows come and go by the program's hand, not by the person's."""
        before, self._silent = self._silent, True
        try:
            yield
        finally:
            self._silent = before

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: the active layer stays in sight when a neighbour takes room."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt's own: the choice is told."""
        super().selectionChanged(selected, deselected)
        indexes = self.selectedIndexes()
        layer = self._layers.layer(indexes[0]) if indexes else None
        if layer is not None and not self._silent:
            self.chosen.emit(layer.id)
