"""Left-overs and parked answers: each paid job is gone on with once, and each answer handed over once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inlay.base.errors import Cancelled, KeyMissing, OutcomeUnknown
from inlay.base.secret import Secret
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.queue import JobQueue
from inlay.jobs.states import JobState
from inlay.providers.interface import Answer, Picture, Ticket
from tests.jobs.scripted import (
    FREE,
    SIDE,
    Accounts,
    KeyRing,
    Scripted,
    Taker,
    make_queue,
    offer,
    paid_job,
    png,
    records,
    request,
)

TICKET = Ticket("t0", data={"region": "eu"})


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A paid service."""
    provider = Scripted()
    offer(monkeypatch, provider)
    return provider


def leave(folder: Path, job: Job, answer: Answer | None = None) -> None:
    """What a process that died leaves of a job."""
    dead = Journal(folder)
    dead.write(job)
    if answer is not None:
        dead.write_answer(job.id, answer)
    dead.close()


@pytest.mark.parametrize("state", [JobState.SENDING, JobState.WAITING, JobState.FETCHING, JobState.OVERDUE])
async def test_what_has_a_ticket_is_gone_on_with(tmp_path: Path, provider: Scripted, state: JobState) -> None:
    leave(tmp_path, replace(paid_job(session="doc"), state=state, ticket=TICKET))
    money, taker = Accounts(), Taker()
    queue = make_queue(tmp_path, money=money)
    [job] = await queue.left_over()
    assert job.ticket == TICKET and not job.has_ended and not queue.active
    done = await queue.resume(job, taker)
    assert done.state is JobState.DONE and done.session == "doc" and dict(done.wants) == {"output": "/tmp/out.png"}
    assert "submit" not in provider.calls and "upload" not in provider.calls
    assert provider.tickets[0] == TICKET and not money.ordered
    assert money.settled == [(job.id, JobState.DONE)] and taker.jobs == [done]
    assert await queue.left_over() == []
    await queue.close()
    assert not records(tmp_path)


async def test_an_answer_given_at_once_comes_back_from_the_disk(tmp_path: Path, provider: Scripted) -> None:
    ticket = Ticket("t0", done=True, body=b"the whole answer")
    leave(tmp_path, replace(paid_job(), state=JobState.SENDING, ticket=ticket))
    queue = make_queue(tmp_path)
    [job] = await queue.left_over()
    done = await queue.resume(job, Taker())
    assert done.state is JobState.DONE and provider.tickets == [ticket] and "poll" not in provider.calls
    await queue.close()


async def test_what_came_back_already_needs_neither_key_nor_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Scripted()
    offer(monkeypatch, provider, key=True)
    answer = Answer((Picture(png(), 3), Picture(png())), 2.0, 0.1)
    for state in (JobState.FETCHING, JobState.DONE):
        leave(tmp_path, replace(paid_job(), state=state, ticket=TICKET), answer)
    queue = make_queue(tmp_path)
    for job in await queue.left_over():
        done = await queue.resume(job, Taker())
        assert done.state is JobState.DONE and len(done.results) == 2 and done.results[0].seed == 3
        assert (done.billed, done.seconds) == (0.1, 2.0)
    assert not provider.calls
    await queue.close()
    assert not records(tmp_path)


async def test_what_may_have_been_sent_is_unknown_and_isnt_sent(tmp_path: Path, provider: Scripted) -> None:
    leave(tmp_path, replace(paid_job(session="doc"), state=JobState.SENDING))
    money = Accounts()
    queue = make_queue(tmp_path, money=money)
    [job] = await queue.left_over()
    assert job.state is JobState.UNKNOWN and isinstance(job.error, OutcomeUnknown)
    assert "money may have been spent" in job.message and queue.active == {job.id: job}
    assert money.settled == [(job.id, JobState.UNKNOWN)] and not provider.calls
    await queue.close()
    heir = make_queue(tmp_path)
    [again] = await heir.left_over()
    assert again.state is JobState.UNKNOWN and again.id == job.id, "it stays until the person has decided"
    task = heir.send_again(job.id)
    assert task is not None and (await task).state is JobState.DONE
    assert provider.count("submit") == 1
    assert [each.session for each in await heir.parked("doc")] == ["doc"], "nobody was there to take it"
    await heir.close()


async def test_one_of_unknown_outcome_can_be_given_somebody_who_takes_its_answer(
    tmp_path: Path, provider: Scripted
) -> None:
    leave(tmp_path, replace(paid_job(), state=JobState.SENDING))
    taker = Taker()
    queue = make_queue(tmp_path)
    [job] = await queue.left_over(finished=taker)
    assert not taker.jobs, "whoever asked has it in hand"
    task = queue.send_again(job.id)
    assert task is not None and (await task).state is JobState.DONE
    assert [each.state for each in taker.jobs] == [JobState.DONE]
    await queue.close()
    assert not records(tmp_path)


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.UPLOADING])
async def test_what_was_never_sent_is_told_and_struck_out(tmp_path: Path, provider: Scripted, state: JobState) -> None:
    leave(tmp_path, replace(paid_job(), state=state, uploads={"image": "u"}))
    money = Accounts()
    queue = make_queue(tmp_path, money=money)
    [job] = await queue.left_over()
    assert job.state is JobState.CANCELLED and isinstance(job.error, Cancelled) and "nothing was spent" in job.message
    assert money.settled == [(job.id, JobState.CANCELLED)] and not queue.active
    await queue.close()
    assert not records(tmp_path)


