"""Where an export goes: the name that is offered, and the question before the original is written over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from inlay.base.text import tr
from inlay.editor.exporting import is_same_file
from inlay.ui.dialogs.side import button, hint

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


def suggestion(window: MainWindow, suffix: str) -> Path:
    """A name beside the original that isn't the original's."""
    original = window.files.original()
    session = window.editor.session
    assert session is not None
    remembered = window.editor.settings.get("folder.export", "")
    folder = Path(remembered) if remembered and Path(remembered).is_dir() else None
    if folder is None:
        folder = original.parent if original is not None and original.parent.is_dir() else Path.home()
    path = folder / f"{Path(session.name).stem}{suffix}"
    if original is not None and is_same_file(path, original):
        path = path.with_name(tr("{stem}-filled").format(stem=path.stem) + path.suffix)
    return path


class OverwriteRow(QFrame):
    """Asked only where the person chose the original itself."""

    another = Signal()
    confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("export.overwrite")
        self.setProperty("role", "bar")
        inside = QVBoxLayout(self)
        self.text = hint("", "export.overwrite.text")
        self.text.setProperty("role", "title")
        inside.addWidget(self.text)
        another = button(tr("Choose another name…"), "export.overwrite.other")
        confirm = button(tr("Overwrite the original"), "export.overwrite.confirm")
        another.clicked.connect(self.another)
        confirm.clicked.connect(self.confirmed)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(another)
        buttons.addWidget(confirm)
        inside.addLayout(buttons)
        self.hide()

    def ask(self, name: str) -> None:
        """Show the question about this file."""
        self.text.setText(
            tr("{name} is the original. Overwriting it loses the picture as it was opened.").format(name=name)
        )
        self.show()
