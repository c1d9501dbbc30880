"""Takes one job through its states: upload, submit once, poll, fetch, clean up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from inlay.base.errors import BadAnswer, Bug, Cancelled, InlayError, OutcomeUnknown, TimedOut
from inlay.base.text import tr
from inlay.fill.answer import receive
from inlay.jobs.job import Job, Result
from inlay.jobs.journal import Journal
from inlay.jobs.states import JobState
from inlay.providers.interface import Picture, Poll, Provider, Ticket, Uploads

log = logging.getLogger(__name__)
FIRST_POLL = 0.05
LONGEST_POLL = 0.25
GROWTH = 1.3
T = TypeVar("T")


class Runner:
    """One job on its way. `changed` is called on the loop thread with each new state of it."""

    def __init__(self, job: Job, provider: Provider, journal: Journal, changed: Callable[[Job], None]) -> None:
        self.job = job
        self._provider = provider
        self._journal = journal
        self._changed = changed

    def _set(self, job: Job) -> None:
        self.job = job
        self._changed(job)

    async def run(self, timeout: float | None = None) -> Job:
        """Do it all and return the ended job; never raises but for the task's own cancellation.

        `timeout` in seconds counts from the ticket on; after it the job is stopped and fails with TimedOut.
        """
        try:
            await self._order()
            await self._wait(timeout)
            await self._fetch()
        except asyncio.CancelledError:
            end_cancelling()
            await self._stop(JobState.CANCELLED, _cancelled())
        except OutcomeUnknown as error:
            self._end(JobState.UNKNOWN, error)
        except InlayError as error:
            await self._stop(JobState.FAILED, error)
        except Exception as error:
            log.exception("job %s failed", self.job.id)
            await self._stop(JobState.FAILED, Bug(tr("The fill failed: {reason}.").format(reason=error)))
        return self.job

    async def _order(self) -> None:
        self._set(self.job.move(JobState.UPLOADING))
        uploads = await self._provider.upload(self.job.request)
        self._set(self.job.move(JobState.SENDING))
        # On disk before the request leaves, so that a job is never sent without a trace.
        await whole(asyncio.to_thread(self._journal.write, self.job))
        await whole(self._send(uploads))
        self._set(self.job.move(JobState.FETCHING if self._ticket().done else JobState.WAITING))

    async def _send(self, uploads: Uploads) -> None:
        self._set(replace(self.job, ticket=await self._provider.submit(self.job.request, uploads)))
        await asyncio.to_thread(self._journal.write, self.job)

    async def _wait(self, timeout: float | None) -> None:
        if self.job.state is not JobState.WAITING:
            return
        try:
            async with asyncio.timeout(timeout):
                await self._poll_until_done(self._ticket())
        except TimeoutError:
            raise TimedOut(tr("The fill took longer than {seconds:g} s.").format(seconds=timeout)) from None
        self._set(self.job.move(JobState.FETCHING, progress=None))

    async def _poll_until_done(self, ticket: Ticket) -> None:
        pause = FIRST_POLL
        while True:
            poll: Poll = await self._provider.poll(ticket)
            if poll.state == "failed":
                raise BadAnswer(poll.message or tr("The fill failed."))
            if poll.state == "done":
                return
            self._set(replace(self.job, progress=poll.progress, message=poll.message))
            await asyncio.sleep(pause)
            pause = min(LONGEST_POLL, pause * GROWTH)

    async def _fetch(self) -> None:
        answer = await self._provider.fetch(self._ticket())
        results = tuple([await self._result(picture) for picture in answer.pictures])
        await self._quietly(self._provider.clean_up(self._ticket(), self.job.uploads))
        told = {"results": results, "seconds": answer.seconds, "billed": answer.cost, "notes": answer.notes}
        self._set(self.job.move(JobState.DONE, progress=1.0, message="", **told))

    async def _result(self, picture: Picture) -> Result:
        received = await asyncio.to_thread(receive, self.job.request, picture.data)
        return Result(received, picture.seed, (*received.notes, *picture.notes))

    def _ticket(self) -> Ticket:
        assert self.job.ticket is not None
        return self.job.ticket

    async def _stop(self, state: JobState, error: InlayError) -> None:
        outcome = None
        if self.job.ticket is not None:
            outcome = await self._quietly(self._provider.cancel(self.job.ticket))
            await self._quietly(self._provider.clean_up(self.job.ticket, self.job.uploads))
        self._end(state, error, outcome.message if outcome is not None else "")

    async def _quietly(self, work: Awaitable[T]) -> T | None:
        """Do what the job's end doesn't hang on; trouble with it is logged."""
        try:
            return await work
        except Exception:
            log.warning("job %s wasn't tidied up at the service", self.job.id, exc_info=True)
            return None

    def never_began(self) -> None:
        """It was stopped while it waited for its turn."""
        if not self.job.has_ended:
            self._end(JobState.CANCELLED, _cancelled())

    def _end(self, state: JobState, error: InlayError, message: str = "") -> None:
        self._set(self.job.move(state, error=error, message=message))


def _cancelled() -> Cancelled:
    return Cancelled(tr("The fill was cancelled."))


def end_cancelling() -> None:
    """A wish to stop is fulfilled: what the task does from now on may wait again."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()


async def whole(work: Awaitable[None]) -> None:
    """Do something that must not be broken off: a wish to stop is heard when it is done.

    What it raises comes before that wish: an order of unknown fate isn't just a stopped one.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait((task,))
        task.result()
        raise