async def test_without_its_key_a_job_waits_with_its_ticket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider, keys = Scripted(), KeyRing()
    offer(monkeypatch, provider, key=True)
    leave(tmp_path, replace(paid_job(), state=JobState.WAITING, ticket=TICKET))
    queue = make_queue(tmp_path, keys=keys)
    [job] = await queue.left_over()
    waits = await queue.resume(job, Taker())
    assert waits.state is JobState.OVERDUE and isinstance(waits.error, KeyMissing) and waits.ticket == TICKET
    assert len(records(tmp_path)) == 1
    keys.keys["paid"] = Secret("now-there-is-one")
    task = queue.check_again(job.id)
    assert task is not None and (await task).state is JobState.DONE
    await queue.close()


async def test_a_service_that_this_inlay_doesnt_have_stays_for_one_that_does(
    tmp_path: Path, provider: Scripted
) -> None:
    job = paid_job()
    leave(tmp_path, replace(job, state=JobState.WAITING, ticket=TICKET, request=request("elsewhere")))
    queue = make_queue(tmp_path)
    assert await queue.left_over() == [] and len(records(tmp_path)) == 1
    assert [each.job.id for each in await queue.listed()] == [job.id]
    await queue.close()


async def test_only_the_jobs_that_are_wanted_are_taken_over(tmp_path: Path, provider: Scripted) -> None:
    for title in "ab":
        leave(tmp_path, replace(paid_job(title), state=JobState.WAITING, ticket=TICKET))
    queue = make_queue(tmp_path)
    assert [job.title for job in await queue.left_over(lambda job: job.title == "b")] == ["b"]
    assert sorted(each.where for each in await queue.listed()) == ["left", "running"]
    await queue.close()


async def test_an_answer_that_nobody_takes_is_parked_and_handed_over_once(tmp_path: Path, provider: Scripted) -> None:
    taker = Taker(False)
    first, second = make_queue(tmp_path), make_queue(tmp_path)
    job = await first.start(paid_job(session="doc"), taker)
    assert job.state is JobState.DONE and not job.results, "its pixels are on the disk"
    assert first.active == {job.id: job} and "waits until its document is opened" in job.message
    first.cancel(job.id)
    assert await second.parked("another") == []
    [found] = await second.parked("doc")
    assert found.id == job.id and len(found.results) == 1 and found.results[0].received.pixels.shape == (SIDE, SIDE, 3)
    assert await first.parked("doc") == [] and await second.parked("doc") == []
    done = await second.resume(found, taker)
    assert done.state is JobState.DONE and [each.id for each in taker.jobs] == [job.id, job.id]
    assert provider.count("submit") == 1
    await first.close()
    await second.close()
    assert not records(tmp_path)


async def test_a_parked_answer_survives_the_process(tmp_path: Path, provider: Scripted) -> None:
    queue = make_queue(tmp_path)
    job = await queue.start(paid_job(session="doc"), Taker(False))
    await queue.close()
    heir = make_queue(tmp_path)
    assert await heir.left_over() == []
    [found] = await heir.parked()
    heir.forget(found.id)  # it is in the document by other means
    await heir.close()
    assert found.id == job.id and not records(tmp_path)


async def test_an_answer_refused_twice_is_still_there(tmp_path: Path, provider: Scripted) -> None:
    queue = make_queue(tmp_path)
    await queue.start(paid_job(session="doc"), Taker(False))
    for _ in range(2):
        [found] = await queue.parked("doc")
        await queue.resume(found, Taker(False))
    [found] = await queue.parked("doc")
    await queue.resume(found, Taker(True))
    assert not queue.active
    await queue.close()
    assert not records(tmp_path)


async def test_trouble_while_taking_an_answer_doesnt_cost_it(tmp_path: Path, provider: Scripted) -> None:
    queue = make_queue(tmp_path)
    task = queue.start(paid_job(session="doc"), Taker(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        await task
    assert len(queue.active) == 1 and len(await queue.parked("doc")) == 1
    await queue.close()


async def test_the_built_in_fills_answer_is_parked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 4)).astype(np.uint8)
    offer(monkeypatch, Scripted(data=pixels), FREE)
    queue = make_queue(tmp_path)
    await queue.start(Job(request(FREE), "t", session="doc"), Taker(False))
    await queue.close()
    heir = make_queue(tmp_path)
    [found] = await heir.parked("doc")
    assert np.array_equal(found.results[0].received.pixels, pixels)
    await heir.resume(found, Taker())
    await heir.close()
    assert not records(tmp_path)


async def test_a_parked_answer_that_is_damaged_is_fetched_again(tmp_path: Path, provider: Scripted) -> None:
    queue = make_queue(tmp_path)
    await queue.start(paid_job(session="doc"), Taker(False))
    [picture] = tmp_path.rglob("picture-0")
    picture.unlink()
    [found] = await queue.parked("doc")
    assert found.state is JobState.FETCHING
    provider.polls = 1
    done = await queue.resume(found, Taker())
    assert done.state is JobState.DONE and provider.count("submit") == 1 and provider.count("fetch") == 2
    await queue.close()


async def test_two_queues_that_start_at_once_go_on_with_each_job_once(tmp_path: Path, provider: Scripted) -> None:
    for title in "abcd":
        leave(tmp_path, replace(paid_job(title), state=JobState.WAITING, ticket=TICKET))
    queues: list[JobQueue] = [make_queue(tmp_path) for _ in range(2)]
    found = await asyncio.gather(*(queue.left_over() for queue in queues))
    assert sorted(job.title for jobs in found for job in jobs) == list("abcd")
    for queue in queues:
        await queue.close()
