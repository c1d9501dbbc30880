"""The shortcut editor: found by name or by key, changed, taken over, put back; menus, tools and sheet follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPushButton, QToolButton

from inlay.ui.dialogs.settings.keys import KeysPage
from inlay.ui.keymap.current import choose_preset, keys_of
from inlay.ui.main_window import MainWindow
from inlay.ui.widgets.key_button import KeyButton
from tests.kit.window import picture, press, soon
from tests.ui.dialogs.test_settings import choose, settings_dialog

NO, SHIFT, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
async def page(window: MainWindow) -> KeysPage:
    """The page, on the screen."""
    found = settings_dialog(window, "keys").page
    assert isinstance(found, KeysPage)
    return found


def tap(button: KeyButton, key: Qt.Key, held: Qt.KeyboardModifier = NO) -> None:
    """Press the button, and then a key."""
    button.click()
    assert button.is_waiting
    QTest.keyClick(button, key, held)
    assert not button.is_waiting


def shown(page: KeysPage) -> list[str]:
    """The ids of what the list shows."""
    return [name for name, item in page.list._items.items() if not item.isHidden() and not item.parent().isHidden()]


async def test_searching_by_name_and_by_key(page: KeysPage) -> None:
    everything = len(shown(page))
    QTest.keyClicks(page.search, "zoom in")
    assert shown(page) == ["view.in"] and page.found.text() == "2 found", "and a gesture at the pointer"
    assert page.details.title.text() == "View: Zoom in"
    page.search.clear()
    assert len(shown(page)) == everything and page.found.text() == ""
    tap(page.by_key, Key.Key_D, CTRL)
    assert shown(page) == ["select.none"] and page.search.text() == "Ctrl+D"
    tap(page.by_key, Key.Key_B)
    assert shown(page) == ["tool.brush"], "the key, not the letter"
    QTest.keyClicks(page.search, "nothing like this")
    assert shown(page) == [] and page.details.title.text() == "Choose an action to change its keys."


async def test_a_key_is_added_taken_over_and_put_back(window: MainWindow, page: KeysPage) -> None:
    settings = window.editor.settings
    page.list.choose("select.grow")
    tap(page.details.add, Key.Key_F9)
    await soon()
    assert window.actions_by_id["select.grow"].shortcut().toString() == "F9"
    tap(page.details.add, Key.Key_D, CTRL)
    told = page.details.told.text()
    assert told == "Ctrl+D belongs to “Select: None”, which would go without it."
    page.details.leave.click()
    assert keys_of(settings, "select.grow") == ("F9",) and page.details.told.text() == ""
    tap(page.details.add, Key.Key_D, CTRL)
    page.details.take.click()
    await soon()
    assert keys_of(settings, "select.grow") == ("F9", "Ctrl+D")
    assert keys_of(settings, "select.none") == ("Ctrl+Shift+A",)
    assert "Ctrl+Shift+A" in window.actions_by_id["select.none"].toolTip()
    page.details.findChild(QPushButton, "settings.keys.key.0").click()  # type: ignore[union-attr]
    assert keys_of(settings, "select.grow") == ("Ctrl+D",)
    page.details.back.click()
    await soon()
    assert keys_of(settings, "select.grow") == () and keys_of(settings, "select.none") == ("Ctrl+D", "Ctrl+Shift+A")
    assert settings.names("keys.") == []


async def test_keys_that_cannot_be_had_are_explained(page: KeysPage) -> None:
    enter = "Enter alone never starts a fill, since a fill may cost money."
    for name, key, held, why in (
        ("fill.fill", Key.Key_Return, NO, enter),
        ("fill.another", Key.Key_Enter, SHIFT, enter),
        ("edit.undo", Key.Key_Space, NO, "This key belongs to the canvas and the brushes, and can't be changed."),
        ("edit.undo", Key.Key_F, Qt.KeyboardModifier.AltModifier, "Alt+F opens the menu “File”."),
        ("tool.brush", Key.Key_Tab, NO, "Fields and lists need this key, so it can't pick up a tool."),
        ("edit.undo", Key.Key_Z, CTRL, "Ctrl+Z does this already."),
    ):
        page.list.choose(name)
        before = keys_of(page.settings, name)
        tap(page.details.add, key, held)
        assert page.details.told.text() == why and not page.details.take.isVisible()
        assert keys_of(page.settings, name) == before


async def test_waiting_for_a_key_ends_with_esc_and_with_leaving(page: KeysPage) -> None:
    page.list.choose("edit.undo")
    page.details.add.click()
    QTest.keyClick(page.details.add, Key.Key_Shift)
    assert page.details.add.is_waiting, "Shift alone is no key"
    QTest.keyClick(page.details.add, Key.Key_Escape)
    assert not page.details.add.is_waiting and page.isVisible()
    page.details.add.click()
    page.search.setFocus()
    assert not page.details.add.is_waiting
    # Keys that are fixed are listed last.
    group = page.list.topLevelItem(page.list.topLevelItemCount() - 1)
    assert group is not None and group.childCount() > 8
    page.list.setCurrentItem(group.child(0))
    assert not page.details.add.isEnabled()


async def test_a_question_about_a_key_is_gone_with_the_page(page: KeysPage) -> None:
    page.list.choose("edit.undo")
    page.details.offer("Ctrl+D")
    assert page.details.take.isVisible()
    page.hide()
    page.show()
    assert not page.details.take.isVisible() and not page.details.told.text()


async def test_a_preset_changes_tools_menus_and_the_sheet(window: MainWindow, page: KeysPage, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    window.show_keys()
    choose(page.findChild(QComboBox, "settings.preset"), "gimp")
    await soon()
    window.activateWindow()
    window.stage.canvas.setFocus()
    await soon()
    window.editor.tools.choose("hand")
    await press(window, Key.Key_P)
    assert window.editor.tools.tool_id == "brush"
    await press(window, Key.Key_E, SHIFT)
    assert window.editor.tools.tool_id == "eraser"
    assert window.actions_by_id["select.invert"].shortcut().toString() == "Ctrl+I"
    button = window.findChild(QToolButton, "tool.brush")
    assert button is not None and "(P)" in button.toolTip()
    sheet = window.findChild(QDialog, "dialog.keys")
    assert sheet is not None
    assert {"P", "Ctrl+I"} <= {label.text() for label in sheet.findChildren(QLabel)}
    dialog = settings_dialog(window, "interface")
    sheet.findChild(QPushButton, "keys.change").click()  # type: ignore[union-attr]
    assert dialog.page is page
    dialog.reset_page.click()
    await soon()
    assert "(B)" in button.toolTip() and page.preset.currentData() == "inlay"


async def test_a_key_that_lists_need_counts_on_the_canvas_only(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    settings = window.editor.settings
    settings.set("keys.select.all", ["PgUp", "F9"])
    await soon()
    action = window.actions_by_id["select.all"]
    assert [each.toString() for each in action.shortcuts()] == ["F9"] and "PgUp" in action.toolTip()
    canvas = window.stage.canvas
    window.findChild(QToolButton, "tool.brush").setFocus()  # type: ignore[union-attr]
    await press(window, Key.Key_PageUp)
    assert window.editor.session is not None and window.editor.session.document.mask.is_empty
    canvas.setFocus()
    await press(window, Key.Key_PageUp)
    await window.editor.settled()
    assert not window.editor.session.document.mask.is_empty
    settings.set("keys.select.all", ["PgUp"])
    await soon()
    assert action in canvas.actions() and action not in window.actions()
    choose_preset(settings, "inlay")
    settings.forget("keys.select.all")
    await soon()
    assert action in window.actions() and action not in canvas.actions()
