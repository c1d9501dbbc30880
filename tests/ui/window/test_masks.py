"""Masks in the window: how they are shown, the dialogs that change them, the panel, files and the clipboard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document.edits import set_mask
from inlay.editor.editor import Editor
from inlay.imaging.mask import Mask
from inlay.tools.mask_transform import MaskTransformTool
from inlay.tools.transform_geometry import Pose
from inlay.ui.canvas.ink import Ink
from inlay.ui.dialogs.amount import AmountDialog
from inlay.ui.main_window import MainWindow
from inlay.ui.overlay_look import COLOURS, RED, STYLES
from inlay.ui.panels.mask_look import MaskLookPopup
from inlay.ui.panels.saved_masks import SavedMasksPanel
from tests.kit.ui_fixtures import unnamed, without_tooltip
from tests.kit.window import hold, outside, picture, press, soon, until

PATCH = Rect(40, 40, 90, 60)
CANVAS = Rect(0, 0, 240, 160)
LEFT, NO = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
)  # fmt: skip


@pytest.fixture
async def masked(window: MainWindow, tmp_path: Path) -> MainWindow:
    """The window with a picture and a masked box."""
    await window.files.open(picture(tmp_path))
    window.editor.edit("Paint", lambda document: set_mask(document, Mask.rectangle(PATCH)))
    await window.editor.settled()
    window.stage.canvas.setFocus()
    await soon()
    return window


def mask(window: MainWindow) -> Mask:
    session = window.editor.session
    assert session is not None
    return session.document.mask


def ink(window: MainWindow) -> Ink:
    return window.stage.canvas.scene.ink


def panel_of(window: MainWindow) -> SavedMasksPanel:
    found = window.findChild(SavedMasksPanel)
    assert found is not None
    return found


# How it is shown


async def test_shift_q_goes_round_the_styles_and_q_switches(masked: MainWindow) -> None:
    stage = masked.stage
    shown = []
    for _ in STYLES:
        await press(masked, Qt.Key.Key_Q, SHIFT)
        shown.append((stage.overlay_style, ink(masked).style))
    assert shown == [("bw", "bw"), ("outline", "outline"), ("ants", "ants"), ("none", "off"), ("red", "red")]
    stage.set_overlay_style("none")
    assert not stage.mask_is_seen
    await press(masked, Qt.Key.Key_Q)  # who asks to see it, sees it
    assert stage.mask_is_seen and ink(masked).style == "red"
    await press(masked, Qt.Key.Key_Q)
    assert not stage.mask_is_seen and ink(masked).style == "off"


async def test_style_colour_and_opacity_are_chosen_in_a_popup_and_remembered(masked: MainWindow) -> None:
    button = masked.findChild(QToolButton, "options.mask_look")
    assert button is not None
    await outside(lambda: QTest.mouseClick(button, LEFT))
    popup = masked.findChild(MaskLookPopup)
    assert popup is not None and popup.isVisible()
    assert not unnamed(popup) and not without_tooltip(popup)
    fields = popup.fields
    assert fields.style_box.currentData() == "red" and fields.swatches.checkedId() == COLOURS.index(RED)
    await outside(lambda: QTest.mouseClick(fields.swatches.button(4), LEFT))
    assert ink(masked).colour == (0, 200, 255)
    fields.opacity.changed.emit(80.0)
    assert ink(masked).strength == 0.8
    fields.style_box.activated.emit(fields.style_box.findData("ants"))
    assert ink(masked).style == "ants" and not fields.opacity.isEnabled()
    popup.close()
    kept = masked.editor.settings
    assert (kept.get("view.overlay", ""), kept.get("view.mask_colour", ""), kept.get("view.mask_opacity", 0.0)) == (
        "ants", COLOURS[4], 0.8
    )  # fmt: skip
    second = MainWindow(Editor(kept))
    try:
        assert second.stage.overlay_style == "ants" and ink(second).colour == (0, 200, 255)
    finally:
        second.closing.discards = True
        await second.end()
        second.deleteLater()
        await soon()


async def test_what_the_settings_say_wrongly_does_no_harm(masked: MainWindow) -> None:
    for name, value in (("overlay", "plaid"), ("mask_colour", "red"), ("mask_opacity", 7.0)):
        masked.editor.settings.set(f"view.{name}", value)
        assert ink(masked).style == "red" and ink(masked).colour == (255, 26, 31) and ink(masked).strength in (0.5, 1.0)


# The dialogs


async def test_the_feather_dialog_shows_what_it_would_do_and_does_it(masked: MainWindow) -> None:
    await press(masked, Qt.Key.Key_F, CTRL | ALT)
    dialog = masked.findChild(AmountDialog, "dialog.feather")
    assert dialog is not None and dialog.isVisible() and not unnamed(dialog) and not without_tooltip(dialog)
    dialog.amount.setValue(6.5)
    tools = masked.editor.tools
    await until("the preview", lambda: tools.mask_preview is not None)
    preview = tools.mask_preview
    assert preview is not None
    wanted = preview.at(0, CANVAS)
    dialog.apply()
    await until("the step", lambda: masked.editor.undo_label == "Feather mask by 6.5 px")
    assert np.array_equal(mask(masked).region(CANVAS), wanted)
    await until("the end of the preview", lambda: tools.mask_preview is None)
    dialog.amount.setValue(2)
    await until("the next preview", lambda: tools.mask_preview is not None)
    dialog.hide()
    assert tools.mask_preview is None
    masked.editor.undo()
    assert mask(masked).bounds(CANVAS) == PATCH


async def test_a_number_too_small_is_the_least_there_is(masked: MainWindow) -> None:
    masked.show_amount("feather")
    dialog = masked.findChild(AmountDialog, "dialog.feather")
    assert dialog is not None
    line = dialog.amount.lineEdit()
    line.setText("0 px")
    dialog.amount.interpretText()
    assert dialog.amount.value() == 0.2
    dialog.hide()


async def test_without_a_mask_the_dialogs_say_so(masked: MainWindow) -> None:
    masked.editor.select_none()
    await masked.editor.settled()
    step, said = masked.editor.undo_label, list[str]()
    masked.editor.message.connect(said.append)
    masked.show_amount("grow")
    dialog = masked.findChild(AmountDialog, "dialog.grow")
    assert dialog is not None
    dialog.apply()
    await masked.editor.settled()
    assert masked.editor.undo_label == step and "empty" in said[-1]
    dialog.hide()


async def test_a_border_lies_on_the_side_that_is_chosen(masked: MainWindow) -> None:
    masked.show_amount("border")
    dialog = masked.findChild(AmountDialog, "dialog.border")
    assert dialog is not None and dialog.side is not None
    dialog.side.setCurrentIndex(dialog.side.findData("outside"))
    dialog.amount.setValue(5)
    dialog.apply()
    await masked.editor.settled()
    assert mask(masked).bounds(CANVAS) == PATCH.grow(5) and mask(masked).is_empty_in(PATCH)
    dialog.hide()


# The panel


async def test_a_mask_is_saved_named_and_loaded(masked: MainWindow) -> None:
    panel = panel_of(masked)
    await press(masked, Qt.Key.Key_M, CTRL | ALT)
    field = panel.list.findChild(QLineEdit)
    assert field is not None and panel.isVisible() and field.text() == "Mask 1"
    await until("the thumbnail", lambda: panel._thumbnails.get(masked.editor.saved_masks[0]) is not None)
    assert field.selectedText() == "Mask 1"  # still ready to be typed over
    await outside(lambda: (QTest.keyClicks(field, "Roof"), QTest.keyClick(field, Qt.Key.Key_Return)))
    assert [each.name for each in masked.editor.saved_masks] == ["Roof"]
    masked.editor.select_none()
    await masked.editor.settled()
    place = panel.list.visualRect(panel.model.index(0)).center()
    await outside(lambda: QTest.mouseClick(panel.list.viewport(), LEFT, CTRL, place))
    await masked.editor.settled()
    assert mask(masked).bounds(CANVAS) == PATCH and masked.editor.undo_label == "Load mask"


async def test_clicks_and_buttons_combine(masked: MainWindow) -> None:
    panel, editor = panel_of(masked), masked.editor
    masked.frame.show_region("masks")
    editor.save_mask()
    other = Mask.rectangle(Rect(100, 40, 80, 60))

    async def combined(act: Callable[[], object]) -> Rect | None:
        editor.edit("Other", lambda document: set_mask(document, other))
        await editor.settled()
        await outside(act)
        await editor.settled()
        return mask(masked).bounds(CANVAS)

    for held, op, bounds in (
        (CTRL | SHIFT, "add", Rect(40, 40, 140, 60)),
        (CTRL | ALT, "subtract", Rect(130, 40, 50, 60)),
        (CTRL | SHIFT | ALT, "intersect", Rect(100, 40, 30, 60)),
    ):
        place, view = panel.list.visualRect(panel.model.index(0)).center(), panel.list.viewport()
        assert await combined(partial(QTest.mouseClick, view, LEFT, held, place)) == bounds
        assert await combined(partial(QTest.mouseClick, panel.loads[op], LEFT)) == bounds  # type: ignore[index]


async def test_the_panels_keys_and_menu(masked: MainWindow) -> None:
    panel, editor = panel_of(masked), masked.editor
    masked.frame.show_region("masks")
    editor.save_mask("First")
    editor.save_mask("Second")
    await editor.settled()
    assert not unnamed(panel) and not without_tooltip(panel)
    panel.list.setFocus()
    panel.list.setCurrentIndex(panel.model.index(0))
    await press(masked, Qt.Key.Key_Return, SHIFT)
    await editor.settled()
    assert mask(masked).bounds(CANVAS) == PATCH
    await press(masked, Qt.Key.Key_Delete)
    assert [each.name for each in editor.saved_masks] == ["Second"] and not mask(masked).is_empty
    editor.undo()
    assert [each.name for each in editor.saved_masks] == ["First", "Second"]
    panel.list.setCurrentIndex(panel.model.index(1))
    await outside(lambda: QTest.mouseClick(panel.duplicate, LEFT))
    assert [each.name for each in editor.saved_masks] == ["First", "Second", "Second copy"]
    await outside(lambda: QTest.mouseClick(panel.more, LEFT))
    menu = panel.findChild(QMenu, "masks.menu")
    assert menu is not None and len([each for each in menu.actions() if not each.isSeparator()]) == 12
    assert all(each.objectName() for each in menu.actions())
    menu.close()
    await outside(lambda: QTest.mouseClick(panel.delete, LEFT))
    assert len(editor.saved_masks) == 2


# Files


async def test_another_size_is_placed_or_scaled_as_the_person_says(masked: MainWindow, tmp_path: Path) -> None:
    small = tmp_path / "small.png"
    Image.fromarray(np.full((80, 120), 255, np.uint8)).save(small)
    await masked.masks.import_from(small)
    bar = masked.bars.named("mask.import")
    assert bar is not None and mask(masked).bounds(CANVAS) == PATCH
    scale = bar.findChild(QWidget, "bar.mask.import.scaled")
    assert scale is not None
    await outside(scale.click)  # type: ignore[attr-defined]
    await until("the mask", lambda: mask(masked).bounds(CANVAS) == CANVAS)
    assert masked.bars.named("mask.import") is None


async def test_what_was_taken_of_a_picture_can_be_another_thing(masked: MainWindow, tmp_path: Path) -> None:
    rgba = np.zeros((160, 240, 4), np.uint8)
    rgba[..., 3] = 255
    rgba[10:20, 10:30, 3] = 0
    rgba[50:60, 70:90, :3] = 255
    Image.fromarray(rgba).save(tmp_path / "cut.png")
    await masked.masks.import_from(tmp_path / "cut.png")
    assert mask(masked).bounds(CANVAS) == Rect(10, 10, 20, 10)
    bar = masked.bars.named("mask.import")
    other = bar.findChild(QWidget, "bar.mask.import.other") if bar is not None else None
    assert other is not None
    await outside(other.click)  # type: ignore[attr-defined]
    await until("the other mask", lambda: mask(masked).bounds(CANVAS) == Rect(70, 50, 20, 10))


async def test_all_saved_masks_are_written_and_nothing_is_replaced_unasked(masked: MainWindow, tmp_path: Path) -> None:
    masked.editor.save_mask("Roof")
    (tmp_path / "Roof.png").write_bytes(b"mine")
    await masked.masks._export_all(tmp_path)
    bar = masked.bars.named("mask.export")
    replace = bar.findChild(QWidget, "bar.mask.export.replace") if bar is not None else None
    assert replace is not None and (tmp_path / "Roof.png").read_bytes() == b"mine"
    await outside(replace.click)  # type: ignore[attr-defined]
    await until("the file", lambda: (tmp_path / "Roof.png").read_bytes() != b"mine")


# The clipboard


async def test_a_mask_goes_over_the_clipboard_as_a_picture_and_back(masked: MainWindow) -> None:
    await press(masked, Qt.Key.Key_C, CTRL | ALT)
    clipboard = QGuiApplication.clipboard()
    await until("the copy", lambda: clipboard.mimeData().hasFormat("image/png"))
    png = QImage.fromData(clipboard.mimeData().data("image/png"))
    assert png.isGrayscale() and (png.width(), png.height()) == (240, 160)
    masked.editor.select_none()
    await press(masked, Qt.Key.Key_V, CTRL | ALT)
    await until("the mask", lambda: mask(masked).bounds(CANVAS) == PATCH)
    white = QImage(50, 30, QImage.Format.Format_Grayscale8)
    white.fill(255)
    clipboard.setImage(white)  # from another program
    await masked.masks.paste("subtract")
    assert mask(masked).is_empty_in(Rect(0, 0, 50, 30)) and "50 × 30 px" in masked.status.message.text()
    clipboard.clear()
    with pytest.raises(BadInput, match="no mask on the clipboard"):
        await masked.masks.paste()


# The transform


async def test_the_transform_is_shown_and_applied(masked: MainWindow) -> None:
    await press(masked, Qt.Key.Key_T, CTRL)
    tool = masked.editor.tools.active
    assert isinstance(tool, MaskTransformTool)
    await until("the box", lambda: tool.about is not None)
    masked.stage.canvas.setFocus()
    canvas = masked.stage.canvas
    at = canvas.view.to_screen(85, 70)
    start = QPoint(round(at.x), round(at.y))
    await outside(lambda: QTest.mousePress(canvas, LEFT, NO, start))
    await outside(lambda: QTest.mouseMove(canvas, start + QPoint(12, 9)))
    await outside(lambda: QTest.mouseRelease(canvas, LEFT, NO, start + QPoint(12, 9)))
    assert tool.is_changed
    before = masked.editor.undo_label
    masked.editor.undo()
    assert not tool.is_changed and masked.editor.undo_label == before, "undo takes back what isn't applied, first"
    tool.set_pose(Pose(PATCH.x + 12, PATCH.y + 9, PATCH.w, PATCH.h, 0))
    apply = masked.findChild(QWidget, "transform.apply")
    assert apply is not None and apply.isEnabled()
    await hold(masked, Qt.Key.Key_Return, down=True)
    await hold(masked, Qt.Key.Key_Return, down=False)
    await until("the step", lambda: masked.editor.undo_label == "Transform mask")
    await until("the new box", lambda: tool.about is not None and not tool.is_changed)
    bounds = mask(masked).bounds(CANVAS)
    assert bounds is not None and bounds != PATCH and (bounds.w, bounds.h) == (PATCH.w, PATCH.h)
    assert not apply.isEnabled()
    await asyncio.sleep(0)
