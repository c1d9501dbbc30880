"""The queue: jobs in flight, how many at a time for each service, and what became of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from inlay.base.signal import Signal
from inlay.document.layer import new_id
from inlay.jobs.desk import Adapters, Desk, KeyFinder, Purse
from inlay.jobs.entry import Entry
from inlay.jobs.errand import Errand
from inlay.jobs.handover import Finished, hand_over, parked_message
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.leftovers import give_up, is_known, sorted_out, unpacked
from inlay.jobs.owners import Listed
from inlay.jobs.pace import Pace
from inlay.jobs.places import Places
from inlay.jobs.runner import Runner
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service
from inlay.providers.interface import Answer, Provider

Work = Callable[[], Awaitable[None]]


class JobQueue:
    """Runs jobs on the loop it is used from. `changed` is emitted with each new state of a job.

    `active` holds the jobs that wait, run, are overdue or of unknown outcome, and those whose answer nobody has
    taken yet. A job leaves it, and the journal, only after `finished` has taken its answer or heard of its end;
    where `finished` returns False for a job that is done, its answer is parked in the journal.
    `own_hosts` are hosts that the person marked as their own.
    """

    def __init__(
        self,
        journal: Journal | None = None,
        keys: KeyFinder | None = None,
        money: Purse | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.changed: Signal[[Job]] = Signal()
        self.active: dict[str, Job] = {}
        self._adapters = Adapters(keys)
        self._desk = Desk(journal or Journal(), self._adapters, pace or Pace(), money)
        self._entries: dict[str, Entry] = {}
        self._places: dict[str, Places] = {}

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """Hosts that the person marked as their own: plain http may go there."""
        return self._adapters.own_hosts

    @own_hosts.setter
    def own_hosts(self, hosts: tuple[str, ...]) -> None:
        self._adapters.own_hosts = hosts

    async def adapter(self, provider_id: str, base_url: str | None = None) -> Provider:
        """The adapter of a service with its key, for what isn't a job (balance, finetunes). Raises KeyMissing."""
        return await self._adapters.get(service(provider_id), base_url)

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that something is being done for; the others in `active` wait for the person."""
        return tuple(self.active[job_id] for job_id, entry in self._entries.items() if entry.runs)

    # Starting

    def start(self, job: Job, finished: Finished, timeout: float | None = None) -> asyncio.Task[Job]:
        """Put a job into the queue; the task gives the job as it is after `finished` has seen it.

        `finished` is told too of a job that is overdue or of unknown outcome; what it returns counts only for one
        that is done. `timeout` in seconds counts from the ticket on.
        """
        self._places_of(job).line_up(job.id)  # first: who hears of the job asks for its place in the line
        entry = self._enter(job, finished, timeout)
        return self._launch(entry, lambda: Runner(entry.errand, self._places_of(job)).run(timeout))

    def resume(self, job: Job, finished: Finished, timeout: float | None = None) -> asyncio.Task[Job]:
        """Go on with a job of `left_over` or `parked`: nothing is ordered again."""
        entry = self._enter(job, finished, timeout)
        return self._launch(entry, self._going_on(entry))

    def _going_on(self, entry: Entry) -> Work:
        job, places = entry.errand.job, self._places_of(entry.errand.job)
        if job.ticket is None or job.has_ended:
            return _nothing  # of unknown outcome, or done: it is only handed over
        places.join(job.id)
        return lambda: Runner(entry.errand, places).run(entry.timeout)

    def _enter(self, job: Job, finished: Finished, timeout: float | None) -> Entry:
        spec, places = service(job.request.provider), self._places_of(job)
        entry = Entry(Errand(job, spec, self._desk, self._note, places.hold), finished, timeout)
        self._entries[job.id] = entry
        self._note(job)
        return entry

    def _places_of(self, job: Job) -> Places:
        provider = job.request.provider
        if provider not in self._places:
            self._places[provider] = Places(service(provider).concurrency)
        return self._places[provider]

    def _launch(self, entry: Entry, work: Work) -> asyncio.Task[Job]:
        entry.is_stopping = entry.is_handed_over = entry.errand.stop_wanted = False
        entry.task = asyncio.get_running_loop().create_task(self._run(entry, work))
        return entry.task

    async def _run(self, entry: Entry, work: Work) -> Job:
        errand = entry.errand
        try:
            await work()
        finally:
            self._places_of(errand.job).leave(errand.job.id)
        entry.is_handed_over = True
        is_over = errand.job.state in (JobState.FAILED, JobState.CANCELLED)  # whatever `finished` raises
        try:
            is_over = await hand_over(errand, entry.finished)
        finally:
            if is_over:
                self._drop(errand.job)
        return errand.job

    def _note(self, job: Job) -> None:
        self.active[job.id] = job
        self._tell(job)

    def _tell(self, job: Job) -> None:
        """A listener's fault is told as such; it doesn't come between an order and its ticket."""
        try:
            self.changed.emit(job)
        except Exception as error:
            told = {"message": "a listener failed", "exception": error}
            asyncio.get_running_loop().call_exception_handler(told)

    def _drop(self, job: Job) -> None:
        self._entries.pop(job.id, None)
        if self.active.pop(job.id, None) is not None:
            self._tell(job)

    # What the person does with them

    def cancel(self, job_id: str) -> None:
        """Stop a job; nothing happens where it has ended already, or is being stopped."""
        entry = self._entries.get(job_id)
        if entry is None or entry.is_stopping or (entry.runs and entry.is_handed_over):
            return
        if entry.runs:
            entry.break_off(wanted=True)
        elif not entry.errand.job.has_ended:
            self._launch(entry, Runner(entry.errand, self._places_of(entry.errand.job)).call_off)
            entry.is_stopping = True

    def move(self, job_id: str, by: int) -> bool:
        """Let a job that waits for its turn go before (-1) or after (+1) others; False where it doesn't wait."""
        job = self.active.get(job_id)
        places = self._places_of(job) if job is not None else None
        if job is None or places is None or not places.move(job_id, by):
            return False
        order = iter(places.waiting)
        ids = [next(order) if each in places.waiting else each for each in self.active]
        self.active = {each: self.active[each] for each in ids}
        self.changed.emit(job)
        return True

    def waiting(self, provider_id: str) -> tuple[str, ...]:
        """The ids of the jobs that wait for a service, the next one first."""
        return self._places[provider_id].waiting if provider_id in self._places else ()

    def check_again(self, job_id: str) -> asyncio.Task[Job] | None:
        """Ask again for the result of an overdue job; None where the job isn't one."""
        entry = self._entries.get(job_id)
        if entry is None or entry.runs or entry.errand.job.state is not JobState.OVERDUE:
            return None
        return self._launch(entry, self._going_on(entry))

    def send_again(self, job_id: str) -> asyncio.Task[Job] | None:
        """Order anew what is of unknown outcome, because the person says so: as a new job, which may be paid for a
        second time. None where the job isn't one."""
        entry = self._entries.get(job_id)
        if entry is None or entry.runs or entry.errand.job.state is not JobState.UNKNOWN:
            return None
        anew = replace(
            entry.errand.job,
            id=new_id(),
            state=JobState.QUEUED,
            created=time.time(),
            error=None,
            message="",
            uploads={},
        )
        task = self.start(anew, entry.finished, entry.timeout)
        self.forget(job_id)
        return task

    def forget(self, job_id: str) -> None:
        """Give up a job that isn't under way, with all that is kept of it (an answer too); the service isn't asked."""
        entry = self._entries.get(job_id)
        if entry is not None and entry.runs:
            return
        shown = entry.errand.job if entry is not None else self.active.get(job_id)
        if shown is not None:
            self._drop(shown)
        self._desk.do_later(give_up(job_id, self._desk))

    # What other runs of the program left

    async def left_over(
        self, wanted: Callable[[Job], bool] | None = None, finished: Finished | None = None
    ) -> list[Job]:
        """The jobs of dead processes, taken over by this one. Those that aren't `wanted` stay for others.

        Those under way are for `resume`. Those of unknown outcome are in `active` already, with `finished` for what
        comes of them (without it, that is parked). Those that were never sent come as CANCELLED, only to be told.
        """

        def is_wanted(job: Job) -> bool:
            return is_known(job) and (wanted is None or wanted(job))

        found = await asyncio.to_thread(self._desk.journal.take_left_over, is_wanted)
        jobs = [await sorted_out(job, self._desk) for job in found]
        for job in jobs:
            if job.state is JobState.UNKNOWN:
                self._enter(job, finished or _nobody, None)
        return jobs

    async def parked(self, session: str | None = None) -> list[Job]:
        """The jobs that are done, but whose answer the document of that id (None: any) hasn't taken: for `resume`,
        which hands them over, or for `forget` when they are in the document."""

        def is_wanted(job: Job) -> bool:
            return is_known(job) and session in (None, job.session)

        found = await asyncio.to_thread(self._desk.journal.take_parked, is_wanted)
        return [await unpacked(job, self._desk) for job in found]

    async def show_parked(self) -> None:
        """Put what `parked` would give into `active`, to be seen; nothing is taken over."""
        for each in await self.listed():
            if each.where == "parked" and each.job.id not in self.active and is_known(each.job):
                self.active[each.job.id] = replace(each.job, message=parked_message())
                self._tell(each.job)

    async def answer(self, job_id: str) -> Answer | None:
        """What a service sent for a job that is done but not taken, just as it sent it; None where there is none."""
        return await asyncio.to_thread(self._desk.journal.answer, job_id)

    @property
    def put_aside(self) -> tuple[int, Path]:
        """How many records of jobs couldn't be read, and the folder in which they are kept."""
        return self._desk.journal.put_aside, self._desk.journal.damaged_place

    async def listed(self) -> list[Listed]:
        """Every job in the journal, of this and of other processes; nothing is taken over."""
        return await asyncio.to_thread(self._desk.journal.listed)

    def clear_interrupted(self) -> int:
        """Remove the records of fills that ended with the program that ran them and cost nothing (those of the
        built-in fill, which can't be taken up again); how many there were. Touches the disk."""
        return self._desk.journal.clear_interrupted()

    # Leaving

    async def stop(self, keep: bool = False) -> None:
        """Stop every job, and wait until each has ended; an answer that is here already is taken.

        `keep`: the program leaves. What has a ticket that lasts is left to the journal and not stopped at its
        service; an order on its way is waited for, for a while.
        """
        for entry in tuple(self._entries.values()):
            if entry.runs and not entry.is_stopping:
                entry.break_off(wanted=not keep)
        tasks = [entry.task for entry in self._entries.values() if entry.task is not None and entry.runs]
        if keep and tasks:
            await asyncio.wait(tasks, timeout=self._desk.pace.leave_within)
            for entry in self._entries.values():
                if entry.runs and entry.task is not None and entry.errand.in_flight:
                    entry.task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self, keep: bool = True) -> None:
        """Stop every job, as `stop` does, and let go of the adapters; not used afterwards."""
        await self.stop(keep)
        await self._desk.tidied()
        await self._adapters.close()
        await asyncio.to_thread(self._desk.journal.close)


async def _nobody(_job: Job) -> bool:
    """Nobody is there to take an answer."""
    return False


async def _nothing() -> None:
    """There is nothing left to do but to hand the job over."""
