"""The view at 100 %: where it looks, how it is moved, and which of its two images it shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inlay.ui.widgets.true_size_view import TrueSizeView

BOUNDS = QRect(-100, 50, 2000, 1500)


def plain(colour: str, size: QRect) -> QImage:
    image = QImage(size.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(colour))
    return image


@pytest.fixture
def view(qapp: QApplication) -> TrueSizeView:
    """300 x 200, in the middle of a large picture."""
    made = TrueSizeView(lambda: QColor("#101010"), lambda _ratio: QBrush(QColor("#808080")))
    made.resize(300, 200)
    made.show()
    made.look_at(BOUNDS, QPoint(900, 800))
    return made


def test_it_looks_where_it_is_told_and_never_past_the_edge(view: TrueSizeView) -> None:
    assert view.visible() == QRect(750, 700, 300, 200)
    view.look_at(BOUNDS, QPoint(-5000, 9000))
    assert view.visible() == QRect(-100, 1350, 300, 200)
    small = QRect(10, 10, 40, 30)
    view.look_at(small, QPoint(0, 0))
    assert view.visible() == small


def test_it_is_dragged_and_moved_by_keys(view: TrueSizeView) -> None:
    moves: list[QRect] = []
    view.moved.connect(lambda: moves.append(view.visible()))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(view, QPoint(90, 130))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(90, 130))
    assert view.visible() == QRect(760, 670, 300, 200)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.visible() == QRect(824, 670, 300, 200)
    assert len(moves) == 2


def test_images_stand_where_they_belong(view: TrueSizeView) -> None:
    part = QRect(800, 700, 100, 100)
    view.show_part(part, plain("#ff0000", part), plain("#00ff00", part))
    seen = view.grab().toImage()
    assert seen.pixelColor(20, 20) == QColor("#101010")
    assert seen.pixelColor(60, 20) == QColor("#ff0000")
    view.show_before(True)
    assert view.grab().toImage().pixelColor(60, 20) == QColor("#00ff00")
    view.show_part(part, QImage(), plain("#00000000", part))
    assert view.grab().toImage().pixelColor(60, 20) == QColor("#808080"), "what is behind is seen through"
