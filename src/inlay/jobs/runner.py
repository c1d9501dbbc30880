"""Takes one job through its states: upload, submit once, poll, fetch, clean up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from inlay.base.errors import BadAnswer, Bug, Cancelled, InlayError, OutcomeUnknown, TimedOut
from inlay.base.text import tr
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.states import JobState
from inlay.providers.interface import Poll, Provider, Ticket

log = logging.getLogger(__name__)
FIRST_POLL = 0.05
LONGEST_POLL = 0.25
GROWTH = 1.3


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
            task = asyncio.current_task()
            if task is not None:
                task.uncancel()  # the wish is fulfilled here: what follows may wait again
            await asyncio.shield(self._stop(JobState.CANCELLED, Cancelled(tr("The fill was cancelled."))))
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
        await asyncio.to_thread(self._journal.write, self.job)
        ticket = await self._provider.submit(self.job.request, uploads)
        self._set(replace(self.job, ticket=ticket))
        await asyncio.to_thread(self._journal.write, self.job)
        self._set(self.job.move(JobState.FETCHING if ticket.done else JobState.WAITING))

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
        if answer.pixels.shape[:2] != self.job.request.image.shape[:2]:
            raise BadAnswer(tr("The result has another size than the request."))
        await self._provider.clean_up(self._ticket())
        self._set(self.job.move(JobState.DONE, answer=answer, progress=1.0, message=""))

    def _ticket(self) -> Ticket:
        assert self.job.ticket is not None
        return self.job.ticket

    async def _stop(self, state: JobState, error: InlayError) -> None:
        message = ""
        if self.job.ticket is not None:
            try:
                message = (await self._provider.cancel(self.job.ticket)).message
                await self._provider.clean_up(self.job.ticket)
            except InlayError as trouble:
                log.warning("job %s wasn't stopped cleanly: %s", self.job.id, trouble)
        self._end(state, error, message)

    def _end(self, state: JobState, error: InlayError, message: str = "") -> None:
        self._set(self.job.move(state, error=error, message=message))
