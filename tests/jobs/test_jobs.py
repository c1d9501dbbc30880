"""Jobs: the table of moves, and the way of a job of the built-in fill through its states."""

from __future__ import annotations

import asyncio
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from inlay.base.errors import BadAnswer, Bug, Cancelled, TimedOut
from inlay.fill.request import FillRequest
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.queue import JobQueue
from inlay.jobs.states import ENDED, MOVES, JobState, state_label
from inlay.providers.interface import CancelOutcome, Ticket, Uploads
from inlay.providers.spec import Polling
from tests.jobs import scripted
from tests.jobs.scripted import FREE, SIDE, Scripted, Taker, offer, records


class BuiltIn(Scripted):
    """Its answers are pixels, and nothing is uploaded."""

    def __init__(self) -> None:
        super().__init__(data=np.zeros((SIDE, SIDE, 3), np.uint8))

    async def upload(self, request: FillRequest) -> Uploads:
        await super().upload(request)
        return {}


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> BuiltIn:
    """The built-in fill's place is taken by a script."""
    provider = BuiltIn()
    offer(monkeypatch, provider, FREE, polling=Polling(0.01, 1.0, 0.01))
    return provider


def job(title: str = "title") -> Job:
    """A job of the built-in fill."""
    return Job(scripted.request(FREE), title)


async def run(folder: Path, timeout: float | None = None) -> tuple[Job, list[JobState]]:
    """A job from start to end, with the states that were seen."""
    queue = JobQueue(Journal(folder))
    seen: list[JobState] = []
    queue.changed.connect(lambda job: seen.append(job.state))
    ended = await queue.start(job(), Taker(), timeout)
    assert not queue.active
    await queue.close()
    return ended, [state for state, _ in itertools.groupby(seen)]


def test_every_state_has_a_row_and_ends_lead_nowhere() -> None:
    assert set(MOVES) == set(JobState)
    assert all(not MOVES[state] for state in ENDED)
    assert {state for moves in MOVES.values() for state in moves} == set(JobState)
    assert all(state_label(state) for state in JobState)


def test_a_move_that_the_table_doesnt_know_is_a_bug() -> None:
    with pytest.raises(Bug, match="queued to done"):
        job().move(JobState.DONE)


def test_what_was_sent_never_goes_back_to_before_it_was() -> None:
    after = {JobState.WAITING, JobState.FETCHING, JobState.OVERDUE, JobState.UNKNOWN}
    before = {JobState.QUEUED, JobState.UPLOADING, JobState.SENDING}
    assert not any(MOVES[state] & before for state in after)


async def test_a_job_goes_through_its_states_and_leaves_no_record(tmp_path: Path, provider: BuiltIn) -> None:
    ended, seen = await run(tmp_path)
    assert len(ended.results) == 1
    s = JobState
    assert seen == [s.QUEUED, s.UPLOADING, s.SENDING, s.WAITING, s.FETCHING, s.DONE]
    assert provider.calls == ["upload", "submit", "poll", "poll", "fetch", "clean_up", "close"]
    assert not list(tmp_path.iterdir())


async def test_a_synchronous_service_isnt_polled(tmp_path: Path, provider: BuiltIn) -> None:
    provider.polls = 0
    ended, _seen = await run(tmp_path)
    assert ended.state is JobState.DONE and "poll" not in provider.calls


async def test_the_job_is_on_disk_before_it_is_sent(tmp_path: Path, provider: BuiltIn) -> None:
    on_disk: list[dict[str, object]] = []
    provider.on_submit = lambda: on_disk.extend(json.loads(each.read_text()) for each in tmp_path.rglob("job.json"))
    await run(tmp_path)
    [record] = on_disk
    assert (record["state"], record["ticket"]) == ("sending", None)
    assert isinstance(record["request"], dict) and record["request"]["seed"] == 5


async def test_an_unexpected_error_fails_the_job_in_one_sentence(tmp_path: Path, provider: BuiltIn) -> None:
    provider.submit_errors = [ZeroDivisionError("oops")]
    ended, _seen = await run(tmp_path)
    assert ended.state is JobState.FAILED and isinstance(ended.error, Bug)


async def test_an_answer_of_another_size_is_refused(tmp_path: Path, provider: BuiltIn) -> None:
    provider.data = np.zeros((SIDE + 1, SIDE, 3), np.uint8)
    ended, _seen = await run(tmp_path)
    assert ended.state is JobState.FAILED and isinstance(ended.error, BadAnswer)
    assert not list(tmp_path.iterdir()), "the built-in fill can be had again"


