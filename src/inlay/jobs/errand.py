"""Errand: one job on its way, with what every part of the way needs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from inlay.base.errors import InlayError
from inlay.base.text import tr
from inlay.jobs.desk import Desk
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.providers.interface import Answer, Provider, Ticket
from inlay.providers.spec import ProviderSpec

log = logging.getLogger(__name__)
T = TypeVar("T")


class GivenUp(Exception):
    """It has come to nothing for good: the service says so, or its answer can't be used (`keep` that answer)."""

    def __init__(self, error: InlayError, keep: bool = False) -> None:
        super().__init__(error.what)
        self.error = error
        self.keep = keep


@dataclass(eq=False)
class Errand:
    """Lives on the loop thread.

    changed          is called with each new state of the job
    hold             keeps other jobs of the service back for so many seconds
    in_flight        an order is on its way, and its outcome isn't known
    is_past_stopping the answer is here: too late to stop
    stop_wanted      the person wants it stopped; else a wish to stop only means that the program leaves
    left             the program left it; it is in the journal with its ticket
    is_unusable      its answer couldn't be read, and is kept
    unsaved          the answer as it came, where the disk hasn't taken it
    """

    job: Job
    spec: ProviderSpec
    desk: Desk
    changed: Callable[[Job], None]
    hold: Callable[[float], None]
    adapter: Provider | None = None
    in_flight: bool = False
    is_past_stopping: bool = False
    stop_wanted: bool = False
    left: bool = False
    is_unusable: bool = False
    unsaved: Answer | None = None

    @property
    def provider(self) -> Provider:
        """The adapter."""
        assert self.adapter is not None
        return self.adapter

    @property
    def ticket(self) -> Ticket:
        """The ticket."""
        assert self.job.ticket is not None
        return self.job.ticket

    @property
    def is_remote(self) -> bool:
        """Whether something leaves this process, so that the order may cost something."""
        return self.job.request.sent is not None

    @property
    def lasts(self) -> bool:
        """Whether it can be taken up again by another run of the program."""
        return self.job.ticket is not None and self.spec.tickets_last

    def set(self, **changes: Any) -> None:
        """Change the job, but for its state."""
        self.job = replace(self.job, **changes)
        self.changed(self.job)

    def move(self, state: JobState, **changes: Any) -> None:
        """Put the job into a state; Bug for a move that the table doesn't allow."""
        if state is self.job.state:
            self.set(**changes)
            return
        self.job = self.job.move(state, **changes)
        self.changed(self.job)

    async def find_adapter(self) -> None:
        """Get the adapter; KeyMissing and other trouble come before anything is sent."""
        self.adapter = await self.desk.adapters.get(self.spec, self.job.base_url)

    async def write(self) -> None:
        """Have the job as it is now on the disk; BadInput where that fails."""
        await whole(asyncio.to_thread(self.desk.journal.write, self.job))

    async def write_if_possible(self) -> None:
        """The same for what has been ordered: it goes on in memory, and the person is told."""
        try:
            await self.write()
        except Exception as error:
            log.warning("job %s isn't on the disk: %s", self.job.id, error)
            note = tr("This fill isn't on the disk: if Inlay ends before the result is here, it is lost.")
            if note not in self.job.notes:
                self.set(notes=(*self.job.notes, note))

    async def settle(self) -> None:
        """Have noted what became of the job; trouble with that is logged."""
        if self.desk.money is not None:
            await self.quietly(self.desk.money.settle(self.job))

    async def quietly(self, work: Awaitable[T], within: float | None = None) -> T | None:
        """Do what the job doesn't hang on, within a time in seconds; trouble with it is logged."""
        try:
            async with asyncio.timeout(within or self.desk.pace.stop_within):
                return await work
        except Exception:
            log.warning("job %s wasn't tidied up", self.job.id, exc_info=True)
            return None

    async def clean_up(self) -> None:
        """Let go of whatever the job left at the service."""
        if self.adapter is not None and (self.job.ticket is not None or self.job.uploads):
            await self.quietly(self.adapter.clean_up(self.job.ticket, self.job.uploads))


def end_cancelling() -> None:
    """A wish to stop is fulfilled: what the task does from now on may wait again."""
    task = asyncio.current_task()
    while task is not None and task.cancelling():
        task.uncancel()


def heed_stopping() -> None:
    """Stop here where that was wished for while something couldn't be broken off."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def whole(work: Awaitable[None]) -> None:
    """Do something that must not be broken off: a wish to stop is heard when it is done.

    What it raises comes before that wish: an order of unknown fate isn't just a stopped one. A second wish
    breaks it off.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait((task,))
            raise
        task.result()
        raise
