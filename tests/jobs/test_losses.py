"""Nothing that was paid for is lost by what goes wrong around it: memory, disk, network settings, a window's fault."""

from __future__ import annotations

import asyncio
import errno
from dataclasses import replace
from pathlib import Path

import pytest

from inlay.base.errors import BadAnswer, BadInput, NoCredit
from inlay.jobs import journal, records
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.pace import Pace
from inlay.jobs.states import JobState
from inlay.providers.interface import Answer, Picture, Ticket
from tests.jobs.scripted import Accounts, Scripted, Taker, die, make_queue, offer, paid_job, png
from tests.jobs.scripted import records as places


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A paid service."""
    provider = Scripted()
    offer(monkeypatch, provider)
    return provider


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_listener_that_fails_loses_no_ticket(tmp_path: Path, provider: Scripted) -> None:
    queue, taker = make_queue(tmp_path), Taker()

    def fails(job: Job) -> None:
        if job.ticket is not None and job.state is JobState.SENDING:
            raise KeyError("a fault of a panel")

    queue.changed.connect(fails)
    job = await queue.start(paid_job(), taker)
    assert job.ticket is not None and job.state is JobState.DONE and [each.state for each in taker.jobs] == [job.state]
    await queue.close()


@pytest.mark.parametrize("error", [MemoryError(), TypeError("not JSON")])
async def test_a_ticket_that_cant_be_written_for_any_reason_is_gone_on_with(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    write = Journal.write

    def fails(self: Journal, job: Job, pixels: bool | None = None) -> None:
        if job.ticket is not None and job.state is JobState.SENDING:
            raise error
        write(self, job, pixels)

    monkeypatch.setattr(Journal, "write", fails)
    queue = make_queue(tmp_path)
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.DONE and any("isn't on the disk" in note for note in job.notes)
    await queue.close()


@pytest.mark.parametrize("error", [BadInput("A proxy of the kind socks5."), NoCredit("No credit.")])
async def test_what_the_network_settings_or_the_account_say_later_drops_no_ticket(
    tmp_path: Path, provider: Scripted, error: Exception
) -> None:
    provider.poll_results = [error]
    queue = make_queue(tmp_path)
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.OVERDUE and places(tmp_path)
    again = queue.check_again(job.id)
    assert again is not None and (await again).state is JobState.DONE and provider.count("submit") == 1
    await queue.close()


async def test_an_answer_for_which_there_was_no_room_is_kept_when_there_is(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(journal, "write_answer", full_disk)
        queue = make_queue(tmp_path)

        async def later(job: Job) -> bool:
            patch.undo()
            return False

        job = await queue.start(paid_job(session="doc"), later)
    provider.fetch_errors = [BadAnswer("It is gone.")] * 20
    await queue.close()
    heir = make_queue(tmp_path)
    [parked] = await heir.parked("doc")
    assert parked.state is JobState.DONE and len(parked.results) == 1 and parked.id == job.id
    await heir.close()


async def test_an_answer_stays_in_memory_as_long_as_there_is_no_room(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "write_answer", full_disk)
    queue = make_queue(tmp_path)
    job = await queue.start(paid_job(session="doc"), Taker(False))
    assert len(job.results) == 1 and len(queue.active[job.id].results) == 1
    await queue.close()


async def test_a_lack_of_memory_isnt_damage(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Journal(tmp_path)
    job = paid_job().move(JobState.SENDING).move(JobState.WAITING, ticket=Ticket("t1"))
    own.write(job)
    own._lock.release()
    heir = Journal(tmp_path)
    with monkeypatch.context() as patch:

        def load(*_: object, **__: object) -> object:
            raise MemoryError

        patch.setattr(records.np, "load", load)
        assert heir.take_left_over(lambda _job: True) == []
    assert [each.id for each in heir.take_left_over(lambda _job: True)] == [job.id]


async def test_a_job_of_a_newer_inlay_stays_for_it(tmp_path: Path) -> None:
    own = Journal(tmp_path)
    own.write(paid_job())
    [row] = tmp_path.rglob("job.json")
    row.write_bytes(row.read_bytes().replace(b'"format": 1', b'"format": 2'))
    own._lock.release()
    assert Journal(tmp_path).take_left_over(lambda _job: True) == [] and row.exists()


async def test_a_seed_of_64_bits_spoils_neither_answer_nor_job(tmp_path: Path) -> None:
    own = Journal(tmp_path)
    job = paid_job()
    job = replace(job, request=replace(job.request, seed=2**64 - 1))
    own.write(job)
    own.write_answer(job.id, Answer((Picture(png(), 2**64 - 1),), 1.0))
    answer, found = own.answer(job.id), own.find(job.id)
    assert answer is not None and answer.pictures[0].seed == 2**64 - 1
    assert found is not None and found.request.seed == 2**64 - 1


async def test_one_job_that_cant_be_taken_doesnt_keep_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead, heir = Journal(tmp_path), Journal(tmp_path)
    jobs = [paid_job("a"), paid_job("b"), paid_job("c")]
    for job in jobs:
        dead.write(job)
    dead._lock.release()
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.name == jobs[1].id:
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fails)
        assert {job.title for job in heir.take_left_over(lambda _job: True)} == {"a", "c"}
    assert [job.title for job in heir.take_left_over(lambda _job: True)] == ["b"]


async def test_a_parked_answer_that_cant_be_read_for_lack_of_memory_is_still_gone_on_with(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = make_queue(tmp_path)
    await queue.start(paid_job(session="doc"), Taker(False))
    with monkeypatch.context() as patch:

        def fails(*_: object) -> object:
            raise MemoryError

        patch.setattr(journal, "read_answer", fails)
        [job] = await queue.parked("doc")
    assert (await queue.resume(job, Taker(True))).state is JobState.DONE and not places(tmp_path)
    assert provider.count("submit") == provider.count("fetch") == 1
    await queue.close()


async def test_what_isnt_kept_isnt_told_as_kept(
    tmp_path: Path, provider: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.data = b"no picture"
    monkeypatch.setattr(journal, "write_answer", full_disk)
    queue = make_queue(tmp_path)
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.FAILED and job.error is not None
    assert "isn't kept" in job.error.kept and str(tmp_path) not in job.error.kept
    await queue.close()


async def test_what_still_waited_when_the_program_died_is_told_and_struck_out(
    tmp_path: Path, provider: Scripted
) -> None:
    provider.polls = 10**9
    dying = make_queue(tmp_path, Pace())
    jobs = [paid_job(str(number)) for number in range(4)]
    tasks = [dying.start(job, Taker()) for job in jobs]
    while not provider.count("poll") or len(places(tmp_path)) < len(jobs):
        await asyncio.sleep(0.001)
    die(dying)
    money = Accounts()
    heir = make_queue(tmp_path, money=money)
    left = {job.id: job.state for job in await heir.left_over()}
    assert list(map(left.get, (job.id for job in jobs))) == [JobState.WAITING, *[JobState.CANCELLED] * 3]
    assert {job_id for job_id, _state in money.settled} == {job.id for job in jobs[1:]}
    assert provider.count("submit") == 1 and len(places(tmp_path)) == 1
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await heir.close()
