"""Editor: the facade that the window, the command line and the tests talk to. It holds references and delegates."""

from __future__ import annotations

import asyncio
from pathlib import Path

from inlay.base.geometry import Rect
from inlay.editor.exporting import ExportOptions
from inlay.editor.fill_commands import FillCommands
from inlay.editor.history_commands import HistoryCommands
from inlay.editor.layer_commands import LayerCommands
from inlay.editor.mask_commands import MaskCommands
from inlay.editor.previewing import ExportPreview
from inlay.editor.service_commands import ServiceCommands
from inlay.editor.session import Session
from inlay.imaging.codec import ExportSettings
from inlay.jobs.job import Job
from inlay.storage import Recoverable


class Editor(LayerCommands, MaskCommands, FillCommands, HistoryCommands, ServiceCommands):
    """The open documents, of which one is looked at, the tools, and the jobs. Lives on the loop thread."""

    # Opening and closing

    async def open(self, path: Path, salvage: bool = False) -> None:
        """Open a picture or a project beside what is open, and look at it; on trouble everything stays as it is.

        A file that is open already is looked at. With `salvage`, what can be read of a truncated picture is opened.
        """
        await self._files.open(path, salvage)

    async def open_bytes(self, data: bytes, name: str) -> None:
        """Open a picture that lies in no file: `data` are the bytes of a picture file, `name` is what to call it."""
        await self._files.open_bytes(data, name)

    async def recover(self, recoverable: Recoverable) -> None:
        """Open what a program left behind when it died."""
        await self._files.recover(recoverable)

    def switch_to(self, document_id: str) -> None:
        """Look at another open document, by `Session.id` or `Session.document_id`; nothing happens where none is."""
        session = self._files.sessions.named(document_id)
        if session is not None:
            self._files.sessions.look_at(session)

    def step_session(self, by: int) -> None:
        """Look at the next (+1) or previous (-1) open document, and past the last one at the first."""
        if self.session is not None:
            at = self.sessions.index(self.session)
            self._files.sessions.look_at(self.sessions[(at + by) % len(self.sessions)])

    def move_session(self, document_id: str, index: int) -> None:
        """Put a document at another place of the row of tabs, 0 for the first."""
        session = self._files.sessions.named(document_id)
        if session is not None:
            self._files.sessions.move(session, index)

    def session_of(self, job: Job) -> Session | None:
        """The open document that a job's answer goes into; None where it isn't open."""
        return self._delivery.session_of(job)

    async def close_session(self, discard: bool = False, session: Session | None = None) -> None:
        """Close a document, by default the one that is looked at. Unsaved work stays in its working copy and is
        offered again, unless `discard`."""
        session = session or self.session
        if session is not None:
            await self._files.close(session, discard)

    async def shut_down(self, discard: bool = False) -> None:
        """Close everything: the documents, jobs and their processes; settings are written."""
        try:
            await self._files.close_all(discard)
        finally:
            self._planner.close()
            await self.jobs.close()
            await self._files.give_up()
            self.remember()
            await asyncio.to_thread(self.settings.save)

    # Files

    async def save(self, path: Path | None = None, session: Session | None = None) -> None:
        """Save a document as a project, under another name where `path` is given; by default what is looked at."""
        await self._files.save(session or self._open, path)

    async def export(
        self,
        path: Path,
        options: ExportOptions | None = None,
        version: str | None = None,
        session: Session | None = None,
    ) -> list[str]:
        """Write a document's picture as it is now, or a version of it; by default of what is looked at. What is to be
        told about the file comes back."""
        return await self._files.export(session or self._open, path, options or ExportOptions(), version)

    async def export_preview(self, format_id: str, settings: ExportSettings, box: Rect) -> ExportPreview:
        """What an export of what is looked at would give, seen in `box`. The next wish ends it: Cancelled."""
        return await self._previewer.preview(self._open, format_id, settings, box)

    def end_export_preview(self) -> None:
        """Nobody looks at the preview any more: end what is being worked out, and let go of the file."""
        self._previewer.forget()
