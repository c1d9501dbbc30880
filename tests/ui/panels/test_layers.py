"""The Layers panel over the real editor: every control does what it says, one undo step each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from inlay.document.document import Document
from inlay.document.edits import add_layer
from inlay.document.layer import Layer
from inlay.editor.editor import Editor
from inlay.imaging.raster import Raster
from inlay.ui.panels.layers import PANEL, LayersPanel
from inlay.ui.widgets.thumbnail_delegate import RowRole
from tests.kit.ui_fixtures import is_in_reading_order, tab_walk, unnamed, without_tooltip

if TYPE_CHECKING:
    from tests.kit.ui_fixtures import Shower

LEFT = Qt.MouseButton.LeftButton


def patch(layer_id: str, x: int) -> Layer:
    """A small green layer."""
    green = np.full((40, 50, 4), (0, 200, 0, 255), np.uint8)
    return Layer(layer_id, f"Patch {layer_id}", Raster.from_array(green, x, 20))


@pytest.fixture
async def panel(opened: Editor, on_screen: Shower) -> LayersPanel:
    """The panel over photo, a, b (top)."""
    opened.edit("Add", lambda document: add_layer(add_layer(document, patch("a", 10)), patch("b", 90)))
    opened.select_layer("b")
    made = PANEL.make(opened)
    assert isinstance(made, LayersPanel)
    on_screen(made)
    return made


def document(panel: LayersPanel) -> Document:
    return panel._editor.session.document


def order(panel: LayersPanel) -> list[str]:
    """Layer ids, bottom first; the photo by its place."""
    return [layer.id if len(layer.id) == 1 else "photo" for layer in document(panel).layers]


def steps(panel: LayersPanel) -> int:
    return len(panel._editor.session.undo.done)


def press(panel: LayersPanel, name: str) -> None:
    QTest.mouseClick(panel.findChild(QToolButton, f"layers.{name}"), LEFT)


def row_of(panel: LayersPanel, layer_id: str) -> QPoint:
    return panel.list.visualRect(panel.model.index_of(layer_id)).center()


async def test_nothing_open_says_what_to_do(editor: Editor, on_screen: Shower) -> None:
    panel = LayersPanel(editor)
    on_screen(panel)
    assert panel.empty.isVisible()
    assert "Open a picture" in panel.empty.text()


async def test_the_list_is_top_first(panel: LayersPanel) -> None:
    names = [panel.model.index(row).data() for row in range(panel.model.rowCount())]
    assert names == ["Patch b", "Patch a", document(panel).layers[0].name]
    assert panel.list.selectedIndexes()[0].data() == "Patch b"


async def test_a_click_chooses_the_layer(panel: LayersPanel) -> None:
    before = steps(panel)
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=row_of(panel, "a"))
    assert panel._editor.active_layer == "a"
    assert steps(panel) == before
    panel._editor.select_layer("b")
    assert panel.list.selectedIndexes()[0].data() == "Patch b"


async def test_the_eye_hides_and_shows(panel: LayersPanel) -> None:
    row = panel.list.visualRect(panel.model.index_of("a"))
    eye = QPoint(row.left() + 14, row.center().y())
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=eye)
    assert not document(panel).layer("a").visible
    assert panel.model.index_of("a").data(RowRole.FAINT)
    assert "hidden" in panel.model.index_of("a").data(Qt.ItemDataRole.AccessibleTextRole)
    assert panel._editor.undo_label == "Hide layer"
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=eye)
    assert document(panel).layer("a").visible
    panel.list.setFocus()
    panel.list.setCurrentIndex(panel.model.index_of("a"))
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    assert not document(panel).layer("a").visible


async def test_one_drag_is_one_undo_step_and_the_next_another(panel: LayersPanel) -> None:
    slider = panel.opacity.slider
    assert slider is not None
    before, middle = steps(panel), slider.rect().center().y()
    for target in (10, slider.width() // 2):
        QTest.mousePress(slider, LEFT, pos=QPoint(slider.width() - 4, middle))
        for x in range(slider.width() - 4, target, -7):
            QTest.mouseMove(slider, QPoint(x, middle))
        QTest.mouseRelease(slider, LEFT, pos=QPoint(target, middle))
    assert steps(panel) == before + 2
    assert 0.3 < document(panel).layer("b").opacity < 0.7
    panel._editor.undo()
    assert document(panel).layer("b").opacity < 0.3
    assert panel.opacity.value() == round(document(panel).layer("b").opacity * 100)
    panel._editor.undo()
    assert document(panel).layer("b").opacity == 1.0
    assert panel.opacity.value() == 100


async def test_a_typed_opacity_is_one_step(panel: LayersPanel) -> None:
    before = steps(panel)
    panel.opacity.box.setFocus()
    panel.opacity.box.selectAll()
    QTest.keyClicks(panel.opacity.box, "40")
    QTest.keyClick(panel.opacity.box, Qt.Key.Key_Return)
    assert document(panel).layer("b").opacity == 0.4
    assert steps(panel) == before + 1
    assert panel.model.index_of("b").data(RowRole.LINES) == ("40 %",)


async def test_the_mode_is_set_and_shown(panel: LayersPanel, qtbot: QtBot) -> None:
    panel.mode.setFocus()
    QTest.keyClicks(panel.mode, "Mul")
    assert panel.mode.currentData() == "multiply"
    panel.mode.activated.emit(panel.mode.currentIndex())  # as the popup does
    assert document(panel).layer("b").mode == "multiply"
    panel._editor.undo()
    assert panel.mode.currentData() == "normal"
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=row_of(panel, "a"))
    assert panel.mode.currentText() == "Normal"


async def test_up_and_down(panel: LayersPanel) -> None:
    assert not panel.buttons["up"].isEnabled()  # it is on top
    press(panel, "down")
    assert order(panel) == ["photo", "b", "a"]
    assert panel.list.selectedIndexes()[0].data() == "Patch b"
    press(panel, "down")
    assert order(panel) == ["b", "photo", "a"]
    assert not panel.buttons["down"].isEnabled()
    press(panel, "up")
    assert order(panel) == ["photo", "b", "a"]
    panel._editor.undo()
    assert order(panel) == ["b", "photo", "a"]


async def test_delete_and_the_last_layer(panel: LayersPanel) -> None:
    press(panel, "delete")
    assert order(panel) == ["photo", "a"]
    assert panel._editor.active_layer in {layer.id for layer in document(panel).layers}
    press(panel, "delete")
    assert order(panel) == ["photo"]
    assert not panel.buttons["delete"].isEnabled()
    assert not panel.buttons["flatten"].isEnabled()
    panel._editor.undo()
    assert order(panel) == ["photo", "a"]


async def test_flatten_keeps_a_version(panel: LayersPanel) -> None:
    count = len(panel._editor.session.versions)
    press(panel, "flatten")
    await panel._editor.settled()
    assert len(document(panel).layers) == 1
    assert panel.model.rowCount() == 1
    assert len(panel._editor.session.versions) == count + 1


async def test_rename_in_place(panel: LayersPanel, qtbot: QtBot) -> None:
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=row_of(panel, "a"))
    QTest.mouseDClick(panel.list.viewport(), LEFT, pos=row_of(panel, "a"))
    field = panel.list.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "<i>Sky</i>")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document(panel).layer("a").name == "<i>Sky</i>")
    panel._editor.undo()
    assert panel.model.index_of("a").data() == "Patch a"


async def test_pictures_of_layers_are_made_in_the_background(panel: LayersPanel) -> None:
    panel.grab()
    await panel._editor.settled()
    row = panel.list.visualRect(panel.model.index_of("a"))
    grab = panel.list.viewport().grab().toImage()
    at = QPoint(row.left() + 4 + 24 + 4 + 24, row.center().y()) * grab.devicePixelRatio()
    assert grab.pixelColor(at) == QColor(0, 200, 0)
    made = panel.model.index_of("a").data(RowRole.PNG)
    panel._editor.set_opacity("a", 0.5)
    assert panel.model.index_of("a").data(RowRole.PNG) == made  # the same pixels, the same picture


async def test_the_model_follows_any_document(panel: LayersPanel) -> None:
    QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    resets: list[int] = []
    panel.model.modelReset.connect(lambda: resets.append(1))
    editor = panel._editor
    editor.move_layer("b", 0)
    editor.delete_layer("a")
    editor.undo()
    editor.undo()
    editor.edit("Many", lambda document: add_layer(add_layer(document, patch("c", 3)), patch("d", 4), above="a"))
    shown = [panel.model.layer(panel.model.index(row)) for row in range(panel.model.rowCount())]
    assert shown == list(reversed(document(panel).layers))
    assert resets == []


async def test_everything_has_a_name_and_a_tooltip(panel: LayersPanel) -> None:
    assert unnamed(panel) == []
    assert without_tooltip(panel) == []


async def test_tab_goes_as_the_eye_does(panel: LayersPanel) -> None:
    stops = tab_walk(panel)
    assert len(stops) >= 5
    assert is_in_reading_order(panel, stops), [stop.objectName() for stop in stops]
