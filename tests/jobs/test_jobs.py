"""Jobs: the table of moves, the journal, and the way of a job through its states."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from inlay.base.errors import BadAnswer, Bug, Cancelled, OutcomeUnknown, TimedOut
from inlay.base.geometry import Rect
from inlay.fill.request import FillRequest
from inlay.imaging.colour import SRGB
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.queue import JobQueue
from inlay.jobs.states import ENDED, MOVES, JobState, state_label
from inlay.providers.interface import Answer, CancelOutcome, Picture, Poll, Ticket, Uploads

SIZE = 8


def request() -> FillRequest:
    pixels, mask = np.zeros((SIZE, SIZE, 4), np.uint8), np.full((SIZE, SIZE), 255, np.uint8)
    box = Rect(0, 0, SIZE, SIZE)
    return FillRequest("local", "m", {"quality": "best"}, "p", 5, box, 1.0, pixels, mask, mask, box, SRGB, "v1")


class Scripted:
    """A service that does what the test says, and notes what it was asked."""

    def __init__(self, polls: int = 2, submit_error: Exception | None = None, side: int = SIZE) -> None:
        self.calls: list[str] = []
        self.polls = polls
        self.submit_error = submit_error
        self.side = side
        self.on_submit = lambda: None

    async def upload(self, request: FillRequest) -> Uploads:
        self.calls.append("upload")
        return {}

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        self.calls.append("submit")
        self.on_submit()
        if self.submit_error:
            raise self.submit_error
        return Ticket("t1", done=self.polls == 0)

    async def poll(self, ticket: Ticket) -> Poll:
        self.calls.append("poll")
        self.polls -= 1
        return Poll("running", 0.5, "half") if self.polls > 0 else Poll("done")

    async def fetch(self, ticket: Ticket) -> Answer:
        self.calls.append("fetch")
        return Answer((Picture(np.zeros((self.side, self.side, 3), np.uint8)),), 1.0)

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        self.calls.append("cancel")
        return CancelOutcome(True)

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        self.calls.append("clean_up")

    async def close(self) -> None:
        self.calls.append("close")


async def run(tmp_path: Path, provider: Scripted, timeout: float | None = None) -> tuple[Job, list[JobState]]:
    queue = JobQueue(Journal(tmp_path))
    queue._providers["local"] = provider
    seen: list[JobState] = []
    queue.changed.connect(lambda job: seen.append(job.state))

    async def finished(job: Job) -> None:
        seen.append(job.state)

    job = await queue.start(Job(request(), "title"), finished, timeout)
    assert not queue.active
    await queue.close()
    return job, [state for state, _ in itertools.groupby(seen)]


def test_every_state_has_a_row_and_ends_lead_nowhere() -> None:
    assert set(MOVES) == set(JobState)
    assert all(not MOVES[state] for state in ENDED)
    reached = {state for moves in MOVES.values() for state in moves}
    assert reached == set(JobState) - {JobState.QUEUED}
    assert all(state_label(state) for state in JobState)


def test_a_move_that_the_table_doesnt_know_is_a_bug() -> None:
    with pytest.raises(Bug, match="queued to done"):
        Job(request(), "t").move(JobState.DONE)


async def test_a_job_goes_through_its_states_and_leaves_no_record(tmp_path: Path) -> None:
    provider = Scripted()
    job, seen = await run(tmp_path, provider)
    assert job.answer is not None
    s = JobState
    assert seen == [s.QUEUED, s.UPLOADING, s.SENDING, s.WAITING, s.FETCHING, s.DONE]
    assert provider.calls == ["upload", "submit", "poll", "poll", "fetch", "clean_up", "close"]
    assert not list(tmp_path.iterdir())


async def test_a_synchronous_service_isnt_polled(tmp_path: Path) -> None:
    provider = Scripted(polls=0)
    job, _seen = await run(tmp_path, provider)
    assert job.state is JobState.DONE and "poll" not in provider.calls


async def test_the_job_is_on_disk_before_it_is_sent(tmp_path: Path) -> None:
    provider = Scripted()
    on_disk: list[object] = []
    provider.on_submit = lambda: on_disk.extend(json.loads(each.read_text()) for each in tmp_path.glob("*/*.json"))
    await run(tmp_path, provider)
    assert len(on_disk) == 1
    record = on_disk[0]
    assert isinstance(record, dict)
    assert (record["state"], record["seed"], record["ticket"]) == ("sending", 5, None)


async def test_an_unknown_outcome_is_never_sent_again_and_stays_in_the_journal(tmp_path: Path) -> None:
    provider = Scripted(submit_error=OutcomeUnknown("Cut off."))
    job, _seen = await run(tmp_path, provider)
    assert job.state is JobState.UNKNOWN
    assert provider.calls.count("submit") == 1
    [record] = Journal(tmp_path).take_left_over("local")
    assert record["id"] == job.id and not list(tmp_path.iterdir())


async def test_an_unexpected_error_fails_the_job_in_one_sentence(tmp_path: Path) -> None:
    job, _seen = await run(tmp_path, Scripted(submit_error=ZeroDivisionError("oops")))
    assert job.state is JobState.FAILED and isinstance(job.error, Bug)


async def test_an_answer_of_another_size_is_refused(tmp_path: Path) -> None:
    job, _seen = await run(tmp_path, Scripted(side=SIZE + 1))
    assert job.state is JobState.FAILED and isinstance(job.error, BadAnswer)


async def test_a_job_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    provider = Scripted(polls=10**9)
    job, _seen = await run(tmp_path, provider, timeout=0.1)
    assert isinstance(job.error, TimedOut) and "cancel" in provider.calls


async def test_cancel_stops_it_at_the_service(tmp_path: Path) -> None:
    provider = Scripted(polls=10**9)
    queue = JobQueue(Journal(tmp_path))
    queue._providers["local"] = provider

    async def finished(job: Job) -> None:
        assert isinstance(job.error, Cancelled)

    first = queue.start(Job(request(), "running"), finished)
    second = queue.start(Job(request(), "waiting for its turn"), finished)
    await asyncio.sleep(0.2)
    await queue.stop()
    jobs = [await first, await second]
    assert [job.state for job in jobs] == [JobState.CANCELLED] * 2
    assert provider.calls.count("submit") == 1 and "cancel" in provider.calls
    await queue.close()
    assert not list(tmp_path.iterdir())


async def test_a_job_cancelled_before_its_first_step_ends_too(tmp_path: Path) -> None:
    provider = Scripted()
    queue = JobQueue(Journal(tmp_path))
    queue._providers["local"] = provider
    ended: list[JobState] = []

    async def finished(job: Job) -> None:
        ended.append(job.state)

    job = Job(request(), "title")
    task = queue.start(job, finished)
    queue.cancel(job.id)
    await asyncio.wait([task], timeout=10)
    assert ended == [JobState.CANCELLED]
    assert not queue.active
    assert "submit" not in provider.calls


def queue_of(provider: Scripted, folder: Path) -> JobQueue:
    queue = JobQueue(Journal(folder))
    queue._providers["local"] = provider
    return queue


async def taken(_job: Job) -> None:
    """The answer is taken."""


async def test_a_job_stopped_in_the_moment_of_its_start_ends_too(tmp_path: Path) -> None:
    queue = queue_of(Scripted(polls=10**9), tmp_path)
    task = queue.start(Job(request(), "t"), taken)
    [job_id] = queue.active
    queue.cancel(job_id)
    job = await task
    assert job.state is JobState.CANCELLED and not queue.active
    await queue.close()
    assert not list(tmp_path.iterdir())


async def test_stopping_twice_is_stopping_once(tmp_path: Path) -> None:
    provider = Scripted(polls=10**9)
    queue = queue_of(provider, tmp_path)
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow_cancel(_ticket: Ticket) -> CancelOutcome:
        provider.calls.append("cancel")
        asked.set()
        await go_on.wait()
        return CancelOutcome(True, "Stopped in time.")

    provider.cancel = slow_cancel  # type: ignore[method-assign]
    task = queue.start(Job(request(), "t"), taken)
    while "poll" not in provider.calls:
        await asyncio.sleep(0.005)
    [job_id] = queue.active
    queue.cancel(job_id)
    await asked.wait()
    queue.cancel(job_id)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    go_on.set()
    job = await task
    assert (job.state, job.message) == (JobState.CANCELLED, "Stopped in time.")
    await asyncio.sleep(0.05)
    assert not queue.active and provider.calls.count("cancel") == 1
    await queue.close()


async def test_a_wish_to_stop_while_it_is_being_sent_waits_for_the_ticket_and_stops_that(tmp_path: Path) -> None:
    provider = Scripted(polls=10**9)
    queue = queue_of(provider, tmp_path)
    sending, go_on = asyncio.Event(), asyncio.Event()

    async def slow_submit(_request: FillRequest, _uploads: Uploads) -> Ticket:
        sending.set()
        await go_on.wait()
        return Ticket("late")

    provider.submit = slow_submit  # type: ignore[method-assign]
    task = queue.start(Job(request(), "t"), taken)
    await sending.wait()
    queue.cancel(*queue.active)
    await asyncio.sleep(0.02)
    go_on.set()
    job = await task
    assert job.state is JobState.CANCELLED and job.ticket == Ticket("late")
    assert provider.calls[-2:] == ["cancel", "clean_up"]
    await queue.close()
    assert not list(tmp_path.iterdir()), "no record is written after the job's end"


async def test_trouble_with_tidying_up_doesnt_cost_the_answer(tmp_path: Path) -> None:
    provider = Scripted()

    async def fails(_ticket: Ticket) -> None:
        raise OSError("connection lost")

    provider.clean_up = fails  # type: ignore[method-assign]
    job, _seen = await run(tmp_path, provider)
    assert job.state is JobState.DONE and job.answer is not None


def test_only_what_dead_processes_left_of_the_built_in_fill_is_cleared(tmp_path: Path) -> None:
    dead, living = Journal(tmp_path), Journal(tmp_path)
    dead.write(Job(request(), "one"))
    dead.write(Job(dataclasses.replace(request(), provider="paid"), "two"))
    living.write(Job(request(), "three"))
    dead.close()  # as the system does it for a process that dies
    reader = Journal(tmp_path)
    assert [each["title"] for each in reader.take_left_over("local")] == ["one"]
    assert reader.take_left_over("local") == []
    assert [each["title"] for each in reader.take_left_over("paid")] == ["two"]
    assert len(list(tmp_path.glob("*/*.json"))) == 1, "the living one's"
    living.close()
    assert [each["title"] for each in reader.take_left_over("local")] == ["three"]
    assert not list(tmp_path.iterdir())
