"""Ordering: the key and the budget before anything is sent, the submit once, and again only where it surely wasn't
accepted."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from inlay.base.errors import (
    BadInput,
    BudgetReached,
    KeyMissing,
    KeyRejected,
    NotAccepted,
    OutcomeUnknown,
    TooBusy,
    Unreachable,
)
from inlay.base.secret import Secret
from inlay.jobs.states import JobState
from inlay.providers.interface import Connection
from tests.jobs.scripted import (
    Accounts,
    KeyRing,
    QuickTime,
    Scripted,
    Taker,
    make_queue,
    offer,
    paid_job,
    records,
)


async def test_without_a_key_nothing_is_sent_or_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider, money = Scripted(), Accounts()
    offer(monkeypatch, provider, key=True)
    for keys in (None, KeyRing()):
        queue = make_queue(tmp_path, keys=keys, money=money)
        job = await queue.start(paid_job(), Taker())
        assert job.state is JobState.FAILED and isinstance(job.error, KeyMissing)
        assert "inlay keys set paid" in job.error.sentence()
        await queue.close()
    assert not provider.calls and not money.ordered and not records(tmp_path)


async def test_the_key_goes_to_the_adapter_and_nowhere_into_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider, connections = Scripted(), list[Connection]()
    offer(monkeypatch, provider, key=True, connections=connections)
    secret = Secret("sk-very-secret-key")
    keys = KeyRing({"paid": secret})
    queue = make_queue(tmp_path, keys=keys)
    queue.own_hosts = ("box.local",)
    found: list[bytes] = []
    error = KeyRejected("The key sk-very-secret-key isn't known.")
    provider.poll_results = [error]
    job = await queue.start(paid_job(), Taker())
    found += [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert job.state is JobState.OVERDUE
    assert connections == [Connection(secret, None, ("box.local",))]
    assert found and not any(b"very-secret" in content for content in found)
    assert [slot.service for slot in keys.refreshed] == ["paid"], "it is looked up anew: it may have been changed"
    await queue.close()


async def test_the_budget_is_asked_before_anything_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider, money = Scripted(), Accounts(error=BudgetReached("Too much."))
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, money=money)
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.FAILED and isinstance(job.error, BudgetReached)
    assert not provider.calls and not records(tmp_path)
    await queue.close()


async def test_an_order_is_noted_once_and_settled_at_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider, money = Scripted(submit_error=TooBusy("Busy.")), Accounts()
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, money=money)
    noted: list[bool] = []
    provider.on_submit = lambda: noted.append(bool(money.ordered))
    job = await queue.start(paid_job(), Taker())
    assert money.ordered == [job.id] and noted == [True, True]
    assert money.settled == [(job.id, JobState.DONE)]
    assert (job.billed, job.seconds, job.results[0].seed) == (0.05, 1.0, 7)
    await queue.close()


async def test_an_upload_is_repeated_through_a_bad_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider, time = Scripted(), QuickTime()
    provider.upload_errors = [Unreachable("No network."), Unreachable("No network.")]
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, time.pace())
    messages: list[str] = []
    queue.changed.connect(lambda job: messages.append(job.message))
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.DONE
    assert (provider.count("upload"), provider.count("submit")) == (3, 1)
    assert time.pauses[:2] == [1.0, 2.0]
    assert any(text.startswith("No network. Nothing has been ordered yet; trying again in 2 s") for text in messages)
    await queue.close()


async def test_an_upload_that_never_works_ends_in_its_own_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider, time = Scripted(), QuickTime()
    provider.upload_errors = [Unreachable("No network.")] * 99
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, time.pace())
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.FAILED and job.error is not None and job.error.what == "No network."
    assert (provider.count("upload"), provider.count("submit")) == (4, 0)
    await queue.close()
    assert not records(tmp_path)


@pytest.mark.parametrize("error", [NotAccepted("No connection."), TooBusy("Too many tasks.")])
async def test_what_surely_wasnt_accepted_is_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: NotAccepted
) -> None:
    provider, time = Scripted(), QuickTime()
    provider.submit_errors = [error, error]
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, time.pace())
    told: list[tuple[JobState, str]] = []
    queue.changed.connect(lambda job: told.append((job.state, job.message)))
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.DONE and provider.count("submit") == 3 and provider.count("upload") == 1
    assert time.pauses[:2] == [1.0, 2.0], "doubled, and by chance up to half of it shorter"
    waits = [text for state, text in told if state is JobState.QUEUED and text]
    assert waits[0].startswith(error.what) and "try 2 of" in waits[0] and "try 3 of" in waits[-1]
    await queue.close()


async def test_a_service_says_itself_when_to_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider, time = Scripted(submit_error=TooBusy("Busy.", retry_after=17)), QuickTime()
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, time.pace())
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.DONE and 17 <= time.pauses[0] <= 18
    await queue.close()


async def test_a_service_that_wants_too_much_patience_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider, time = Scripted(submit_error=TooBusy("Busy.", retry_after=86_400)), QuickTime()
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, time.pace())
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.FAILED and isinstance(job.error, TooBusy) and not time.pauses
    await queue.close()


async def test_a_service_that_is_always_busy_is_given_up_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider, time, money = Scripted(), QuickTime(), Accounts()
    provider.submit_errors = [TooBusy("Busy.")] * 99
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, time.pace(), money=money)
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.FAILED and isinstance(job.error, TooBusy)
    assert 5 < provider.count("submit") <= 10 and sum(time.pauses) <= 180
    assert money.settled == [(job.id, JobState.FAILED)] and "clean_up" in provider.calls
    await queue.close()
    assert not records(tmp_path)


async def test_what_waits_to_be_sent_again_is_on_disk_as_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Scripted(submit_error=TooBusy("Busy."))
    offer(monkeypatch, provider)
    states: list[str] = []

    async def look(_seconds: float) -> None:
        states.extend(json.loads(path.read_text())["state"] for path in tmp_path.rglob("job.json"))

    queue = make_queue(tmp_path, QuickTime().pace(sleep=look))
    await queue.start(paid_job(), Taker())
    assert states[0] == "queued"
    await queue.close()


async def test_an_unknown_outcome_is_never_sent_again_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider, money, taker = Scripted(submit_error=OutcomeUnknown("Cut off.")), Accounts(), Taker()
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, money=money)
    job = await queue.start(paid_job(), taker)
    assert job.state is JobState.UNKNOWN and provider.count("submit") == 1
    assert "money may have been spent" in job.message and queue.active == {job.id: job}
    assert [each.state for each in taker.jobs] == [JobState.UNKNOWN]
    assert money.settled == [(job.id, JobState.UNKNOWN)]
    assert "clean_up" not in provider.calls, "the service may be reading what was uploaded"
    assert queue.check_again(job.id) is None
    await queue.close()
    assert provider.count("submit") == 1 and len(records(tmp_path)) == 1


async def test_a_fault_of_an_adapter_while_sending_leaves_the_outcome_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Scripted(submit_error=ZeroDivisionError("oops"))
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path)
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.UNKNOWN and isinstance(job.error, OutcomeUnknown)
    await queue.close()


async def test_the_person_may_send_it_again_as_a_new_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider, money, taker = Scripted(submit_error=OutcomeUnknown("Cut off.")), Accounts(), Taker()
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path, money=money)
    unknown = await queue.start(paid_job(session="doc"), taker)
    task = queue.send_again(unknown.id)
    assert task is not None and unknown.id not in queue.active
    job = await task
    assert job.state is JobState.DONE and job.id != unknown.id and job.session == "doc"
    assert money.ordered == [unknown.id, job.id] and provider.count("submit") == 2
    assert [each.state for each in taker.jobs] == [JobState.UNKNOWN, JobState.DONE]
    await queue.close()
    assert not records(tmp_path)


@pytest.mark.parametrize("error", [KeyRejected("No."), BadInput("Steps."), Unreachable("Refused.")])
async def test_any_other_error_of_a_submit_is_final(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    provider = Scripted(submit_error=error)
    offer(monkeypatch, provider)
    queue = make_queue(tmp_path)
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.FAILED and job.error is error and provider.count("submit") == 1
    await queue.close()
    assert not records(tmp_path)


async def test_an_order_that_the_disk_doesnt_take_isnt_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Scripted()
    offer(monkeypatch, provider)
    folder = tmp_path / "file"
    folder.write_bytes(b"")
    queue = make_queue(folder)
    job = await queue.start(paid_job(), Taker())
    assert job.state is JobState.FAILED and isinstance(job.error, BadInput) and not provider.calls


async def test_a_ticket_that_the_disk_doesnt_take_is_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider, folder = Scripted(), tmp_path / "jobs"
    offer(monkeypatch, provider)
    queue = make_queue(folder)
    provider.gate = asyncio.Event()
    task = queue.start(paid_job(), Taker())
    await provider.sending.wait()
    [record] = folder.rglob("job.json")
    record.unlink()
    record.mkdir()  # a folder in its place can't be replaced by a file
    provider.gate.set()
    job = await task
    assert job.state is JobState.DONE and any("isn't on the disk" in note for note in job.notes)
