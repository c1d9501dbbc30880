"""Layers by the keys of the window: copy and paste, duplicate, merge, move by hand, by arrows and by numbers."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.edits import set_mask
from inlay.imaging.mask import Mask
from inlay.ui.main_window import MainWindow
from inlay.ui.panels.move_bar import MoveFields
from tests.kit.window import outside, picture, press, soon, until

LEFT, NO = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
BOX = Rect(100, 60, 40, 30)


async def opened(window: MainWindow, folder: Path) -> MainWindow:
    """A picture of 240 x 160 px with a masked box, the keyboard on the canvas."""
    await window.files.open(picture(folder))
    window.editor.edit("Mask", lambda now: set_mask(now, Mask.rectangle(BOX)))
    await window.editor.settled()
    window.stage.canvas.setFocus()
    await soon()
    return window


def count(window: MainWindow) -> int:
    assert window.editor.session is not None
    return len(window.editor.session.document.layers)


async def test_what_is_copied_comes_back_as_a_layer(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    clipboard, session = QGuiApplication.clipboard(), window.editor.session
    assert session is not None
    want = compose(session.document, BOX)[..., :3]
    for held in (CTRL, CTRL | SHIFT):
        clipboard.clear()
        await press(window, Qt.Key.Key_C, held)
        await until("the copy", lambda: clipboard.mimeData().hasFormat("image/png"))
        image = clipboard.image().convertToFormat(QImage.Format.Format_RGB888)
        assert (image.width(), image.height()) == (40, 30)
        assert image.pixelColor(0, 0).getRgb()[:3] == tuple(want[0, 0])
        assert window.editor.tools.tool_id == "brush"  # Shift+C is another thing
    await press(window, Qt.Key.Key_V, CTRL)
    await until("the layer", lambda: count(window) == 2)
    raster = session.document.layers[1].raster
    assert (raster.region(raster.rect)[..., :3] == want).all()
    assert raster.rect == Rect(100, 65, 40, 30)  # the middle of the picture, all of which is in sight


async def test_with_nothing_open_a_paste_opens_the_picture(window: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    await press(window, Qt.Key.Key_V, CTRL)
    await until("the word", lambda: window.bars.named("error") is not None)
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    QGuiApplication.clipboard().setImage(image)
    await press(window, Qt.Key.Key_V, CTRL)
    await until("the document", lambda: window.editor.session is not None)
    assert window.editor.session.document.canvas == Rect(0, 0, 30, 20)  # type: ignore[union-attr]


async def test_files_on_the_clipboard_become_layers(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    Image.new("RGB", (20, 10), (9, 99, 199)).save(tmp_path / "logo.tif")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "logo.tif"))])
    QGuiApplication.clipboard().setMimeData(mime)
    await press(window, Qt.Key.Key_V, CTRL)
    await until("the layer", lambda: count(window) == 2)
    assert window.editor.session.document.layers[1].name == "logo"  # type: ignore[union-attr]


async def test_duplicate_merge_and_choose_all_by_key(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    await press(window, Qt.Key.Key_J, CTRL)
    await press(window, Qt.Key.Key_J, CTRL)
    assert count(window) == 3
    await press(window, Qt.Key.Key_E, CTRL)
    await window.editor.settled()
    assert count(window) == 2
    await press(window, Qt.Key.Key_A, CTRL | ALT)
    assert len(window.editor.selected_layers) == 2
    await press(window, Qt.Key.Key_J, CTRL)
    assert count(window) == 4
    await press(window, Qt.Key.Key_E, CTRL | ALT)
    await window.editor.settled()
    assert count(window) == 1


async def test_esc_on_the_canvas_leaves_the_mask_of_a_layer(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    session = window.editor.session
    assert session is not None
    window.editor.add_layer_mask(from_mask=False)
    await soon()
    assert session.edited_layer == session.active_layer
    assert window.stage.canvas.scene.mask is session.document.layers[0].mask
    await press(window, Qt.Key.Key_Escape)
    assert session.edited_layer is None and window.stage.canvas.scene.mask is session.document.mask


async def test_layers_move_by_hand_by_arrows_and_by_numbers(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    editor, canvas = window.editor, window.stage.canvas
    session = editor.session
    assert session is not None
    editor.duplicate_layers()
    await press(window, Qt.Key.Key_V)
    assert editor.tools.tool_id == "move"
    fields = window.findChild(MoveFields)
    assert fields is not None
    steps, start = len(session.undo.done), QPoint(canvas.width() // 2, canvas.height() // 2)

    def drag(release: bool) -> None:
        QTest.mousePress(canvas, LEFT, NO, start)
        for by in (2, 12, 24):
            QTest.mouseMove(canvas, start + QPoint(by, -by // 2))
        if release:
            QTest.mouseRelease(canvas, LEFT, NO, start + QPoint(24, -12))

    await outside(lambda: drag(False))
    scale = canvas.view_scale / canvas.ratio
    assert fields.across.value() == round(24 / scale) and len(session.undo.done) == steps
    assert session.shown is not session.document and canvas.scene.document is session.shown
    await press(window, Qt.Key.Key_Escape)
    assert session.shown is session.document and fields.across.value() == 0
    await outside(lambda: QTest.mouseRelease(canvas, LEFT, NO, start))
    await outside(lambda: drag(True))
    await editor.settled()
    at = session.document.layers[1].raster.rect
    assert (at.x, at.y) == (round(24 / scale), round(-12 / scale)) and len(session.undo.done) == steps + 1
    await press(window, Qt.Key.Key_Left)
    await press(window, Qt.Key.Key_Down, SHIFT)
    await editor.settled()
    moved = session.document.layers[1].raster.rect
    assert (moved.x, moved.y) == (at.x - 1, at.y + 10) and len(session.undo.done) == steps + 2
    fields.down.box.entered.emit(-7.0)
    await editor.settled()
    assert session.document.layers[1].raster.rect.y == -7 and fields.down.value() == -7
