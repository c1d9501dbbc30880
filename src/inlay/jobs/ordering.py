"""Ordering: the budget, the upload, and the one submit that may cost money."""

from __future__ import annotations

import asyncio
import logging
import math

from inlay.base.errors import InlayError, NotAccepted, OutcomeUnknown, TooBusy, Unreachable
from inlay.base.text import tr
from inlay.jobs.errand import Errand, heed_stopping, whole
from inlay.jobs.pace import Tries
from inlay.jobs.states import JobState
from inlay.providers.interface import Uploads

log = logging.getLogger(__name__)


async def order(errand: Errand) -> None:
    """From the queue to a ticket. Raises the InlayError that it came to; OutcomeUnknown where nobody knows."""
    errand.move(JobState.UPLOADING)
    # On the disk before it is in the accounts, so that an order that is never sent is struck out of them.
    await errand.write()
    if errand.desk.money is not None:
        told = await errand.desk.money.order(errand.job)
        errand.set(notes=(*errand.job.notes, *told))
    errand.set(uploads=await _upload(errand))
    await _submit(errand)
    errand.move(JobState.FETCHING if errand.ticket.done else JobState.WAITING, message="")


async def _upload(errand: Errand) -> Uploads:
    tries = Tries(errand.desk.pace)
    while True:
        try:
            return await errand.provider.upload(errand.job.request)
        except Unreachable as error:
            await _pause(errand, tries, error)
            errand.set(message="")


async def _submit(errand: Errand) -> None:
    """Send it once; again only where it surely wasn't accepted, and not for ever."""
    tries = Tries(errand.desk.pace)
    while errand.job.ticket is None:
        errand.move(JobState.SENDING, message="")
        # On disk before the request leaves, so that a job is never sent without a trace.
        await errand.write()
        try:
            await whole(_send(errand))
        except NotAccepted as error:
            errand.move(JobState.QUEUED)
            await errand.write()  # whoever finds it knows that nothing was ordered
            heed_stopping()
            await _pause(errand, tries, error)


async def _send(errand: Errand) -> None:
    errand.in_flight = True
    try:
        ticket = await errand.provider.submit(errand.job.request, errand.job.uploads)
    except InlayError:
        errand.in_flight = False
        raise
    except Exception as error:
        errand.in_flight = False
        if not errand.is_remote:
            raise
        log.exception("the outcome of sending job %s can't be told", errand.job.id)
        raise OutcomeUnknown(
            tr("The answer of {service} to the order can't be understood: {reason}.").format(
                service=errand.spec.title, reason=error
            )
        ) from error
    errand.set(ticket=ticket)
    errand.in_flight = False
    await errand.write_if_possible()


async def _pause(errand: Errand, tries: Tries, error: InlayError) -> None:
    """Wait before the next try, and tell why; raises the error where enough has been tried."""
    most = errand.desk.pace.busy_tries if isinstance(error, TooBusy) else errand.desk.pace.tries
    pause = tries.next_pause(error)
    if pause is None:
        raise error
    if isinstance(error, TooBusy):
        errand.hold(pause)
    text = tr("{trouble} Nothing has been ordered yet; trying again in {seconds} s (try {number} of {most}).")
    errand.set(
        message=text.format(trouble=error.what, seconds=math.ceil(pause), number=tries.count, most=most),
    )
    await errand.desk.pace.sleep(pause)


def unknown_message(service: str) -> str:
    """What is to be known of an order whose outcome isn't."""
    return tr(
        "Nobody knows whether {service} accepted this fill; money may have been spent. It isn't sent again by itself."
    ).format(service=service)


async def cut_off(errand: Errand) -> None:
    """The program didn't wait for the outcome of an order any longer."""
    error = OutcomeUnknown(tr("Sending the fill to {service} was broken off.").format(service=errand.spec.title))
    errand.in_flight = False
    errand.move(JobState.UNKNOWN, error=error, message=unknown_message(errand.spec.title))
    await asyncio.shield(errand.write_if_possible())
