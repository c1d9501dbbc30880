"""Writing: what is recorded of a document on disk, and whether there is work that its project doesn't hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

from inlay.base.text import tr
from inlay.editor.signals import EditorSignals
from inlay.storage import Change, WorkingCopy


class Writing:
    """Hands changes to the working copy's own thread, in order, and tells once when the disk fails."""

    def __init__(self, signals: EditorSignals, working: WorkingCopy, tell: Callable[[BaseException], None]) -> None:
        self._signals = signals
        self._working = working
        self._tell = tell
        self._saved_at = 0
        self._disk_fails = False
        self.changes = 0
        """The number of changes up to now that are work."""

    @property
    def modified(self) -> bool:
        """Whether there is something that the project file doesn't hold yet."""
        return self.changes != self._saved_at

    def record(self, change: Change) -> Future[None]:
        """Write a change down; the future tells when it is on disk, and trouble is told."""
        loop = asyncio.get_running_loop()
        future = self._working.record(change)

        def written(done: Future[None]) -> None:
            error = done.exception()
            if error is not None or self._disk_fails:
                loop.call_soon_threadsafe(self._written, error)

        future.add_done_callback(written)
        if change.is_work:
            self.changes += 1
            self._signals.modified_changed.emit()
        return future

    def _written(self, error: BaseException | None) -> None:
        """Tell that the disk fails once, however many edits follow, and that it works again."""
        if error is not None and not self._disk_fails:
            self._tell(error)
        elif error is None and self._disk_fails:
            self._signals.message.emit(tr("Your edits are recorded on the disk again."))
        self._disk_fails = error is not None

    def now_saved(self, mark: int) -> None:
        """Everything up to `mark` is in the project file."""
        self._saved_at = mark
        self._signals.modified_changed.emit()
