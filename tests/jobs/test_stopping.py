"""Stopping: what cancelling does and tells in every state, and leaving the program without losing what is paid for."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from inlay.base.errors import BadInput, Cancelled, OutcomeUnknown, TooBusy, Unreachable
from inlay.jobs.job import Job
from inlay.jobs.pace import Pace
from inlay.jobs.queue import JobQueue
from inlay.jobs.states import JobState
from inlay.providers.interface import CancelOutcome, Poll
from tests.jobs.scripted import Accounts, Scripted, Taker, make_queue, offer, paid_job, records

RUNNING = [Poll("running")] * 100_000


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A paid service whose jobs run until they are stopped."""
    provider = Scripted()
    provider.poll_results = list(RUNNING)
    offer(monkeypatch, provider)
    return provider


async def called(provider: Scripted, name: str) -> None:
    """Wait until the service was asked for that."""
    while name not in provider.calls:
        await asyncio.sleep(0.002)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (CancelOutcome(False, "It has no way to stop; it will be charged."), "It has no way to stop"),
        (CancelOutcome(False), "was asked to stop; it may still be charged"),
        (CancelOutcome(True), "has stopped it; it may still be charged"),
        (Unreachable("No network."), "couldn't be asked to stop; it may finish the fill and charge it"),
    ],
)
async def test_cancel_tells_the_truth(
    tmp_path: Path, provider: Scripted, outcome: CancelOutcome | Exception, words: str
) -> None:
    provider.cancel_outcome = outcome
    money = Accounts()
    queue = make_queue(tmp_path, Pace(), money=money)
    task = queue.start(paid_job(), Taker())
    await called(provider, "poll")
    queue.cancel(*queue.active)
    job = await task
    assert job.state is JobState.CANCELLED and isinstance(job.error, Cancelled) and words in job.message
    assert provider.calls[-2:] == ["cancel", "clean_up"]
    assert money.settled == [(job.id, JobState.CANCELLED)] and job.ticket is not None
    await queue.close()
    assert not records(tmp_path)


async def test_a_service_that_never_answers_a_wish_to_stop_isnt_waited_for(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_ticket: object) -> CancelOutcome:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(provider, "cancel", never)
    queue = make_queue(tmp_path, Pace(stop_within=0.05))
    task = queue.start(paid_job(), Taker())
    await called(provider, "poll")
    queue.cancel(*queue.active)
    job = await task
    assert job.state is JobState.CANCELLED and "couldn't be asked" in job.message
    await queue.close()


async def test_a_job_that_waits_to_be_sent_again_is_cancelled_for_nothing(tmp_path: Path, provider: Scripted) -> None:
    provider.submit_errors = [TooBusy("Busy.", retry_after=100)] * 9
    money = Accounts()
    queue = make_queue(tmp_path, Pace(), money=money)
    task = queue.start(paid_job(), Taker())
    [job_id] = queue.active
    while not queue.active[job_id].message:
        await asyncio.sleep(0.002)
    queue.cancel(job_id)
    job = await task
    assert job.state is JobState.CANCELLED and job.ticket is None and provider.count("submit") == 1
    assert "cancel" not in provider.calls and "clean_up" in provider.calls, "what was uploaded goes"
    assert money.settled == [(job_id, JobState.CANCELLED)]
    await queue.close()
    assert not records(tmp_path)


async def test_a_wish_to_stop_during_a_submit_that_wasnt_accepted_is_heard(tmp_path: Path, provider: Scripted) -> None:
    provider.gate, provider.submit_errors = asyncio.Event(), [TooBusy("Busy.")]
    queue = make_queue(tmp_path, Pace())
    task = queue.start(paid_job(), Taker())
    await provider.sending.wait()
    queue.cancel(*queue.active)
    await asyncio.sleep(0.01)
    provider.gate.set()
    job = await task
    assert job.state is JobState.CANCELLED and provider.count("submit") == 1 and "cancel" not in provider.calls
    await queue.close()


async def test_a_wish_to_stop_during_a_submit_of_unknown_outcome_doesnt_hide_it(
    tmp_path: Path, provider: Scripted
) -> None:
    provider.gate, provider.submit_errors = asyncio.Event(), [OutcomeUnknown("Cut off.")]
    queue = make_queue(tmp_path, Pace())
    task = queue.start(paid_job(), Taker())
    await provider.sending.wait()
    queue.cancel(*queue.active)
    await asyncio.sleep(0.01)
    provider.gate.set()
    job = await task
    assert job.state is JobState.UNKNOWN and job.id in queue.active
    await queue.close()


async def overdue(queue: JobQueue, taker: Taker) -> Job:
    """A job whose deadline has passed."""
    job = await queue.start(paid_job(), taker, timeout=0.02)
    assert job.state is JobState.OVERDUE
    return job


async def test_an_overdue_one_is_cancelled_at_the_service(tmp_path: Path, provider: Scripted) -> None:
    money, taker = Accounts(), Taker()
    queue = make_queue(tmp_path, Pace(), money=money)
    job = await overdue(queue, taker)
    queue.cancel(job.id)
    queue.cancel(job.id)
    await queue.stop()
    assert [each.state for each in taker.jobs] == [JobState.OVERDUE, JobState.CANCELLED]
    assert provider.calls[-2:] == ["cancel", "clean_up"] and "may still be charged" in taker.jobs[-1].message
    assert money.settled == [(job.id, JobState.CANCELLED)] and not queue.active
    await queue.close()
    assert not records(tmp_path)


