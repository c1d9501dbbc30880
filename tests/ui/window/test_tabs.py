"""Several documents in the window: the row of tabs, the keys, drops, the clipboard, and leaving with unsaved work."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QTabBar, QToolButton

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document.edits import set_mask
from inlay.editor.services import keep_own_hosts
from inlay.imaging.mask import Mask
from inlay.ui.dialogs.export import ExportDialog
from inlay.ui.main_window import MainWindow
from inlay.ui.panels.layers_list import LayersList
from tests.kit.window import outside, picture, press, soon, until
from tests.providers.lines import Line, Request, response, serving

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def png(size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (10, 200, 30)).save(out, "PNG")
    return out.getvalue()


def names(window: MainWindow) -> list[str]:
    return [each.name for each in window.editor.sessions]


def paint(window: MainWindow, box: Rect) -> None:
    window.editor.edit("Brush", lambda document: set_mask(document, Mask.rectangle(box)))


async def opened(window: MainWindow, folder: Path, count: int = 3) -> None:
    """Open a.png, b.png, and so on, all at once as from the command line."""
    window.arriving.open_files([picture(folder, f"{letter}.png") for letter in "abcdefgh"[:count]])
    await until("the pictures", lambda: len(window.editor.sessions) == count)
    await window.editor.settled()


def dropped(window: MainWindow, data: QMimeData) -> QDropEvent:
    actions, button = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    drop = QDropEvent(QPointF(300, 300), actions, data, button, Qt.KeyboardModifier(0))
    window.dropEvent(drop)
    return drop


async def test_the_row_is_there_with_two_and_follows(window: MainWindow, tmp_path: Path) -> None:
    row = window.tabs.row
    await opened(window, tmp_path, 1)
    assert not row.isVisible()
    window.arriving.open_files([picture(tmp_path, "b & c.png"), picture(tmp_path, "d.png")])
    await until("three", lambda: len(window.editor.sessions) == 3)
    assert row.isVisible() and row.count() == 3 and row.currentIndex() == 2
    assert row.tabText(1) == "b && c.png" and str(tmp_path / "d.png") in row.tabToolTip(2)
    paint(window, Rect(5, 5, 9, 9))
    assert row.tabText(2) == "d.png •" and row.accessibleTabName(2) == "d.png, not saved"
    assert window.windowTitle() == "d.png[*] — Inlay" and window.isWindowModified()
    row.setCurrentIndex(0)
    assert window.windowTitle() == "a.png[*] — Inlay" and not window.isWindowModified()
    row.moveTab(0, 2)  # as dragging does
    assert names(window) == ["b & c.png", "d.png", "a.png"]
    assert window.editor.session is window.editor.sessions[2] and row.currentIndex() == 2
    button = row.tabButton(0, QTabBar.ButtonPosition.RightSide)
    assert isinstance(button, QToolButton) and button.accessibleName().startswith("Close b & c.png")
    button.click()
    await until("it closes", lambda: len(window.editor.sessions) == 2)
    middle = row.tabRect(0).center()
    await outside(lambda: QTest.mouseClick(row, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier(0), middle))
    await until("it closes", lambda: len(window.editor.sessions) == 1)
    assert not row.isVisible() and window.bars.named("left.1") is not None, "d.png has unsaved work"


async def test_the_keys_go_from_one_document_to_the_next(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    for keys, expected in (((Qt.Key.Key_Tab, CTRL), "a.png"), ((Qt.Key.Key_Backtab, CTRL | SHIFT), "c.png")):
        await press(window, *keys)
        assert window.editor.session is not None and window.editor.session.name == expected
    window.stage.canvas.setFocus()
    stops = set()
    for _turn in range(12):
        await press(window, Qt.Key.Key_F6)
        focus = window.focusWidget()
        stops.add(focus.objectName() if focus is not None else "")
    assert "tabs" in stops
    await press(window, Qt.Key.Key_W, CTRL)
    await until("it closes", lambda: names(window) == ["a.png", "b.png"])


async def test_each_tab_keeps_its_place_its_mask_and_its_tiles(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path, 2)
    stage, canvas, editor = window.stage, window.stage.canvas, window.editor
    paint(window, Rect(5, 5, 9, 9))
    canvas.zoom_to(4.0)
    canvas.pan(40, 25)
    stage.toggle_overlay()
    await until("tiles", lambda: canvas.scene.is_settled)
    view, tiles, shown = canvas.view, canvas.scene.pictures, stage.mask_is_seen
    editor.step_session(1)
    assert canvas.view.scale != 4.0 and canvas.scene.pictures is not tiles
    assert canvas.scene.mask is editor.sessions[0].document.mask
    await until("tiles", lambda: canvas.scene.is_settled)
    editor.step_session(1)
    assert canvas.view == view and stage.mask_is_seen == shown and canvas.scene.pictures is tiles
    assert canvas.scene.is_settled, "nothing has to be made again"
    assert canvas.scene.document is editor.sessions[1].document
    await editor.close_session()
    assert not any(session.is_closed for session in stage._looks)


async def test_a_fill_that_lands_behind_marks_its_tab(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path, 2)
    paint(window, Rect(60, 60, 30, 20))
    await window.editor.settled()
    fill = window.tasks.spawn(window.editor.fill())
    await until("it runs", lambda: "a fill is running" in window.tabs.row.accessibleTabName(1))
    window.editor.step_session(1)
    await fill
    await window.editor.settled()
    await soon()
    assert "a result is here" in window.tabs.row.accessibleTabName(1)
    assert window.status.message.text().startswith("b.png: ")
    document = window.stage.canvas.scene.document
    assert document is window.editor.sessions[0].document and len(document.layers) == 1
    window.editor.step_session(1)
    assert window.tabs.row.accessibleTabName(1) == "b.png, not saved" and not window.stage.mask_is_seen


async def test_of_several_files_the_broken_are_told_and_the_others_open(window: MainWindow, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture at all")
    data = QMimeData()
    files = [picture(tmp_path, "a.png"), broken, picture(tmp_path, "b.png"), tmp_path / "missing.png"]
    data.setUrls([QUrl.fromLocalFile(str(each)) for each in files])
    drop = dropped(window, data)
    assert drop.isAccepted() and drop.dropAction() == Qt.DropAction.CopyAction, "the files stay where they are"
    await until("the bar", lambda: window.bars.named("error"))
    bar = window.bars.named("error")
    assert bar is not None and "2 files" in bar.accessibleName()
    assert "broken.png" in bar.accessibleName() and "missing.png" in bar.accessibleName()
    assert names(window) == ["a.png", "b.png"]


async def test_a_picture_dropped_from_a_browser_is_fetched_and_named(window: MainWindow) -> None:
    async def answer(request: Request, line: Line) -> None:
        await line.send(response(200, png()) if "lake" in request.target else response(404, b"gone"))

    async with serving(answer) as server:
        keep_own_hosts(window.editor.settings, [f"127.0.0.1:{server.port}"])
        data = QMimeData()
        data.setUrls([QUrl(f"{server.base}/page")])
        data.setHtml(f'<a href="{server.base}/page"><img src="{server.base}/pictures/the%20lake.png?w=9"></a>')
        assert dropped(window, data).isAccepted()
        await until("the picture", lambda: window.editor.session is not None)
        assert names(window) == ["the lake.png"] and [each.target for each in server.requests] == [
            "/pictures/the%20lake.png?w=9"
        ]
        session = window.editor.session
        assert session is not None and session.modified and window.bars.bars() == []
        data = QMimeData()
        data.setUrls([QUrl(f"{server.base}/gone.png")])
        dropped(window, data)
        await until("the bar", lambda: window.bars.named("error"))
    keep_own_hosts(window.editor.settings, [])
    window.bars.remove("error")
    dropped(window, data)
    await until("the bar", lambda: window.bars.named("error"))
    bar = window.bars.named("error")
    assert bar is not None and "isn't a public host" in bar.accessibleName() and len(window.editor.sessions) == 1


async def test_fetching_can_be_stopped(window: MainWindow) -> None:
    async def answer(_request: Request, line: Line) -> None:
        await line.send(response(200, png(), length=10_000))  # the rest never comes

    async with serving(answer) as server:
        keep_own_hosts(window.editor.settings, [f"127.0.0.1:{server.port}"])
        data = QMimeData()
        data.setUrls([QUrl(f"{server.base}/slow.png")])
        dropped(window, data)
        await until("progress", lambda: window.status.message.text().startswith("Fetching slow.png: "))
        cancel = window.findChild(QAbstractButton, "bar.fetch.1.cancel")
        assert cancel is not None
        cancel.click()
        await until("it ends", lambda: window.status.message.text() == "")
    assert window.bars.bars() == [] and window.editor.session is None


async def test_pictures_at_hand_open_without_the_network(window: MainWindow) -> None:
    data = QMimeData()
    data.setData("image/png", png((50, 20)))
    data.setUrls([QUrl("http://127.0.0.1:9/never/asked.png")])
    dropped(window, data)
    await until("the picture", lambda: names(window) == ["asked.png"])
    data = QMimeData()
    data.setUrls([QUrl("data:image/png;base64," + base64.b64encode(png((7, 9))).decode())])
    dropped(window, data)
    await until("the picture", lambda: len(window.editor.sessions) == 2)
    assert [each.document.canvas for each in window.editor.sessions] == [Rect(0, 0, 50, 20), Rect(0, 0, 7, 9)]
    data = QMimeData()
    data.setText("just words")
    assert not dropped(window, data).isAccepted()


async def test_the_clipboard_becomes_a_document(window: MainWindow) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    with pytest.raises(BadInput, match="no picture in the clipboard"):
        window.arriving.open_clipboard()
    image = QImage(31, 17, QImage.Format.Format_RGBA64)
    image.fill(QColor.fromRgba64(0x1234, 0x5678, 0x9ABC, 0xFFFF))
    clipboard.setImage(image)
    for number in (1, 2):
        window.actions_by_id["file.clipboard"].trigger()
        await until("the picture", lambda number=number: len(window.editor.sessions) == number)
    assert names(window) == ["Clipboard 1", "Clipboard 2"]
    document = window.editor.sessions[0].document
    assert document.depth == 16 and document.layers[0].raster.region(Rect(0, 0, 1, 1))[0, 0, 0] == 0x1234
    assert all(each.modified for each in window.editor.sessions)


async def test_leaving_asks_about_every_unsaved_document(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(window, tmp_path)
    for number in (0, 2):
        window.editor.switch_to(window.editor.sessions[number].id)
        paint(window, Rect(5, 5, 9, 9))
    await window.editor.settled()
    stopped: list[int] = []
    window.stop_wanted.connect(lambda: stopped.append(1))
    window.ask_to_stop()
    bar = window.bars.named("closing")
    assert bar is not None and "“a.png”, “c.png”" in bar.accessibleName() and not stopped
    asked: list[str] = []

    async def answer(*_asked: object, **_more: object) -> Path | None:
        session = window.editor.session
        assert session is not None
        asked.append(session.name)
        return None if asked == ["a.png", "c.png"] else tmp_path / f"{session.name}.inlay"

    monkeypatch.setattr("inlay.ui.files.ask_save", answer)
    window.closing._begin_save()
    await until("both are asked for", lambda: len(asked) == 2)
    await soon()
    assert not stopped and (tmp_path / "a.png.inlay").exists(), "who thinks better of the second one stays"
    await window.closing._save()
    assert stopped and not any(each.modified for each in window.editor.sessions)


async def test_many_tabs_scroll(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path, 8)
    window.resize(window.minimumSize())
    await soon()
    row = window.tabs.row
    assert row.width() < sum(row.tabRect(index).width() for index in range(8))
    assert QPoint(row.width(), 0).x() >= row.tabRect(7).left(), "the one in front is in sight"


async def test_only_the_work_that_was_named_is_discarded(window: MainWindow, tmp_path: Path) -> None:
    """Who works on while the question stands, and then discards, is asked about the rest."""
    await opened(window, tmp_path, 2)
    asked: list[bool] = []
    window.stop_wanted.connect(lambda: asked.append(window.closing.take_discards()))
    paint(window, Rect(5, 5, 10, 10))
    window.ask_to_stop()
    window.editor.step_session(1)
    paint(window, Rect(5, 5, 10, 10))
    for told in ("“b.png” isn't saved", "These have changes that aren't saved: “a.png”, “b.png”"):
        bar = window.bars.named("closing")
        assert bar is not None and told in bar.accessibleName() and not asked
        discard = bar.findChild(QAbstractButton, "bar.closing.discard")
        assert discard is not None
        discard.click()
    assert asked == [True] and not window.closing.take_discards(), "it is no word about a later leaving"


async def test_closing_a_tab_twice_offers_its_work_once(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path, 2)
    paint(window, Rect(5, 5, 10, 10))
    session = window.editor.session
    for _click in range(2):
        window.tasks.spawn(window.files.close(session))
    await window.tasks.finished()
    assert [bar.objectName() for bar in window.bars.bars()] == ["bar.left.1"]


async def test_an_export_is_of_the_document_that_it_was_asked_for(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another document may come up while the name of the file is chosen: one that took its time to open."""
    await opened(window, tmp_path, 1)
    original = tmp_path / "a.png"

    async def chosen(*_asked: object) -> Path:
        await window.editor.open_bytes(png(), "Clipboard 1")
        return original

    monkeypatch.setattr(window.files, "ask_export_path", chosen)
    window.files.ask_export()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    await dialog._choose_file()
    assert dialog.overwrite.isVisible() and window.editor.session is window.editor.sessions[0], (
        "it is asked about first"
    )
    before = original.read_bytes()
    window.editor.switch_to(window.editor.sessions[1].id)
    assert not dialog.isVisible() and original.read_bytes() == before


async def test_a_drag_of_rows_ends_with_its_document(window: MainWindow, tmp_path: Path) -> None:
    """Rows dropped after another document came up would move that one's layers."""
    await opened(window, tmp_path, 2)
    window.editor.duplicate_layers()
    window.editor.step_session(1)
    rows = window.findChild(LayersList)
    assert rows is not None
    rows.startDrag(Qt.DropAction.MoveAction)
    window.editor.step_session(1)
    before = window.editor.sessions[1].document.layers
    QTest.mouseRelease(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, rows.height() - 2))
    await window.editor.settled()
    assert window.editor.session is window.editor.sessions[1] and window.editor.sessions[1].document.layers == before
