"""The order of edits: one after the other, quick ones at once, slow ones in the pool."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

Work = Callable[[], Coroutine[Any, Any, None]]


class EditQueue:
    """Runs pieces of work strictly in the order in which they came; `failed` gets what one raises."""

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        self._waiting: deque[Work] = deque()
        self._task: asyncio.Task[None] | None = None
        self._failed = failed

    @property
    def is_idle(self) -> bool:
        """Whether nothing is waiting or running, so that a quick edit may be done at once."""
        return self._task is None

    def add(self, work: Work) -> None:
        """Do `work` after everything that was added before."""
        self._waiting.append(work)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._one(self._waiting.popleft())
        finally:
            self._task = None

    async def _one(self, work: Work) -> None:
        try:
            await work()
        except Exception as error:
            self._failed(error)

    async def settled(self) -> None:
        """Wait until nothing is left to do."""
        while self._task is not None:
            await asyncio.shield(self._task)
