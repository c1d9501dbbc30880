"""Saving: a project is written beside its place, checked, and put there whole."""

from __future__ import annotations

import glob
import logging
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.files import write_atomically
from inlay.base.text import tr
from inlay.imaging.tile import Shape, Tile
from inlay.storage.change import SavedState
from inlay.storage.damage import DamageError
from inlay.storage.project import check_schema, need_room, read_state, unread_tile
from inlay.storage.reading import RowReader
from inlay.storage.schema import PAGE_SIZE, connect, create_tables
from inlay.storage.tables import count, read_head, write_head

log = logging.getLogger(__name__)


def save_project(working: sqlite3.Connection, path: Path, app: str) -> None:
    """Put what a snapshot of a working copy refers to, and nothing else, in the place of `path`.

    Raises BadInput; then `path` is as it was and nothing is left beside it.
    """
    with _told_as_unwritable(path):
        wanted = _Wanted(working)
        target = path.resolve()
        if target.is_dir():
            raise BadInput(tr("{path} is a folder.").format(path=path))
        if target.parent.is_dir():
            need_room(target.parent, wanted.size)
        _remove_leftovers(target)
        write_atomically(target, lambda temporary: _write(working, wanted, temporary, target, app))


def _remove_leftovers(target: Path) -> None:
    """Remove what an Inlay that died while saving left beside the project; its lock is ours now."""
    for leftover in target.parent.glob(f".{glob.escape(target.name)}.????????.part"):
        try:
            leftover.unlink()
        except OSError:
            log.warning("%s can't be removed", leftover, exc_info=True)


class _Wanted:
    """What a project has to hold: found by reading the whole state from the snapshot."""

    def __init__(self, working: sqlite3.Connection) -> None:
        tiles: set[bytes] = set()

        def stored(digest: bytes, shape: Shape, dtype: np.dtype[Any]) -> Tile:
            tiles.add(digest)
            return unread_tile(digest, shape, dtype)

        state, self.head, rows = read_state(working, stored)
        self.objects = sorted(rows.fetched)
        # In the order in which they were written, so that the disk reads ahead.
        every = working.execute("SELECT rowid, hash FROM tiles ORDER BY rowid")
        self.tiles = [rowid for rowid, digest in every if digest in tiles]
        if len(self.tiles) < len(tiles):
            log.warning("%d tiles are missing", len(tiles) - len(self.tiles))
        self.sources = _sources(state)
        self.size = self._bytes(working, rows)

    def _bytes(self, working: sqlite3.Connection, rows: RowReader) -> int:
        sizes = dict(working.execute("SELECT rowid, length(data) + 100 FROM tiles").fetchall())
        total = sum(sizes[rowid] for rowid in self.tiles)
        total += _sum(working, "length(thumbnail) + length(body)", "versions")
        total += sum(_sum(working, "length(data)", "sources WHERE hash = ?", digest) for digest in self.sources)
        return int(total) + 4096 * len(rows.fetched)


def _sum(working: sqlite3.Connection, what: str, rows: str, *values: str) -> int:
    return int(working.execute(f"SELECT coalesce(sum({what}), 0) FROM {rows}", values).fetchone()[0])


def _sources(state: SavedState) -> list[str]:
    documents = [version.document for version in state.versions]
    if state.document is not None:
        documents.append(state.document)
    return sorted({document.source.digest for document in documents if document.source is not None})


def _write(working: sqlite3.Connection, wanted: _Wanted, temporary: Path, target: Path, app: str) -> None:
    out = connect(temporary, "rwc")
    try:
        out.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        out.execute("PRAGMA journal_mode = OFF")  # all or nothing is the rename's business
        out.execute("PRAGMA synchronous = OFF")  # so is having it on the disk
        create_tables(out)
        out.execute("BEGIN")
        _copy(working, out, wanted)
        write_head(out, wanted.head.as_project(app, time.time()))
        out.execute("COMMIT")
        _check_written(out, wanted)
    finally:
        out.close()
    if target.exists():
        shutil.copymode(target, temporary)


def _copy(working: sqlite3.Connection, out: sqlite3.Connection, wanted: _Wanted) -> None:
    tables = (
        ("objects", "hash", wanted.objects, 2),
        ("tiles", "rowid", wanted.tiles, 7),
        ("sources", "hash", wanted.sources, 3),
    )
    for table, key, keys, columns in tables:
        values = ", ".join("?" * columns)
        for each in keys:
            rows = working.execute(f"SELECT * FROM {table} WHERE {key} = ?", (each,))
            out.executemany(f"INSERT INTO {table} VALUES ({values})", rows)
    for table, columns in (("versions", 5), ("candidates", 4)):
        rows = working.execute(f"SELECT * FROM {table} ORDER BY number")
        out.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)


def _check_written(out: sqlite3.Connection, wanted: _Wanted) -> None:
    check_schema(out)
    head = read_head(out)
    counts = (count(out, "versions"), count(out, "candidates"), count(out, "objects"), count(out, "tiles"))
    expected = (wanted.head.versions, wanted.head.candidates, len(wanted.objects), len(wanted.tiles))
    if counts != expected or head.document != wanted.head.document:
        raise DamageError("the file written isn't what was to be saved")


@contextmanager
def _told_as_unwritable(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, DamageError) as error:
        log.warning("saving failed: %s", error)
        raise BadInput(
            tr("{path} can't be written: {reason}.").format(path=path, reason=error),
            kept=tr("What was saved there before is untouched, and your work is kept."),
            next_step=tr("Make room on the disk, or choose another place."),
        ) from error
