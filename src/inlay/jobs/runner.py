"""Takes one job through its states, and sees to it that each way ends in one."""

from __future__ import annotations

import asyncio
import logging

from inlay.base.errors import (
    Bug,
    Cancelled,
    InlayError,
    KeyRejected,
    OutcomeUnknown,
    Refused,
    TimedOut,
)
from inlay.base.text import tr
from inlay.jobs.errand import Errand, GivenUp, end_cancelling
from inlay.jobs.fetching import obtain, take
from inlay.jobs.ordering import cut_off, order, unknown_message
from inlay.jobs.places import Places
from inlay.jobs.states import JobState
from inlay.providers.interface import CancelOutcome

log = logging.getLogger(__name__)


class Runner:
    """One job on its way, from the queue or from where an earlier run left it."""

    def __init__(self, errand: Errand, places: Places) -> None:
        self._errand = errand
        self._places = places

    async def run(self, timeout: float | None = None) -> None:
        """Do it all; afterwards the job has ended, or waits for the person, or has been left. Never raises.

        `timeout` in seconds counts from the ticket on; after it the job is overdue, or is stopped and fails with
        TimedOut where its ticket is of no use to a later run.
        """
        try:
            await self._go(timeout)
        except asyncio.CancelledError:
            end_cancelling()
            await self._stopped()
        except GivenUp as end:
            await self._fail(end.error, keep=end.keep)
        except InlayError as error:
            await self._trouble(error)
        except Exception as error:
            log.exception("job %s failed", self._errand.job.id)
            await self._trouble(Bug(tr("The fill failed: {reason}.").format(reason=error)))
        if self._errand.job.has_ended or self._errand.job.state is JobState.UNKNOWN:
            await self._errand.settle()

    async def _go(self, timeout: float | None) -> None:
        errand = self._errand
        if errand.job.ticket is None:
            await errand.find_adapter()
            if not self._places.has_turn(errand.job.id):
                # Money is set aside for it already: who finds it after a crash strikes it out of the accounts.
                await errand.write()
            await self._places.turn(errand.job.id)
            await order(errand)
            await obtain(errand, timeout)
            return
        # What came back already needs neither key nor network.
        answer = await asyncio.to_thread(errand.desk.journal.answer, errand.job.id)
        if answer is not None:
            errand.move(JobState.FETCHING, message="", error=None)
            await take(errand, answer)
            return
        await errand.find_adapter()
        errand.move(JobState.FETCHING if errand.ticket.done else JobState.WAITING, message="", error=None)
        await obtain(errand, timeout, at_once=True)

    async def _trouble(self, error: InlayError) -> None:
        """An error that isn't the service's last word on this job."""
        errand = self._errand
        if isinstance(error, KeyRejected):
            errand.desk.adapters.doubt_key(errand.spec, errand.job.base_url)
        # What else is told of a ticket may pass: of credit, of the network's settings, of a status that is new.
        is_final = isinstance(error, Refused)
        if errand.job.state is JobState.SENDING and isinstance(error, OutcomeUnknown):
            errand.move(JobState.UNKNOWN, error=error, message=unknown_message(errand.spec.title))
            await errand.write_if_possible()
        elif errand.lasts and not is_final:
            errand.move(JobState.OVERDUE, error=error, progress=None, message=_overdue_message(error))
            await errand.write_if_possible()
        else:
            await self._fail(error, ask_to_stop=isinstance(error, TimedOut))

    async def _fail(self, error: InlayError, keep: bool = False, ask_to_stop: bool = False) -> None:
        errand = self._errand
        if ask_to_stop:
            await self._ask_to_stop()
        await errand.clean_up()
        if keep:
            errand.is_unusable = True
            place = errand.desk.journal.kept_place(errand.job.id)
            told = tr("What {service} sent is kept in {folder}.").format(service=errand.spec.title, folder=place)
            if errand.unsaved is not None:
                told = tr("What {service} sent isn't kept: the disk didn't take it.").format(service=errand.spec.title)
            error = type(error)(error.what, " ".join((error.kept, told)).strip(), error.next_step)
        errand.move(JobState.FAILED, error=error, message="", progress=None)

    async def _stopped(self) -> None:
        errand = self._errand
        if errand.in_flight and errand.is_remote:
            await cut_off(errand)
        elif errand.lasts and not errand.stop_wanted:
            errand.left = True
        else:
            await self._call_off(await self._ask_to_stop())

    async def _call_off(self, message: str) -> None:
        await self._errand.clean_up()
        error = Cancelled(tr("The fill was cancelled."))
        self._errand.move(JobState.CANCELLED, error=error, message=message, progress=None)

    async def call_off(self) -> None:
        """End a job that waits for the person: one that is overdue, or of unknown outcome. Never raises."""
        if self._errand.job.state is JobState.UNKNOWN:  # as such it is in the accounts already
            await self._call_off(tr("Nobody knows whether it was accepted; it may have been charged."))
        else:
            await self._call_off(await self._ask_to_stop())
            await self._errand.settle()

    async def _ask_to_stop(self) -> str:
        """Ask the service to stop; what came of that, for the person."""
        errand = self._errand
        if errand.job.ticket is None:
            return ""
        outcome = await errand.quietly(self._cancel())
        if not errand.is_remote:
            return outcome.message if outcome is not None else ""
        return truth(errand.spec.title, outcome)

    async def _cancel(self) -> CancelOutcome:
        if self._errand.adapter is None:
            await self._errand.find_adapter()
        return await self._errand.provider.cancel(self._errand.ticket)


def _overdue_message(error: InlayError) -> str:
    return " ".join((error.what, tr("The fill is ordered and its ticket kept: check again later.")))


def truth(service: str, outcome: CancelOutcome | None) -> str:
    """What became of a wish to stop, and of the money."""
    if outcome is None:
        return tr("{service} couldn't be asked to stop; it may finish the fill and charge it.").format(service=service)
    if outcome.message:
        return outcome.message
    if outcome.stopped:
        return tr("{service} has stopped it; it may still be charged.").format(service=service)
    return tr("{service} was asked to stop; it may still be charged.").format(service=service)
