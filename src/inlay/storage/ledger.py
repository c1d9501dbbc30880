"""The ledger: what was ordered and what it cost, in one SQLite file of the state folder, shared by all processes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inlay.base.paths import state_dir
from inlay.storage.ledger_file import LedgerFile

NAME = "spending.sqlite"
ROUNDING = 0.00005  # sums of cents are never exact

# What came of an order. Only `open` gives way to `free`, and nothing takes the place of a billed figure but another.
Outcome = Literal["open", "billed", "expected", "unknown", "free"]
# What counts against a budget: the bill, else the most that it was expected to cost, else the least.
COUNTED = "CASE outcome WHEN 'free' THEN 0 WHEN 'billed' THEN billed ELSE COALESCE(high, low) END"


@dataclass(frozen=True)
class Order:
    """One order as the ledger keeps it: no prompt, no picture, no key.

    time      in seconds since 1970; `day` is the person's own day then ("2026-03-01")
    run       which run of the program ordered it
    document  the id of the document that it was for; `project` the name of its file, empty where it had none
    low, high what it was expected to cost in US dollars; `high` is None where nobody knows
    billed    what the service said that it cost, where it did
    """

    job: str
    time: float
    run: str
    service: str
    model: str
    document: str
    project: str
    low: float
    high: float | None
    outcome: Outcome = "open"
    billed: float | None = None

    @property
    def day(self) -> str:
        """The local day of the order."""
        return day_of(self.time)


@dataclass(frozen=True)
class Limit:
    """At most so many US dollars: of one `day`, or of one `run`."""

    amount: float
    day: str = ""
    run: str = ""


@dataclass(frozen=True)
class Reached:
    """The limit that an order would go over, and what counts against it already."""

    limit: Limit
    counted: float


def day_of(seconds: float) -> str:
    """The local day of a time, as a text that sorts."""
    return time.strftime("%Y-%m-%d", time.localtime(seconds))


class Ledger:
    """Methods touch the disk: not for the GUI thread. Each is one transaction of its own.

    A damaged file is set aside under another name, which `take_told` tells, and a fresh one begun.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._file = LedgerFile(path or state_dir() / NAME)

    def order(self, order: Order, limits: Sequence[Limit] = ()) -> Reached | None:
        """Note an order before it leaves, or say which limit is in the way; nothing is noted then.

        No other process can come in between. An order that is noted already counts once.
        """
        with self._file.transaction() as connection:
            for limit in limits:
                counted = _counted(connection, limit, order.job)
                if not _has_room(limit, counted, order):
                    return Reached(limit, counted)
            if _outcome(connection, order.job) in (None, "open", "free"):
                _put(connection, order)
        return None

    def settle(self, order: Order) -> None:
        """Note what came of an order, even of one that isn't known here (from before a damaged file)."""
        with self._file.transaction() as connection:
            noted = _outcome(connection, order.job)
            if noted is None and order.outcome != "free":
                _put(connection, order)
            elif noted is not None and _gives_way(noted, order.outcome):
                connection.execute(
                    "UPDATE orders SET outcome = ?, billed = ? WHERE job = ?", (order.outcome, order.billed, order.job)
                )

    def orders(self) -> list[Order]:
        """All of them, the oldest first."""
        names = "job, time, run, service, model, document, project, low, high, outcome, billed"
        with self._file.transaction() as connection:
            return [Order(*row) for row in connection.execute(f"SELECT {names} FROM orders ORDER BY time, job")]

    def take_told(self) -> list[str]:
        """What has to be told to the person since the last time."""
        return self._file.take_told()


def _counted(connection: sqlite3.Connection, limit: Limit, but: str) -> float:
    where, value = ("day = ?", limit.day) if limit.day else ("run = ?", limit.run)
    [total] = connection.execute(
        f"SELECT TOTAL({COUNTED}) FROM orders WHERE {where} AND job != ?", (value, but)
    ).fetchone()
    return float(total)


def _has_room(limit: Limit, counted: float, order: Order) -> bool:
    """Whether an order surely stays within a limit; one of unknown price needs that something is left of it."""
    left = limit.amount - counted
    if order.high is None:
        return left > ROUNDING and order.low <= left + ROUNDING
    return order.high <= left + ROUNDING


def _outcome(connection: sqlite3.Connection, job: str) -> Outcome | None:
    """What is noted of an order; None where nothing is."""
    row = connection.execute("SELECT outcome FROM orders WHERE job = ?", (job,)).fetchone()
    return row[0] if row is not None else None


def _put(connection: sqlite3.Connection, order: Order) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            order.job,
            order.time,
            order.day,
            order.run,
            order.service,
            order.model,
            order.document,
            order.project,
            order.low,
            order.high,
            order.outcome,
            order.billed,
        ),
    )


def _gives_way(old: Outcome, new: Outcome) -> bool:
    """Whether what is noted of an order gives way to something newer. Money that may be spent isn't talked away."""
    if old == "billed":
        return new == "billed"
    return old == "open" or new != "free"
