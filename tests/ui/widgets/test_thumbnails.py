"""Thumbnails and the rows that show them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from inlay.ui.widgets.thumbnail_delegate import RowPlaces, RowRole, ThumbnailDelegate
from inlay.ui.widgets.thumbnails import ThumbnailCache

ROOM = QSize(48, 36)


def png(width: int, height: int, colour: str = "#406080") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def test_a_picture_is_decoded_once_and_fitted(qtbot: QtBot) -> None:
    cache = ThumbnailCache()
    data = png(192, 96)
    first = cache.get("a", data, ROOM, 2.0)
    assert (first.width(), first.height(), first.devicePixelRatio()) == (96, 48, 2.0)
    assert cache.get("a", data, ROOM, 2.0) is first
    assert cache.decoded == 1
    assert cache.get("a", data, ROOM, 1.0).width() == 48
    assert cache.decoded == 2


def test_old_pictures_are_forgotten(qtbot: QtBot) -> None:
    cache = ThumbnailCache(limit=3)
    for name in "abc":
        cache.get(name, png(10, 10), ROOM, 1.0)
    cache.get("a", b"", ROOM, 1.0)  # used again, so "b" is the oldest now
    cache.get("d", png(10, 10), ROOM, 1.0)
    assert cache.decoded == 4
    cache.get("a", png(10, 10), ROOM, 1.0)
    assert cache.decoded == 4
    cache.get("b", png(10, 10), ROOM, 1.0)
    assert cache.decoded == 5


def test_damage_is_an_empty_picture(qtbot: QtBot) -> None:
    assert ThumbnailCache().get("a", b"not a picture", ROOM, 1.0).isNull()


@pytest.fixture
def view(qtbot: QtBot) -> QListView:
    """Two rows with everything in them."""
    made = QListView()
    qtbot.addWidget(made)
    model = QStandardItemModel(made)
    for name in ("One", "Two"):
        item = QStandardItem(name)
        item.setData(("k" + name, png(64, 64)), RowRole.PNG)
        item.setData(("quiet line",), RowRole.LINES)
        item.setCheckable(True)
        item.setCheckState(Qt.CheckState.Checked)
        model.appendRow(item)
    icons = tuple(QIcon(_square(colour)) for colour in ("#ffffff", "#ff0000"))
    made.setModel(model)
    made.setItemDelegate(ThumbnailDelegate(ROOM, 1, ThumbnailCache().get, (icons[0], icons[1]), made))
    made.resize(260, 140)
    made.show()
    return made


def _square(colour: str) -> QPixmap:
    pixmap = QPixmap(16, 16)
    pixmap.fill(QColor(colour))
    return pixmap


def places(view: QListView, row: int) -> RowPlaces:
    index = view.model().index(row, 0)
    option = QStyleOptionViewItem()
    option.rect = view.visualRect(index)
    option.font = view.font()
    delegate = view.itemDelegate()
    assert isinstance(delegate, ThumbnailDelegate)
    return delegate.places(option, index)


def test_the_parts_of_a_row_dont_overlap(view: QListView) -> None:
    row = view.visualRect(view.model().index(0, 0))
    found = places(view, 0)
    parts = [found.switch, found.picture, found.title, *found.lines]
    for number, part in enumerate(parts):
        assert row.contains(part)
        for other in parts[number + 1 :]:
            assert not part.intersects(other)


def test_picture_and_switch_are_painted(view: QListView) -> None:
    grab = view.viewport().grab().toImage()
    found = places(view, 0)
    scale = grab.devicePixelRatio()
    assert grab.pixelColor(found.picture.center() * scale) == QColor("#406080")
    assert grab.pixelColor(found.switch.center() * scale) == QColor("#ffffff")
    view.model().setData(view.model().index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert view.viewport().grab().toImage().pixelColor(found.switch.center() * scale) == QColor("#ff0000")


def test_a_press_on_the_switch_turns_it_once(view: QListView) -> None:
    index = view.model().index(1, 0)
    where = places(view, 1).switch.center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=places(view, 1).title.center())
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    view.setCurrentIndex(index)
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked


def test_the_title_is_edited_over_the_title(view: QListView, qtbot: QtBot) -> None:
    index = view.model().index(0, 0)
    view.setCurrentIndex(index)
    view.edit(index)
    field = view.findChild(QLineEdit)
    assert field is not None
    assert field.geometry().intersects(places(view, 0).title)
    assert not field.geometry().intersects(places(view, 0).picture)
    assert field.accessibleName() == "One"
    QTest.keyClicks(field, "New name")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: index.data() == "New name")


def test_rows_are_tall_enough_for_picture_and_text(view: QListView) -> None:
    rect = view.visualRect(view.model().index(0, 0))
    assert rect.height() >= ROOM.height()
    assert QRect(QPoint(0, 0), view.viewport().size()).contains(rect)
