"""Tasks of the window: started from a click, kept alive, and what they raise is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from inlay.base.errors import Bug, Cancelled, InlayError
from inlay.base.text import tr

log = logging.getLogger(__name__)


class Tasks:
    """Runs coroutines on the running loop; `tell` gets every error but a cancellation."""

    def __init__(self, tell: Callable[[InlayError], object]) -> None:
        self._tell = tell
        self._running: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a task now."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def finished(self) -> None:
        """Wait until none is running."""
        while self._running:
            await asyncio.wait(tuple(self._running))

    async def cancel(self) -> None:
        """End all of them, as when the window goes: who still waits for an answer won't get one."""
        running = [task for task in self._running if task is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, InlayError):
            if not isinstance(error, Cancelled):
                self._tell(error)
        elif error is not None:
            log.error("a task failed", exc_info=error)
            self._tell(
                Bug(
                    tr("Something went wrong inside Inlay."),
                    tr("Your work is kept."),
                    tr("The log in the state folder has the details."),
                )
            )
