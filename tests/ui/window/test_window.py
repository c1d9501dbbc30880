"""The window as a whole: names, keys, regions, layout, bars."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QToolBar,
    QWidget,
)

from inlay.base.errors import BadInput, Unreachable
from inlay.editor.editor import Editor
from inlay.tools.hold import TAP_SECONDS
from inlay.ui.actions.listing import rows
from inlay.ui.keymap.keys import key_text
from inlay.ui.main_window import MainWindow
from inlay.ui.panels.fill import FillPanel
from inlay.ui.ring import holds, is_seen
from tests.kit.window import hold, names_of, picture, press, soon, until

NO = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QSlider, QDockWidget, QToolBar)
# Parts that Qt makes inside its own widgets.
QT_OWN = ("qt_", "ScrollLeftButton", "ScrollRightButton")


async def opened(window: MainWindow, folder: Path) -> MainWindow:
    """The window with a small picture open and the keyboard on the canvas."""
    await window.files.open(picture(folder))
    await window.editor.settled()
    window.stage.canvas.setFocus()
    await soon()
    return window


def is_inner(widget: QWidget) -> bool:
    """Whether a widget is a part of a control rather than one itself."""
    parent = widget.parentWidget()
    return isinstance(parent, QAbstractSpinBox | QComboBox | QDockWidget) and not isinstance(widget, QDockWidget)


async def test_every_control_has_a_stable_and_an_accessible_name(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    for name in ("settings", "keys", "about"):
        window.show_dialog(name)
    window.show_amount("grow")
    window.show_amount("shrink")
    window.files.ask_export()
    window.tell(BadInput("What", "kept", "next"))
    controls = [
        each
        for each in window.findChildren(QWidget)
        if isinstance(each, CONTROLS) and not each.objectName().startswith(QT_OWN) and not is_inner(each)
    ]
    assert len(controls) > 40
    unnamed = [names_of(each) for each in controls if not each.objectName()]
    unheard = [names_of(each) for each in controls if not each.accessibleName()]
    assert not unnamed
    assert not unheard
    twice = [name for name, count in Counter(each.objectName() for each in controls).items() if count > 1]
    assert not twice


async def test_every_action_has_name_tooltip_and_key(window: MainWindow) -> None:
    for row in rows():
        action = window.actions_by_id[row.id]
        assert action.objectName() == f"action.{row.id}"
        assert action.text()
        if row.keys:
            assert key_text(row.keys[0]) in action.toolTip()
    assert len({row.id for row in rows()}) == len(rows())


async def test_no_key_means_two_things(window: MainWindow) -> None:
    keys = Counter(QKeySequence(key).toString() for row in rows() for key in row.keys)
    keys.update(spec.shortcut for spec in window.editor.tools.specs.values() if spec.shortcut)
    assert [key for key, count in keys.items() if count > 1] == []
    assert all(QKeySequence(key).toString() for row in rows() for key in row.keys)


async def test_letters_are_text_in_a_text_field(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    field = window.findChild(QPlainTextEdit, "history.note") or window.findChild(QLineEdit, "history.note")
    assert field is not None
    field.setEnabled(True)
    field.setFocus()
    await soon()
    assert QApplication.focusWidget() is field
    overlay, tool = window.stage.overlay_is_on, window.editor.tools.tool_id
    for key in (Qt.Key.Key_E, Qt.Key.Key_L, Qt.Key.Key_Q, Qt.Key.Key_Slash, Qt.Key.Key_Comma, Qt.Key.Key_Backspace):
        await press(window, key)
    await soon()
    assert window.editor.tools.tool_id == tool
    assert window.editor.tools.borrowed_id is None
    assert window.stage.overlay_is_on is overlay
    text = field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()
    assert text.lower() == "elq/"


async def test_a_tapped_letter_switches_and_a_held_one_lends(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    await press(window, Qt.Key.Key_E)
    await soon()
    assert window.editor.tools.tool_id == "eraser"
    await hold(window, Qt.Key.Key_B, down=True)
    assert window.editor.tools.borrowed_id == "brush"
    await soon()
    await asyncio.sleep(TAP_SECONDS + 0.1)
    await hold(window, Qt.Key.Key_B, down=False)
    await soon()
    assert (window.editor.tools.tool_id, window.editor.tools.borrowed_id) == ("eraser", None)


async def test_backslash_shows_the_original_while_it_is_held(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    window.editor.select_all()
    await window.editor.settled()
    session = window.editor.session
    assert session is not None and session.shown is session.document
    await hold(window, Qt.Key.Key_Backslash, down=True)
    assert session.shown is session.original.document
    await hold(window, Qt.Key.Key_Backslash, down=False)
    assert session.shown is session.document


async def test_undo_names_what_it_undoes(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    action = window.actions_by_id["edit.undo"]
    assert action.text() == "Undo" and not action.isEnabled()
    await press(window, Qt.Key.Key_A, CTRL)
    await window.editor.settled()
    await until("the name", lambda: action.text() == "Undo Mask all")
    await press(window, Qt.Key.Key_Z, CTRL)
    await until("the redo", lambda: window.actions_by_id["edit.redo"].text() == "Redo Mask all")


async def test_tab_hides_panels_only_from_the_canvas(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    regions = list(window.frame.regions.values())
    shown = [each.isVisible() for each in regions]
    assert any(shown)
    await press(window, Qt.Key.Key_Tab)
    await soon()
    assert not any(each.isVisible() for each in regions)
    assert QApplication.focusWidget() is window.stage.canvas
    await press(window, Qt.Key.Key_Tab)
    await soon()
    assert [each.isVisible() for each in regions] == shown
    window.status.zoom.setFocus()
    await press(window, Qt.Key.Key_Tab)
    await soon()
    assert [each.isVisible() for each in regions] == shown


async def test_f6_goes_round_the_regions_and_back(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    in_front = [each for each in window.frame.regions.values() if is_seen(each)]  # a tab behind is left out
    ring = [window.stage.canvas, *in_front, window.status]

    def where() -> int:
        return next(i for i, region in enumerate(ring) if holds(region, QApplication.focusWidget()))

    there = [where()]
    for _step in range(len(ring)):
        await press(window, Qt.Key.Key_F6)
        await soon()
        there.append(where())
    assert there[0] == there[-1] == 0
    assert sorted(there[:-1]) == list(range(len(ring)))
    await press(window, Qt.Key.Key_F6, SHIFT)
    await soon()
    assert where() == there[-2]


async def test_layout_and_size_are_remembered(window: MainWindow) -> None:
    window.resize(780, 640)  # fits the screen of offscreen runs
    window.frame.regions["history"].hide()
    await soon()
    window.frame.remember()
    again = MainWindow(Editor(window.editor.settings))
    again.show()
    await soon()
    assert again.frame.regions["history"].isHidden()
    assert not again.frame.regions["layers"].isHidden()
    assert again.size() == window.size()
    again.frame.reset()
    assert not again.frame.regions["history"].isHidden()
    await again.end()
    again.deleteLater()
    await soon()


async def test_the_fill_panel_gets_the_room_that_it_needs_and_keeps_it(window: MainWindow) -> None:
    window.resize(900, 780)
    await soon()
    panel = window.frame.regions["fill"].findChild(FillPanel)
    assert panel is not None
    before = panel.height()
    form = panel.form.layout()
    assert form is not None
    form.setContentsMargins(0, 0, 0, 160)
    await until("the room", lambda: panel.height() > before)
    after = panel.height()
    form.setContentsMargins(0, 0, 0, 0)
    await soon()
    assert panel.height() == after


async def test_a_damaged_layout_is_no_layout(window: MainWindow) -> None:
    window.editor.settings.set("window.layout", "no base64!")
    window.editor.settings.set("window.geometry", "AAAA")
    window.frame.restore()
    assert all(not region.isHidden() for region in window.frame.regions.values())


async def test_a_low_screen_has_a_layout_of_its_own(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = window.editor.settings
    window.frame.remember()
    large = settings.get("window.layout", "")
    monkeypatch.setattr("inlay.ui.frame.LOW_SCREEN", 5000)
    window.frame.regions["jobs"].hide()
    window.frame.remember()
    assert large and settings.get("window.layout", "") == large
    assert settings.get("window.layout_low", "") not in ("", large)
    window.frame.regions["jobs"].show()
    window.frame.restore()
    assert window.frame.regions["jobs"].isHidden()


async def test_a_dropped_picture_opens(window: MainWindow, tmp_path: Path) -> None:
    assert window.pages.currentWidget() is window.welcome
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture(tmp_path)))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    drop = QDropEvent(QPointF(300, 300), action, data, button, NO)
    window.dropEvent(drop)
    await until("the picture", lambda: window.editor.session is not None)
    assert drop.isAccepted()
    assert window.pages.currentWidget() is window.stage.canvas
    assert window.windowTitle() == "meadow.png[*] — Inlay"
    assert not window.isWindowModified()
    window.editor.select_all()
    await window.editor.settled()
    assert window.isWindowModified()


async def test_an_error_says_what_was_kept_and_goes_when_told(window: MainWindow, tmp_path: Path) -> None:
    missing = tmp_path / "missing.png"
    window.arriving.open_files([missing])
    await until("the bar", lambda: window.bars.named("error"))
    bar = window.bars.named("error")
    assert bar is not None and "missing.png doesn't exist" in bar.accessibleName()
    assert window.editor.session is None
    close = bar.findChild(QAbstractButton, "bar.error.close")
    assert close is not None
    close.click()
    assert window.bars.named("error") is None


async def test_a_mistake_is_forgotten_when_the_work_goes_on_and_other_trouble_is_not(
    window: MainWindow, tmp_path: Path
) -> None:
    await opened(window, tmp_path)
    window.tell(BadInput("The mask is empty."))
    assert window.bars.named("error")
    window.editor.select_all()
    await window.editor.settled()
    assert window.bars.named("error") is None
    window.tell(Unreachable("Nobody answers."))
    window.editor.select_none()
    await window.editor.settled()
    assert window.bars.named("error")


async def test_an_unexpected_fault_is_one_sentence(window: MainWindow) -> None:
    async def fail() -> None:
        raise ZeroDivisionError("secret detail")

    window.tasks.spawn(fail())
    await until("the bar", lambda: window.bars.named("error"))
    bar = window.bars.named("error")
    assert bar is not None
    assert "Something went wrong inside Inlay." in bar.accessibleName()
    assert "secret detail" not in bar.accessibleName() and "Traceback" not in bar.accessibleName()


async def test_closing_asks_once_and_keeps_the_work(window: MainWindow, tmp_path: Path) -> None:
    asked: list[bool] = []
    window.stop_wanted.connect(lambda: asked.append(True))
    await opened(window, tmp_path)
    window.editor.select_all()
    await window.editor.settled()
    assert not window.close()
    assert window.bars.named("closing") is not None and not asked
    assert not window.close()
    assert asked and not window.closing.discards
    assert window.isVisible()  # whoever runs the loop closes it


async def test_unsaved_work_is_offered_after_closing_and_comes_back(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    window.editor.select_all()
    await window.editor.settled()
    assert window.editor.session is not None
    digest = window.editor.session.document.digest
    await window.files.close()
    assert window.pages.currentWidget() is window.welcome
    bar = window.bars.named("left.1")
    assert bar is not None and "meadow.png" in bar.accessibleName()
    recover = bar.findChild(QAbstractButton, "bar.left.1.recover")
    assert recover is not None
    recover.click()
    await until("the document", lambda: window.editor.session is not None)
    assert window.editor.session.document.digest == digest


async def test_discarded_work_can_be_kept_until_its_message_goes(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    window.editor.select_all()
    await window.editor.settled()
    await window.files.close()

    def click(name: str) -> None:
        found = window.bars.findChild(QAbstractButton, f"bar.left.1.{name}")
        assert found is not None
        found.click()

    click("discard")
    click("keep")
    await window.files.offer_left()
    click("discard")
    click("close")
    await window.tasks.finished()
    await window.files.offer_left()
    assert window.bars.named("left.1") is None


async def test_the_status_bar_tells_what_the_picture_is(window: MainWindow, tmp_path: Path) -> None:
    assert not any(field.isVisible() for field in window.status.fields())
    await opened(window, tmp_path)
    assert window.status.size_label.text() == "240 × 160 px"
    assert window.status.colour.text().startswith("8 bit · ")
    assert window.status.display.text() == "Screen: sRGB"
    window.stage.canvas.zoom_to(2.0)
    assert window.status.zoom.currentText() == "200 %"
    here = QLocale()
    QLocale.setDefault(QLocale("de"))
    window.status.zoom.show_scale(12.0)
    assert window.status.zoom.currentText() == "1200 %", "no group sign that would be read as a decimal one"
    window.status.zoom.show_scale(0.289)
    QLocale.setDefault(here)
    assert window.status.zoom.currentText() == "28,9 %"
    window.status.zoom.setEditText("50")
    line = window.status.zoom.lineEdit()
    assert line is not None
    line.returnPressed.emit()
    assert window.stage.canvas.view_scale == 0.5
    assert QApplication.focusWidget() is window.stage.canvas


async def test_the_overlay_is_switched_and_styled(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    assert window.stage.mask_is_seen
    await press(window, Qt.Key.Key_Q)
    assert not window.stage.mask_is_seen
    await press(window, Qt.Key.Key_Q, SHIFT)
    assert window.stage.mask_is_seen and window.stage.overlay_style == "bw"


async def test_recent_files_are_offered(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    await window.files.close()
    button = window.welcome.findChild(QAbstractButton, "welcome.recent.0")
    assert button is not None and "meadow.png" in button.accessibleName()
    button.click()
    await until("the picture", lambda: window.editor.session is not None)


async def test_on_a_low_screen_layers_stand_behind_the_history(themed: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inlay.ui.frame.LOW_SCREEN", 5000)
    low = MainWindow(Editor())
    low.show()
    await soon()
    regions = low.frame.regions
    assert regions["layers"] in low.tabifiedDockWidgets(regions["history"])  # type: ignore[arg-type]
    assert is_seen(regions["history"]) and is_seen(regions["fill"]) and not is_seen(regions["layers"])
    low.frame.show_region("layers")
    await soon()
    assert is_seen(regions["layers"])
    await low.end()
    low.deleteLater()
    await soon()
