"""What goes on for a document beside its edits: thumbnails being made, answers being taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any


class Background:
    """Keeps count of it, so that a document isn't closed in the middle. `tell` gets what a task raises."""

    def __init__(self, tell: Callable[[BaseException], None]) -> None:
        self._tell = tell
        self._under_way: set[asyncio.Future[None]] = set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is going on."""
        return not self._under_way

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine that belongs to the document; what it raises is told."""
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._tell(error)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Something is going on until the end of the block."""
        until: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._under_way.add(until)
        try:
            yield
        finally:
            self._under_way.discard(until)
            until.set_result(None)

    async def waited(self) -> None:
        """Wait for what is going on now; more may have begun meanwhile."""
        if self._under_way:
            await asyncio.wait(tuple(self._under_way))
