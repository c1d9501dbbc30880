"""The Jobs panel over the real queue and emulated services: what is shown, and what the person can do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QScrollArea

from inlay.editor.editor import Editor
from inlay.jobs.journal import Journal
from inlay.jobs.states import JobState
from inlay.providers.catalogue import services
from inlay.ui.panels.job_row import JobRow
from inlay.ui.panels.jobs import PANEL, JobsPanel
from tests.kit.emulated import in_state, mask_something, order, set_up, until
from tests.kit.ui_fixtures import tab_walk, unnamed, without_tooltip, write_picture
from tests.services import Emulator

S = JobState
LARGE = (520, 420)


@pytest_asyncio.fixture
async def editor(qapp: QApplication, tmp_path: Path) -> AsyncIterator[Editor]:
    """An editor with a masked picture. Trouble is expected here; it is told in `told`."""
    made = Editor(journal=Journal())
    made.told = []  # type: ignore[attr-defined]
    made.failed.connect(made.told.append)  # type: ignore[attr-defined]
    await made.open(write_picture(tmp_path / "picture.png", LARGE))
    await mask_something(made)
    yield made
    await made.shut_down(discard=True)


@pytest.fixture
def dock(editor: Editor, qtbot: object) -> Iterator[QDockWidget]:
    """The panel in a dock as narrow as in the window."""
    dock = QDockWidget(PANEL.title)
    dock.setWidget(PANEL.make(editor))
    qtbot.addWidget(dock)  # type: ignore[attr-defined]
    dock.resize(310, 420)
    dock.show()
    yield dock
    dock.hide()


@pytest.fixture
def panel(dock: QDockWidget) -> JobsPanel:
    made = dock.widget()
    assert isinstance(made, JobsPanel)
    return made


@pytest.fixture
def emulated(editor: Editor) -> Iterator[Callable[[str], Emulator]]:
    """Starts emulated services that the editor has the keys of; they end after the test."""
    started: list[Emulator] = []

    def start(name: str) -> Emulator:
        service = Emulator(name)
        started.append(service.__enter__())
        set_up(editor, service)
        return service

    yield start
    for each in started:
        each.__exit__(None, None, None)


def visible(row: JobRow) -> set[str]:
    """What the row offers."""
    buttons = {**row.buttons, "yes": row.yes, "no": row.no}
    return {name for name, button in buttons.items() if button.isVisible()}


async def row_in(panel: JobsPanel, state: JobState) -> JobRow:
    """The first row of a job in a state, once there is one."""
    await until(f"a job that is {state.value}", lambda: in_state(panel._editor, state))
    return panel.rows[in_state(panel._editor, state)[0].id]


async def ended(*tasks: asyncio.Task[object]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_an_empty_panel_says_what_comes_here(panel: JobsPanel, dock: QDockWidget) -> None:
    assert panel.empty.isVisible()
    assert dock.windowTitle() == "Jobs"


async def test_a_job_under_way_is_told_in_three_lines_and_cancel_tells_the_truth(
    panel: JobsPanel, dock: QDockWidget, emulated: Callable[[str], Emulator]
) -> None:
    editor, messages = panel._editor, []
    editor.message.connect(messages.append)
    emulated("bfl").misbehave("stuck")
    task = order(editor, "bfl", "a long and winding prompt that no narrow dock shows from first to last")
    row = await row_in(panel, S.WAITING)
    assert row.where.text() == "Filling · Black Forest Labs · $0.05"
    assert not row.told.isVisible() and row.bar.isVisible()
    assert row.title.shown_text().endswith("…") and row.title.toolTip() == row.title.text()
    assert dock.windowTitle() == "Jobs (1)"
    assert visible(row) == {"cancel"}
    assert "may be charged all the same" in row.buttons["cancel"].toolTip()
    row.buttons["cancel"].click()
    await ended(task)
    assert panel.empty.isVisible() and dock.windowTitle() == "Jobs"
    assert any("charged" in message for message in messages)


async def test_jobs_that_wait_are_put_in_another_order(panel: JobsPanel, emulated: Callable[[str], Emulator]) -> None:
    emulated("cometapi").misbehave("stuck", times=None)
    editor = panel._editor
    count = services()["cometapi"].concurrency + 3
    tasks = [order(editor, "cometapi", f"meadow {number}") for number in range(count)]
    await until("three that wait", lambda: len(in_state(editor, S.QUEUED)) == 3 and len(panel.rows) == count)
    first, second, third = (panel.rows[job.id] for job in in_state(editor, S.QUEUED))
    assert first.where.text().startswith("Waiting for its turn · CometAPI")
    assert not first.buttons["up"].isEnabled() and first.buttons["down"].isEnabled()
    assert "nothing was ordered yet" in first.buttons["cancel"].toolTip()
    third.buttons["up"].click()
    assert [job.title for job in in_state(editor, S.QUEUED)] == [row.title.text() for row in (first, third, second)]
    assert list(panel.rows) == list(editor.jobs.active)
    assert third.buttons["down"].isEnabled() and not second.buttons["down"].isEnabled()
    await until("the new order", lambda: QApplication.processEvents() or first.y() < third.y() < second.y())
    for job_id in list(editor.jobs.active):
        editor.jobs.cancel(job_id)
    await ended(*tasks)


async def test_an_overdue_job_is_checked_again(
    panel: JobsPanel, dock: QDockWidget, emulated: Callable[[str], Emulator]
) -> None:
    service = emulated("bfl")
    service.misbehave("poll-bad-key", times=1)
    task = order(panel._editor, "bfl")
    row = await row_in(panel, S.OVERDUE)
    await ended(task)
    assert dock.windowTitle() == "Jobs (1 to decide)"
    assert "The fill is ordered and its ticket kept" in row.told.text()
    assert visible(row) == {"check", "cancel"}
    QTest.keyClick(row.buttons["check"], Qt.Key.Key_Space)
    await until("the result", lambda: not panel._editor.jobs.active)
    assert len(service.accepted) == 1
    assert len(panel._editor.session.document.layers) == 2


async def test_all_that_are_overdue_are_checked_at_once(
    panel: JobsPanel, dock: QDockWidget, emulated: Callable[[str], Emulator]
) -> None:
    service = emulated("bfl")
    service.misbehave("poll-bad-key", times=2)
    tasks = [order(panel._editor, "bfl", f"meadow {number}") for number in range(2)]
    await until("two that are overdue", lambda: len(in_state(panel._editor, S.OVERDUE)) == 2)
    await ended(*tasks)
    assert dock.windowTitle() == "Jobs (2 to decide)"
    panel.check_all.click()
    await until("the results", lambda: not panel._editor.jobs.active)
    assert len(service.accepted) == 2 and not panel.check_all.isVisible()


async def test_what_may_be_charged_twice_takes_a_second_press(
    panel: JobsPanel, emulated: Callable[[str], Emulator]
) -> None:
    service, editor = emulated("bfl"), panel._editor
    service.misbehave("submit-lost", times=1)
    task = order(editor, "bfl")
    row = await row_in(panel, S.UNKNOWN)
    await ended(task)
    assert "money may have been spent" in row.told.text()
    assert visible(row) == {"send", "forget"}
    row.buttons["send"].click()
    assert visible(row) == {"yes", "no"}
    assert row.told.text() == "This is a new order for $0.05; the first one may have been charged already."
    assert row.no.hasFocus() or not row.isActiveWindow()
    row.no.click()
    assert visible(row) == {"send", "forget"}
    assert len(service.accepted) == 1
    row.buttons["send"].click()
    row.yes.click()
    await until("the result", lambda: not editor.jobs.active)
    assert len(service.accepted) == 2
    assert len(editor.session.document.layers) == 2


async def test_what_is_unknown_can_be_forgotten(panel: JobsPanel, emulated: Callable[[str], Emulator]) -> None:
    service = emulated("fal")
    service.misbehave("submit-dropped", times=1)
    task = order(panel._editor, "fal")
    row = await row_in(panel, S.UNKNOWN)
    await ended(task)
    row.buttons["forget"].click()
    await until("an empty panel", panel.empty.isVisible)
    assert not panel._editor.jobs.active
    totals = await panel._editor.money.totals()
    assert totals.today.unconfirmed.high == pytest.approx(0.05)  # it may have been charged


async def test_a_result_whose_picture_is_closed_waits_and_isnt_thrown_away_by_one_press(
    panel: JobsPanel, emulated: Callable[[str], Emulator], tmp_path: Path
) -> None:
    service, editor = emulated("bfl"), panel._editor
    service.misbehave("slow", polls=3)
    task = order(editor, "bfl")
    await row_in(panel, S.WAITING)
    await editor.close_session(discard=True)
    row = await row_in(panel, S.DONE)
    await ended(task)
    assert "or save it as a file" in row.told.text()
    assert visible(row) == {"save", "forget"}
    row.buttons["forget"].click()
    assert row.told.text() == "The result was paid for and can't be had back."
    assert row.yes.text() == "Throw the result away"
    row.no.click()
    assert visible(row) == {"save", "forget"} and editor.jobs.active
    row.buttons["forget"].click()
    row.yes.click()
    await until("an empty panel", panel.empty.isVisible)


async def test_a_job_of_an_earlier_run_is_listed_and_delivered(
    editor: Editor, emulated: Callable[[str], Emulator], dock: QDockWidget, tmp_path: Path
) -> None:
    service = emulated("bfl")
    service.misbehave("poll-bad-key", times=1)
    await editor.save(tmp_path / "wall.inlay")
    await ended(order(editor, "bfl"))
    assert in_state(editor, S.OVERDUE)
    await editor.close_session()
    await editor.shut_down()
    later = Editor(editor.settings, journal=Journal())
    set_up(later, service)
    panel = PANEL.make(later)
    assert isinstance(panel, JobsPanel)
    later.failed.connect(editor.told.append)  # type: ignore[attr-defined]
    await later.resume_jobs()
    [row] = panel.rows.values()
    assert row.title.text() == "a meadow"
    await until("the result", lambda: not later.jobs.active)
    assert len(service.accepted) == 1
    await later.open(tmp_path / "wall.inlay")
    assert later.session is not None and len(later.session.all_candidates) == 1
    await later.shut_down(discard=True)


async def test_many_jobs_scroll_and_keep_their_height(
    panel: JobsPanel, dock: QDockWidget, emulated: Callable[[str], Emulator]
) -> None:
    emulated("bfl").misbehave("stuck", times=None)
    editor = panel._editor
    tasks = [order(editor, "bfl", f"meadow {number}") for number in range(30)]
    await until("30 rows", lambda: len(panel.rows) == 30)
    await until("a full service", lambda: len(in_state(editor, S.WAITING)) == 24)
    assert dock.windowTitle() == "Jobs (30)"
    area = panel.findChild(QScrollArea, "jobs.list")
    await until("a long list", lambda: QApplication.processEvents() or area.verticalScrollBar().maximum() > 1500)
    rows = list(panel.rows.values())
    assert all(row.height() >= row.minimumSizeHint().height() for row in rows)
    assert all(upper.geometry().bottom() < lower.y() for upper, lower in pairwise(rows))
    assert all(row.width() <= area.viewport().width() for row in rows)
    last = rows[-1].buttons["cancel"]
    stops = [stop for stop in tab_walk(panel) if stop.objectName().startswith("jobs.")]
    assert last in stops
    assert unnamed(panel) == []
    assert without_tooltip(panel) == []
    for job_id in list(editor.jobs.active):
        editor.jobs.cancel(job_id)
    await ended(*tasks)


async def test_at_fal_the_position_is_shown(panel: JobsPanel, emulated: Callable[[str], Emulator]) -> None:
    emulated("fal").misbehave("slow", polls=200)
    editor = panel._editor
    task = order(editor, "fal")
    row = await row_in(panel, S.WAITING)
    await until("the place in the queue", lambda: "queue" in f"{row.where.text()} {row.told.text()}")
    row.buttons["cancel"].click()
    await ended(task)


async def test_a_fill_that_fails_offers_the_built_in_one(panel: JobsPanel, emulated: Callable[[str], Emulator]) -> None:
    emulated("bfl").misbehave("failed")
    await ended(order(panel._editor, "bfl"))
    [error] = panel._editor.told  # type: ignore[attr-defined]
    assert "built-in fill" in error.sentence()
    assert not panel.rows
