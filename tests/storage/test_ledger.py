"""The ledger: no order is counted twice or forgotten, whatever happens to the file, and budgets hold."""

from __future__ import annotations

import dataclasses
import sqlite3
import time
from pathlib import Path

import pytest

from inlay.base.errors import BadInput
from inlay.base.locks import lock_beside
from inlay.storage.ledger import NAME, Ledger, Limit, Order, Outcome, day_of
from inlay.storage.ledger_file import FORMAT

NOON = time.mktime((2026, 3, 1, 12, 0, 0, 0, 0, -1))
DAY = Limit(1.0, day="2026-03-01")


def order(job: str = "j1", high: float | None = 0.05, low: float = 0.05, **changes: object) -> Order:
    made = Order(job, NOON, "r1", "bfl", "fill", "d1", "Picture", low, high)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / NAME)


def outcomes(ledger: Ledger) -> dict[str, tuple[Outcome, float | None]]:
    return {each.job: (each.outcome, each.billed) for each in ledger.orders()}


def test_an_order_comes_back_as_it_was_noted(ledger: Ledger) -> None:
    noted = order(high=None, low=0.01)
    assert ledger.order(noted) is None
    assert ledger.orders() == [noted]
    assert noted.day == "2026-03-01" == day_of(NOON)


def test_an_order_counts_once_however_often_it_is_noted(ledger: Ledger) -> None:
    for _ in range(3):
        assert ledger.order(order(high=0.6), [DAY]) is None
    assert len(ledger.orders()) == 1
    assert ledger.order(order("j2", high=0.5), [DAY]) is not None
    assert len(ledger.orders()) == 1


def test_a_budget_is_used_to_the_cent_and_not_beyond(ledger: Ledger) -> None:
    for number in range(20):
        assert ledger.order(order(f"j{number}"), [DAY]) is None
    reached = ledger.order(order("one-more"), [DAY])
    assert reached is not None
    assert reached.limit == DAY and reached.counted == pytest.approx(1.0)
    assert len(ledger.orders()) == 20
    assert ledger.order(order("tomorrow", time=NOON + 86_400), [Limit(1.0, day="2026-03-02")]) is None


def test_what_a_budget_counts_follows_the_outcome(ledger: Ledger) -> None:
    ends: list[tuple[str, Outcome, float | None]] = [
        ("open", "open", None),  # 0.2
        ("billed", "billed", 0.01),
        ("expected", "expected", None),  # 0.2
        ("unknown", "unknown", None),  # 0.2
        ("free", "free", None),
    ]
    for job, outcome, billed in ends:
        ledger.order(order(job, high=0.2))
        ledger.settle(order(job, high=0.2, outcome=outcome, billed=billed))
    reached = ledger.order(order("next", high=9.0), [DAY])
    assert reached is not None and reached.counted == pytest.approx(0.61)


def test_a_run_has_a_budget_of_its_own(ledger: Ledger) -> None:
    limit = Limit(0.1, run="r1")
    assert ledger.order(order("j1", high=0.1), [limit]) is None
    assert ledger.order(order("j2"), [limit]) is not None
    assert ledger.order(order("j2", run="r2"), [Limit(0.1, run="r2")]) is None


def test_an_unknown_price_counts_at_its_least_and_needs_something_left(ledger: Ledger) -> None:
    unknown = order("a", high=None, low=0.0)
    assert ledger.order(unknown, [Limit(0.0, day="2026-03-01")]) is not None
    assert ledger.order(unknown, [DAY]) is None
    assert ledger.order(order("b", high=1.0), [DAY]) is None
    assert ledger.order(order("c", high=None, low=0.0), [DAY]) is not None
    assert ledger.order(order("d", high=None, low=0.5), [Limit(1.4, day="2026-03-01")]) is not None


@pytest.mark.parametrize(
    ("first", "then", "left"),
    [
        ("open", "free", "free"),
        ("free", "expected", "expected"),
        ("unknown", "free", "unknown"),
        ("expected", "free", "expected"),
        ("unknown", "billed", "billed"),
        ("billed", "unknown", "billed"),
        ("billed", "free", "billed"),
        ("billed", "billed", "billed"),
    ],
)
def test_money_that_may_be_spent_isnt_talked_away(ledger: Ledger, first: Outcome, then: Outcome, left: Outcome) -> None:
    ledger.order(order())
    ledger.settle(order(outcome=first, billed=0.1 if first == "billed" else None))
    ledger.settle(order(outcome=then, billed=0.3 if then == "billed" else None))
    assert outcomes(ledger)["j1"][0] == left
    assert outcomes(ledger)["j1"][1] == {"billed": 0.3 if then == "billed" else 0.1}.get(left)


def test_a_spent_order_isnt_opened_again(ledger: Ledger) -> None:
    ledger.order(order())
    ledger.settle(order(outcome="billed", billed=0.04))
    assert ledger.order(order()) is None
    assert outcomes(ledger) == {"j1": ("billed", 0.04)}


def test_an_unknown_job_is_settled_all_the_same_but_not_for_nothing(ledger: Ledger) -> None:
    ledger.settle(order("a", outcome="billed", billed=0.05))
    ledger.settle(order("b", outcome="free"))
    assert outcomes(ledger) == {"a": ("billed", 0.05)}


def damaged_header(path: Path) -> None:
    path.write_bytes(b"this is no database at all, but it is long enough to look at" * 40)


def damaged_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[16:18], "big")
    data[size : size + 200] = b"\xff" * 200
    path.write_bytes(data)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def another_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE things (a)")
    connection.close()


@pytest.mark.parametrize("damage", [damaged_header, damaged_page, cut_short, another_program])
def test_a_damaged_file_is_set_aside_and_told(tmp_path: Path, damage: object) -> None:
    path = tmp_path / NAME
    ledger = Ledger(path)
    ledger.order(order())
    assert callable(damage)
    damage(path)
    broken = path.read_bytes()
    assert ledger.order(order("j2")) is None
    assert [each.job for each in ledger.orders()] == ["j2"]
    [told] = ledger.take_told()
    [aside] = tmp_path.glob("spending-damaged-*.sqlite")
    assert str(aside) in told and aside.read_bytes() == broken
    assert ledger.take_told() == []
    assert Ledger(path).orders()[0].job == "j2"


def test_a_file_that_another_process_holds_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path / NAME)
    monkeypatch.setattr("inlay.storage.ledger_file.PATIENCE", 0.1)
    lock = lock_beside(tmp_path / NAME)
    assert lock.acquire()
    with pytest.raises(BadInput, match="doesn't let go"):
        ledger.order(order())
    lock.release()
    assert ledger.order(order()) is None


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / NAME
    Ledger(path).order(order())
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(BadInput, match="newer Inlay"):
        Ledger(path).order(order("j2"))
    assert path.read_bytes() == before


def test_a_place_that_cant_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(BadInput, match="can't be written"):
        Ledger(tmp_path / NAME).order(order())


def test_a_broken_off_change_leaves_nothing_half_done(tmp_path: Path) -> None:
    path = tmp_path / NAME
    ledger = Ledger(path)
    ledger.order(order())
    with pytest.raises(RuntimeError), ledger._file.transaction() as connection:
        connection.execute("DELETE FROM orders")
        raise RuntimeError("here it ends")
    assert outcomes(ledger) == {"j1": ("open", None)}


def test_nothing_but_figures_and_names_is_kept() -> None:
    kept = {field.name for field in dataclasses.fields(Order)}
    assert kept == {
        *("job", "time", "run", "service", "model", "document", "project"),
        *("low", "high", "outcome", "billed"),
    }
