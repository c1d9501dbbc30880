"""Rows of older formats as rows of this one: read so from a project, and written so into a working copy."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from inlay.storage.damage import DamageError
from inlay.storage.schema import FORMAT, check_of, format_of

Upgrade = Callable[[bytes], bytes]

# What a fill's record got with format 2, as it was before there were services.
_NEW_IN_RECORDS = {
    "answer_colour": "document",
    "options": {},
    "host": "",
    "expected_low": 0.0,
    "expected_high": 0.0,
    "job_id": "",
    "index": 0,
}


def row_upgrade(connection: sqlite3.Connection) -> Upgrade:
    """What makes a version's or candidate's row one of this format; format 3 only added what a row may say."""
    return _upgraded_row if format_of(connection) == 1 else bytes


def head_upgrade(connection: sqlite3.Connection) -> Upgrade:
    """What makes the head of the file one of this format. Its document is known by its first version, which no edit
    and no saving changes."""
    if format_of(connection) > 1:
        return bytes
    first = connection.execute("SELECT id FROM versions ORDER BY number LIMIT 1").fetchone()
    return lambda body: _dumped({**_parsed(body), "identity": first[0] if first else None})


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring a working copy to this format, wholly or not at all. Raises DamageError."""
    if format_of(connection) == FORMAT:
        return
    head = head_upgrade(connection)
    is_first = format_of(connection) == 1
    connection.execute("BEGIN IMMEDIATE")
    try:
        for key, body, check in connection.execute("SELECT key, body, hash FROM head").fetchall():
            body = head(_checked(check, body))
            connection.execute("UPDATE head SET body = ?, hash = ? WHERE key = ?", (body, check_of(body), key))
        if is_first:
            _upgrade_rows(connection, "versions", "thumbnail")
            _upgrade_rows(connection, "candidates", "x''")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _upgrade_rows(connection: sqlite3.Connection, table: str, more: str) -> None:
    """Rewrite a table's rows one by one; `more` is the column that the hash covers too."""
    numbers = [row[0] for row in connection.execute(f"SELECT number FROM {table}")]
    for number in numbers:
        query = f"SELECT body, {more}, hash FROM {table} WHERE number = ?"
        body, beside, check = connection.execute(query, (number,)).fetchone()
        others = (beside,) if table == "versions" else ()
        body = _upgraded_row(_checked(check, body, *others))
        update = f"UPDATE {table} SET body = ?, hash = ? WHERE number = ?"
        connection.execute(update, (body, check_of(body, *others), number))


def _checked(check: object, body: object, *others: object) -> bytes:
    parts = [part for part in (body, *others) if isinstance(part, bytes)]
    if not isinstance(body, bytes) or len(parts) != 1 + len(others) or check_of(*parts) != check:
        raise DamageError("a row isn't what its hash says")
    return body


def _upgraded_row(body: bytes) -> bytes:
    row = _parsed(body)
    for name in ("fill", "record"):
        record = row.get(name)
        if isinstance(record, dict):
            row[name] = {**record, **_NEW_IN_RECORDS}
    return _dumped(row)


def _parsed(body: bytes) -> dict[str, object]:
    try:
        row = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise DamageError(f"a row isn't JSON: {error}") from error
    if not isinstance(row, dict):
        raise DamageError("a row isn't an object")
    return row


def _dumped(row: dict[str, object]) -> bytes:
    try:
        return json.dumps(row, allow_nan=False, separators=(",", ":")).encode("ascii")
    except (ValueError, RecursionError) as error:
        raise DamageError(f"a row can't be brought to this format: {error}") from error
