"""Delivery: every answer reaches the document it was made for, once, whichever document is open when it comes."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from inlay.base.errors import Cancelled, InlayError
from inlay.base.text import tr
from inlay.document.version import Candidate
from inlay.editor import candidates
from inlay.editor.ordering import Start
from inlay.editor.parking import put_away
from inlay.editor.pool import in_pool
from inlay.editor.records import candidates_of
from inlay.editor.session import Session
from inlay.editor.sessions import Sessions
from inlay.editor.showing import without_group
from inlay.editor.signals import EditorSignals
from inlay.editor.telling import also_waiting, told_of, unknown_told, waits, waits_for_choice
from inlay.jobs.job import Job
from inlay.jobs.queue import JobQueue
from inlay.jobs.states import JobState
from inlay.providers.catalogue import services

log = logging.getLogger(__name__)
Turn = Callable[[], AbstractAsyncContextManager[object]]


class Delivery:
    """Starts jobs and takes their answers. `sessions` gives what is open, `turn` keeps it from being changed."""

    def __init__(self, signals: EditorSignals, jobs: JobQueue, sessions: Callable[[], Sessions], turn: Turn) -> None:
        self._signals = signals
        self._jobs = jobs
        self._sessions = sessions
        self._turn = turn
        self._tasks: dict[str, asyncio.Task[Job]] = {}
        self._homes: dict[str, Session] = {}  # the document that each of these jobs was started from
        self._told: set[str] = set()  # orders of unknown fate that need no message of their own any more

    # Starting and stopping

    def start(self, jobs: Sequence[Job], start: Start, timeout: float | None) -> list[asyncio.Task[Job]]:
        """Start jobs that belong together; nothing waits between them."""
        start = replace(start, groups=frozenset(job.group for job in jobs))
        finished = functools.partial(self.finished, start=start)
        for job in jobs:
            task = self._jobs.start(job, finished, timeout)
            self._tasks[job.id] = task
            self._homes[job.id] = start.session
            task.add_done_callback(functools.partial(self._ended, job.id))
        return [self._tasks[job.id] for job in jobs]

    def _ended(self, job_id: str, _task: asyncio.Task[Job]) -> None:
        del self._tasks[job_id], self._homes[job_id]

    def _built_in(self, session: Session) -> dict[str, asyncio.Task[Job]]:
        """The fills of a document on this computer, which end with it."""
        active = self._jobs.active
        return {
            name: task
            for name, task in self._tasks.items()
            if self._homes[name] is session and name in active and not _lasts(active[name])
        }

    def is_at_rest(self, session: Session) -> bool:
        """Whether nothing is under way that ends with the document."""
        return not self._built_in(session)

    async def stop_built_in(self, session: Session) -> None:
        """Stop a document's fills on this computer, and wait for their end. What a service works on goes on."""
        tasks = self._built_in(session)
        for job_id in tasks:
            self._jobs.cancel(job_id)
        await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def resume(self) -> None:
        """Go on with what an earlier run of the program left: its answers come in as if it had never ended.

        Orders of unknown fate are told of in one message, and wait for the person in `jobs.active`.
        """
        left = await self._jobs.left_over()
        unknown = {job.id for job in left if job.state is JobState.UNKNOWN}
        self._told |= unknown
        for job in left:
            if job.state is JobState.CANCELLED:
                self._signals.message.emit(job.status)
            else:
                self._jobs.resume(job, self.finished)
        if unknown:
            self._signals.message.emit(unknown_told(len(unknown)))

    async def take_parked(self, session: Session) -> None:
        """Take the answers that came for this document while nobody could take them."""
        for job in await self._jobs.parked(session.document_id):
            task = self._jobs.resume(job, self.finished)
            if job.state is JobState.DONE:  # else it has to be fetched once more, which may take its time
                await asyncio.wait((task,))

    # What came back

    async def finished(self, job: Job, start: Start | None = None) -> bool:
        """Take a job's end; False where its answer has to wait in the journal. `start`: what it was started from, where
        that was in this run of the program."""
        if job.state is not JobState.DONE or not job.results:
            self._tell_end(job)
            return job.has_ended
        try:
            session = self.session_of(job)
            if session is not None:
                return await self._into(session, job, start)
            return await self._elsewhere(job)
        except InlayError as error:
            self._voice_of(job).failed.emit(told_of(job, error))
            return not _lasts(job)  # an answer that was paid for isn't thrown away

    def session_of(self, job: Job) -> Session | None:
        """The open document that a job's answer goes into; None where it isn't open."""
        home = self._homes.get(job.id)
        return home if home is not None and not home.is_closed else self._sessions().of_document(job.session)

    def _voice_of(self, job: Job) -> EditorSignals:
        session = self.session_of(job)
        return session.signals if session is not None else self._signals

    async def _into(self, session: Session, job: Job, start: Start | None = None) -> bool:
        """Take an answer into its document, looked at or not; True once it is on the disk."""
        with session.busy():
            fresh = await self._fresh(session, job)
            kept = await _on_disk(session, fresh)
            for note in dict.fromkeys(note for each in fresh for note in each.record.notes):
                session.signals.message.emit(note)
            if fresh:
                self._sessions().note_news(session)
                # A document that was closed and opened again isn't compared: its old tiles are gone.
                await self._settle(session, fresh, start if start and start.session is session else None)
        return kept

    async def _fresh(self, session: Session, job: Job) -> list[Candidate]:
        """The pictures of an answer that the document doesn't have yet, as candidates of it from now on."""
        made = await in_pool(candidates_of, job, range(len(job.results)), len(session.all_candidates) + 1)
        taken = {(each.record.job_id, each.record.index) for each in session.all_candidates.values()}
        return [each for each in made if (each.record.job_id, each.record.index) not in taken]

    async def _settle(self, session: Session, fresh: list[Candidate], start: Start | None) -> None:
        """Accept the first picture where that is wanted and safe; else show that it waits."""
        first, unchanged = fresh[0], False
        if start is not None:
            now = session.document
            for group in start.groups:  # results of the same wish are no change
                now = without_group(now, group, session.all_candidates.values())
            unchanged = await in_pool(candidates.unchanged_under, start.document, now, first.layer.raster.rect)
        if start is not None and start.accept and unchanged:
            candidates.accept(session, first.id)
            await session.edits.settled()
            if len(fresh) > 1:
                session.signals.message.emit(also_waiting(len(fresh) - 1))
            return
        self._show(session, first, start, unchanged)

    def _show(self, session: Session, first: Candidate, start: Start | None, unchanged: bool) -> None:
        waiting, looked_at = session.candidates, session.candidate
        if first not in waiting:
            return
        if not (start is not None and start.is_row and looked_at is not None and looked_at.group == first.group):
            session.look_at(waiting.index(first))
        session.signals.message.emit(waits() if unchanged or start is None else waits_for_choice())

    async def _elsewhere(self, job: Job) -> bool:
        """Take an answer whose document isn't open; nobody opens or closes one here meanwhile."""
        async with self._turn():
            session = self.session_of(job)
            if session is not None:
                return await self._into(session, job)
            name = await asyncio.to_thread(put_away, self._where_saved(job))
        if name is None:
            self._signals.message.emit(tr("A result is here; it waits until its document is opened."))
            return False
        self._signals.message.emit(tr("A result is here; it waits in {name}.").format(name=name))
        return True

    def _where_saved(self, job: Job) -> Job:
        """The job with the place where its document was saved last, which may be another than when it was ordered."""
        home = self._homes.get(job.id)
        path = home.path if home is not None else None
        return replace(job, project=str(path.absolute())) if path is not None else job

    def _tell_end(self, job: Job) -> None:
        voice = self._voice_of(job)
        if isinstance(job.error, Cancelled):
            voice.message.emit(" ".join((tr("Fill cancelled."), job.message)).strip())
        elif job.error is not None and not (job.state is JobState.UNKNOWN and job.id in self._told):
            voice.failed.emit(told_of(job, job.error))
        elif job.state is JobState.OVERDUE:
            voice.message.emit(job.status)


def _lasts(job: Job) -> bool:
    """Whether a job goes on without its document and this run of the program."""
    spec = services().get(job.request.provider)
    return spec is not None and spec.tickets_last


async def _on_disk(session: Session, fresh: Sequence[Candidate]) -> bool:
    """Keep candidates. Where the disk doesn't take them, the session tells so, and goes on with them from memory.

    Those that were taken before may be in memory only, too: so the disk is asked even where there are none to add.
    """
    kept = [asyncio.wrap_future(session.add_candidate(candidate)) for candidate in fresh]
    kept.append(asyncio.wrap_future(session.working.flush()))
    done = await asyncio.gather(*kept, return_exceptions=True)
    for error in done:
        if isinstance(error, InlayError):
            log.warning("an answer isn't on the disk yet: %s", error)
        elif isinstance(error, BaseException):
            raise error
    return not any(isinstance(each, BaseException) for each in done)
