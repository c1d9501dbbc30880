"""Handing over: a job leaves the journal only when its answer has been taken, or its end told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from inlay.base.errors import InlayError
from inlay.base.text import tr
from inlay.jobs.errand import Errand, whole
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.providers.interface import Answer, Picture

log = logging.getLogger(__name__)
Finished = Callable[[Job], Awaitable[bool | None]]


async def hand_over(errand: Errand, finished: Finished) -> bool:
    """Tell of a job that has come to rest; whether it is over. Raises what `finished` raises."""
    if errand.left:
        return True
    if not errand.job.has_ended:
        await finished(errand.job)
        return False
    if errand.job.state is not JobState.DONE:
        return await _told(errand, finished)
    return await _delivered(errand, finished)


async def _told(errand: Errand, finished: Finished) -> bool:
    try:
        await finished(errand.job)
    finally:
        await whole(_put_away(errand))
    return True


async def _put_away(errand: Errand) -> None:
    journal = errand.desk.journal
    if not errand.is_unusable:
        await asyncio.to_thread(journal.remove, errand.job.id)
        return
    try:
        await asyncio.to_thread(journal.keep_aside, errand.job)
    except InlayError as error:
        log.warning("the answer of job %s stays where it is: %s", errand.job.id, error)


async def _delivered(errand: Errand, finished: Finished) -> bool:
    taken = False
    try:
        taken = await finished(errand.job) is not False
    finally:
        if taken:
            await whole(asyncio.to_thread(errand.desk.journal.remove, errand.job.id))
        else:
            await whole(_park(errand))
    return taken


def parked_message() -> str:
    """What is told of a result that no document has taken yet."""
    return tr("The result is here; it waits until its document is opened.")


async def _park(errand: Errand) -> None:
    """Keep an answer that nobody took; in memory only as long as the disk doesn't."""
    job, journal = errand.job, errand.desk.journal
    message = parked_message()
    try:
        answer = errand.unsaved if errand.is_remote else _as_answer(job)
        if answer is not None:
            await asyncio.to_thread(_write, errand, answer)
        await asyncio.to_thread(journal.park, job)
    except InlayError as error:
        log.warning("the answer of job %s isn't on the disk: %s", job.id, error)
        errand.set(message=message)
        return
    errand.set(results=(), message=message)


def _write(errand: Errand, answer: Answer) -> None:
    errand.desk.journal.write(errand.job, pixels=True)
    errand.desk.journal.write_answer(errand.job.id, answer)


def _as_answer(job: Job) -> Answer:
    """The answer of the built-in fill, made anew from its pixels."""
    pictures = tuple(Picture(each.received.pixels, each.seed, each.notes) for each in job.results)
    return Answer(pictures, job.seconds, job.billed, job.notes)
