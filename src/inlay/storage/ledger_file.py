"""The ledger's file: opened by one process at a time, and set aside under another name where it is damaged."""

from __future__ import annotations

import contextlib
import logging
import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.locks import lock_beside
from inlay.base.text import tr
from inlay.storage.schema import connect

log = logging.getLogger(__name__)
APPLICATION_ID = 0x496E6C24  # "Inl$"
FORMAT = 1
TABLE = (
    "CREATE TABLE orders (job TEXT PRIMARY KEY, time REAL NOT NULL, day TEXT NOT NULL, run TEXT NOT NULL,"
    " service TEXT NOT NULL, model TEXT NOT NULL, document TEXT NOT NULL, project TEXT NOT NULL,"
    " low REAL NOT NULL, high REAL, outcome TEXT NOT NULL, billed REAL)"
)
INDEX = "CREATE INDEX orders_by_day ON orders (day)"
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
PATIENCE = 10.0  # seconds that other processes may take; each of theirs takes hundredths


class LedgerFile:
    """One SQLite file. `take_told` tells when a damaged one was set aside."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._told: list[str] = []

    def take_told(self) -> list[str]:
        """What has to be told to the person since the last time."""
        told, self._told = self._told, []
        return told

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
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
