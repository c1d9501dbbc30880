"""The ledger: what was ordered and what it cost, in one SQLite file of the state folder, shared by all processes."""

from __future__ import annotations

import contextlib
import logging
import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inlay.base.errors import BadInput
from inlay.base.paths import state_dir
from inlay.base.text import tr
from inlay.storage.locks import lock_beside
from inlay.storage.schema import connect

log = logging.getLogger(__name__)
NAME = "spending.sqlite"
APPLICATION_ID = 0x496E6C24  # "Inl$"
FORMAT = 1
TABLE = (
    "CREATE TABLE orders (job TEXT PRIMARY KEY, time REAL NOT NULL, day TEXT NOT NULL, run TEXT NOT NULL,"
    " service TEXT NOT NULL, model TEXT NOT NULL, document TEXT NOT NULL, project TEXT NOT NULL,"
    " low REAL NOT NULL, high REAL, outcome TEXT NOT NULL, billed REAL)"
)
INDEX = "CREATE INDEX orders_by_day ON orders (day)"
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
ROUNDING = 0.00005  # sums of cents are never exact
PATIENCE = 10.0  # seconds that other processes may take; each of theirs takes hundredths

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
        self._path = path or state_dir() / NAME
        self._told: list[str] = []

    def order(self, order: Order, limits: Sequence[Limit] = ()) -> Reached | None:
        """Note an order before it leaves, or say which limit is in the way; nothing is noted then.

        No other process can come in between. An order that is noted already counts once.
        """
        with self._open() as connection:
            for limit in limits:
                counted = _counted(connection, limit, order.job)
                if not _has_room(limit, counted, order):
                    return Reached(limit, counted)
            if _outcome(connection, order.job) in (None, "open", "free"):
                _put(connection, order)
        return None

    def settle(self, order: Order) -> None:
        """Note what came of an order, even of one that isn't known here (from before a damaged file)."""
        with self._open() as connection:
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
        with self._open() as connection:
            return [Order(*row) for row in connection.execute(f"SELECT {names} FROM orders ORDER BY time, job")]

    def take_told(self) -> list[str]:
        """What has to be told to the person since the last time."""
        told, self._told = self._told, []
        return told

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A transaction; BadInput where the system doesn't let us."""
        try:
            with self._alone(), self._transaction() as connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            log.warning("the ledger can't be used: %s", error)
            raise BadInput(
                tr("The list of what was spent can't be written: {reason}.").format(reason=error),
                next_step=tr("Make room on the disk, or see that {folder} can be written.").format(
                    folder=self._path.parent
                ),
            ) from error

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Have no other process open the file. SQLite's own locks are on the file itself, and don't help where it is
        given another name: one that had opened it before would take the fresh file's journal for its own."""
        lock = lock_beside(self._path)
        until = time.monotonic() + PATIENCE
        while not lock.acquire():
            if time.monotonic() > until:
                raise TimeoutError(tr("another program doesn't let go of it"))
            time.sleep(random.uniform(0.002, 0.02))
        try:
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(self._sound()) as connection:
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:  # SQLite ends it by itself where the disk is full
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _sound(self) -> sqlite3.Connection:
        """A connection to a sound file, its transaction begun."""
        try:
            return _begin(self._path)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGE:
                raise
            log.warning("the ledger is damaged: %s", error)
        self._set_aside()
        return _begin(self._path)

    def _set_aside(self) -> None:
        """Give a damaged file another name."""
        aside = self._path.with_name(f"{self._path.stem}-damaged-{time.time_ns()}{self._path.suffix}")
        self._path.replace(aside)
        # A journal that belongs to the damaged file must not be played into the fresh one.
        journal = self._path.with_name(f"{self._path.name}-journal")
        if journal.exists():
            journal.replace(aside.with_name(f"{aside.name}-journal"))
        self._told.append(
            tr(
                "The list of what was spent was damaged, and a new one was begun: what was spent before is "
                "missing in the totals and in today's budget. The old list is {path}."
            ).format(path=aside)
        )


def _begin(path: Path) -> sqlite3.Connection:
    connection = connect(path, "rwc")
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        _check(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """See that it is our file and whole, and make the table in a new one."""
    [application] = connection.execute("PRAGMA application_id").fetchone()
    [version] = connection.execute("PRAGMA user_version").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if application == 0 and version == 0 and not tables:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute(TABLE)
        connection.execute(INDEX)
        return
    if application == APPLICATION_ID and version > FORMAT:
        raise BadInput(
            tr("{path} was written by a newer Inlay, which this one can't add to.").format(path=path),
            next_step=tr("Use the newer Inlay."),
        )
    if application != APPLICATION_ID or "orders" not in tables:
        raise _damage("it isn't a ledger")
    [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise _damage(found)


def _damage(reason: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(reason)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


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
