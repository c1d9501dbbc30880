"""Files in and out of the window: open, save, export, close, and what was left behind."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale

from inlay.base.errors import InlayError, TruncatedInput
from inlay.base.text import tr
from inlay.editor.exporting import ExportOptions
from inlay.editor.session import Session
from inlay.imaging.codec import known_formats
from inlay.storage import Recoverable, WorkingCopy
from inlay.storage.exchange import layered_formats
from inlay.ui.dialogs.ask import ask_open_several, ask_save
from inlay.ui.message_bar import MOST_BARS, Choice

if TYPE_CHECKING:
    from inlay.ui.dialogs.export import ExportDialog
    from inlay.ui.main_window import MainWindow

PROJECTS = ("*.inlay",)


def pictures() -> tuple[str, ...]:
    """Patterns for all that can be opened as a picture, layered files too."""
    suffixes = [each.suffixes for each in known_formats()] + [each.suffixes for each in layered_formats()]
    return tuple(f"*{suffix}" for several in suffixes for suffix in several)


def both_cases(patterns: Sequence[str]) -> tuple[str, ...]:
    """Patterns for files in capitals too: on Linux a filter tells them apart."""
    return tuple(dict.fromkeys(each for pattern in patterns for each in (pattern, pattern.upper())))


class Files:
    """What the File menu does. Long work runs in tasks; one file is read or written at a time."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._editor = window.editor
        self._turn = asyncio.Lock()
        self._export: ExportDialog | None = None
        self._doomed: list[Recoverable] = []
        self._told = itertools.count(1)
        window.editor.noted.connect(self._tell_notes)

    # Opening

    async def ask_open(self) -> None:
        """Ask for files, and open them."""
        kinds = (
            (tr("Pictures and projects"), both_cases(pictures() + PROJECTS)),
            (tr("Pictures"), both_cases(pictures())),
            (tr("Inlay projects"), both_cases(PROJECTS)),
            (tr("All files"), ("*",)),
        )
        self._window.arriving.open_files(await ask_open_several(self._window, self._folder(), kinds))

    async def open(self, path: Path, salvage: bool = False) -> None:
        """Open a file in this window. Of one that is cut off, what can be read is offered; with `salvage`, opened."""
        try:
            await self._opening(path.name, lambda: self._editor.open(path, salvage))
        except TruncatedInput as error:
            if salvage or not error.salvageable:
                raise
            return self._offer_salvage(path, error)
        self._editor.settings.set("folder.open", str(path.resolve().parent))

    async def open_bytes(self, data: bytes, name: str) -> None:
        """Open a picture that lies in no file."""
        await self._opening(name, lambda: self._editor.open_bytes(data, name))

    async def _opening(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        async with self._turn:
            self._window.status.say(tr("Opening {name} …").format(name=name))
            self._window.status.set_busy(True)
            try:
                await work()
            except InlayError:
                self._window.status.say("")
                raise
            finally:
                self._window.status.set_busy(False)

    def _offer_salvage(self, path: Path, error: TruncatedInput) -> None:
        """Say that the file is cut off, and offer what there is of it."""

        def act() -> None:
            self._window.stage.canvas.setFocus()  # the button goes; else the next field in the row would take the keys
            self._window.tasks.spawn(self.open(path, salvage=True))

        choice = Choice("salvage", tr("Open what can be read"), act, primary=True)
        self._window.bars.show_bar(f"truncated.{next(self._told)}", error.what, error.next_step, (choice,))

    def _tell_notes(self, name: str, notes: Sequence[str]) -> None:
        """What became of a picture as it was opened: converted colours, pages left out, parts that are missing."""
        what = tr("About {name}").format(name=name)
        self._window.bars.show_bar(f"opened.{next(self._told)}", what, " ".join(notes), weight="info")

    def _folder(self) -> str:
        remembered = self._editor.settings.get("folder.open", "")
        return remembered if remembered and Path(remembered).is_dir() else str(Path.home())

    async def finished(self) -> None:
        """Wait for the file that is being read or written."""
        async with self._turn:
            return

    # Saving

    async def save(self) -> bool:
        """Save the project; asks for a name where it has none. False when the person thought better of it."""
        session = self._editor.session
        if session is None or session.path is None:
            return await self.save_as()
        return await self._save(session, None)

    async def save_as(self) -> bool:
        """Ask for a name, and save the project."""
        session = self._editor.session
        if session is None:
            return False
        kinds = ((tr("Inlay projects"), PROJECTS),)
        path = await ask_save(self._window, tr("Save project"), "dialog.save", self._project_name(), kinds)
        return path is not None and await self._save(session, path)

    async def _save(self, session: Session, path: Path | None) -> bool:
        """Save the document that was looked at when the person asked for it, whichever is now."""
        async with self._turn:
            self._window.status.say(tr("Saving …"))
            self._window.status.set_busy(True)
            try:
                await self._editor.save(path, session)
            except InlayError:
                self._window.status.say("")
                raise
            finally:
                self._window.status.set_busy(False)
        return True

    def _project_name(self) -> Path:
        session = self._editor.session
        assert session is not None
        if session.path is not None:
            return session.path
        source = self.original()
        folder = source.parent if source is not None and source.parent.is_dir() else Path(self._folder())
        return folder / f"{Path(session.name).stem}.inlay"

    def original(self, session: Session | None = None) -> Path | None:
        """The picture file that was opened, by default of what is looked at."""
        session = session or self._editor.session
        source = session.document.source if session is not None else None
        return Path(source.path) if source is not None and source.path else None

    # Exporting

    def ask_export(self) -> None:
        """Show what can be chosen for an export."""
        if self._export is None:
            from inlay.ui.dialogs.export import ExportDialog

            self._export = ExportDialog(self._window)
        self._export.begin()

    async def export(self, path: Path, options: ExportOptions, session: Session | None = None) -> None:
        """Write the picture: of `session`, by default of what is looked at."""
        session = session or self._editor.session
        async with self._turn:
            self._window.status.say(tr("Exporting {name} …").format(name=path.name))
            self._window.status.set_busy(True)
            try:
                await self._editor.export(path, options, session=session)
            except InlayError:
                self._window.status.say("")
                raise
            finally:
                self._window.status.set_busy(False)
            self._editor.settings.set("folder.export", str(path.parent))

    # Closing

    async def close(self, session: Session | None = None) -> None:
        """Close a document, by default the one that is looked at; unsaved work stays in its working copy and can be had
        back at once."""
        session = session or self._editor.session
        if session is None:
            return
        async with self._turn:
            if session.is_closed:
                return  # asked for twice
            was_modified = session.modified
            await self._editor.close_session(session=session)
        self._window.status.say(tr("Closed {name}").format(name=session.name))
        if was_modified:
            await self.offer_left(session.id)

    async def close_all(self) -> None:
        """Close every document; unsaved work can be had back."""
        for session in self._editor.sessions:
            await self.close(session)

    # What was left behind

    async def offer_left(self, only: str | None = None) -> None:
        """Offer unsaved work that no window holds; `only` that of the session with this id."""
        left = await asyncio.to_thread(WorkingCopy.recoverable)
        doomed = {each.path for each in self._doomed}
        left = [each for each in left if each.path not in doomed and only in (None, each.path.name)]
        for number, each in enumerate(reversed(left[:MOST_BARS])):
            self._offer(each, self._free_bar() if only is not None else f"left.{len(left[:MOST_BARS]) - number}")

    def _free_bar(self) -> str:
        """The name of a bar in which nothing is offered now; where all are taken, of the one at the bottom."""
        bars = self._window.bars
        return next((name for n in range(1, MOST_BARS + 1) if bars.named(name := f"left.{n}") is None), "left.1")

    def _offer(self, left: Recoverable, name: str) -> None:
        moment = QDateTime.fromSecsSinceEpoch(int(left.time))
        when = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        self._window.bars.show_bar(
            name,
            tr("Unsaved work on “{name}” is kept").format(name=left.name),
            tr("Last changed {when}. Closing this message keeps it for the next start.").format(when=when),
            (
                Choice("recover", tr("Recover"), lambda: self._window.tasks.spawn(self._recover(left)), primary=True),
                Choice("discard", tr("Discard"), lambda: self._doom(left, name)),
            ),
            "info",
        )

    async def _recover(self, left: Recoverable) -> None:
        async with self._turn:
            await self._editor.recover(left)

    def _doom(self, left: Recoverable, name: str) -> None:
        """Discarding takes effect when its message goes, so that it can be taken back."""
        self._doomed.append(left)
        self._window.bars.show_bar(
            name,
            tr("“{name}” is discarded when this message is closed").format(name=left.name),
            choices=(Choice("keep", tr("Keep it"), lambda: self._doomed.remove(left)),),
            weight="info",
            closed=lambda: self._window.tasks.spawn(self.discard_doomed()),
        )

    async def discard_doomed(self) -> None:
        """Delete what the person discarded and didn't take back."""
        doomed, self._doomed = self._doomed, []
        for left in doomed:
            await asyncio.to_thread(_delete, left)

    async def ask_export_path(self, suggestion: Path, kind: tuple[str, Sequence[str]]) -> Path | None:
        """Ask where to export to."""
        return await ask_save(self._window, tr("Export"), "dialog.export.file", suggestion, (kind,))


def _delete(left: Recoverable) -> None:
    WorkingCopy.reopen(left).close(discard=True)
