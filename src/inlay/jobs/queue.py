"""The queue: jobs in flight, how many at a time for each service, and what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from inlay.base.signal import Signal
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.runner import Runner, end_cancelling
from inlay.providers.catalogue import service
from inlay.providers.interface import Connection, Provider

BUILT_IN = "local"
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
        self._stopping: set[str] = set()
        self._begun: set[str] = set()

    def provider(self, provider_id: str) -> Provider:
        """The adapter of a service, made when first needed."""
        if provider_id not in self._providers:
            self._providers[provider_id] = service(provider_id).make(Connection())
        return self._providers[provider_id]

    def start(self, job: Job, finished: Finished, timeout: float | None = None) -> asyncio.Task[Job]:
        """Put a job into the queue; the task gives the ended job after `finished` has seen it."""
        provider = self.provider(job.request.provider)
        self._note(job)
        task = asyncio.get_running_loop().create_task(self._run(job, provider, finished, timeout))
        self._tasks[job.id] = task
        return task

    async def _run(self, job: Job, provider: Provider, finished: Finished, timeout: float | None) -> Job:
        runner = Runner(job, provider, self._journal, self._note)
        try:
            await self._in_turn(runner, timeout)
            await finished(runner.job)
            if runner.job.has_ended:
                await asyncio.to_thread(self._journal.remove, job.id)
        finally:
            self._forget(runner.job)
        return runner.job

    async def _in_turn(self, runner: Runner, timeout: float | None) -> None:
        service_id = runner.job.request.provider
        places = self._places.setdefault(service_id, asyncio.Semaphore(service(service_id).concurrency))
        try:
            async with places:
                await runner.run(timeout)
        except asyncio.CancelledError:
            end_cancelling()
            runner.never_began()

    def _note(self, job: Job) -> None:
        self.active[job.id] = job
        self.changed.emit(job)

    def _forget(self, job: Job) -> None:
        self.active.pop(job.id, None)
        self._tasks.pop(job.id, None)
        self._stopping.discard(job.id)
        self._begun.discard(job.id)
        self.changed.emit(job)

    def cancel(self, job_id: str) -> None:
        """Stop a job; nothing happens where it has ended already, or is being stopped."""
        if job_id in self._tasks and job_id not in self._stopping:
            self._stopping.add(job_id)
            # In the loop's next round: a task that is cancelled before it began would never reach its end.
            asyncio.get_running_loop().call_soon(self._cancel_now, job_id)

    def _cancel_now(self, job_id: str) -> None:
        task, job = self._tasks.get(job_id), self.active.get(job_id)
        # An answer that is here already is being taken into the document: too late to stop.
        if task is not None and job is not None and not job.has_ended:
            task.cancel()

    async def stop(self) -> None:
        """Stop every job, and wait until each has ended; an answer that is here already is taken."""
        for job_id in tuple(self._tasks):
            self.cancel(job_id)
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def clear_interrupted(self) -> int:
        """Remove the records of fills that ended with the program that ran them; how many there were.

        Only those of the built-in fill, which can't be taken up again. Touches the disk.
        """
        return len(self._journal.take_left_over(BUILT_IN))

    async def close(self) -> None:
        """Stop every job and let go of the adapters."""
        await self.stop()
        for provider in self._providers.values():
            await provider.close()
        self._providers.clear()
        await asyncio.to_thread(self._journal.close)
