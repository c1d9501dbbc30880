"""The dialogs: none stops the loop, and exports say what they are about to do."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget

from inlay.base.geometry import Rect
from inlay.document.edits import set_mask
from inlay.editor.exporting import ExportOptions
from inlay.imaging.mask import Mask
from inlay.ui.dialogs.ask import open_dialog
from inlay.ui.dialogs.export import ExportDialog
from inlay.ui.main_window import MainWindow
from tests.kit.window import picture, press, soon, until

SOURCES = Path(__file__).resolve().parents[3] / "src" / "inlay"


def pressed(window: MainWindow, name: str) -> None:
    """Click a button by its name."""
    button = window.findChild(QWidget, name)
    assert button is not None, name
    button.click()  # type: ignore[attr-defined]


async def export_dialog(window: MainWindow, path: Path) -> ExportDialog:
    """The Export dialog for a picture."""
    await window.files.open(path)
    window.files.ask_export()
    await soon()
    dialog = window.findChild(ExportDialog)
    assert dialog is not None
    return dialog


async def answer_file_dialog(window: MainWindow, path: Path) -> None:
    """Choose a file in the file dialog that is open, or comes up."""
    await until("the file dialog", lambda: [d for d in window.findChildren(QFileDialog) if d.isVisible()])
    dialog = next(d for d in window.findChildren(QFileDialog) if d.isVisible())
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(str(path))
    dialog.accept()
    await soon()


async def test_a_dialog_is_awaited_while_the_loop_goes_on(window: MainWindow) -> None:
    dialog = QDialog(window)
    asked = asyncio.ensure_future(open_dialog(dialog))
    ticks = 0
    for _turn in range(5):
        await asyncio.sleep(0.01)
        ticks += 1
    assert dialog.isVisible() and ticks == 5 and not asked.done()
    dialog.accept()
    assert await asked is True
    asked = asyncio.ensure_future(open_dialog(QDialog(window)))
    await soon()
    window.findChildren(QDialog)[-1].reject()
    assert await asked is False


async def test_export_writes_what_is_seen(window: MainWindow, tmp_path: Path) -> None:
    source = picture(tmp_path)
    dialog = await export_dialog(window, source)
    assert dialog.isVisible() and not dialog.isModal()
    assert dialog.suggestion().name == "meadow-filled.png"
    dialog.form.bits.setCurrentIndex(dialog.form.bits.findData(16))
    assert dialog.settings().depth == 16
    dialog.form.bits.setCurrentIndex(0)
    pressed(window, "export.choose")
    target = tmp_path / "out.png"
    await answer_file_dialog(window, target)
    await window.tasks.finished()
    assert not dialog.isVisible()
    assert (np.asarray(Image.open(target)) == np.asarray(Image.open(source))).all()
    assert "out.png" in window.status.message.text()


async def test_quality_belongs_to_jpeg(window: MainWindow, tmp_path: Path) -> None:
    dialog = await export_dialog(window, picture(tmp_path))
    dialog.form.format.setCurrentIndex(dialog.form.format.findData("png"))
    assert not dialog.form.quality.isVisible()
    dialog.form.format.setCurrentIndex(dialog.form.format.findData("jpeg"))
    assert dialog.form.quality.isVisible() and not dialog.form.quality.isEnabled()
    assert dialog.settings().quality is None
    dialog.form.as_source.setChecked(False)
    dialog.form.quality.setValue(71)
    assert dialog.settings().quality == 71
    assert dialog.form.bits.count() == 1


async def test_the_original_is_written_over_only_when_asked_by_name(window: MainWindow, tmp_path: Path) -> None:
    source = picture(tmp_path)
    before = source.read_bytes()
    dialog = await export_dialog(window, source)
    window.editor.set_opacity(window.editor.active_layer or "", 0.5)
    pressed(window, "export.choose")
    await answer_file_dialog(window, source)
    await window.tasks.finished()
    assert source.read_bytes() == before
    assert dialog.overwrite.isVisible() and "meadow.png is the original" in dialog.overwrite.text.text()
    pressed(window, "export.overwrite.confirm")
    await window.tasks.finished()
    assert source.read_bytes() != before
    assert not dialog.isVisible()


async def test_a_folder_that_is_gone_is_told(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    window.tasks.spawn(window.files.export(tmp_path / "gone" / "out.png", ExportOptions()))
    await until("the bar", lambda: window.bars.named("error"))
    bar = window.bars.named("error")
    assert bar is not None and "gone" in bar.accessibleName()
    assert not window.status.busy.isVisible()


async def test_save_asks_for_a_name_once(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    window.editor.select_all()
    await window.editor.settled()
    saving = window.tasks.spawn(window.files.save())
    project = tmp_path / "meadow.inlay"
    await answer_file_dialog(window, project)
    assert await saving
    assert project.is_file()
    assert not window.isWindowModified() and window.windowTitle().startswith("meadow.inlay")
    window.editor.select_none()
    await window.editor.settled()
    assert window.isWindowModified()
    assert await window.files.save()
    assert not window.isWindowModified()


async def test_grow_and_shrink_are_undo_steps(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    window.show_amount("grow")
    dialog = window.findChild(QDialog, "dialog.grow")
    assert dialog is not None and dialog.isVisible() and not dialog.isModal()
    patch = Mask.rectangle(Rect(40, 40, 60, 50))
    window.editor.edit("Paint", lambda document: set_mask(document, patch))
    window.show_amount("shrink")
    shrink = window.findChild(QWidget, "shrink.amount")
    assert shrink is not None
    shrink.setValue(7)  # type: ignore[attr-defined]
    pressed(window, "shrink.apply")
    await window.editor.settled()
    assert window.editor.undo_label == "Shrink mask by 7 px"
    assert window.editor.settings.get("select.shrink", 0) == 7


async def test_a_display_profile_that_went_away_is_told(window: MainWindow, tmp_path: Path) -> None:
    window.editor.settings.set("view.profile", str(tmp_path / "gone.icc"))
    window.stage.apply_settings()
    bar = window.bars.named("error")
    assert bar is not None and "shown as sRGB" in bar.accessibleName()


async def test_escape_closes_the_sheet_of_keys(window: MainWindow) -> None:
    await press(window, Qt.Key.Key_F1)
    sheet = window.findChild(QDialog, "dialog.keys")
    assert sheet is not None and sheet.isVisible()
    sheet.reject()
    assert not sheet.isVisible()
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("path", sorted(SOURCES.glob("ui/**/*.py")) + sorted(SOURCES.glob("app/*.py")), ids=str)
def test_no_nested_loop(path: Path) -> None:
    """No exec() of dialogs or menus, no static message boxes or file dialogs, no processEvents."""
    statics = {"QMessageBox", "QFileDialog", "QInputDialog", "QColorDialog", "QFontDialog"}
    allowed = {"Option", "FileMode", "AcceptMode", "FileType"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        assert node.func.attr not in ("exec", "exec_", "processEvents", "waitForFinished"), f"{path}:{node.lineno}"
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id in statics:
            assert node.func.attr in allowed, f"{path}:{node.lineno}"
