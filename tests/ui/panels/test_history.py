"""The History panel over the real editor: looking, going back, naming, marking, noting, keeping."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from inlay.base.errors import InlayError
from inlay.base.geometry import Rect
from inlay.editor.editor import Editor
from inlay.ui.panels.history import PANEL, HistoryPanel
from tests.kit.ui_fixtures import (
    add_version,
    fill_record,
    is_in_reading_order,
    paint,
    tab_walk,
    unnamed,
    without_tooltip,
    write_picture,
)

if TYPE_CHECKING:
    from tests.kit.ui_fixtures import Shower

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
async def panel(opened: Editor, on_screen: Shower) -> HistoryPanel:
    """The panel over a history: the picture, a fill, a branch."""
    root = opened.session.current_version
    await paint(opened)
    await add_version(opened, "Fill 1", fill=fill_record())
    await paint(opened, Rect(0, 0, 50, 50))
    await add_version(opened, "Other", parent=root)
    made = PANEL.make(opened)
    assert isinstance(made, HistoryPanel)
    on_screen(made)
    return made


def index(panel: HistoryPanel, label: str) -> QModelIndex:
    """The row of that name."""
    for version in panel._editor.session.versions.values():
        if version.label == label:
            return panel.model.index_of(version.id)
    raise AssertionError(label)


def click(panel: HistoryPanel, label: str, double: bool = False) -> None:
    """Click on a row's text, as a hand does: a double click is a click first."""
    at = panel.tree.visualRect(index(panel, label)).center()
    QTest.mouseClick(panel.tree.viewport(), LEFT, pos=at)
    if double:
        QTest.mouseDClick(panel.tree.viewport(), LEFT, pos=at)


def version_id(panel: HistoryPanel, label: str) -> str:
    found = panel.model.version(index(panel, label))
    assert found is not None
    return found.id


async def test_nothing_open_says_what_to_do(editor: Editor, on_screen: Shower) -> None:
    panel = HistoryPanel(editor)
    on_screen(panel)
    assert "Open a picture" in panel.empty.text()
    assert panel.empty.isVisible()
    assert not panel.tree.isVisible()


async def test_a_click_previews_and_esc_ends_it(panel: HistoryPanel) -> None:
    session = panel._editor.session
    click(panel, "Fill 1")
    assert session.previewed == version_id(panel, "Fill 1")
    assert session.shown is session.versions[session.previewed].document
    assert session.document is not session.shown
    assert "0 of 1,994,240 unmasked pixels changed" in panel.details.facts.text()
    assert "seed 7" in panel.details.facts.text()
    QTest.keyClick(panel.tree, Qt.Key.Key_Escape)
    assert session.previewed is None
    assert session.shown is session.document
    assert panel.tree.chosen_version() is None


async def test_a_click_beside_the_rows_ends_the_preview(panel: HistoryPanel) -> None:
    click(panel, "Fill 1")
    below = QPoint(20, panel.tree.viewport().height() - 3)
    assert not panel.tree.indexAt(below).isValid()
    QTest.mouseClick(panel.tree.viewport(), LEFT, pos=below)
    assert panel._editor.session.previewed is None


async def test_leaving_the_panel_ends_the_preview(opened: Editor, on_screen: Shower, qtbot: QtBot) -> None:
    window = QWidget()
    panel = HistoryPanel(opened)
    canvas = QPushButton("canvas")
    column = QVBoxLayout(window)
    column.addWidget(panel)
    column.addWidget(canvas)
    on_screen(window)
    root = opened.session.current_version
    await add_version(opened, "Kept")
    panel.tree.setFocus()
    panel.tree.setCurrentIndex(panel.model.index_of(root))
    assert opened.session.previewed == root
    panel.details.note.setFocus()  # still inside
    assert opened.session.previewed == root
    canvas.setFocus()
    assert opened.session.previewed is None
    assert panel.tree.chosen_version() is None


async def test_an_edit_ends_the_preview(panel: HistoryPanel) -> None:
    click(panel, "Fill 1")
    await paint(panel._editor, Rect(5, 5, 20, 20))
    assert panel._editor.session.previewed is None
    assert panel.tree.chosen_version() is None
    assert not panel.details.restore.isEnabled()


@pytest.mark.parametrize("how", ["double click", "enter", "button"])
async def test_going_back_is_undoable(panel: HistoryPanel, how: str) -> None:
    editor = panel._editor
    session = editor.session
    before = session.document
    target = session.versions[version_id(panel, "Fill 1")]
    click(panel, "Fill 1", double=how == "double click")
    if how == "enter":
        QTest.keyClick(panel.tree, Qt.Key.Key_Return)
    if how == "button":
        QTest.mouseClick(panel.findChild(QPushButton, "history.restore"), LEFT)
    await editor.settled()
    assert session.document is target.document
    assert session.current_version == target.id
    assert session.previewed is None
    editor.undo()
    await editor.settled()
    assert session.document is before


async def test_work_after_going_back_is_a_branch(panel: HistoryPanel) -> None:
    click(panel, "Fill 1", double=True)
    await panel._editor.settled()
    await add_version(panel._editor, "After it")
    assert index(panel, "After it").parent() == index(panel, "Fill 1").parent()
    click(panel, "Fill 1", double=True)
    await panel._editor.settled()
    await add_version(panel._editor, "Beside that")
    assert index(panel, "Beside that").parent() == index(panel, "Fill 1")
    assert panel.tree.isExpanded(index(panel, "Fill 1"))


