"""The rows of a project: read with every hash and type checked, and written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from inlay.imaging.tile import TILE, Pixels, digest_of
from inlay.storage import codec
from inlay.storage.change import Head
from inlay.storage.damage import DamageError
from inlay.storage.schema import check_of
from inlay.storage.upgrade import head_upgrade

LARGEST_SOURCE = 200_000_000  # bytes; of a larger file only path and hash are kept
SOURCE_PART = 4 * 2**20
TileRow = tuple[bytes, int, int, int, int, int, bytes]


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is written inside, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def read_head(connection: sqlite3.Connection) -> Head:
    """The head; a fresh one where none was written yet. Raises DamageError."""
    rows = connection.execute("SELECT body, hash FROM head").fetchall()
    if not rows:
        return Head()
    if len(rows) > 1:
        raise DamageError("more than one head")
    return Head.parse(head_upgrade(connection)(_checked(rows[0][1], rows[0][0])))


def write_head(connection: sqlite3.Connection, head: Head) -> None:
    """Put a head in the place of the last."""
    body = head.body()
    connection.execute("INSERT OR REPLACE INTO head VALUES ('head', ?, ?)", (body, check_of(body)))


def read_object(connection: sqlite3.Connection, key: bytes) -> bytes:
    """An object's bytes. Raises DamageError where they are gone or aren't what their hash says."""
    row = connection.execute("SELECT body FROM objects WHERE hash = ?", (key,)).fetchone()
    if row is None:
        raise DamageError("an object is missing")
    return _checked(key, row[0])


def write_objects(connection: sqlite3.Connection, objects: Iterable[tuple[bytes, bytes]]) -> None:
    """Keep objects under their hash; those that are there already stay."""
    connection.executemany("INSERT OR IGNORE INTO objects VALUES (?, ?)", objects)


def tile_row(digest: bytes, pixels: Pixels) -> TileRow:
    """A tile as a row."""
    height, width, channels = pixels.shape
    return digest, height, width, channels, pixels.dtype.itemsize * 8, codec.PLANES, codec.encode(pixels)


def write_tiles(connection: sqlite3.Connection, rows: Iterable[TileRow]) -> None:
    """Keep tiles under their hash; those that are there already stay."""
    connection.executemany("INSERT OR IGNORE INTO tiles VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def read_tile(connection: sqlite3.Connection, digest: bytes) -> Pixels:
    """A tile's pixels (h, w, c). Raises DamageError where they are gone or aren't what their hash says."""
    query = "SELECT height, width, channels, depth, codec, data FROM tiles WHERE hash = ?"
    row = connection.execute(query, (digest,)).fetchone()
    if row is None:
        raise DamageError("a tile is missing")
    height, width, channels, depth, packing, data = row
    if not (_within(height, 1, TILE) and _within(width, 1, TILE) and _within(channels, 1, 4)):
        raise DamageError("a tile has an impossible size")
    if depth not in (8, 16) or packing != codec.PLANES or not isinstance(data, bytes):
        raise DamageError("a tile is of an unknown kind")
    if len(data) > codec.LARGEST + 16:
        raise DamageError("a tile has bytes too many")
    pixels = codec.decode(data, (height, width, channels), depth)
    if digest_of(pixels) != digest:
        raise DamageError("a tile isn't what its hash says")
    return pixels


def read_versions(connection: sqlite3.Connection) -> Iterator[tuple[bytes, bytes]]:
    """Every version's row and thumbnail, oldest first. Raises DamageError."""
    for body, thumbnail, check in connection.execute("SELECT body, thumbnail, hash FROM versions ORDER BY number"):
        yield _checked(check, body, thumbnail), thumbnail


def write_version(connection: sqlite3.Connection, version: str, body: bytes, thumbnail: bytes) -> None:
    """Keep a version, or change it in its place."""
    connection.execute(
        "INSERT INTO versions (id, body, thumbnail, hash) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " body = excluded.body, thumbnail = excluded.thumbnail, hash = excluded.hash",
        (version, body, thumbnail, check_of(body, thumbnail)),
    )


def read_candidates(connection: sqlite3.Connection) -> Iterator[bytes]:
    """Every candidate's row, oldest first. Raises DamageError."""
    for body, check in connection.execute("SELECT body, hash FROM candidates ORDER BY number"):
        yield _checked(check, body)


def write_candidate(connection: sqlite3.Connection, candidate: str, body: bytes) -> None:
    """Keep a candidate, or change it in its place."""
    connection.execute(
        "INSERT INTO candidates (id, body, hash) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " body = excluded.body, hash = excluded.hash",
        (candidate, body, check_of(body)),
    )


def read_source(connection: sqlite3.Connection, digest: str) -> bytes | None:
    """The bytes kept of a source file, not checked against their hash; None where none are kept."""
    size = connection.execute("SELECT sum(length(data)) FROM sources WHERE hash = ?", (digest,)).fetchone()[0]
    if size is not None and size > LARGEST_SOURCE:
        raise DamageError("a source is larger than any that is kept")
    rows = connection.execute("SELECT data FROM sources WHERE hash = ? ORDER BY part", (digest,)).fetchall()
    if not all(isinstance(row[0], bytes) for row in rows):
        raise DamageError("a source isn't bytes")
    return b"".join(row[0] for row in rows) if rows else None


def write_source(connection: sqlite3.Connection, digest: str, data: bytes) -> None:
    """Keep a source file's bytes, in parts."""
    parts = ((digest, at // SOURCE_PART, data[at : at + SOURCE_PART]) for at in range(0, len(data), SOURCE_PART))
    connection.executemany("INSERT OR IGNORE INTO sources VALUES (?, ?, ?)", parts)


def count(connection: sqlite3.Connection, table: str) -> int:
    """The number of rows of a table."""
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def hashes(connection: sqlite3.Connection, table: str) -> set[bytes]:
    """The hashes of all objects or tiles."""
    return {row[0] for row in connection.execute(f"SELECT hash FROM {table}")}


def _within(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and least <= value <= most


def _checked(check: object, *parts: object) -> bytes:
    """The first part, if the hash of all parts is `check`."""
    whole = [part for part in parts if isinstance(part, bytes)]
    if len(whole) != len(parts) or check_of(*whole) != check:
        raise DamageError("a row isn't what its hash says")
    return whole[0]