async def test_a_job_that_takes_too_long_is_stopped(tmp_path: Path, provider: BuiltIn) -> None:
    provider.polls = 10**9
    ended, _seen = await run(tmp_path, timeout=0.1)
    assert ended.state is JobState.FAILED and isinstance(ended.error, TimedOut)
    assert "cancel" in provider.calls


async def test_cancel_stops_it_at_the_service(tmp_path: Path, provider: BuiltIn) -> None:
    provider.polls = 10**9
    queue, taker = JobQueue(Journal(tmp_path)), Taker()
    first = queue.start(job("running"), taker)
    second = queue.start(job("waiting for its turn"), taker)
    while "poll" not in provider.calls:
        await asyncio.sleep(0.005)
    await queue.stop()
    assert [(await task).state for task in (first, second)] == [JobState.CANCELLED] * 2
    assert all(isinstance(each.error, Cancelled) for each in taker.jobs)
    assert provider.count("submit") == 1 and "cancel" in provider.calls
    await queue.close()
    assert not list(tmp_path.iterdir())


async def test_a_job_stopped_in_the_moment_of_its_start_ends_too(tmp_path: Path, provider: BuiltIn) -> None:
    provider.polls = 10**9
    queue, taker = JobQueue(Journal(tmp_path)), Taker()
    task = queue.start(job(), taker)
    queue.cancel(*queue.active)
    assert (await task).state is JobState.CANCELLED and not queue.active
    assert [each.state for each in taker.jobs] == [JobState.CANCELLED]
    assert "submit" not in provider.calls
    await queue.close()
    assert not list(tmp_path.iterdir())


async def test_stopping_twice_is_stopping_once(tmp_path: Path, provider: BuiltIn) -> None:
    provider.polls = 10**9
    queue = JobQueue(Journal(tmp_path))
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow_cancel(_ticket: Ticket) -> CancelOutcome:
        provider.calls.append("cancel")
        asked.set()
        await go_on.wait()
        return CancelOutcome(True, "Stopped in time.")

    provider.cancel = slow_cancel  # type: ignore[method-assign]
    task = queue.start(job(), Taker())
    while "poll" not in provider.calls:
        await asyncio.sleep(0.005)
    [job_id] = queue.active
    queue.cancel(job_id)
    await asked.wait()
    queue.cancel(job_id)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    go_on.set()
    ended = await task
    assert (ended.state, ended.message) == (JobState.CANCELLED, "Stopped in time.")
    await asyncio.sleep(0.05)
    assert not queue.active and provider.calls.count("cancel") == 1
    await queue.close()


async def test_a_wish_to_stop_while_it_is_being_sent_waits_for_the_ticket_and_stops_that(
    tmp_path: Path, provider: BuiltIn
) -> None:
    provider.polls, provider.gate = 10**9, asyncio.Event()
    queue = JobQueue(Journal(tmp_path))
    task = queue.start(job(), Taker())
    await provider.sending.wait()
    queue.cancel(*queue.active)
    await asyncio.sleep(0.02)
    provider.gate.set()
    ended = await task
    assert ended.state is JobState.CANCELLED and ended.ticket is not None and ended.ticket.id == "t1"
    assert provider.calls[-2:] == ["cancel", "clean_up"]
    await queue.close()
    assert not list(tmp_path.iterdir()), "no record is written after the job's end"


async def test_trouble_with_tidying_up_doesnt_cost_the_answer(tmp_path: Path, provider: BuiltIn) -> None:
    async def fails(_ticket: Ticket | None, _uploads: Uploads) -> None:
        raise OSError("connection lost")

    provider.clean_up = fails  # type: ignore[method-assign]
    ended, _seen = await run(tmp_path)
    assert ended.state is JobState.DONE and ended.results


async def test_leaving_the_program_ends_it(tmp_path: Path, provider: BuiltIn) -> None:
    provider.polls = 10**9
    queue = JobQueue(Journal(tmp_path))
    task = queue.start(job(), Taker())
    while "poll" not in provider.calls:
        await asyncio.sleep(0.005)
    await queue.close(keep=True)
    assert (await task).state is JobState.CANCELLED
    assert not records(tmp_path)
