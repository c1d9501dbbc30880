"""The list part of the Layers panel: what the mouse and the keys do to rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QStyleOptionViewItem, QWidget

from inlay.base.text import tr
from inlay.ui.panels.layers_drag import RowDrag
from inlay.ui.panels.layers_model import Index, LayersModel
from inlay.ui.panels.layers_row import LayerDelegate, Part
from inlay.ui.widgets.thumbnails import ThumbnailCache

DELETING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class LayersList(QListView):
    """Layers, top first.

    `chosen` tells the ids of the chosen layers, the active one last; `placed` the gap of the stack that they were
    dropped into. `pressed_part` tells a click on a part of a row, with the layer's id and what was held. F2 goes
    through the model.
    """

    chosen = Signal(tuple)
    placed = Signal(int)
    pressed_part = Signal(object, str, object)
    turned = Signal()  # Space: show or hide what is chosen
    deleted = Signal()
    left_mask = Signal()  # Esc

    def __init__(self, model: LayersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = model
        self._silent = False
        self._drag: RowDrag | None = None
        self._thumbnails = ThumbnailCache(128)
        self.setObjectName("layers.list")
        self.setAccessibleName(tr("Layers"))
        self.setAccessibleDescription(
            tr("Space shows or hides the chosen layers, F2 renames one, Delete deletes them. Drag them to reorder.")
        )
        self.setModel(model)
        self._delegate = LayerDelegate(self._thumbnails.get, self)
        self.setItemDelegate(self._delegate)
        self.keep_rows(2)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.EditKeyPressed | trigger.DoubleClicked)

    def keep_rows(self, count: int) -> None:
        """How many rows are seen at least, however low the panel."""
        self.setMinimumHeight(count * self._delegate.row_height(self.font()) + 2)

    # What is chosen

    def show_chosen(self, ids: Sequence[str]) -> None:
        """Mark the chosen layers, the active one last, without telling anybody."""
        indexes = [index for index in map(self._layers.index_of, ids) if index.isValid()]
        if not indexes or ids == self.chosen_ids():
            return
        wanted = QItemSelection()
        for index in indexes:
            wanted.select(index, index)
        flag = QItemSelectionModel.SelectionFlag
        with self.quiet():
            self.selectionModel().setCurrentIndex(indexes[-1], flag.NoUpdate)
            self.selectionModel().select(wanted, flag.ClearAndSelect)

    def chosen_ids(self) -> tuple[str, ...]:
        """The ids of the rows that are marked, the active one last."""
        current = self.currentIndex()
        rows = sorted({index.row() for index in self.selectedIndexes()}, key=lambda row: (row == current.row(), row))
        layers = [self._layers.layer(self._layers.index(row)) for row in rows]
        return tuple(layer.id for layer in layers if layer is not None)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Inside, the choice isn't told: rows come and go by the program's hand, not by the person's."""
        before, self._silent = self._silent, True
        try:
            yield
        finally:
            self._silent = before

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt's own: the choice is told."""
        super().selectionChanged(selected, deselected)
        self._tell_chosen()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Qt's own: another one of the chosen rows may be the active one."""
        super().currentChanged(current, previous)
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        ids = self.chosen_ids()
        if ids and not self._silent:
            self.chosen.emit(ids)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's own: the active layer stays in sight when a neighbour takes room."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    # The mouse

    def _part(self, pos: QPoint) -> tuple[Part | None, str]:
        """What of which layer lies at a place of the viewport."""
        index = self.indexAt(pos)
        layer = self._layers.layer(index)
        if layer is None:
            return None, ""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        return self._delegate.part_at(option, index, pos), layer.id

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's own: eye, mask and lock are buttons; the rest chooses."""
        part, layer_id = self._part(event.position().toPoint())
        if part is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        if part is Part.PICTURE:
            super().mousePressEvent(event)
        self.pressed_part.emit(part, layer_id, event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt's own: on a button it is a second click."""
        part, _layer = self._part(event.position().toPoint())
        if part in (Part.EYE, Part.MASK, Part.LOCK):
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's own: rows in the hand follow."""
        if self._drag is not None:
            self._drag.moved(event.position().toPoint().y())
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's own: rows in the hand are dropped."""
        if self._drag is None:
            super().mouseReleaseEvent(event)
            return
        self._drag.moved(event.position().toPoint().y())
        gap = self._layers.rowCount() - self._drag.gap
        self.end_drag()
        self.placed.emit(gap)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Qt's own: a drag of our own begins."""
        self._drag = RowDrag(self)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def end_drag(self) -> None:
        """Give up a drag of rows, if there is one."""
        if self._drag is not None:
            self._drag.ended()
            self._drag = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own, with the line where rows would go."""
        super().paintEvent(event)
        if self._drag is not None:
            painter = QPainter(self.viewport())
            self._drag.paint(painter)
            painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's own: the Layer menu, here."""
        menu = self.window().findChild(QMenu, "menu.layer")
        if menu is not None:
            menu.popup(event.globalPos())

    # Keys

    def event(self, event: QEvent) -> bool:
        """Qt's own: here, these keys aren't shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return plain and event.key() in (*DELETING, Qt.Key.Key_Space, Qt.Key.Key_Escape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Space shows or hides, Delete deletes, Esc gives up a drag or leaves the mask."""
        if not self._is_ours(event):
            super().keyPressEvent(event)
        elif event.key() in DELETING:
            self.deleted.emit()
        elif event.key() == Qt.Key.Key_Space:
            self.turned.emit()
        elif self._drag is not None:
            self.end_drag()
        else:
            self.left_mask.emit()
