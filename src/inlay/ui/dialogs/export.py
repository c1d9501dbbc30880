"""The Export dialog: choices, what the file will be, then the file; the original is only written over when asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from inlay.base.text import tr, tr_number
from inlay.editor.exporting import ExportOptions, is_same_file
from inlay.editor.session import Session
from inlay.imaging.codec import ExportSettings
from inlay.ui.dialogs.export_form import ExportForm
from inlay.ui.dialogs.export_preview import PreviewPane, is_hold_key
from inlay.ui.dialogs.export_target import OverwriteRow, suggestion
from inlay.ui.dialogs.side import SideDialog, button, hint
from inlay.ui.panels.listen import listen

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

SIZE = QSize(940, 580)
FORM_WIDTH = 340


def size_text(size: int) -> str:
    """A file's size as people say it, and in bytes."""
    unit, shown = (tr("MB"), size / 1e6) if size >= 1e6 else (tr("kB"), size / 1e3)
    number = f"{shown:.0f}" if shown >= 100 else f"{shown:.1f}" if shown >= 10 else f"{shown:.2f}"
    return tr("{number} {unit} ({bytes} bytes)").format(number=number, unit=unit, bytes=tr_number(size))


class ExportDialog(SideDialog):
    """Stays open until the file is chosen. Everything is "as the source" until the person says otherwise."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Export"), "export")
        self._window = window
        self._pending: Path | None = None
        self._session: Session | None = None  # what it was opened for; another may come up while a file is chosen
        self.form = ExportForm(window.editor.settings)
        self.preview = PreviewPane(window)
        self.about = hint("", "export.about")
        self.size_line = QLabel()
        self.size_line.setObjectName("export.size")
        self.size_line.setProperty("role", "title")
        self.notes = hint("", "export.notes")
        self.choose = button(tr("&Choose file…"), "export.choose", primary=True)
        self.overwrite = OverwriteRow()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        close = button(tr("Close"), "export.close")
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.choose)
        told = QScrollArea()
        told.setObjectName("export.told")
        told.setWidgetResizable(True)
        told.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        told.setWidget(self._texts())
        right = QWidget()
        right.setFixedWidth(FORM_WIDTH)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.form)
        column.addWidget(told, 1)
        column.addWidget(self.overwrite)
        column.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addWidget(self.preview, 1)
        row.addWidget(right)
        self.resize(SIZE)

    def _texts(self) -> QWidget:
        texts = QWidget()
        column = QVBoxLayout(texts)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        for each in (self.size_line, self.about, self.notes):
            column.addWidget(each)
        column.addStretch(1)
        return texts

    def _connect(self) -> None:
        spawn = self._window.tasks.spawn
        self.form.changed.connect(self._ask)
        self.preview.began.connect(lambda: self.size_line.setText(tr("Working out the file …")))
        self.preview.worked_out.connect(self._tell)
        self.preview.refused.connect(self._tell_trouble)
        self.choose.clicked.connect(lambda: spawn(self._choose_file()))
        self.overwrite.another.connect(lambda: spawn(self._choose_file()))
        self.overwrite.confirmed.connect(lambda: spawn(self._overwrite()))
        editor = self._window.editor
        listen(self, editor.session_changed, self._session_changed)
        listen(self, editor.document_changed, self._document_changed)
        for each in (self, *self.findChildren(QWidget)):
            each.installEventFilter(self)

    # What is shown

    def begin(self) -> None:
        """Show the dialog for what is open now."""
        session = self._window.editor.session
        if session is None:
            return
        self._pending, self._session = None, session
        self.overwrite.hide()
        self.form.begin(session.document)
        self.come_up()
        self.preview.begin()
        self._ask()
        self.choose.setFocus()

    def settings(self) -> ExportSettings:
        """The person's choices for the writer."""
        return self.form.settings()

    def suggestion(self) -> Path:
        """The name that is offered."""
        return suggestion(self._window, self.form.chosen.suffixes[0])

    def _ask(self) -> None:
        """Work out the file that the choices lead to."""
        session = self._window.editor.session
        if session is None:
            return
        document = session.document
        canvas, layers = document.canvas, sum(each.visible for each in document.layers)
        words = [
            tr("{width} × {height} px, {profile}.").format(
                width=canvas.w, height=canvas.h, profile=document.colour.name
            )
        ]
        if layers > 1 and self.form.chosen.depths:
            words.append(tr("The {count} visible layers become one picture.").format(count=layers))
        self.about.setText(" ".join(words))
        self.notes.clear()
        self.choose.setEnabled(True)
        self.preview.ask(self.form.chosen.id, self.settings())

    def _tell(self, size: int, notes: tuple[str, ...]) -> None:
        self.size_line.setText(size_text(size))
        self.notes.setText("\n\n".join(notes))

    def _tell_trouble(self, why: str) -> None:
        self.size_line.setText(tr("This can't be written"))
        self.notes.setText(why)
        self.choose.setEnabled(False)

    def _session_changed(self) -> None:
        if self.isVisible():
            self.hide()

    def _document_changed(self) -> None:
        session = self._window.editor.session
        if self.isVisible() and session is not None:
            self.form.follow(session.document)
            self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is worked out that nobody sees."""
        super().hideEvent(event)
        self._session = None
        self.preview.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The key that shows the picture is heard wherever in the dialog the focus is: no field takes it."""
        if isinstance(event, QKeyEvent) and is_hold_key(event.key()):
            if event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) and not event.isAutoRepeat():
                self.preview.show_before(event.type() == QEvent.Type.KeyPress)
            return True
        return super().eventFilter(watched, event)

    # The file

    async def _choose_file(self) -> None:
        chosen, session = self.form.chosen, self._session
        kind = (chosen.title, tuple(f"*{suffix}" for suffix in chosen.suffixes))
        path = await self._window.files.ask_export_path(self.suggestion(), kind)
        if path is None:
            return
        original = self._window.files.original(session)
        if original is not None and is_same_file(path, original):
            self._ask_overwriting(path, session)
            return
        await self._write(path, session)

    def _ask_overwriting(self, path: Path, session: Session | None) -> None:
        if session is not None and session is not self._window.editor.session:
            self._window.editor.switch_to(session.id)  # whose original may be lost is looked at first
        self._pending, self._session = path, session
        self.overwrite.ask(path.name)
        self.come_up()

    async def _overwrite(self) -> None:
        if self._pending is not None:
            await self._write(self._pending, self._session, overwrite=True)

    async def _write(self, path: Path, session: Session | None = None, overwrite: bool = False) -> None:
        options = ExportOptions(self.settings(), overwrite_original=overwrite)
        self.form.remember()
        self.overwrite.hide()
        self.hide()
        await self._window.files.export(path, options, session)
