"""Asks without stopping the loop: a dialog is opened, and a future tells how it was closed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from inlay.base.text import tr


async def open_dialog(dialog: QDialog) -> bool:
    """Show a dialog and wait until it is closed; whether it was accepted. The dialog is deleted afterwards."""
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def finished(result: int) -> None:
        if not answer.done():
            answer.set_result(result)

    dialog.finished.connect(finished)
    dialog.open()
    try:
        return await answer == int(QDialog.DialogCode.Accepted)
    finally:
        dialog.hide()
        dialog.deleteLater()


async def ask_open(parent: QWidget, folder: str, kinds: Sequence[tuple[str, Sequence[str]]]) -> Path | None:
    """Ask for a file to open; None when the person thought better of it."""
    return next(iter(await ask_open_several(parent, folder, kinds, QFileDialog.FileMode.ExistingFile)), None)


async def ask_open_several(
    parent: QWidget,
    folder: str,
    kinds: Sequence[tuple[str, Sequence[str]]],
    mode: QFileDialog.FileMode = QFileDialog.FileMode.ExistingFiles,
) -> list[Path]:
    """Ask for files to open; none when the person thought better of it."""
    dialog = _file_dialog(parent, tr("Open"), "dialog.open", kinds)
    dialog.setFileMode(mode)
    dialog.setDirectory(folder)
    return await _chosen(dialog)


async def ask_one(
    parent: QWidget, title: str, name: str, folder: str, kinds: Sequence[tuple[str, Sequence[str]]]
) -> Path | None:
    """Ask for one file; None when the person thought better of it."""
    dialog = _file_dialog(parent, title, name, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setDirectory(folder)
    return next(iter(await _chosen(dialog)), None)


async def ask_folder(parent: QWidget, title: str, name: str, folder: str) -> Path | None:
    """Ask for a folder; None when the person thought better of it."""
    dialog = _file_dialog(parent, title, name, ())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setDirectory(folder)
    return next(iter(await _chosen(dialog)), None)


async def ask_save(
    parent: QWidget, title: str, name: str, suggestion: Path, kinds: Sequence[tuple[str, Sequence[str]]]
) -> Path | None:
    """Ask where to write a file; the system's dialog itself asks before replacing one."""
    dialog = _file_dialog(parent, title, name, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggestion.suffix.removeprefix("."))
    dialog.setDirectory(str(suggestion.parent))
    dialog.selectFile(suggestion.name)
    return next(iter(await _chosen(dialog)), None)


def _file_dialog(parent: QWidget, title: str, name: str, kinds: Sequence[tuple[str, Sequence[str]]]) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setAccessibleName(title)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setNameFilters([f"{label} ({' '.join(patterns)})" for label, patterns in kinds])
    return dialog


async def _chosen(dialog: QFileDialog) -> list[Path]:
    # Files have to be read before the dialog is deleted, so they are noted when it is accepted.
    chosen: list[str] = []
    dialog.filesSelected.connect(chosen.extend)
    accepted = await open_dialog(dialog)
    return [Path(each) for each in chosen] if accepted else []
