"""Fetching: what was ordered arrives, through lost networks, expired links, nonsense and unreadable pictures."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image

from inlay.base.errors import (
    BadAnswer,
    Bug,
    InlayError,
    KeyRejected,
    LinkExpired,
    RefusedOutput,
    TimedOut,
    TooBusy,
    Unreachable,
)
from inlay.jobs.job import Job
from inlay.jobs.pace import Pace
from inlay.jobs.queue import JobQueue
from inlay.jobs.states import JobState
from inlay.providers.interface import Poll
from inlay.providers.spec import Polling
from tests.jobs.scripted import Accounts, QuickTime, Scripted, Taker, make_queue, offer, paid_job, png, records

GONE = Unreachable("The service can't be reached.")


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A paid service."""
    provider = Scripted()
    offer(monkeypatch, provider, polling=Polling(0.5, 2.0, 4.0))
    return provider


async def run(folder: Path, pace: Pace | None = None, timeout: float | None = None) -> tuple[Job, JobQueue]:
    """A job that has come to rest, and its queue."""
    queue = make_queue(folder, pace)
    return await queue.start(paid_job(), Taker(), timeout), queue


async def test_polls_come_in_the_services_own_rhythm(tmp_path: Path, provider: Scripted) -> None:
    time = QuickTime()
    provider.polls = 6
    job, queue = await run(tmp_path, time.pace(chance=lambda: 0.5))
    assert job.state is JobState.DONE and time.pauses == [0.5, 1.0, 2.0, 4.0, 4.0, 4.0]
    await queue.close()


def test_jobs_dont_poll_all_at_the_same_moment() -> None:
    rhythm = Polling(1.0, 1.0, 1.0)
    pauses = [Pace(chance=lambda chance=chance: chance).polls(rhythm, 3) for chance in (0.0, 1.0)]  # type: ignore[misc]
    assert pauses == pytest.approx([0.8, 1.2])


async def test_polls_go_on_through_a_lost_network_and_say_so(tmp_path: Path, provider: Scripted) -> None:
    time = QuickTime()
    provider.poll_results = [GONE, GONE, TooBusy("Slow down.", retry_after=40), GONE]
    queue, messages = make_queue(tmp_path, time.pace()), list[str]()
    queue.changed.connect(lambda job: messages.append(job.message))
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.DONE and not job.message
    assert time.pauses[1:3] == [1.0, 2.0] and 40 <= time.pauses[3] <= 41
    assert "The service can't be reached. The fill is ordered and its ticket kept; asking again in 2 s." in messages
    await queue.close()


