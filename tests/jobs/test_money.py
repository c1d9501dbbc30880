"""Money: what a job's end says about it, a budget that several processes share, and the totals."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from inlay.base.errors import (
    BadAnswer,
    BadInput,
    BudgetReached,
    Bug,
    Cancelled,
    InlayError,
    KeyMissing,
    LinkExpired,
    NoCredit,
    NotAccepted,
    OutcomeUnknown,
    RefusedInput,
    RefusedOutput,
    TimedOut,
    TooBusy,
)
from inlay.base.geometry import Rect
from inlay.fill.plan.price import Cost
from inlay.fill.request import FillRequest
from inlay.imaging.colour import SRGB
from inlay.jobs.job import Job
from inlay.jobs.money import Money, outcome_of
from inlay.jobs.spending import Sum, totals_of
from inlay.jobs.states import JobState
from inlay.providers.interface import Ticket
from inlay.storage.ledger import NAME, Ledger, Order, Outcome
from tests.conftest import ROOT

FIVE = Cost(0.05, 0.05)
UNKNOWN_PRICE = Cost(0.0, None)
TICKET = Ticket("t1")


def job(cost: Cost = FIVE, **changes: object) -> Job:
    pixels, mask = np.zeros((8, 8, 4), np.uint8), np.full((8, 8), 255, np.uint8)
    box = Rect(0, 0, 8, 8)
    request = FillRequest("bfl", "fill", {}, "a secret prompt", 5, box, 1.0, pixels, mask, mask, box, SRGB, "v1")
    made = Job(request, "Fill", session="d1", project="/home/me/Portrait.inlay", cost=cost)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def money(tmp_path: Path) -> Money:
    return Money(Ledger(tmp_path / NAME))


S = JobState
ENDS: list[tuple[JobState, InlayError | None, Ticket | None, float | None, Outcome]] = [
    (S.DONE, None, TICKET, 0.04, "billed"),
    (S.DONE, None, TICKET, None, "expected"),
    (S.FAILED, RefusedInput("x"), TICKET, None, "free"),
    (S.FAILED, RefusedOutput("x"), TICKET, None, "free"),
    (S.FAILED, RefusedOutput("x"), TICKET, 0.05, "billed"),
    (S.FAILED, RefusedInput("x"), None, None, "free"),
    (S.FAILED, NotAccepted("x"), None, None, "free"),
    (S.FAILED, TooBusy("x"), None, None, "free"),
    (S.FAILED, NoCredit("x"), None, None, "free"),
    (S.FAILED, BudgetReached("x"), None, None, "free"),
    (S.FAILED, KeyMissing("x"), None, None, "free"),
    (S.FAILED, BadInput("x"), None, None, "free"),
    (S.CANCELLED, Cancelled("x"), None, None, "free"),
    (S.CANCELLED, Cancelled("x"), TICKET, None, "unknown"),
    (S.FAILED, TimedOut("x"), TICKET, None, "unknown"),
    (S.FAILED, BadAnswer("x"), TICKET, None, "unknown"),
    (S.FAILED, BadAnswer("x"), None, None, "free"),
    (S.FAILED, Bug("x"), None, None, "unknown"),
    (S.FAILED, LinkExpired("x"), TICKET, None, "expected"),
    (S.UNKNOWN, OutcomeUnknown("x"), None, None, "unknown"),
    (S.OVERDUE, TimedOut("x"), TICKET, None, "open"),
    (S.WAITING, None, TICKET, None, "open"),
    (S.QUEUED, None, None, None, "open"),
]


@pytest.mark.parametrize(("state", "error", "ticket", "billed", "outcome"), ENDS)
def test_what_an_end_says_about_money(
    state: JobState, error: InlayError | None, ticket: Ticket | None, billed: float | None, outcome: Outcome
) -> None:
    assert outcome_of(job(state=state, error=error, ticket=ticket, billed=billed)) == outcome


async def test_an_order_is_on_its_way_until_it_is_settled(money: Money) -> None:
    one = job()
    assert await money.order(one) == ()
    totals = await money.totals()
    assert totals.today == Sum(0.0, on_its_way=Cost(0.0, 0.05), orders=1)
    await money.settle(dataclasses.replace(one, state=S.OVERDUE, ticket=TICKET))
    assert (await money.totals()).today == totals.today
    await money.settle(dataclasses.replace(one, state=S.DONE, billed=0.04))
    assert (await money.totals()).today == Sum(0.04, orders=1)


async def test_the_budget_names_its_figures_and_the_job_isnt_noted(money: Money) -> None:
    money.budget = 0.12
    for _ in range(2):
        await money.order(job())
    with pytest.raises(BudgetReached) as caught:
        await money.order(job(Cost(0.05, 0.1)))
    told = caught.value
    for figure in ("$0.05 to $0.10", "$0.12"):
        assert figure in told.what
    assert "$0.10 is spent or on its way" in told.what
    assert "Nothing was sent" in told.kept and "built-in" in told.next_step and told.exit_code == 5
    assert (await money.totals()).all.orders == 2
    money.budget = None
    await money.order(job(Cost(0.05, 0.1)))


async def test_what_came_to_nothing_makes_room_again(money: Money) -> None:
    money.budget = 0.05
    one = job()
    await money.order(one)
    with pytest.raises(BudgetReached):
        await money.order(job())
    await money.settle(dataclasses.replace(one, state=S.FAILED, error=RefusedInput("x"), ticket=TICKET))
    await money.order(job())


async def test_a_runs_budget_counts_that_run_only(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / NAME)
    window, command = Money(ledger), Money(ledger)
    await window.order(job(Cost(5.0, 5.0)))
    command.run_budget = 0.05
    await command.order(job())
    with pytest.raises(BudgetReached, match=r"for this run \$0.05 is spent"):
        await command.order(job())


async def test_what_is_free_isnt_noted_and_needs_no_budget(money: Money) -> None:
    money.budget = 0.0
    free = job(Cost())
    assert await money.order(free) == ()
    await money.settle(dataclasses.replace(free, state=S.DONE))
    assert (await money.totals()).all == Sum()
    await money.settle(dataclasses.replace(free, state=S.DONE, billed=0.02))  # so it wasn't
    assert (await money.totals()).all == Sum(0.02, orders=1)


async def test_an_unknown_price_is_told_and_never_counted_as_free(money: Money) -> None:
    assert await money.order(job(UNKNOWN_PRICE)) == (), "the button said so"
    money.budget = 1.0
    [note] = await money.order(job(UNKNOWN_PRICE))
    assert "budget counts only $0.00" in note
    totals = await money.totals()
    assert totals.all.unpriced == 2 and totals.all.total.high is None
    money.budget = 0.0
    with pytest.raises(BudgetReached, match="price not published"):
        await money.order(job(UNKNOWN_PRICE))


async def test_an_order_that_cant_be_noted_isnt_sent_and_an_end_that_cant_is_told(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    money = Money(Ledger(tmp_path / NAME))
    with pytest.raises(BadInput, match="can't be written"):
        await money.order(job())
    await money.settle(job(state=S.DONE, billed=0.05))
    (tmp_path / NAME).rmdir()
    [note] = (await money.totals()).notes
    assert "can't be written" in note


async def test_a_damaged_list_is_told_with_the_next_order(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"no database" * 200)
    money = Money(Ledger(tmp_path / NAME))
    [note] = await money.order(job())
    assert "was damaged" in note and "today's budget" in note


async def test_an_order_that_is_stopped_while_it_is_noted_is_noted_before_it_is_settled(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / NAME)
    money = Money(ledger)
    for _ in range(10):
        one = job()
        task = asyncio.ensure_future(money.order(one))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await money.settle(dataclasses.replace(one, state=S.CANCELLED, error=Cancelled("x")))
    assert (await money.totals()).all.orders == 0


WORKER = """
import asyncio, dataclasses, sys
from pathlib import Path
from inlay.base.errors import BudgetReached
from inlay.jobs.money import Money
from inlay.jobs.states import JobState
from inlay.storage.ledger import Ledger
from tests.jobs.test_money import job

