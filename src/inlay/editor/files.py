"""Files in and out of the editor: open, recover, close, save, export; never at the cost of the work that is open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from inlay import __version__
from inlay.base.errors import BadInput
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.editor import opening
from inlay.editor.delivery import Delivery
from inlay.editor.exporting import ExportOptions, export_document, is_same_file
from inlay.editor.pool import in_pool
from inlay.editor.remembered import remember_recent
from inlay.editor.session import Session
from inlay.editor.signals import EditorSignals
from inlay.imaging.budget import BUDGET
from inlay.storage import Recoverable, WorkingCopy

PROJECT_SUFFIX = ".inlay"


class Files:
    """Holds the open document, and changes it for another one. One file is read or written at a time."""

    def __init__(
        self, signals: EditorSignals, settings: Settings, delivery: Delivery, swapped: Callable[[], object]
    ) -> None:
        """`swapped` is called first when another document, or none, is open."""
        self.session: Session | None = None
        self._signals = signals
        self._settings = settings
        self._delivery = delivery
        self._swapped = swapped
        self.turn = asyncio.Lock()
        """Held while another document is being opened, or a file read or written."""

    # Opening and closing

    async def open(self, path: Path) -> None:
        """Open a picture or a project in place of what is open; on trouble everything stays as it is."""
        async with self._changing():
            if path.suffix.lower() == PROJECT_SUFFIX:
                await self._open_project(path)
            else:
                await self._open_picture(path)
        remember_recent(self._settings, path)
        self._signals.message.emit(tr("Opened {name}").format(name=path.name))

    async def recover(self, left: Recoverable) -> None:
        """Open what a program left behind when it died."""
        async with self._changing():
            working = await asyncio.to_thread(WorkingCopy.reopen, left)
            session = await self._ready(working, left.name, discard=False)
            session.touch()
            await self._take(session)
        self._signals.message.emit(tr("Recovered {name}").format(name=left.name))

    async def close(self, discard: bool = False) -> None:
        """Close what is open. Unsaved work stays in its working copy and is offered again, unless `discard`."""
        async with self._changing():
            if self.session is not None:
                await self._finish(discard)
                await self._take(None, discard)

    @asynccontextmanager
    async def _changing(self) -> AsyncIterator[None]:
        async with self.turn:
            # What is opened now must not be spilled into the old working copy, which goes before it does.
            BUDGET.spill = None
            try:
                yield
            finally:
                BUDGET.spill = self.session.working if self.session is not None else None

    async def _open_project(self, path: Path) -> None:
        here = self.session.path if self.session is not None else None
        if here is not None and is_same_file(path, here):
            raise BadInput(tr("{name} is open here already.").format(name=path.name))
        working = await asyncio.to_thread(WorkingCopy.of_project, path)
        await self._take(await self._ready(working, path.name, discard=True))

    async def _open_picture(self, path: Path) -> None:
        opened = await in_pool(opening.open_picture, path)
        working = await asyncio.to_thread(WorkingCopy.create)
        working.state, change = opening.first_state(opened)
        session = await self._ready(working, path.name, discard=True)
        session.record(change)
        await self._take(session)
        session.make_thumbnail(session.current_version)
        for note in opened.notes:
            self._signals.message.emit(note)

    async def _ready(self, working: WorkingCopy, name: str, discard: bool) -> Session:
        """A session that can take the place of the open one at once; on trouble its working copy is let go."""
        try:
            if working.state.document is None:
                raise BadInput(tr("{name} is empty.").format(name=name))
            session = Session(self._signals, working, working.state, name)
            await self._finish(discard=False)
        except BaseException:
            await asyncio.to_thread(working.close, discard)
            raise
        return session

    async def _finish(self, discard: bool) -> None:
        """Bring what is open to rest: no fill on this computer, no edit under way and all of it on disk. What a service
        works on goes on without it. Raises where that doesn't work; it then stays open."""
        session = self.session
        while session is not None:
            await self._delivery.stop_built_in()
            await session.settled()
            mark = session.mark()
            if session.modified and not discard:
                await session.flushed()
            # The person may have gone on in the meantime.
            if session.is_at_rest and session.mark() == mark and self._delivery.is_at_rest:
                return

    async def _take(self, session: Session | None, discard: bool = False) -> None:
        """Put `session` in the place of the open one, which is at rest; nothing waits before it is there."""
        old, self.session = self.session, session
        if old is not None:
            old.is_closed = True
        if session is not None:
            BUDGET.spill = session.working
        self._tell(old)
        if session is not None:
            session.spawn(self._delivery.take_parked(session))
        if old is not None:
            try:
                await old.close(discard or not old.modified)
            except Exception as error:  # what is open now isn't touched by it
                old.tell(error)

    def _tell(self, old: Session | None) -> None:
        signals, new = self._signals, self.session
        self._swapped()
        signals.session_changed.emit()
        signals.shown_changed.emit(old.shown if old is not None else None, new.shown if new is not None else None)
        for signal in (
            signals.document_changed,
            signals.undo_changed,
            signals.versions_changed,
            signals.candidates_changed,
            signals.modified_changed,
        ):
            signal.emit()

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
            mark = session.mark()
            await asyncio.wrap_future(session.working.save_as(target, __version__))
        session.path, session.name = target, target.name
        session.now_saved(mark)
        remember_recent(self._settings, target)
        self._signals.session_changed.emit()
        self._signals.message.emit(tr("Saved {name}").format(name=target.name))

    async def export(
        self, session: Session, path: Path, options: ExportOptions, version: str | None = None
    ) -> list[str]:
        """Write the picture as it is now, or a version of it; what is to be told about the file comes back."""
        async with self._using(session):
            document = session.versions[version].document if version else session.document
            notes = await in_pool(export_document, document, session.working, path, options)
        self._signals.message.emit(" ".join([tr("Exported {name}").format(name=path.name), *notes]))
        return notes
