"""Filling by a service: plans, several calls and pictures, rows, money, and answers that come when nobody is there."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import BadInput, BudgetReached, InlayError, KeyMissing, OutcomeUnknown, RefusedInput
from inlay.base.geometry import Rect
from inlay.base.settings import Settings
from inlay.document.edits import set_mask
from inlay.document.version import FillRecord
from inlay.editor.editor import Editor
from inlay.editor.fill_settings import FillSettings
from inlay.editor.services import keep_base_url, setup_of
from inlay.editor.session import Session
from inlay.fill.plan.price import Cost
from inlay.imaging.mask import Mask
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.storage import WorkingCopy
from inlay.storage.recorder import Recorder
from tests.editor.conftest import SPOT, mask_spot
from tests.editor.painter import Painter, painting

ASKED = FillSettings("painter", "fill", prompt="a wall", seed=3)


@pytest.fixture
def painter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Painter]:
    with painting(monkeypatch) as painter:
        yield painter


@pytest.fixture
async def opened(editor: Editor, photo: Path, painter: Painter) -> AsyncIterator[Editor]:
    """An editor with the photo open, the spot masked, and the painter chosen."""
    await editor.open(photo)
    await mask_spot(editor)
    editor.set_fill(provider="painter", model="fill", params={}, prompt="a wall", seed=3)
    await editor.settled()
    yield editor


def session_of(editor: Editor) -> Session:
    assert editor.session is not None
    return editor.session


def troubles_of(editor: Editor) -> list[InlayError]:
    return editor.troubles  # type: ignore[attr-defined,no-any-return]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


def record_of_current(session: Session) -> FillRecord:
    record = session.versions[session.current_version].fill
    assert record is not None
    return record


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "other.png"
    Image.fromarray(np.random.default_rng(9).integers(0, 255, (60, 80, 3), np.uint8)).save(path)
    return path


# The plan


async def test_the_plan_follows_mask_settings_and_frame(opened: Editor) -> None:
    changes: list[int] = []
    opened.plan_changed.connect(lambda: changes.append(1))
    plan = opened.plan
    assert plan is not None and len(plan.calls) == 1 and plan.cost == Cost(0.05, 0.05)
    assert plan.calls[0].crop.box.contains(SPOT) and opened.plan_error is None
    opened.set_fill(params={"count": 3})
    await opened.settled()
    assert opened.plan is not None and opened.plan.cost.high == pytest.approx(0.15)
    assert opened.series_cost(4).high == pytest.approx(0.6)
    frame = Rect(64, 32, 128, 96)
    opened.set_crop_frame(frame)
    await opened.settled()
    assert opened.crop_frame == frame and opened.plan.calls[0].crop.box == frame
    assert opened.tools.planned_boxes == (frame,)
    opened.set_crop_frame(Rect(0, 0, 64, 64))
    await opened.settled()
    assert opened.plan is None and isinstance(opened.plan_error, BadInput)
    opened.set_crop_frame(None)
    opened.set_fill(provider="local", model=None, params={})
    await opened.settled()
    assert opened.plan is None and opened.plan_error is None and opened.series_cost(3) == Cost()
    assert len(changes) >= 4


async def test_many_changes_in_a_row_are_planned_once(opened: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    from inlay.editor import planning

    worked: list[object] = []
    work_out = planning._work_out
    monkeypatch.setattr(planning, "_work_out", lambda asked: worked.append(asked) or work_out(asked))
    for width in range(1, 12):
        opened.edit("Mask", lambda document, w=width: set_mask(document, Mask.rectangle(SPOT._replace(w=w))))
    opened.rename_layer(session_of(opened).document.layers[0].id, "no change for the plan")
    await opened.settled()
    assert len(worked) == 1 and opened.plan is not None


async def test_an_empty_mask_has_a_reason_instead_of_a_plan(opened: Editor) -> None:
    opened.select_none()
    await opened.settled()
    assert opened.plan is None and opened.plan_error is not None and "mask is empty" in opened.plan_error.what


async def test_what_would_be_sent_is_what_is_sent(opened: Editor, painter: Painter) -> None:
    opened.set_crop_frame(Rect(64, 32, 128, 96))
    [shown] = await opened.sent_pictures()
    assert not painter.orders and not opened.jobs.active
    await opened.fill()
    [sent] = painter.orders
    assert shown.sent is not None and sent.sent is not None
    assert (sent.sent.image, sent.sent.mask, sent.box) == (shown.sent.image, shown.sent.mask, Rect(64, 32, 128, 96))


# One fill


async def test_a_fill_by_a_service_is_a_version_that_knows_everything(opened: Editor, painter: Painter) -> None:
    painter.billed = 0.04
    job = await opened.fill(FillSettings("painter", "fill", prompt="a wall", seed=3, options={"region": "eu"}))
    await opened.settled()
    session = session_of(opened)
    assert job.state is JobState.DONE, job.error
    assert len(session.document.layers) == 2 and SPOT.contains(session.document.layers[1].raster.rect)
    record = record_of_current(session)
    assert (record.provider, record.model, record.prompt, record.seed) == ("painter", "fill", "a wall", 3)
    assert (record.cost, record.expected_low, record.expected_high) == (0.04, 0.05, 0.05)
    assert (record.host, record.options["region"], record.seconds) == ("painter.example", "eu", 1.5)
    assert (record.job_id, record.index, record.task_id) == (job.id, 0, "task-1")
    assert record.params == {"count": 1, "strength": 1.0} and record.unmasked_changed == 0
    sent = painter.orders[0].sent
    assert sent is not None and record.answer is not None
    if record.answer_colour == "srgb":
        assert record.answer.rect[2:] == sent.answer_size
    assert not opened.jobs.active
    await opened.save(session.working.folder.parent / "a.inlay")
    kept = record
    await opened.close_session()
    await opened.open(Path(opened.settings.get_list("recent")[0]))
    again = record_of_current(session_of(opened))
    assert {**vars(again), "answer": None} == {**vars(kept), "answer": None}


async def test_a_fill_whose_document_changed_under_it_waits(opened: Editor, painter: Painter) -> None:
    painter.gate.clear()
    told: list[str] = []
    opened.message.connect(told.append)
    fill = asyncio.ensure_future(opened.fill())
    await until(lambda: painter.orders)
    opened.set_opacity(session_of(opened).document.layers[0].id, 0.4)
    painter.gate.set()
    await fill
    await opened.settled()
    session = session_of(opened)
    assert len(session.document.layers) == 1 and len(session.candidates) == 1
    assert any("has changed" in text for text in told)
    opened.accept_candidate(session.candidates[0].id)
    await opened.settled()
    assert len(session.document.layers) == 2
    opened.undo()
    assert len(session.document.layers) == 1 and len(session.candidates) == 1


async def test_two_pictures_of_one_job_are_candidates_of_one_group(opened: Editor, painter: Painter) -> None:
    painter.billed = 0.1
    await opened.fill(FillSettings("painter", "fill", {"count": 2}, seed=8))
    await opened.settled()
    session = session_of(opened)
    first, second = session.all_candidates.values()
    assert first.group == second.group and len(painter.orders) == 1
    assert [each.record.index for each in (first, second)] == [0, 1]
    assert [each.record.seed for each in (first, second)] == [8, 9]
    assert [each.record.cost for each in (first, second)] == [0.05, 0.05]
    assert session.document.has_layer(first.layer.id), "the first is accepted"
    assert session.candidates == [second]
    opened.accept_candidate(second.id)
    await opened.settled()
    assert [layer.id for layer in session.document.layers[1:]] == [second.layer.id]
    fills = [each for each in session.versions.values() if each.kind == "fill"]
    assert fills[0].parent == fills[1].parent == session.original.id


async def test_two_blobs_are_two_calls_with_groups_of_their_own(
    editor: Editor, painter: Painter, tmp_path: Path
) -> None:
    wide = np.random.default_rng(1).integers(90, 160, (300, 2000, 3), np.uint8)
    Image.fromarray(wide).save(tmp_path / "wide.png")
    blobs = (Rect(60, 100, 40, 40), Rect(1900, 150, 40, 40))
    values = np.zeros(wide.shape[:2], np.uint8)
    for box in blobs:
        values[box.y : box.bottom, box.x : box.right] = 255
    await editor.open(tmp_path / "wide.png")
    editor.edit("Mask", lambda document: set_mask(document, Mask.from_array(values)))
    jobs = await editor.fill_all(FillSettings("painter", "fill", seed=3, calls="each"))
    await editor.settled()
    session = session_of(editor)
    assert len(jobs) == len(painter.orders) == 2 and len({job.group for job in jobs}) == 2
    assert [job.cost for job in jobs] == [Cost(0.05, 0.05)] * 2
    assert len(session.document.layers) == 3 and not session.candidates
    for layer in session.document.layers[1:]:
        assert any(box.contains(layer.raster.rect) for box in blobs)
    assert record_of_current(session).unmasked_changed == 0
    editor.set_fill(provider="painter", model="fill", params={})
    await editor.another_result()
    [candidate] = session.candidates
    assert painter.orders[-1].box == candidate.record.box in [order.box for order in painter.orders[:2]]


# What is refused before anything is sent


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (FillSettings("painter", "fill", {"strength": 2.5}), "0 to 2"),
        (FillSettings("painter", "fill", {"speed": 1}), "no setting called speed"),
        (FillSettings("painter", "fill", options={"region": "mars"}), "global, eu"),
        (FillSettings("painter", "fill", options={"planet": "mars"}), "no setting called planet"),
        (FillSettings("painter", "tuned", {"finetune": ""}, "x"), "Finetune is needed"),
        (FillSettings("painter", "tuned", {"finetune": "rooms-1"}, "  "), "needs a prompt"),
        (FillSettings("painter", "missing"), "no model missing"),
        (FillSettings("nobody"), "no service called nobody"),
        (FillSettings("painter", "fill", base_url="http://example.com"), "unencrypted"),
        (FillSettings("painter", "fill", base_url="example.com"), "isn't an address"),
    ],
)
async def test_a_wrong_wish_is_one_sentence_and_sends_nothing(
    opened: Editor, painter: Painter, settings: FillSettings, sentence: str
) -> None:
    with pytest.raises(BadInput) as caught:
        await opened.fill(settings)
    assert sentence in caught.value.sentence()
    assert not painter.orders and not opened.jobs.active


async def test_a_missing_key_is_told_before_anything_is_sent(
    editor: Editor, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PAINTER_KEY", raising=False)
    with painting(monkeypatch, "PAINTER_KEY") as painter:
        await editor.open(photo)
        await mask_spot(editor)
        with pytest.raises(KeyMissing, match="Painter"):
            await editor.fill(ASKED)
        assert not painter.connections and not editor.jobs.active
        monkeypatch.setenv("PAINTER_KEY", "a-key-for-tests")
        await editor.fill(ASKED)
        [connection] = painter.connections
        assert connection.key is not None and connection.key.reveal() == "a-key-for-tests"
        assert (await editor.test_key("painter")).balance == "12.40 USD"


async def test_the_budget_stops_a_row_before_any_of_it_is_sent(opened: Editor, painter: Painter) -> None:
    opened.set_budget(0.11)
    with pytest.raises(BudgetReached):
        await opened.try_seeds(3)
    assert not painter.orders and not opened.jobs.active
    assert (await opened.money.totals()).today.on_its_way == Cost(), "nothing stays set aside"
    assert len(await opened.try_seeds(2)) == 2
    with pytest.raises(BudgetReached):
        await opened.fill(ASKED)
    assert len(painter.orders) == 2
    opened.set_budget(None)
    await opened.fill(ASKED)
    assert Editor(opened.settings).money.budget is None
    opened.set_budget(2.5)
    assert Editor(opened.settings).money.budget == 2.5
    with pytest.raises(BadInput):
        opened.set_budget(-1.0)


async def test_a_budget_and_an_address_outlive_a_crash(opened: Editor) -> None:
    opened.set_budget(3.5)
    keep_base_url(opened.settings, "painter", "https://elsewhere.example")
    opened.services_changed.emit("painter")
    for _turn in range(500):
        await asyncio.sleep(0.01)
        again = Settings(opened.settings.path)
        if setup_of(again, "painter").base_url and Editor(again).money.budget == 3.5:
            return
    pytest.fail("they aren't in the file")


# Trouble


async def test_a_failed_fill_says_whether_money_was_spent_and_offers_the_built_in_one(
    opened: Editor, painter: Painter
) -> None:
    painter.submit_error = RefusedInput("The service refused the picture.")
    job = await opened.fill()
    assert job.state is JobState.FAILED and not session_of(opened).all_candidates
    [error] = troubles_of(opened)
    assert isinstance(error, RefusedInput) and "Nothing was charged" in error.kept and "built-in" in error.next_step
    troubles_of(opened).clear()
    document = session_of(opened).document
    assert document.mask.bounds(document.canvas) == SPOT and opened.fill_settings.prompt == "a wall"


async def test_an_order_of_unknown_fate_is_told_and_never_sent_again(opened: Editor, painter: Painter) -> None:
    painter.submit_error = OutcomeUnknown("Sent, and then the line was cut.")
    job = await opened.fill()
    assert job.state is JobState.UNKNOWN and list(opened.jobs.active) == [job.id]
    [error] = troubles_of(opened)
    troubles_of(opened).clear()
    assert "may have charged" in error.sentence()
    painter.submit_error = None
    again = opened.jobs.send_again(job.id)
    assert again is not None and (await again).state is JobState.DONE
    await opened.settled()
    assert len(session_of(opened).document.layers) == 2


# Rows


async def test_a_row_of_strengths_waits_side_by_side(opened: Editor, painter: Painter) -> None:
    opened.set_fill(model="tuned", params={"finetune": "rooms-1"}, seed=None)
    start = session_of(opened).current_version
    jobs = await opened.try_strengths([0.9, 1.1, 1.3])
    await opened.settled()
    session = session_of(opened)
    assert [job.state for job in jobs] == [JobState.DONE] * 3
    assert sorted(order.params["strength"] for order in painter.orders) == [0.9, 1.1, 1.3]
    assert len({order.seed for order in painter.orders}) == 1, "only the strength differs"
    assert len({order.sent.image for order in painter.orders if order.sent}) == 1
    assert len(session.document.layers) == 1 and len(session.candidates) == 3
    assert len({each.group for each in session.candidates}) == 1
    assert {each.record.started_from for each in session.candidates} == {start}
    wanted = [session.candidates[2].id, session.candidates[0].id]
    layers = {each.id: each.layer.id for each in session.candidates}
    opened.keep_candidates(wanted)
    await opened.settled()
    fills = [each for each in session.versions.values() if each.kind == "fill"]
    assert [each.parent for each in fills] == [start, start]
    assert session.current_version == fills[-1].id
    assert [layer.id for layer in session.document.layers[1:]] == [layers[wanted[-1]]]
    for version, candidate in zip(fills, wanted, strict=True):
        assert [layer.id for layer in version.document.layers[1:]] == [layers[candidate]]
        assert version.fill is not None and version.fill.unmasked_changed == 0
        assert version.fill.expected_high == 0.05 and version.fill.params["finetune"] == "rooms-1"
    assert len(session.candidates) == 1
    opened.undo()
    assert len(session.document.layers) == 1 and len(session.candidates) == 3, "one step"


async def test_a_row_of_seeds_has_as_many_seeds(opened: Editor, painter: Painter) -> None:
    await opened.try_seeds(4)
    assert len({order.seed for order in painter.orders}) == 4
    assert len(session_of(opened).candidates) == 4
    for count in (0, 21):
        with pytest.raises(BadInput, match="1 to 20"):
            await opened.try_seeds(count)
    with pytest.raises(BadInput, match="one request"):
        opened.keep_candidates(["nobody"])


async def test_a_versions_request_is_sent_again_as_it_was_or_changed(opened: Editor, painter: Painter) -> None:
    opened.set_crop_frame(Rect(64, 32, 128, 96))
    await opened.fill()
    await opened.settled()
    session = session_of(opened)
    version = session.current_version
    opened.set_crop_frame(None)
    opened.set_fill(prompt="something else", provider="local", model=None, params={})
    opened.select_none()
    opened.set_opacity(session.document.layers[0].id, 0.5)
    await opened.settled()
    await opened.fill_again(version)
    await opened.fill_again(version, {"prompt": "a door", "seed": 5})
    first, again, changed = painter.orders
    assert first.sent is not None and again.sent is not None and changed.sent is not None
    assert (again.sent.image, again.sent.mask, again.box) == (first.sent.image, first.sent.mask, first.box)
    assert (again.prompt, again.seed) == ("a wall", 3) and (changed.prompt, changed.seed) == ("a door", 5)
    assert len(session.candidates) == 2 and len({each.group for each in session.all_candidates.values()}) == 1
    assert opened.settings_of(record_of_version(session, version)).prompt == "a wall"
    with pytest.raises(BadInput, match="wasn't made by a fill"):
        await opened.fill_again(session.original.id)


def record_of_version(session: Session, version: str) -> FillRecord:
    record = session.versions[version].fill
    assert record is not None
    return record


# Answers that come when nobody is there


async def begin_fill(editor: Editor, painter: Painter) -> Job:
    """A fill that the service works on until the gate is opened."""
    painter.gate.clear()
    before = len(painter.orders)
    fill = asyncio.ensure_future(editor.fill(ASKED))
    await until(lambda: len(painter.orders) > before and any(job.ticket for job in editor.jobs.active.values()))
    fill.cancel()
    return next(job for job in editor.jobs.active.values())


async def test_an_answer_waits_in_the_project_that_was_closed(
    opened: Editor, painter: Painter, other: Path, tmp_path: Path
) -> None:
    project = tmp_path / "work.inlay"
    await opened.save(project)
    job = await begin_fill(opened, painter)
    await opened.open(other)
    await opened.close_session(session=opened.sessions[0])
    assert job.id in opened.jobs.active and not painter.cancelled, "the service goes on working"
    told: list[str] = []
    opened.message.connect(told.append)
    painter.gate.set()
    await until(lambda: not opened.jobs.active)
    assert not session_of(opened).all_candidates and any("work.inlay" in text for text in told)
    assert WorkingCopy.recoverable() == []
    await opened.open(project)
    await opened.settled()
    session = session_of(opened)
    [candidate] = session.candidates
    assert (candidate.record.job_id, candidate.record.index) == (job.id, 0)
    assert len(session.document.layers) == 1 and not session.modified
    session.look_at(0)
    opened.accept_candidate()
    await opened.settled()
    assert len(session.document.layers) == 2 and record_of_current(session).unmasked_changed == 0


async def test_an_answer_waits_in_the_working_copy_of_what_was_never_saved(opened: Editor, painter: Painter) -> None:
    await begin_fill(opened, painter)
    await opened.close_session()
    painter.gate.set()
    await until(lambda: not opened.jobs.active)
    [left] = WorkingCopy.recoverable()
    await opened.recover(left)
    assert len(session_of(opened).candidates) == 1


async def test_an_answer_comes_in_when_its_document_is_open_again_before_it(
    opened: Editor, painter: Painter, tmp_path: Path
) -> None:
    await opened.save(tmp_path / "work.inlay")
    await begin_fill(opened, painter)
    await opened.close_session()
    await opened.open(tmp_path / "work.inlay")
    painter.gate.set()
    await until(lambda: not opened.jobs.active)
    await opened.settled()
    session = session_of(opened)
    assert len(session.candidates) == 1 and len(session.document.layers) == 1 and session.modified


async def test_an_answer_stays_in_the_journal_while_its_project_is_open_elsewhere(
    opened: Editor, painter: Painter, tmp_path: Path
) -> None:
    project = tmp_path / "work.inlay"
    await opened.save(project)
    job = await begin_fill(opened, painter)
    await opened.close_session()
    elsewhere = WorkingCopy.of_project(project)
    told: list[str] = []
    opened.message.connect(told.append)
    painter.gate.set()
    await until(lambda: any("until its document is opened" in text for text in told))
    elsewhere.close(discard=True)
    await opened.open(project)
    await until(lambda: session_of(opened).candidates)
    await opened.settled()
    assert [each.record.job_id for each in session_of(opened).candidates] == [job.id]
    await until(lambda: not opened.jobs.active)
    await opened.save()
    await opened.close_session()
    await opened.open(project)
    await opened.settled()
    assert len(session_of(opened).all_candidates) == 1, "taken once"
    assert len(painter.orders) == 1


async def test_a_picture_that_was_taken_already_isnt_taken_again(opened: Editor, painter: Painter) -> None:
    job = await opened.fill(FillSettings("painter", "fill", {"count": 2}, seed=8))
    await opened.settled()
    assert await opened._delivery.finished(job)
    assert len(session_of(opened).all_candidates) == 2


async def test_an_answer_that_the_disk_didnt_take_stays_in_the_journal(
    opened: Editor, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_recorder: Recorder, _change: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    await session_of(opened).flushed()
    done: list[Job] = []
    opened.jobs_changed.connect(lambda job: done.append(job) if job.results else None)
    with monkeypatch.context() as disk:
        disk.setattr(Recorder, "_write", full)
        await opened.fill()
        job = done[0]
        await until(lambda: troubles_of(opened))
        assert len(session_of(opened).all_candidates) == 1, "it is there, in memory"
        assert not await opened._delivery.finished(job), "but not on the disk"
        assert job.id in opened.jobs.active
    troubles_of(opened).clear()
    assert await opened._delivery.finished(job)
    assert len(session_of(opened).all_candidates) == 1
    await session_of(opened).flushed()


async def test_what_an_earlier_run_left_is_taken_up(
    opened: Editor, painter: Painter, tmp_path: Path, other: Path
) -> None:
    project = tmp_path / "work.inlay"
    await opened.save(project)
    job = await begin_fill(opened, painter)
    await opened.shut_down()
    assert not painter.cancelled
    painter.gate.set()
    later = Editor()
    told: list[str] = []
    later.message.connect(told.append)
    try:
        await later.resume_jobs()
        await until(lambda: not later.jobs.active)
        assert any("work.inlay" in text for text in told)
        await later.open(project)
        await later.settled()
        assert [each.record.job_id for each in session_of(later).candidates] == [job.id]
        assert len(painter.orders) == 1
    finally:
        await later.shut_down(discard=True)


async def test_closing_stops_the_built_in_fill_only(opened: Editor, painter: Painter, other: Path) -> None:
    await begin_fill(opened, painter)
    local = asyncio.ensure_future(opened.fill(FillSettings(seed=1)))
    await until(lambda: len(opened.jobs.active) == 2)
    await opened.open(other)
    assert (await local).state in (JobState.CANCELLED, JobState.DONE)
    assert [job.request.provider for job in opened.jobs.active.values()] == ["painter"]
    painter.gate.set()
    await until(lambda: not opened.jobs.active)


# Finetunes and set-up


async def test_finetunes_of_the_account_come_into_the_list(opened: Editor, painter: Painter) -> None:
    [found] = await opened.fetch_finetunes("painter")
    assert (found.id, found.name, found.service, found.region) == ("rooms-1", "Rooms", "painter", "global")
    assert await opened.fetch_finetunes("painter") == []
    assert [each["id"] for each in json.loads(opened.finetunes.path.read_text())] == ["rooms-1"]