async def test_a_network_that_stays_away_makes_it_overdue_and_check_again_goes_on(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(monkeypatch, provider)
    provider.poll_results = [GONE] * 10_000
    money = Accounts()
    queue = make_queue(tmp_path, Pace(first_pause=0.001, longest_pause=0.001), money=money)
    job = await queue.start(paid_job(), Taker(), timeout=0.1)
    assert job.state is JobState.OVERDUE and isinstance(job.error, TimedOut) and job.ticket is not None
    assert "ticket kept" in job.message and queue.active == {job.id: job} and not queue.running
    assert not money.settled and "cancel" not in provider.calls and len(records(tmp_path)) == 1
    assert provider.count("poll") > 3
    provider.poll_results, provider.polls = [], 1
    task = queue.check_again(job.id)
    assert task is not None and queue.check_again(job.id) is None, "it is being asked already"
    job = await task
    assert job.state is JobState.DONE and not queue.active and provider.count("submit") == 1
    assert job.error is None and money.settled == [(job.id, JobState.DONE)]
    await queue.close()
    assert not records(tmp_path)


async def test_the_usual_deadline_holds_where_nobody_says_otherwise(tmp_path: Path, provider: Scripted) -> None:
    provider.poll_results = [Poll("running")] * 10_000
    job, queue = await run(tmp_path, Pace(deadline=0.1))
    assert job.state is JobState.OVERDUE and isinstance(job.error, TimedOut)
    await queue.close()


async def test_a_service_whose_tickets_dont_last_times_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Scripted(polls=10**9)
    offer(monkeypatch, provider, tickets_last=False)
    job, queue = await run(tmp_path, Pace(), timeout=0.05)
    assert job.state is JobState.FAILED and isinstance(job.error, TimedOut)
    assert provider.calls[-2:] == ["cancel", "clean_up"] and not queue.active
    await queue.close()


async def test_a_ticket_may_be_unknown_for_a_moment(tmp_path: Path, provider: Scripted) -> None:
    time = QuickTime()
    provider.poll_results = [Poll("missing")] * 5
    job, queue = await run(tmp_path, time.pace())
    assert job.state is JobState.DONE and time.pauses.count(2.0) == 5
    await queue.close()


async def test_a_ticket_that_stays_unknown_is_kept_and_told(tmp_path: Path, provider: Scripted) -> None:
    time = QuickTime()
    provider.poll_results = [Poll("missing")] * 6
    job, queue = await run(tmp_path, time.pace())
    assert job.state is JobState.OVERDUE and isinstance(job.error, BadAnswer)
    assert "may have been charged" in job.error.sentence() and "t1" in job.error.what
    assert sum(time.pauses[1:]) == 10
    again = queue.check_again(job.id)  # the service has found it
    assert again is not None and (await again).state is JobState.DONE
    await queue.close()


async def test_an_old_order_that_its_service_doesnt_know_is_given_up(tmp_path: Path, provider: Scripted) -> None:
    provider.poll_results = [Poll("missing")] * 6
    job, queue = await run(tmp_path, QuickTime().pace(gone_after=-1.0))
    assert job.state is JobState.FAILED and isinstance(job.error, BadAnswer)
    assert "may have been charged" in job.error.sentence() and not records(tmp_path)
    await queue.close()


async def test_a_failed_job_ends_with_the_services_own_error(tmp_path: Path, provider: Scripted) -> None:
    refused = RefusedOutput("The result was refused.")
    provider.poll_results = [Poll("failed", error=refused)]
    job, queue = await run(tmp_path)
    assert job.state is JobState.FAILED and job.error is refused
    assert "cancel" not in provider.calls and "clean_up" in provider.calls
    await queue.close()
    assert not records(tmp_path)


async def test_a_failed_job_without_an_error_has_a_sentence(tmp_path: Path, provider: Scripted) -> None:
    provider.poll_results = [Poll("failed", message="Out of memory.")]
    job, queue = await run(tmp_path)
    assert isinstance(job.error, BadAnswer) and job.error.what == "Out of memory."
    await queue.close()


@pytest.mark.parametrize("error", [KeyRejected("The key was changed."), Bug("Ours."), ZeroDivisionError("ours")])
async def test_what_keeps_the_answer_away_doesnt_cost_the_ticket(
    tmp_path: Path, provider: Scripted, error: Exception
) -> None:
    provider.poll_results = [error]
    job, queue = await run(tmp_path)
    assert job.state is JobState.OVERDUE and job.ticket is not None and len(records(tmp_path)) == 1
    task = queue.check_again(job.id)
    assert task is not None and (await task).state is JobState.DONE
    assert provider.count("submit") == 1
    await queue.close()


async def test_nonsense_is_asked_again_for_and_doesnt_cost_the_ticket(tmp_path: Path, provider: Scripted) -> None:
    nonsense = BadAnswer("A page in place of an answer.")
    provider.poll_results = [nonsense] * 3
    job, queue = await run(tmp_path)
    assert job.state is JobState.DONE
    await queue.close()
    provider.poll_results, provider.polls = [nonsense] * 99, 2
    job, queue = await run(tmp_path)
    assert job.state is JobState.OVERDUE and job.error is nonsense and len(provider.poll_results) == 95
    await queue.close()


async def test_what_a_poll_tells_is_merged_into_the_ticket_and_is_on_the_disk(
    tmp_path: Path, provider: Scripted
) -> None:
    seen: list[bytes] = []
    provider.fetch_errors = [GONE]

    async def look(seconds: float) -> None:
        seen.extend(path.read_bytes() for path in tmp_path.rglob("job.json"))

    job, queue = await run(tmp_path, QuickTime().pace(sleep=look))
    assert job.ticket is not None and dict(job.ticket.data) == {"region": "eu", "url": "r2"}
    assert b'"url": "r2"' in seen[-1]
    await queue.close()


async def test_a_result_is_fetched_again_through_a_bad_network(tmp_path: Path, provider: Scripted) -> None:
    provider.fetch_errors = [GONE, GONE]
    job, queue = await run(tmp_path)
    assert job.state is JobState.DONE and provider.count("fetch") == 3 and provider.count("poll") == 2
    await queue.close()


async def test_a_link_that_has_expired_is_asked_for_anew(tmp_path: Path, provider: Scripted) -> None:
    provider.fetch_errors = [LinkExpired("Expired."), LinkExpired("Expired.")]
    job, queue = await run(tmp_path)
    assert job.state is JobState.DONE and provider.count("poll") == 4
    assert [dict(each.data)["url"] for each in provider.tickets if "url" in each.data][-1] == "r4"
    await queue.close()


async def test_links_that_always_expire_are_given_up_with_the_ticket_kept(tmp_path: Path, provider: Scripted) -> None:
    provider.fetch_errors = [LinkExpired("Expired.")] * 99
    job, queue = await run(tmp_path)
    assert job.state is JobState.OVERDUE and isinstance(job.error, LinkExpired) and provider.count("fetch") == 4
    await queue.close()


def _other_shape() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 20)).save(out, "PNG")
    return out.getvalue()