async def test_f2_renames_in_place(panel: HistoryPanel, qtbot: QtBot) -> None:
    click(panel, "Fill 1")
    wanted = version_id(panel, "Fill 1")
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier)
    override.ignore()
    QCoreApplication.sendEvent(panel.tree, override)
    assert override.isAccepted()  # in the window, F2 renames the layer
    QTest.keyClick(panel.tree, Qt.Key.Key_F2)
    field = panel.tree.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "Without <b>poles</b>")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel._editor.session.versions[wanted].label == "Without <b>poles</b>")
    await panel._editor.settled()
    assert panel._editor.session.previewed == wanted


async def test_f2_after_a_double_click_renames_the_version_that_was_restored(panel: HistoryPanel, qtbot: QtBot) -> None:
    click(panel, "Fill 1", double=True)
    await panel._editor.settled()
    wanted = version_id(panel, "Fill 1")
    assert panel.tree.chosen_version() is None
    panel.tree.setFocus()
    QTest.keyClick(panel.tree, Qt.Key.Key_F2)
    field = panel.tree.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "Good")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel._editor.session.versions[wanted].label == "Good")


async def test_a_star_and_a_note_stay(panel: HistoryPanel) -> None:
    session = panel._editor.session
    wanted = version_id(panel, "Fill 1")
    click(panel, "Fill 1")
    star = panel.findChild(QToolButton, "history.star")
    QTest.mouseClick(star, LEFT)
    assert session.versions[wanted].starred
    assert star.isChecked()
    QTest.mouseClick(star, LEFT)
    assert not session.versions[wanted].starred
    panel.details.note.setFocus()
    QTest.keyClicks(panel.details.note, "for the client")
    assert session.versions[wanted].note == ""
    click(panel, "Other")
    assert session.versions[wanted].note == "for the client"
    assert panel.details.note.toPlainText() == ""
    click(panel, "Fill 1")
    assert panel.details.note.toPlainText() == "for the client"


async def test_a_note_is_kept_after_a_pause_and_typing_goes_on(panel: HistoryPanel) -> None:
    session = panel._editor.session
    wanted = version_id(panel, "Fill 1")
    click(panel, "Fill 1")
    QTest.keyClicks(panel.details.note, "one")
    panel.details.finish_note()  # what the pause does
    assert session.versions[wanted].note == "one"
    QTest.keyClicks(panel.details.note, " two")
    panel._editor.star_version(wanted, True)  # an update from elsewhere while writing
    assert panel.details.note.toPlainText() == "one two"


async def test_a_note_goes_to_its_own_document_when_another_comes_up(panel: HistoryPanel, tmp_path: Path) -> None:
    session = panel._editor.session
    wanted = version_id(panel, "Fill 1")
    click(panel, "Fill 1")
    QTest.keyClicks(panel.details.note, "one")
    await panel._editor.open(write_picture(tmp_path / "other.png"))
    assert panel._editor.session is not session and panel.details.note.toPlainText() == ""
    assert session.versions[wanted].note == "one"


async def test_keep_version_makes_one(panel: HistoryPanel) -> None:
    count = len(panel._editor.session.versions)
    QTest.mouseClick(panel.findChild(QPushButton, "history.keep"), LEFT)
    await panel._editor.settled()
    assert len(panel._editor.session.versions) == count + 1
    current = panel._editor.session.current_version
    assert panel.model.index_of(current).isValid()


async def test_a_thousand_versions_read_only_what_is_seen(panel: HistoryPanel) -> None:
    """Only the rows on the screen have their pictures decoded, and one more version costs one row."""
    session = panel._editor.session
    last = session.versions[session.current_version]
    for number in range(1000):
        last = replace(last, id=f"many{number}", parent=last.id, label=f"Step {number}")
        session.versions[last.id] = last
    panel._editor.versions_changed.emit()
    panel.grab()
    cache = panel.tree._thumbnails
    assert 0 < cache.decoded < 40
    rows: list[int] = []
    panel.model.rowsInserted.connect(lambda _parent, first, last_row: rows.extend((first, last_row)))
    resets: list[int] = []
    panel.model.modelReset.connect(lambda: resets.append(1))
    await add_version(panel._editor, "One more")
    assert len(rows) == 2
    assert resets == []
    for version in [each for each in session.versions if each.startswith("many")]:
        del session.versions[version]


async def test_another_document_shows_another_history(panel: HistoryPanel, tmp_path: Path) -> None:
    click(panel, "Fill 1")
    await panel._editor.open(write_picture(tmp_path / "second.png"))
    await panel._editor.settled()
    assert panel.model.rowCount() == 1
    assert panel.tree.chosen_version() is None
    await panel._editor.close_session(discard=True)
    assert panel.model.rowCount() == 2  # that of the document that is looked at now
    await panel._editor.close_session(discard=True)
    assert panel.model.rowCount() == 0 or not panel.tree.isVisible()
    assert panel.empty.isVisible()


async def test_a_closed_panel_is_never_called(opened: Editor, on_screen: Shower) -> None:
    before = len(opened.versions_changed._listeners)
    panel = HistoryPanel(opened)
    panel.deleteLater()
    del panel
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    told: list[InlayError] = []
    opened.failed.connect(told.append)
    listeners = len(opened.versions_changed._listeners)
    await add_version(opened, "After")
    await asyncio.sleep(0)
    assert not told
    assert listeners == before


async def test_everything_has_a_name_and_a_tooltip(panel: HistoryPanel) -> None:
    assert unnamed(panel) == []
    assert without_tooltip(panel) == []


async def test_tab_goes_as_the_eye_does(panel: HistoryPanel) -> None:
    click(panel, "Fill 1")
    stops = tab_walk(panel)
    assert len(stops) >= 5
    assert is_in_reading_order(panel, stops), [stop.objectName() for stop in stops]