async def test_one_of_unknown_outcome_is_cancelled_without_a_promise(tmp_path: Path, provider: Scripted) -> None:
    provider.submit_errors = [OutcomeUnknown("Cut off.")]
    money, taker = Accounts(), Taker()
    queue = make_queue(tmp_path, Pace(), money=money)
    job = await queue.start(paid_job(), taker)
    queue.cancel(job.id)
    await queue.stop()
    assert taker.jobs[-1].state is JobState.CANCELLED and "may have been charged" in taker.jobs[-1].message
    assert "cancel" not in provider.calls and money.settled == [(job.id, JobState.UNKNOWN)]
    await queue.close()
    assert not records(tmp_path) and not queue.active


async def test_an_overdue_one_can_be_forgotten(tmp_path: Path, provider: Scripted) -> None:
    money = Accounts()
    queue = make_queue(tmp_path, Pace(), money=money)
    job = await overdue(queue, Taker())
    queue.forget(job.id)
    assert not queue.active
    await queue.close()
    assert not records(tmp_path) and "cancel" not in provider.calls
    assert money.settled == [(job.id, JobState.CANCELLED)]


async def test_what_runs_cant_be_forgotten(tmp_path: Path, provider: Scripted) -> None:
    queue = make_queue(tmp_path, Pace())
    task = queue.start(paid_job(), Taker())
    await called(provider, "poll")
    queue.forget(*queue.active)
    assert len(queue.active) == 1 and not task.done()
    await queue.close(keep=False)


async def test_leaving_keeps_what_has_a_ticket_and_stops_what_was_never_sent(
    tmp_path: Path, provider: Scripted
) -> None:
    taker, money = Taker(), Accounts()
    queue = make_queue(tmp_path, Pace(), money=money)
    sent, waits = queue.start(paid_job("sent"), taker), queue.start(paid_job("waits"), taker)
    await called(provider, "poll")
    await queue.close()
    assert (await sent).state is JobState.WAITING and (await waits).state is JobState.CANCELLED
    assert [each.title for each in taker.jobs] == ["waits"], "nothing is told of what goes on"
    assert "cancel" not in provider.calls and "clean_up" not in provider.calls and not queue.active
    assert [state for _job, state in money.settled] == [JobState.CANCELLED]
    heir = make_queue(tmp_path, Pace(), money=money)
    [job] = await heir.left_over()
    assert job.title == "sent" and job.ticket is not None
    provider.poll_results = []
    assert (await heir.resume(job, taker)).state is JobState.DONE
    assert provider.count("submit") == 1
    await heir.close()
    assert not records(tmp_path)


async def test_leaving_waits_for_the_outcome_of_a_submit(tmp_path: Path, provider: Scripted) -> None:
    provider.gate = asyncio.Event()
    queue = make_queue(tmp_path, Pace())
    task = queue.start(paid_job(), Taker())
    await provider.sending.wait()
    leaving = asyncio.ensure_future(queue.close())
    await asyncio.sleep(0.02)
    assert not leaving.done()
    provider.gate.set()
    await leaving
    assert (await task).state in (JobState.SENDING, JobState.WAITING)
    heir = make_queue(tmp_path)
    [job] = await heir.left_over()
    assert job.state is JobState.WAITING and job.ticket is not None and job.ticket.id == "t1"
    assert "cancel" not in provider.calls
    await heir.close()


async def test_leaving_doesnt_wait_for_ever_and_says_that_the_outcome_is_unknown(
    tmp_path: Path, provider: Scripted
) -> None:
    provider.gate = asyncio.Event()
    queue = make_queue(tmp_path, Pace(leave_within=0.05))
    task = queue.start(paid_job(), Taker())
    await provider.sending.wait()
    await queue.close()
    assert (await task).state is JobState.UNKNOWN
    heir = make_queue(tmp_path)
    [job] = await heir.left_over()
    assert job.state is JobState.UNKNOWN and isinstance(job.error, OutcomeUnknown)
    assert "money may have been spent" in job.message and list(heir.active) == [job.id]
    assert provider.count("submit") == 1
    await heir.close()


async def test_leaving_takes_an_answer_that_is_being_delivered(tmp_path: Path, provider: Scripted) -> None:
    provider.poll_results = []
    queue = make_queue(tmp_path)
    delivering, go_on, taken = asyncio.Event(), asyncio.Event(), list[str]()

    async def slowly(job: Job) -> bool:
        delivering.set()
        await go_on.wait()
        taken.append(job.id)
        return True

    task = queue.start(paid_job(), slowly)
    await delivering.wait()
    leaving = asyncio.ensure_future(queue.close())
    await asyncio.sleep(0.01)
    go_on.set()
    await leaving
    assert taken == [(await task).id] and not records(tmp_path)


async def test_an_adapter_that_doesnt_close_doesnt_keep_the_others_open(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails() -> None:
        raise BadInput("no")

    monkeypatch.setattr(provider, "close", fails)
    queue = make_queue(tmp_path)
    await queue.adapter("paid")
    await queue.close()


async def test_a_pause_is_broken_off_at_once(tmp_path: Path, provider: Scripted) -> None:
    provider.poll_results = [Unreachable("No network.")] * 9
    queue = make_queue(tmp_path, Pace(first_pause=1000, longest_pause=1000))
    task = queue.start(paid_job(), Taker())
    await called(provider, "poll")
    await asyncio.sleep(0.01)
    began = time.monotonic()
    await queue.close()
    assert (await task).state is JobState.WAITING and time.monotonic() - began < 100
