"""The project file as SQLite sees it: its identity, its tables, and how a connection to it is opened."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Literal
from urllib.parse import quote

APPLICATION_ID = 0x496E6C79  # "Inly"
FORMAT = 3
MAGIC = b"SQLite format 3\0"
PAGE_SIZE = 16384  # tiles are large: fewer overflow pages than with the default
LARGEST_ROW = 32 * 2**20

# Everything but `head`, `versions` and `candidates` is kept under the hash of what it holds, and so is kept once.
TABLES = (
    "CREATE TABLE head (key TEXT PRIMARY KEY, body BLOB NOT NULL, hash BLOB NOT NULL)",
    "CREATE TABLE objects (hash BLOB PRIMARY KEY, body BLOB NOT NULL)",
    "CREATE TABLE tiles (hash BLOB PRIMARY KEY, height INTEGER NOT NULL, width INTEGER NOT NULL,"
    " channels INTEGER NOT NULL, depth INTEGER NOT NULL, codec INTEGER NOT NULL, data BLOB NOT NULL)",
    "CREATE TABLE sources (hash TEXT NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (hash, part))",
    "CREATE TABLE versions (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL,"
    " thumbnail BLOB NOT NULL, hash BLOB NOT NULL)",
    "CREATE TABLE candidates (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body BLOB NOT NULL,"
    " hash BLOB NOT NULL)",
)

Mode = Literal["ro", "rw", "rwc"]


def check_of(*parts: bytes) -> bytes:
    """The hash (20 bytes) under which a row is kept, or by which damage to it is found."""
    total = hashlib.blake2b(digest_size=20)
    for part in parts:
        total.update(len(part).to_bytes(8, "little"))
        total.update(part)
    return total.digest()


def connect(path: Path, mode: Mode, immutable: bool = False) -> sqlite3.Connection:
    """A connection that trusts nothing of the schema and takes no row above 32 MiB.

    `immutable` reads a file that nobody changes, without locks and without touching anything
    beside it. The connection may be handed from thread to thread, one at a time.
    """
    name = path.absolute().as_posix()
    address = ("file://" if name.startswith("/") else "file:///") + quote(os.fsencode(name)) + f"?mode={mode}"
    if immutable:
        address += "&immutable=1"
    connection = sqlite3.connect(address, uri=True, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_ROW)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA mmap_size = 0")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def create_tables(connection: sqlite3.Connection) -> None:
    """Make an empty project of this format; the file must be new."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    for table in TABLES:
        connection.execute(table)


def format_of(connection: sqlite3.Connection) -> int:
    """The number of the format that the file says it has."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def for_writing(connection: sqlite3.Connection) -> None:
    """Set a working copy up: a killed process loses nothing committed, a power cut damages nothing."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA journal_size_limit = {64 * 2**20}")


def schema_of(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """All that the file defines: tables, indexes, views, triggers, with their texts."""
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()


def expected_schema() -> list[tuple[object, ...]]:
    """What `schema_of` gives for a project of this format."""
    connection = sqlite3.connect(":memory:")
    try:
        create_tables(connection)
        return schema_of(connection)
    finally:
        connection.close()