UNUSABLE = {"no picture": b"<html>no picture</html>", "another shape": _other_shape(), "cut short": png()[:60]}


@pytest.mark.parametrize("data", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_an_answer_that_cant_be_used_is_kept_and_told(tmp_path: Path, provider: Scripted, data: bytes) -> None:
    provider.data = data
    job, queue = await run(tmp_path)
    assert job.state is JobState.FAILED and isinstance(job.error, BadAnswer) and not queue.active
    place = tmp_path / "kept" / job.id
    assert str(place) in job.error.kept
    assert (place / "picture-0").read_bytes() == data
    await queue.close()
    assert (place / "picture-0").exists()
    [listed] = await queue.listed()
    assert (listed.where, listed.job.id, listed.job.state) == ("kept", job.id, JobState.FAILED)
    queue.forget(job.id)
    await queue._desk.tidied()
    assert not records(tmp_path)


async def test_a_page_in_the_place_of_the_picture_doesnt_cost_the_picture(tmp_path: Path, provider: Scripted) -> None:
    provider.answers = [b"<html>Log in to this network</html>"]
    job, queue = await run(tmp_path)
    assert job.state is JobState.DONE and provider.count("fetch") == 2 and not job.message
    await queue.close()
    assert not records(tmp_path)


async def test_a_picture_that_cant_be_read_is_asked_for_once_more_and_not_for_ever(
    tmp_path: Path, provider: Scripted
) -> None:
    provider.answers = [b"one thing"]
    provider.data = b"another thing"
    job, queue = await run(tmp_path)
    assert job.state is JobState.FAILED and provider.count("fetch") == 2
    assert (tmp_path / "kept" / job.id / "picture-0").read_bytes() == b"another thing"
    await queue.close()


async def test_the_answer_is_on_the_disk_before_anything_is_made_of_it(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inlay.jobs import fetching

    seen: list[bytes] = []
    really = fetching.receive

    def receive(*args: object) -> object:
        seen.extend(path.read_bytes() for path in tmp_path.rglob("picture-0"))
        return really(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(fetching, "receive", receive)
    job, queue = await run(tmp_path)
    assert job.state is JobState.DONE and seen == [provider.data]
    assert "told" in job.notes and "note" in job.results[0].notes
    await queue.close()


async def test_an_answer_that_is_here_is_no_longer_stopped(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inlay.jobs import fetching

    queue = make_queue(tmp_path)
    loop = asyncio.get_running_loop()
    really = fetching.receive

    def receive(*args: object) -> object:
        loop.call_soon_threadsafe(lambda: queue.cancel(*queue.active))
        return really(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(fetching, "receive", receive)
    taker = Taker()
    job = await queue.start(paid_job(), taker)
    assert job.state is JobState.DONE and len(taker.jobs) == 1 and "cancel" not in provider.calls
    await queue.close()


async def test_a_refusal_told_at_the_download_is_final(tmp_path: Path, provider: Scripted) -> None:
    error: InlayError = RefusedOutput("Refused.")
    provider.fetch_errors = [error]
    job, queue = await run(tmp_path)
    assert job.state is JobState.FAILED and job.error is error
    await queue.close()
