"""Tiles and pictures: drawn in their places, sharp on every screen, nothing where there is nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from inlay.ui.widgets.picture_view import PictureView
from inlay.ui.widgets.thumbnail_delegate import RowRole
from inlay.ui.widgets.thumbnails import ThumbnailCache
from inlay.ui.widgets.tile_delegate import TileDelegate
from tests.kit.looking import seen


def png(colour: QColor, width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(colour)
    held = QByteArray()
    image.save(QBuffer(held), "PNG")
    return bytes(held.data())


class Tiles(QAbstractListModel):
    def __init__(self, rows: list[dict[int, Any]]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, _parent: Any = None) -> int:
        return len(self.rows)

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.rows[index.row()].get(role)


def test_tiles_stand_side_by_side_with_their_pictures(qtbot: QtBot) -> None:
    green = {RowRole.PNG: ("a", png(QColor(0, 255, 0), 80, 60)), RowRole.LINES: ("one", "two"), RowRole.STRONG: True}
    empty = {RowRole.PNG: None, RowRole.LINES: ("a line that is far too long for so narrow a tile",)}
    view = QListView()
    qtbot.addWidget(view)
    model = Tiles([green, empty])
    view.setModel(model)
    view.setFlow(QListView.Flow.LeftToRight)
    delegate = TileDelegate(QSize(80, 60), 3, ThumbnailCache().get, view)
    view.setItemDelegate(delegate)
    view.resize(300, 160)
    view.show()
    first, second = (view.visualRect(model.index(row, 0)) for row in (0, 1))
    assert first.width() == second.width() == delegate.tile_size(view.font()).width()
    assert second.left() >= first.right()
    pixels = seen(view.viewport())
    greens = (pixels == (0, 255, 0)).all(axis=2)
    assert greens.sum() == 80 * 60
    rows, columns = np.nonzero(greens)
    assert columns.max() < second.left() and rows.max() < first.bottom()


def test_a_picture_keeps_its_shape_and_is_never_enlarged(qtbot: QtBot) -> None:
    view = PictureView(least=QSize(50, 50))
    qtbot.addWidget(view)
    view.resize(200, 100)
    view.show()
    assert view.place().isEmpty()
    image = QImage(1000, 1000, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 0, 0))
    view.show_image(image)
    assert (view.place().x(), view.place().width(), view.place().height()) == (50, 100, 100)
    assert (seen(view) == (255, 0, 0)).all(axis=2).sum() >= 98 * 98
    view.show_image(image.scaled(40, 20))
    assert (view.place().width(), view.place().height()) == (40, 20)
    view.show_image(QImage())
    assert view.place().isEmpty() and view.image().isNull()
