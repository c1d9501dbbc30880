"""The Layers panel with several layers chosen, with masks and locks, and rows moved by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionViewItem

from inlay.base.geometry import Rect
from inlay.document.edits import add_layer, set_mask
from inlay.editor.editor import Editor
from inlay.imaging.blend import GROUPS
from inlay.imaging.mask import Mask
from inlay.ui.panels.layers import LayersPanel
from inlay.ui.panels.layers_model import LayerRole
from tests.ui.panels.test_layers import document, order, panel, patch, press, row_of, steps

if TYPE_CHECKING:
    from tests.kit.ui_fixtures import Shower

__all__ = ["panel"]
LEFT = Qt.MouseButton.LeftButton
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
async def three(panel: LayersPanel) -> LayersPanel:
    """photo, a, b, c (top); c is chosen."""
    panel._editor.edit("Add", lambda now: add_layer(now, patch("c", 160)))
    panel._editor.select_layer("c")
    panel.grab()
    return panel


def click(panel: LayersPanel, layer_id: str, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(panel.list.viewport(), LEFT, held, row_of(panel, layer_id))


def part(panel: LayersPanel, layer_id: str, which: str) -> QPoint:
    """The middle of the mask or lock of a row."""
    index = panel.model.index_of(layer_id)
    option = QStyleOptionViewItem()
    panel.list.initViewItemOption(option)
    option.rect = panel.list.visualRect(index)
    delegate = panel.list._delegate
    room: QRect = delegate.mask_place(option, index) if which == "mask" else delegate.lock_place(option)
    return room.center()


def drag(panel: LayersPanel, layer_id: str, to: QPoint, give_up: bool = False) -> None:
    viewport = panel.list.viewport()
    start = row_of(panel, layer_id)
    QTest.mousePress(viewport, LEFT, NONE, start)
    for share in (0.2, 0.6, 1.0):
        QTest.mouseMove(viewport, start + (to - start) * share)
    if give_up:
        QTest.keyClick(panel.list, Qt.Key.Key_Escape)
    QTest.mouseRelease(viewport, LEFT, NONE, to)


def edge(panel: LayersPanel, layer_id: str, below: bool) -> QPoint:
    rect = panel.list.visualRect(panel.model.index_of(layer_id))
    return QPoint(rect.center().x(), rect.bottom() - 2 if below else rect.top() + 2)


async def test_ctrl_and_shift_choose_several_and_commands_are_about_all(three: LayersPanel) -> None:
    editor = three._editor
    click(three, "a", CTRL)
    assert editor.selected_layers == ("c", "a") and editor.active_layer == "a"
    click(three, "c")
    click(three, "a", SHIFT)
    assert set(editor.selected_layers) == {"a", "b", "c"} and editor.active_layer == "a"
    click(three, "b", CTRL)
    assert set(editor.selected_layers) == {"a", "c"}
    before = steps(three)
    three.mode.chosen.emit("screen")
    three.opacity.box.setFocus()
    three.opacity.box.selectAll()
    QTest.keyClicks(three.opacity.box, "30")
    QTest.keyClick(three.opacity.box, Qt.Key.Key_Return)
    QTest.keyClick(three.list, Qt.Key.Key_Space)
    looks = {layer.id: (layer.mode, layer.opacity, layer.visible) for layer in document(three).layers[1:]}
    assert looks == {"a": ("screen", 0.3, False), "b": ("normal", 1.0, True), "c": ("screen", 0.3, False)}
    assert steps(three) == before + 3
    QTest.keyClick(three.list, Qt.Key.Key_Delete)
    assert order(three) == ["photo", "b"] and steps(three) == before + 4
    editor.undo()
    assert order(three) == ["photo", "a", "b", "c"]


async def test_duplicates_are_chosen_and_lie_above(three: LayersPanel) -> None:
    three._editor.select_layers(("a", "b"))
    press(three, "duplicate")
    names = [layer.name for layer in document(three).layers[1:]]
    assert names == ["Patch a", "Patch b", "Patch a copy", "Patch b copy", "Patch c"]
    assert [document(three).layer(each).name for each in three._editor.selected_layers] == names[2:4]
    assert three.list.chosen_ids() == three._editor.selected_layers
    assert document(three).layers[3].raster is document(three).layer("a").raster


async def test_up_and_down_move_what_is_chosen_together(three: LayersPanel) -> None:
    three._editor.select_layers(("a", "b"))
    press(three, "up")
    assert order(three) == ["photo", "c", "a", "b"] and not three.buttons["up"].isEnabled()
    press(three, "down")
    press(three, "down")
    assert order(three) == ["a", "b", "photo", "c"] and not three.buttons["down"].isEnabled()


async def test_rows_are_dragged_into_a_gap(three: LayersPanel) -> None:
    before = steps(three)
    drag(three, "c", edge(three, "a", below=True))
    assert order(three) == ["photo", "c", "a", "b"] and steps(three) == before + 1
    assert three._editor.undo_label == "Reorder layers"
    three._editor.select_layers(("a", "b"))
    drag(three, "b", edge(three, "c", below=True))
    assert order(three) == ["photo", "a", "b", "c"]
    assert set(three._editor.selected_layers) == {"a", "b"}  # still in hand
    drag(three, "b", edge(three, "c", below=False))
    assert order(three) == ["photo", "c", "a", "b"]


async def test_a_drag_shows_its_line_and_esc_gives_it_up(three: LayersPanel) -> None:
    before, plain = steps(three), three.list.viewport().grab().toImage()
    drag(three, "c", edge(three, "a", below=True), give_up=True)
    assert order(three) == ["photo", "a", "b", "c"] and steps(three) == before
    assert three.list._drag is None
    QTest.mousePress(three.list.viewport(), LEFT, NONE, row_of(three, "c"))
    QTest.mouseMove(three.list.viewport(), row_of(three, "b"))
    QTest.mouseMove(three.list.viewport(), edge(three, "a", below=True))
    assert three.list.viewport().grab().toImage() != plain
    QTest.mouseRelease(three.list.viewport(), LEFT, NONE, row_of(three, "c"))


async def test_a_lock_is_set_by_its_place_in_the_row_and_refuses(three: LayersPanel) -> None:
    editor = three._editor
    editor.select_layers(("b", "c"))
    QTest.mouseClick(three.list.viewport(), LEFT, NONE, part(three, "c", "lock"))
    assert [layer.locked for layer in document(three).layers] == [False, False, True, True]
    assert not three.mode.isEnabled() and not three.opacity.isEnabled()
    before = document(three)
    for act in (
        lambda: drag(three, "c", edge(three, "a", below=True)),
        lambda: QTest.keyClick(three.list, Qt.Key.Key_Delete),
        lambda: editor.rename_layer("c", "New"),
        lambda: editor.move_layers(("a", "c"), 3, 4),
        lambda: editor.add_layer_mask(from_mask=False),
    ):
        act()
        assert "is locked" in editor.told.pop().what  # type: ignore[attr-defined]
    for merge in (editor.merge_visible, editor.flatten, editor.merge_down):
        merge()
        await editor.settled()
        assert "is locked" in editor.told.pop().what  # type: ignore[attr-defined]
    assert document(three) is before and editor.told == []  # type: ignore[attr-defined]
    QTest.mouseClick(three.list.viewport(), LEFT, NONE, part(three, "c", "lock"))
    assert not any(layer.locked for layer in document(three).layers)


async def test_a_mask_is_added_edited_switched_loaded_and_left(three: LayersPanel) -> None:
    editor, session = three._editor, three._editor.session
    assert session is not None
    part_of_it = Mask.rectangle(Rect(160, 20, 20, 40))
    editor.edit("Paint", lambda now: set_mask(now, part_of_it))
    press(three, "mask")
    needed = three.minimumSizeHint().height()
    assert document(three).layer("c").mask is part_of_it and session.edited_layer is None
    assert not three.buttons["mask"].isEnabled()
    await editor.settled()
    QTest.mouseClick(three.list.viewport(), LEFT, NONE, part(three, "c", "mask"))
    assert session.edited_layer == "c" and three.strip.isVisible() and "Patch c" in three.strip.text.text()
    assert three.minimumSizeHint().height() <= needed + 4, "the strip takes the room of a row"
    assert three.model.index_of("c").data(LayerRole.EDITED)
    editor.select_none()
    await editor.settled()
    assert document(three).layer("c").mask.is_empty and document(three).mask is part_of_it
    editor.undo()
    three.list.setFocus()
    QTest.keyClick(three.list, Qt.Key.Key_Escape)
    assert session.edited_layer is None and not three.strip.isVisible()
    QTest.mouseClick(three.list.viewport(), LEFT, SHIFT, part(three, "c", "mask"))
    assert not document(three).layer("c").mask_on and document(three).layer("c").hiding is None
    QTest.mouseClick(three.list.viewport(), LEFT, SHIFT, part(three, "c", "mask"))
    editor.edit("Clear", lambda now: set_mask(now, Mask.empty()))
    QTest.mouseClick(three.list.viewport(), LEFT, CTRL, part(three, "c", "mask"))
    assert document(three).mask is document(three).layer("c").mask


async def test_another_layer_ends_the_editing_of_a_mask(three: LayersPanel) -> None:
    editor, session = three._editor, three._editor.session
    assert session is not None
    press(three, "mask")
    assert session.edited_layer == "c"  # nothing was masked, so the new mask shows all and wants to be painted on
    assert document(three).layer("c").mask.outside == 255
    click(three, "a")
    assert session.mask_target is None
    editor.edit_layer_mask("c")
    three.strip.done.click()
    assert session.mask_target is None
    editor.edit_layer_mask("c")
    editor.delete_layer("c")
    assert session.edited_layer is None and not three.strip.isVisible()


async def test_the_picture_of_a_mask_shows_what_it_shows(three: LayersPanel) -> None:
    editor = three._editor
    half = Mask.rectangle(Rect(0, 0, 185, 600))  # the left half of c
    editor.edit("Mask", lambda now: replace(now, layers=(*now.layers[:-1], replace(now.layers[-1], mask=half))))
    await editor.settled()
    three.list.clearSelection()
    image = three.list.viewport().grab().toImage()
    middle = part(three, "c", "mask")
    ratio = image.devicePixelRatio()
    sides = [image.pixelColor(QPoint(middle.x() + by, middle.y()) * ratio).value() for by in (-8, 8)]
    assert sides == [255, 0]


async def test_merging_by_the_button(three: LayersPanel) -> None:
    editor = three._editor
    press(three, "merge")
    await editor.settled()
    assert len(document(three).layers) == 3 and document(three).layers[-1].name == "Patch b"
    editor.select_all_layers()
    press(three, "merge")
    await editor.settled()
    assert len(document(three).layers) == 1 and three.buttons["merge"].isEnabled() is False
    editor.undo()
    editor.undo()
    assert order(three) == ["photo", "a", "b", "c"]


async def test_modes_stand_in_their_groups(editor: Editor, on_screen: Shower) -> None:
    panel = LayersPanel(editor)
    on_screen(panel)
    shown = [panel.mode.itemData(index) for index in range(panel.mode.count())]
    groups = [tuple(part) for part in _split(shown)]
    assert tuple(groups) == GROUPS
    assert all(panel.mode.itemText(panel.mode.findData(mode)) for group in GROUPS for mode in group)


def _split(items: list[str | None]) -> list[list[str]]:
    out: list[list[str]] = [[]]
    for item in items:
        if item is None:
            out.append([])
        else:
            out[-1].append(item)
    return out
