"""The Export dialog: what it says about the file before it is written, and that it is so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication

from inlay.imaging.codec import read_picture
from inlay.ui.dialogs.export import ExportDialog
from inlay.ui.main_window import MainWindow
from tests.kit.window import picture, soon, until


async def dialog_for(window: MainWindow, path: Path) -> ExportDialog:
    """The dialog for a picture, with its first preview."""
    await window.files.open(path)
    window.files.ask_export()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    return dialog


async def known(dialog: ExportDialog) -> None:
    """Wait until the file was worked out."""
    await until("the size", lambda: "bytes" in dialog.size_line.text())


async def choose(dialog: ExportDialog, kind: str) -> None:
    dialog.form.format.setCurrentIndex(dialog.form.format.findData(kind))
    assert "Working out" in dialog.size_line.text()
    await known(dialog)


def pixels_of(image: QImage) -> np.ndarray:
    """(h, w, 3) uint8."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()


async def test_size_and_pixels_are_those_of_the_file(window: MainWindow, tmp_path: Path) -> None:
    dialog = await dialog_for(window, picture(tmp_path))
    await known(dialog)
    await choose(dialog, "webp")
    dialog.form.quality.setValue(35)
    await known(dialog)
    assert "4:2:0" in dialog.notes.text()
    shown = pixels_of(dialog.preview.view.image())
    target = tmp_path / "out.webp"
    said = dialog.size_line.text()
    await dialog._write(target, overwrite=False)
    assert f"({target.stat().st_size:,} bytes)" in said
    assert np.array_equal(shown, read_picture(target.read_bytes(), "out").pixels)
    assert not dialog.isVisible()


async def test_the_key_shows_the_picture_wherever_the_focus_is(window: MainWindow, tmp_path: Path) -> None:
    path = picture(tmp_path)
    dialog = await dialog_for(window, path)
    await choose(dialog, "jpeg")
    file = pixels_of(dialog.preview.view.image())
    for kind, shows in ((QEvent.Type.KeyPress, True), (QEvent.Type.KeyRelease, False)):
        event = QKeyEvent(kind, Qt.Key.Key_Backslash, Qt.KeyboardModifier.NoModifier, "\\")
        QApplication.sendEvent(dialog.form.format, event)
        assert dialog.preview.view.shows_before is shows
        now = pixels_of(dialog.preview.view.image())
        assert np.array_equal(now, np.asarray(Image.open(path)) if shows else file)
    assert not np.array_equal(file, np.asarray(Image.open(path)))


async def test_what_cannot_be_written_is_said_and_not_offered(window: MainWindow, tmp_path: Path) -> None:
    dialog = await dialog_for(window, picture(tmp_path, size=(16_390, 3)))
    dialog.form.format.setCurrentIndex(dialog.form.format.findData("webp"))
    await until("the refusal", lambda: "16,383" in dialog.notes.text())
    assert not dialog.choose.isEnabled()
    await choose(dialog, "png")
    assert dialog.choose.isEnabled()


async def test_it_follows_the_picture_and_looks_where_one_looks(window: MainWindow, tmp_path: Path) -> None:
    window.editor.settings.set("export.format", "webp")
    dialog = await dialog_for(window, picture(tmp_path, size=(800, 800)))
    dialog.resize(640, 420)
    dialog.preview.begin()
    await known(dialog)
    seen = dialog.preview.view.visible()
    centre = window.stage.centre()
    assert abs(seen.center().x() - centre.x) <= 1 and abs(seen.center().y() - centre.y) <= 1
    assert dialog.preview.view.part().contains(seen)
    dialog.preview.view.look_at(dialog.preview.view._bounds, QPoint(0, 0))
    await until("another part", lambda: dialog.preview.view.part().topLeft() == QPoint(0, 0))
    before = dialog.size_line.text()
    window.editor.set_opacity(window.editor.active_layer or "", 0.5)
    await soon()
    await until("another size", lambda: dialog.size_line.text() != before and "bytes" in dialog.size_line.text())


async def test_choices_are_remembered_for_each_format(window: MainWindow, tmp_path: Path) -> None:
    dialog = await dialog_for(window, picture(tmp_path))
    await known(dialog)
    await choose(dialog, "avif")
    dialog.form.quality.setValue(61)
    dialog.form.metadata.setCurrentIndex(1)
    await dialog._write(tmp_path / "a.avif", overwrite=False)
    window.files.ask_export()
    await known(dialog)
    assert dialog.form.chosen.id == "avif"
    settings = dialog.settings()
    assert (settings.quality, settings.metadata, settings.lossless) == (61, "no location", False)
    dialog.form.lossless.setChecked(True)
    assert dialog.settings().lossless and dialog.settings().quality is None
    assert not dialog.form.quality.isEnabled()
    dialog.form.format.setCurrentIndex(dialog.form.format.findData("psd"))
    assert not dialog.form.quality.isVisible() and not dialog.form.lossless.isVisible()
    dialog.hide()
    assert dialog.preview.view.image().isNull()
