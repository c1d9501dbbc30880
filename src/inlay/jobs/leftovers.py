"""Left-overs: what to make of the jobs that another run of the program left in the journal."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from inlay.base.errors import Cancelled, OutcomeUnknown
from inlay.base.text import tr
from inlay.jobs.desk import Desk
from inlay.jobs.fetching import decode
from inlay.jobs.job import Job
from inlay.jobs.ordering import unknown_message
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service, services

log = logging.getLogger(__name__)


def is_known(job: Job) -> bool:
    """Whether this Inlay has the service of a job."""
    return job.request.provider in services()


async def sorted_out(job: Job, desk: Desk) -> Job:
    """The job of a dead process in the state in which to go on with it.

    With a ticket it can be taken up again. Without one it is UNKNOWN where it may have been sent; else it is
    CANCELLED, and gone from the journal: nothing was ordered.
    """
    if job.ticket is not None:
        if job.state in (JobState.WAITING, JobState.OVERDUE):
            return job
        # A result that was here is read again from what came back.
        return replace(job, state=JobState.FETCHING if job.ticket.done else JobState.WAITING, message="")
    if job.state is JobState.UNKNOWN:
        return job
    if job.state is JobState.SENDING:
        return await _unknown(job, desk)
    return await _dropped(job, desk)


async def _unknown(job: Job, desk: Desk) -> Job:
    title = service(job.request.provider).title
    error = OutcomeUnknown(tr("Inlay ended while the fill was being sent to {service}.").format(service=title))
    job = job.move(JobState.UNKNOWN, error=error, message=unknown_message(title))
    await _noted(job, desk)
    try:
        await asyncio.to_thread(desk.journal.write, job)
    except Exception as trouble:
        log.warning("job %s isn't on the disk: %s", job.id, trouble)
    return job


async def _dropped(job: Job, desk: Desk) -> Job:
    told = tr("Inlay ended before the fill was ordered; nothing was spent.")
    job = replace(job, state=JobState.CANCELLED, error=Cancelled(told), message=told)
    await _noted(job, desk)
    await asyncio.to_thread(desk.journal.remove, job.id)
    return job


async def _noted(job: Job, desk: Desk) -> None:
    if desk.money is None:
        return
    try:
        await desk.money.settle(job)
    except Exception:
        log.warning("job %s isn't in the accounts", job.id, exc_info=True)


async def unpacked(job: Job, desk: Desk) -> Job:
    """A parked job with its pictures; in the state FETCHING where they have to be looked at again."""
    try:
        answer = await asyncio.to_thread(desk.journal.answer, job.id)
        if answer is None:
            raise OutcomeUnknown(tr("The result can't be read any more."))
        return replace(job, state=JobState.DONE, results=await decode(job.request, answer), message="", error=None)
    except Exception as error:
        log.warning("the result of job %s can't be used: %s", job.id, error)
        return replace(job, state=JobState.FETCHING, message="")


async def give_up(job_id: str, desk: Desk) -> None:
    """Let go of a job that the person doesn't want any more; what was ordered may be charged all the same."""
    job = await asyncio.to_thread(desk.journal.find, job_id)
    if job is not None and job.ticket is not None and not job.has_ended:
        await _noted(replace(job, state=JobState.CANCELLED), desk)
    await asyncio.to_thread(desk.journal.remove, job_id)
