"""Editor: the facade that the window, the command line and the tests talk to. It holds references and delegates."""

from __future__ import annotations

import asyncio
from pathlib import Path

from inlay.editor.exporting import ExportOptions
from inlay.editor.fill_commands import FillCommands
from inlay.editor.history_commands import HistoryCommands
from inlay.editor.layer_commands import LayerCommands
from inlay.editor.mask_commands import MaskCommands
from inlay.editor.service_commands import ServiceCommands
from inlay.storage import Recoverable


class Editor(LayerCommands, MaskCommands, FillCommands, HistoryCommands, ServiceCommands):
    """One open document at a time, the tools, and the jobs. Lives on the loop thread."""

    # Opening and closing

    async def open(self, path: Path) -> None:
        """Open a picture or a project in place of what is open; on trouble everything stays as it is."""
        await self._files.open(path)

    async def recover(self, recoverable: Recoverable) -> None:
        """Open what a program left behind when it died."""
        await self._files.recover(recoverable)

    async def close_session(self, discard: bool = False) -> None:
        """Close what is open. Unsaved work stays in its working copy and is offered again, unless `discard`."""
        await self._files.close(discard)

    async def shut_down(self, discard: bool = False) -> None:
        """Close everything: the session, jobs and their processes; settings are written."""
        try:
            await self.close_session(discard)
        finally:
            self._planner.close()
            await self.jobs.close()
            self.remember()
            await asyncio.to_thread(self.settings.save)

    # Files

    async def save(self, path: Path | None = None) -> None:
        """Save the project, under another name where `path` is given."""
        await self._files.save(self._open, path)

    async def export(self, path: Path, options: ExportOptions | None = None, version: str | None = None) -> list[str]:
        """Write the picture as it is now, or a version of it; what is to be told about the file comes back."""
        return await self._files.export(self._open, path, options or ExportOptions(), version)
