"""Places: how many jobs of one service are under way, and the line of those that wait for it."""

from __future__ import annotations

import asyncio


class Places:
    """`limit` places. Who waits is let in by the order of the line, which can be changed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._line: list[str] = []
        self._turns: dict[str, asyncio.Event] = {}
        self._inside: set[str] = set()
        self._held_until = 0.0

    @property
    def waiting(self) -> tuple[str, ...]:
        """The ids of those in the line, the next one first."""
        return tuple(self._line)

    def line_up(self, job_id: str) -> None:
        """Put a job at the end of the line."""
        self._line.append(job_id)
        self._turns[job_id] = asyncio.Event()
        self._let_in()

    def has_turn(self, job_id: str) -> bool:
        """Whether a job that lined up has a place."""
        return self._turns[job_id].is_set()

    async def turn(self, job_id: str) -> None:
        """Wait until a job that lined up has a place."""
        await self._turns[job_id].wait()

    def join(self, job_id: str) -> None:
        """Give a job a place at once: it is under way at the service already."""
        self._inside.add(job_id)

    def leave(self, job_id: str) -> None:
        """Give a place in here, or in the line, up."""
        if job_id in self._line:
            self._line.remove(job_id)
        self._inside.discard(job_id)
        self._turns.pop(job_id, None)
        self._let_in()

    def move(self, job_id: str, by: int) -> bool:
        """Move a job in the line, to the front where `by` is negative; False where it isn't in the line."""
        if job_id not in self._line:
            return False
        place = self._line.index(job_id)
        self._line.remove(job_id)
        self._line.insert(max(0, place + by), job_id)
        return True

    def hold(self, seconds: float) -> None:
        """Let nobody in for so long: the service has no room."""
        loop = asyncio.get_running_loop()
        self._held_until = max(self._held_until, loop.time() + seconds)
        loop.call_at(self._held_until, self._let_in)

    def _let_in(self) -> None:
        if asyncio.get_running_loop().time() < self._held_until:
            return
        while self._line and len(self._inside) < self._limit:
            job_id = self._line.pop(0)
            self._inside.add(job_id)
            self._turns[job_id].set()
