"""Jobs: the table of moves, the journal, and the way of a job through its states."""

from __future__ import annotations

import asyncio
import itertools
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
from inlay.providers.interface import Answer, CancelOutcome, Poll, Ticket, Uploads

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
        return Answer(np.zeros((self.side, self.side, 3), np.uint8), 1.0)

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        self.calls.append("cancel")
        return CancelOutcome(True)

    async def clean_up(self, ticket: Ticket) -> None:
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
    assert provider.calls == ["upload", "submit", "poll", "poll", "fetch", "clean_up"]
    assert not list(tmp_path.iterdir())


async def test_a_synchronous_service_isnt_polled(tmp_path: Path) -> None:
    provider = Scripted(polls=0)
    job, _seen = await run(tmp_path, provider)
    assert job.state is JobState.DONE and "poll" not in provider.calls


async def test_the_job_is_on_disk_before_it_is_sent(tmp_path: Path) -> None:
    provider = Scripted()
    on_disk: list[object] = []
    provider.on_submit = lambda: on_disk.extend(Journal(tmp_path).left_over())
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
    assert len(Journal(tmp_path).left_over()) == 1


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
    queue.cancel_all()
    jobs = [await first, await second]
    assert [job.state for job in jobs] == [JobState.CANCELLED] * 2
    assert provider.calls.count("submit") == 1 and "cancel" in provider.calls
    assert not list(tmp_path.iterdir())
    await queue.close()


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
