"""Fetching: from a ticket to the pictures of the answer, through whatever trouble there is on the way."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from dataclasses import dataclass, replace

from inlay.base.errors import BadAnswer, Bug, InlayError, LinkExpired, TimedOut, Unreachable
from inlay.base.text import tr
from inlay.fill.answer import receive
from inlay.fill.request import FillRequest
from inlay.jobs.errand import Errand, GivenUp
from inlay.jobs.job import Result
from inlay.jobs.states import JobState
from inlay.providers.interface import Answer, Picture, Poll

log = logging.getLogger(__name__)


@dataclass
class Patience:
    """How much trouble with asking is put up with: no network until the deadline, nonsense a few times in a row."""

    errand: Errand
    unreachable: int = 0
    nonsense: int = 0

    async def endure(self, error: InlayError) -> None:
        """Wait before asking again, and tell why; raises the error where asking again is no use."""
        pace = self.errand.desk.pace
        if isinstance(error, Unreachable) and not isinstance(error, LinkExpired):
            self.unreachable += 1
        elif isinstance(error, BadAnswer) and self.errand.lasts and self.nonsense < pace.bad_answers:
            self.nonsense += 1
        else:
            raise error
        pause = pace.after(self.unreachable + self.nonsense, error)
        text = tr("{trouble} The fill is ordered and its ticket kept; asking again in {seconds} s.")
        self.errand.set(message=text.format(trouble=error.what, seconds=math.ceil(pause)))
        await pace.sleep(pause)

    def rest(self) -> None:
        """All is well again."""
        self.unreachable = self.nonsense = 0


async def obtain(errand: Errand, timeout: float | None, at_once: bool = False) -> None:
    """From the ticket to a job that is done. Raises GivenUp, or the InlayError that keeps the answer away.

    `timeout` in seconds counts from now on (None: the usual deadline; none at all for the built-in fill).
    `at_once`: the first poll doesn't wait.
    """
    limit = errand.desk.pace.deadline if timeout is None and errand.is_remote else timeout
    try:
        async with asyncio.timeout(limit) as timer:
            answer = await _answer(errand, at_once)
            errand.is_past_stopping = True
            timer.reschedule(None)
    except TimeoutError:
        if not timer.expired():
            raise
        raise TimedOut(_too_long(errand, limit)) from None
    if errand.is_remote:
        await _keep(errand, answer)
    try:
        await take(errand, answer)
    except GivenUp as end:
        fresh = await _once_more(errand, answer) if end.keep else None
        if fresh is None:
            raise
        await _keep(errand, fresh)
        await take(errand, fresh)
    errand.desk.do_later(errand.clean_up())


def _too_long(errand: Errand, seconds: float | None) -> str:
    if errand.is_remote:
        return tr("{service} took longer than {seconds:g} s.").format(service=errand.spec.title, seconds=seconds)
    return tr("The fill took longer than {seconds:g} s.").format(seconds=seconds)


async def _once_more(errand: Errand, answer: Answer) -> Answer | None:
    """What the service sends when it is asked again: some box on the way may have put a page in the picture's place.
    None where that is the same once more, or nothing."""
    if errand.ticket.body:
        return None
    pace, errand.is_past_stopping = errand.desk.pace, False
    errand.set(message=tr("The result can't be read; asking for it once more."))
    await pace.sleep(pace.after(1))
    fresh = await errand.quietly(errand.provider.fetch(errand.ticket), pace.again_within)
    return None if fresh is None or _contents(fresh) == _contents(answer) else fresh


def _contents(answer: Answer) -> list[bytes]:
    return [each.data if isinstance(each.data, bytes) else each.data.tobytes() for each in answer.pictures]


async def _answer(errand: Errand, at_once: bool) -> Answer:
    links = 0
    while True:
        if errand.job.state is JobState.WAITING:
            await _poll_until_done(errand, at_once)
        try:
            return await _fetch(errand)
        except LinkExpired:
            links += 1
            if links > errand.desk.pace.fresh_links:
                raise
            errand.move(JobState.WAITING, message=tr("The link to the result has expired; asking for another one."))
            at_once = True


async def _poll_until_done(errand: Errand, at_once: bool) -> None:
    pace, patience, count, missing = errand.desk.pace, Patience(errand), 0, 0
    while True:
        if not at_once:
            await pace.sleep(pace.polls(errand.spec.polling, count))
            count += 1
        at_once = False
        try:
            poll = await errand.provider.poll(errand.ticket)
        except InlayError as error:
            await patience.endure(error)
            at_once = True  # it has waited already
            continue
        patience.rest()
        await _note(errand, poll)
        if poll.state == "done":
            errand.move(JobState.FETCHING, progress=None, message="")
            return
        missing = missing + 1 if poll.state == "missing" else 0
        if missing:
            await _miss(errand, missing)
            at_once = True


async def _note(errand: Errand, poll: Poll) -> None:
    """Take in what a poll told."""
    ticket = errand.ticket
    data = {**ticket.data, **poll.data}
    if data != dict(ticket.data):
        errand.set(ticket=replace(ticket, data=data))
        await errand.write_if_possible()
    if poll.state == "failed":
        raise GivenUp(poll.error or BadAnswer(poll.message or tr("The fill failed.")))
    if poll.state == "running":
        errand.set(progress=poll.progress, message=poll.message)


async def _miss(errand: Errand, times: int) -> None:
    pace, service = errand.desk.pace, errand.spec.title
    if times > pace.missing_times:
        error = BadAnswer(
            tr("{service} doesn't know this fill (task {id}).").format(service=service, id=errand.ticket.id),
            kept=tr("It may have been charged. The mask and the prompt are kept."),
            next_step=tr("Look into your account there, or fill again; the built-in fill works without a network."),
        )
        # One part of a service may not know what another has taken; only an old order surely won't come any more.
        raise GivenUp(error) if time.time() - errand.job.created > pace.gone_after else error
    errand.set(message=tr("{service} doesn't know this fill yet; asking again.").format(service=service))
    await pace.sleep(pace.missing_pause)


async def _fetch(errand: Errand) -> Answer:
    patience = Patience(errand)
    while True:
        try:
            return await errand.provider.fetch(errand.ticket)
        except InlayError as error:
            await patience.endure(error)


async def _keep(errand: Errand, answer: Answer) -> None:
    """Have what was paid for on the disk before anything is made of it."""
    errand.unsaved = answer
    try:
        await asyncio.to_thread(errand.desk.journal.write_answer, errand.job.id, answer)
        errand.unsaved = None
    except Exception as error:
        log.warning("the answer of job %s isn't on the disk: %s", errand.job.id, error)


async def take(errand: Errand, answer: Answer) -> None:
    """Make pictures of an answer; GivenUp, which keeps the answer, where that can't be done."""
    errand.is_past_stopping = True
    try:
        results = await decode(errand.job.request, answer)
    except InlayError as error:
        raise GivenUp(error, keep=errand.is_remote) from error
    except Exception as error:
        log.exception("the answer of job %s can't be used", errand.job.id)
        bug = Bug(tr("The result can't be used: {reason}.").format(reason=error))
        raise GivenUp(bug, keep=errand.is_remote) from error
    notes = (*errand.job.notes, *answer.notes)
    told = {"results": results, "seconds": answer.seconds, "billed": answer.cost, "notes": notes}
    errand.move(JobState.DONE, progress=1.0, message="", error=None, **told)


async def decode(request: FillRequest, answer: Answer) -> tuple[Result, ...]:
    """The pictures of an answer for the request's box. Raises BadAnswer."""
    return tuple([await asyncio.to_thread(_result, request, picture) for picture in answer.pictures])


def _result(request: FillRequest, picture: Picture) -> Result:
    received = receive(request, picture.data)
    return Result(received, picture.seed, (*received.notes, *picture.notes))
