"""Files in and out of the editor: open, recover, close, save, export; never at the cost of the work that is open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from inlay import __version__
from inlay.base.errors import BadInput, InlayError
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.editor import opening
from inlay.editor.delivery import Delivery
from inlay.editor.exporting import ExportOptions, export_document, is_same_file
from inlay.editor.finding import find_open
from inlay.editor.pool import in_pool
from inlay.editor.remembered import remember_recent
from inlay.editor.scratch import Scratch
from inlay.editor.session import Session
from inlay.editor.sessions import Sessions
from inlay.editor.signals import EditorSignals
from inlay.editor.voice import Voice
from inlay.storage import Recoverable, WorkingCopy

log = logging.getLogger(__name__)
PROJECT_SUFFIX = ".inlay"


class Files:
    """Brings documents in and out of the row of those that are open. One file is read or written at a time."""

    def __init__(
        self, signals: EditorSignals, settings: Settings, delivery: Delivery, leave: Callable[[], object]
    ) -> None:
        """`leave` is called before another document, or none, is looked at."""
        self.sessions = Sessions(signals, leave)
        self._signals = signals
        self._settings = settings
        self._delivery = delivery
        self._scratch = Scratch()
        self._leaving: list[tuple[Session, bool]] = []  # out of the row, and whether their working copies go
        self.turn = asyncio.Lock()
        """Held while a document is being opened or closed, or a file read or written."""

    # Opening

    async def open(self, path: Path, salvage: bool = False) -> None:
        """Open a picture or a project beside what is open; one that is open already is looked at instead.

        With `salvage`, what can be read of a truncated picture is opened. On trouble everything stays as it is.
        """
        async with self._changing():
            there = await in_pool(find_open, path, self.sessions.all)
            if there is not None:
                self.sessions.look_at(there)
            elif path.suffix.lower() == PROJECT_SUFFIX:
                await self._open_project(path)
            else:
                await self._open_picture(partial(opening.open_picture, path, salvage=salvage))
        remember_recent(self._settings, path)
        told = tr("Opened {name}") if there is None else tr("{name} is open already")
        self._signals.message.emit(told.format(name=path.name))

    async def open_bytes(self, data: bytes, name: str) -> None:
        """Open a picture that lies in no file, as from the clipboard: it isn't saved yet, and is recoverable."""
        async with self._changing():
            await self._open_picture(partial(opening.open_bytes, data, name))
        self._signals.message.emit(tr("Opened {name}").format(name=name))

    async def recover(self, left: Recoverable) -> None:
        """Open what a program left behind when it died. An unchanged copy of its project makes room for it."""
        async with self._changing():
            working = await asyncio.to_thread(WorkingCopy.reopen, left)
            session = await self._ready(working, left.name, discard=False)
            session.touch()
            older = [each for each in self.sessions.all if each.path is not None and each.path == session.path]
            self._take(session)
            for each in older:
                if not each.modified:
                    await self._close(each, discard=False)
        self._signals.message.emit(tr("Recovered {name}").format(name=left.name))

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[None]:
        async with self.turn:
            self._scratch.serve()
            try:
                yield
            finally:
                if not self.sessions.all:
                    self._scratch.rest()

    async def _open_project(self, path: Path) -> None:
        working = await asyncio.to_thread(WorkingCopy.of_project, path)
        self._take(await self._ready(working, path.name, discard=True))

    async def _open_picture(self, read: Callable[[], opening.Opened]) -> None:
        opened = await in_pool(read)
        working = await asyncio.to_thread(WorkingCopy.create)
        working.state, change = opening.first_state(opened)
        session = await self._ready(working, opened.source.name, discard=True)
        session.record(change)
        self._take(session)
        session.make_thumbnail(session.current_version)
        if opened.notes:
            self._signals.noted.emit(opened.source.name, opened.notes)

    async def _ready(self, working: WorkingCopy, name: str, discard: bool) -> Session:
        """A session of the working copy; on trouble that is let go."""
        try:
            if working.state.document is None:
                raise BadInput(tr("{name} is empty.").format(name=name))
            return Session(Voice(self._signals), working, working.state, name)
        except BaseException:
            await asyncio.to_thread(working.close, discard)
            raise

    def _take(self, session: Session) -> None:
        self.sessions.add(session)
        session.spawn(self._delivery.take_parked(session))

    # Closing

    async def close(self, session: Session, discard: bool = False) -> None:
        """Close a document. Unsaved work stays in its working copy and is offered again, unless `discard`."""
        async with self._changing():
            if not session.is_closed:
                await self._close(session, discard)

    async def close_all(self, discard: bool = False) -> None:
        """Close every document, or none where the work in one of them can't be kept."""
        async with self._changing():
            while not all([await self._came_to_rest(each, discard) for each in self.sessions.all]):
                pass
            current = self.sessions.current
            for session in sorted(self.sessions.all, key=lambda each: each is current):  # nobody looks at the others
                await self._let_go(session, discard)

    async def give_up(self) -> None:
        """Let go of what no document holds. Nothing is opened any more."""
        await asyncio.to_thread(self._scratch.close)

    async def _close(self, session: Session, discard: bool) -> None:
        while not await self._came_to_rest(session, discard):
            pass
        await self._let_go(session, discard)

    async def _came_to_rest(self, session: Session, discard: bool) -> bool:
        """Bring a document to rest: no fill on this computer, no edit under way and all of it on disk. What a service
        works on goes on without it. False where the person has gone on meanwhile. Raises where the disk fails; the
        document then stays open."""
        await self._delivery.stop_built_in(session)
        await session.settled()
        mark = session.mark()
        if session.modified and not discard:
            await session.flushed()
        return session.is_at_rest and session.mark() == mark and self._delivery.is_at_rest(session)

    async def _let_go(self, session: Session, discard: bool) -> None:
        """Take a document that is at rest out of the row, and close its working copy."""
        self.sessions.remove(session)
        self._leaving.append((session, discard or not session.modified))
        try:
            # Others may hold pixels that were copied from here, and aren't in their own files yet.
            for other in self.sessions.all:
                await other.recorded()
        except InlayError as error:
            log.warning("%s is closed later: %s", session.name, error)  # whose edits aren't recorded has told it
            return
        leaving, self._leaving = self._leaving, []
        for each, worthless in leaving:
            try:
                await each.close(worthless)
            except Exception as error:  # what else is open isn't touched by it
                each.tell(error)

    # Saving and exporting

    @asynccontextmanager
    async def _using(self, session: Session) -> AsyncIterator[None]:
        async with self.turn:
            if session.is_closed:
                raise BadInput(tr("{name} was closed in the meantime.").format(name=session.name))
            await session.settled()
            yield

    async def save(self, session: Session, path: Path | None) -> None:
        """Save the project, under another name where `path` is given."""
        target = path or session.path
        if target is None:
            raise BadInput(tr("The project has no name yet."), next_step=tr("Use Save as."))
        if target.suffix.lower() != PROJECT_SUFFIX:
            target = target.with_name(target.name + PROJECT_SUFFIX)
        async with self._using(session):
            self._check_free(target, session)
            mark = session.mark()
            await asyncio.wrap_future(session.working.save_as(target, __version__))
        session.now_saved(mark, target)
        remember_recent(self._settings, target)
        self._signals.sessions_changed.emit()
        session.signals.session_changed.emit()
        self._signals.message.emit(tr("Saved {name}").format(name=target.name))

    def _check_free(self, target: Path, session: Session) -> None:
        """BadInput where another document that is open here is that very project."""
        others = (each.path for each in self.sessions.all if each is not session)
        if any(path is not None and is_same_file(path, target) for path in others):
            raise BadInput(
                tr("{name} is open in another tab.").format(name=target.name),
                tr("Nothing was changed."),
                tr("Close it first, or choose another name."),
            )

    async def export(
        self, session: Session, path: Path, options: ExportOptions, version: str | None = None
    ) -> list[str]:
        """Write the picture as it is now, or a version of it; what is to be told about the file comes back."""
        async with self._using(session):
            document = session.versions[version].document if version else session.document
            notes = await in_pool(export_document, document, session.working, path, options)
        self._signals.message.emit(" ".join([tr("Exported {name}").format(name=path.name), *notes]))
        return notes
