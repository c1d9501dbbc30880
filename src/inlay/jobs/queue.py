"""The queue: jobs in flight, how many at a time for each service, and what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from inlay.base.errors import Cancelled
from inlay.base.signal import Signal
from inlay.base.text import tr
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.runner import Runner
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service
from inlay.providers.interface import Provider

Finished = Callable[[Job], Awaitable[None]]


class JobQueue:
    """Runs jobs on the loop it is used from. `changed` is emitted with each new state of a job.

    A job leaves `active` and the journal only after `finished` has taken its answer, so that an
    answer can't be lost in between.
    """

    def __init__(self, journal: Journal | None = None) -> None:
        self.changed: Signal[[Job]] = Signal()
        self.active: dict[str, Job] = {}
        self._journal = journal or Journal()
        self._providers: dict[str, Provider] = {}
        self._places: dict[str, asyncio.Semaphore] = {}
        self._tasks: dict[str, asyncio.Task[Job]] = {}
        self._begun: set[str] = set()

    def provider(self, provider_id: str) -> Provider:
        """The adapter of a service, made when first needed."""
        if provider_id not in self._providers:
            self._providers[provider_id] = service(provider_id).make()
        return self._providers[provider_id]

    def start(self, job: Job, finished: Finished, timeout: float | None = None) -> asyncio.Task[Job]:
        """Put a job into the queue; the task gives the ended job after `finished` has seen it."""
        self._note(job)
        task = asyncio.get_running_loop().create_task(self._run(job, finished, timeout))
        self._tasks[job.id] = task
        return task

    async def _run(self, job: Job, finished: Finished, timeout: float | None) -> Job:
        self._begun.add(job.id)
        service_id = job.request.provider
        places = self._places.setdefault(service_id, asyncio.Semaphore(service(service_id).concurrency))
        runner = Runner(job, self.provider(service_id), self._journal, self._note)
        try:
            async with places:
                await runner.run(timeout)
        except asyncio.CancelledError:
            ended = job.move(JobState.CANCELLED, error=Cancelled(tr("The fill was cancelled.")))
            runner = Runner(ended, self.provider(service_id), self._journal, self._note)
        try:
            await finished(runner.job)
        finally:
            self._forget(runner.job)
            if runner.job.state is not JobState.UNKNOWN:
                await asyncio.to_thread(self._journal.remove, job.id)
        return runner.job

    def _note(self, job: Job) -> None:
        self.active[job.id] = job
        self.changed.emit(job)

    def _forget(self, job: Job) -> None:
        self.active.pop(job.id, None)
        self._tasks.pop(job.id, None)
        self._begun.discard(job.id)
        self.changed.emit(job)

    def cancel(self, job_id: str) -> None:
        """Stop a job; nothing happens where it has ended already."""
        task, job = self._tasks.get(job_id), self.active.get(job_id)
        # An answer that is here already is being taken into the document: too late to stop.
        if task is None or job is None or job.has_ended:
            return
        if job_id in self._begun:
            task.cancel()
        else:
            # Cancelled before its first step, a task never runs: the job would stay for ever.
            asyncio.get_running_loop().call_soon(self.cancel, job_id)

    def cancel_all(self) -> None:
        """Stop every job."""
        for job_id in tuple(self._tasks):
            self.cancel(job_id)

    async def close(self) -> None:
        """Stop every job and let go of the adapters."""
        self.cancel_all()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        for provider in self._providers.values():
            await provider.close()
        self._providers.clear()