async def main():
    money = Money(Ledger(Path(sys.argv[1])))
    money.budget = 1.0
    ordered = 0
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(20):
        one = job()
        try:
            await money.order(one)
        except BudgetReached:
            continue
        ordered += 1
        if number % 2:
            await money.settle(dataclasses.replace(one, state=JobState.DONE, billed=0.05))
    print(ordered)

asyncio.run(main())
"""


@pytest.mark.parametrize("damaged", [False, True], ids=["new", "damaged"])
def test_several_processes_keep_to_one_budget(tmp_path: Path, damaged: bool) -> None:
    """Four processes want 80 orders of $0.05 between them, and $1 buys 20."""
    path = tmp_path / NAME
    if damaged:  # they all find it at the same time, and only one may set it aside
        path.write_bytes(b"no database" * 500)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    counts = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0]
    assert sum(counts) == 20
    orders = Ledger(path).orders()
    assert len(orders) == 20
    assert sum(order.high or 0 for order in orders) == pytest.approx(1.0)
    assert len(list(tmp_path.glob("*damaged*.sqlite"))) == damaged


def test_totals_are_apart_by_day_project_and_service() -> None:
    noon = time.mktime((2026, 3, 1, 12, 0, 0, 0, 0, -1))
    orders = [
        Order("a", noon, "r", "bfl", "fill", "d1", "", 0.05, 0.05, "billed", 0.04),
        Order("b", noon + 60, "r", "fal", "fill", "d1", "Portrait", 0.05, 0.1, "expected"),
        Order("c", noon + 86_400, "r", "bfl", "fill", "d2", "", 0.05, 0.05, "unknown"),
        Order("d", noon + 86_400, "r", "bfl", "fill", "d2", "", 0.05, 0.05, "free"),
        Order("e", time.time(), "r", "vercel", "fill", "d3", "Now", 0.0, None, "open"),
    ]
    totals = totals_of(orders, 2.5, ("note",))
    assert totals.today == Sum(on_its_way=UNKNOWN_PRICE, orders=1, unpriced=1) == totals.month
    assert totals.days["2026-03-01"] == Sum(0.04, unconfirmed=Cost(0.05, 0.1), orders=2)
    assert totals.days["2026-03-02"] == Sum(unconfirmed=Cost(0.0, 0.05), orders=1)
    assert list(totals.days)[1:] == ["2026-03-02", "2026-03-01"]
    assert totals.months["2026-03"].orders == 3
    assert totals.services["bfl"] == Sum(0.04, unconfirmed=Cost(0.0, 0.05), orders=2)
    assert [(each.document, each.name, each.sum.orders) for each in totals.projects] == [
        ("d1", "Portrait", 2),
        ("d2", "", 1),
        ("d3", "Now", 1),
    ]
    assert totals.all.orders == 4 and totals.all.unpriced == 1
    assert totals.services["fal"].total == Cost(0.05, 0.1)
    assert (totals.budget, totals.notes) == (2.5, ("note",))


def test_the_prompt_isnt_in_the_ledger(tmp_path: Path) -> None:
    money = Money(Ledger(tmp_path / NAME))
    asyncio.run(money.order(job()))
    written = (tmp_path / NAME).read_bytes()
    assert b"Portrait" in written and b"secret prompt" not in written and b"/home/me" not in written
