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
    dialog = _file_dialog(parent, tr("Open"), "dialog.open", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setDirectory(folder)
    return await _chosen(dialog)


async def ask_save(
    parent: QWidget, title: str, name: str, suggestion: Path, kinds: Sequence[tuple[str, Sequence[str]]]
) -> Path | None:
    """Ask where to write a file; the system's dialog itself asks before replacing one."""
    dialog = _file_dialog(parent, title, name, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggestion.suffix.removeprefix("."))
    dialog.setDirectory(str(suggestion.parent))
    dialog.selectFile(suggestion.name)
    return await _chosen(dialog)


def _file_dialog(parent: QWidget, title: str, name: str, kinds: Sequence[tuple[str, Sequence[str]]]) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setAccessibleName(title)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.setNameFilters([f"{label} ({' '.join(patterns)})" for label, patterns in kinds])
    return dialog


async def _chosen(dialog: QFileDialog) -> Path | None:
    # Files have to be read before the dialog is deleted, so they are noted when it is accepted.
    chosen: list[str] = []
    dialog.filesSelected.connect(chosen.extend)
    accepted = await open_dialog(dialog)
    return Path(chosen[0]) if accepted and chosen else None
