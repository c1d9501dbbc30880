"""Places: how many jobs are under way at a service, who is next, and waiting while it has no room."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from inlay.base.errors import TooBusy
from inlay.jobs.job import Job
from inlay.jobs.pace import Pace
from inlay.jobs.places import Places
from inlay.jobs.states import JobState
from inlay.providers.interface import Poll, Ticket
from tests.jobs.scripted import Scripted, Taker, make_queue, offer, paid_job


class Counting(Scripted):
    """Notes the titles of what was sent, and how many were under way at most."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.most = 0
        self.go_on = asyncio.Event()

    async def poll(self, ticket: Ticket) -> Poll:
        self.calls.append("poll")
        self.now += 1
        self.most = max(self.most, self.now)
        await self.go_on.wait()
        self.now -= 1
        return Poll("done")


def order_of_beginning(told: list[Job]) -> str:
    """The titles in the order in which they had their turn."""
    return "".join(dict.fromkeys(job.title for job in told if job.state is JobState.UPLOADING))


async def test_no_more_than_allowed_are_under_way_and_the_order_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Counting()
    offer(monkeypatch, provider, concurrency=3)
    queue, told = make_queue(tmp_path, Pace()), list[Job]()
    queue.changed.connect(told.append)
    tasks = [queue.start(paid_job(title), Taker()) for title in "abcdefgh"]
    while provider.now < 3:
        await asyncio.sleep(0.002)
    assert [queue.active[each].title for each in queue.waiting("paid")] == list("defgh")
    provider.go_on.set()
    assert [(await task).state for task in tasks] == [JobState.DONE] * 8
    assert provider.most == 3 and order_of_beginning(told) == "abcdefgh" and not queue.waiting("paid")
    await queue.close()


async def test_what_waits_can_be_put_before_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Counting()
    offer(monkeypatch, provider)
    queue, told = make_queue(tmp_path, Pace()), list[Job]()
    queue.changed.connect(told.append)
    jobs = {title: paid_job(title) for title in "abcde"}
    tasks = [queue.start(job, Taker()) for job in jobs.values()]
    while not provider.now:
        await asyncio.sleep(0.002)
    assert queue.move(jobs["e"].id, -2)
    assert queue.move(jobs["b"].id, 1)
    assert queue.move(jobs["d"].id, 100)
    assert not queue.move(jobs["a"].id, 1), "it is under way"
    assert not queue.move("nothing", 1)
    assert "".join(job.title for job in queue.active.values()) == "aebcd"
    provider.go_on.set()
    await asyncio.gather(*tasks)
    assert order_of_beginning(told) == "aebcd"
    await queue.close()


async def test_one_that_waits_can_be_cancelled_and_the_next_moves_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Counting()
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, Pace())
    jobs = {title: paid_job(title) for title in "abc"}
    tasks = {title: queue.start(job, Taker()) for title, job in jobs.items()}
    while not provider.now:
        await asyncio.sleep(0.002)
    queue.cancel(jobs["b"].id)
    assert (await tasks["b"]).state is JobState.CANCELLED
    assert queue.waiting("paid") == (jobs["c"].id,)
    provider.go_on.set()
    assert [(await tasks[title]).state for title in "ac"] == [JobState.DONE] * 2
    assert provider.count("submit") == 2
    await queue.close()


async def test_while_a_service_has_no_room_nobody_else_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Scripted()
    provider.submit_errors = [TooBusy("Too many tasks.", retry_after=0.2)]
    offer(monkeypatch, provider, concurrency=2)
    queue, told = make_queue(tmp_path, Pace()), list[Job]()
    queue.changed.connect(told.append)
    places = queue._places_of(paid_job())
    places.join("another")  # one place is left
    first, second = queue.start(paid_job("a"), Taker()), queue.start(paid_job("b"), Taker())
    while not provider.count("submit"):
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.05)
    places.leave("another")
    await asyncio.sleep(0.05)
    assert provider.count("submit") == 1 and len(queue.waiting("paid")) == 1
    await asyncio.gather(first, second)
    assert provider.count("submit") == 3
    await queue.close()


async def test_places_are_given_back() -> None:
    places = Places(1)
    for name in "abc":
        places.line_up(name)
    await places.turn("a")
    assert places.waiting == ("b", "c")
    places.leave("b")
    places.leave("a")
    await places.turn("c")
    places.leave("c")
    places.line_up("d")
    await asyncio.wait_for(places.turn("d"), 10)


async def test_what_is_taken_up_again_has_a_place_beyond_the_limit() -> None:
    places = Places(1)
    places.join("old")
    places.line_up("new")
    assert places.waiting == ("new",)
    places.leave("old")
    assert places.waiting == ()
