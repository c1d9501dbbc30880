"""The recorder: the one connection that writes into a working copy, used by its own thread only."""

from __future__ import annotations

import itertools
import logging
import sqlite3
import time
import uuid
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Tile, TileSource
from inlay.storage.change import Change, Head
from inlay.storage.rows import RowWriter
from inlay.storage.tables import (
    LARGEST_SOURCE,
    count,
    hashes,
    read_head,
    tile_row,
    transaction,
    write_candidate,
    write_head,
    write_objects,
    write_source,
    write_tiles,
    write_version,
)

log = logging.getLogger(__name__)
_BATCH = 32  # tiles in one transaction: at most 64 MiB before packing


class Recorder:
    """Writes what a working copy doesn't hold yet. What can't be written is tried again with the next change."""

    def __init__(self, connection: sqlite3.Connection, source: TileSource, packers: Executor) -> None:
        self._connection = connection
        self._source = source
        self._packers = packers
        head = read_head(connection)
        self._head = head if head.identity else replace(head, identity=uuid.uuid4().hex)
        self._tiles = hashes(connection, "tiles")
        self._objects = hashes(connection, "objects")
        self._sources = {row[0] for row in connection.execute("SELECT DISTINCT hash FROM sources")}
        self._pending: Change | None = None
        self.kept: WeakKeyDictionary[Raster | Mask, bytes] = WeakKeyDictionary()

    @property
    def head(self) -> Head:
        """The head as committed."""
        return self._head

    def record(self, change: Change) -> None:
        """Write a change: new tiles first, then everything else in one transaction. Raises BadInput."""
        self._pending = change if self._pending is None else self._pending.then(change)
        self.settle()

    def settle(self) -> None:
        """Write what couldn't be written before. Raises BadInput."""
        if self._pending is None:
            return
        try:
            self._write(self._pending)
        except (sqlite3.Error, OSError) as error:
            log.exception("recording failed")
            raise BadInput(
                tr("Your last edits can't be recorded on the disk: {reason}.").format(reason=error),
                kept=tr("They are kept in memory, and recorded as soon as it works again."),
                next_step=tr("Make room on the disk."),
            ) from error
        self._pending = None

    def keep(self, tiles: Iterable[Tile]) -> None:
        """Write tiles, in several transactions, and have each read from here from now on."""
        waiting = iter(tiles)
        while batch := list(itertools.islice(waiting, _BATCH)):
            # Working the hashes out and packing run side by side; both let other threads go on.
            named = dict(zip(self._packers.map(_digest, batch), batch, strict=True))
            fresh = [tile for digest, tile in named.items() if digest not in self._tiles]
            if fresh:
                rows = list(self._packers.map(_row, fresh))
                with transaction(self._connection):
                    write_tiles(self._connection, rows)
                self._tiles.update(tile.digest for tile in fresh)
            for tile in batch:
                tile.now_in(self._source)

    def _write(self, change: Change) -> None:
        rows = RowWriter(self.kept)
        document = bytes.fromhex(rows.document(change.document)) if change.document else self._head.document
        versions = [(version, rows.version(version)) for version in change.versions]
        candidates = [(candidate, rows.candidate(candidate)) for candidate in change.candidates]
        self.keep(rows.tiles)
        fresh = {key: body for key, body in rows.objects.items() if key not in self._objects}
        with transaction(self._connection):
            write_objects(self._connection, fresh.items())
            for version, body in versions:
                write_version(self._connection, version.id, body, version.thumbnail)
            for candidate, body in candidates:
                write_candidate(self._connection, candidate.id, body)
            source = self._write_source(change)
            head = self._next_head(change, document)
            write_head(self._connection, head)
        self._head = head
        self._objects.update(fresh)
        self._sources.update(source)
        self.kept.update(rows.grids)

    def _write_source(self, change: Change) -> list[str]:
        if change.source is None:
            return []
        source, data = change.source
        if source.digest in self._sources or len(data) > LARGEST_SOURCE:
            return []
        write_source(self._connection, source.digest, data)
        return [source.digest]

    def _next_head(self, change: Change, document: bytes | None) -> Head:
        return replace(
            self._head,
            document=document,
            version=change.current_version or self._head.version,
            versions=count(self._connection, "versions"),
            candidates=count(self._connection, "candidates"),
            name=self._head.name if change.name is None else change.name,
            edit=self._head.edit + (1 if change.is_work else 0),
            time=time.time(),
        )

    def opened_from(self, project: Path) -> None:
        """Note that this is a copy of the project at `project`."""
        self.saved_as(project, self._head.edit)

    def saved_as(self, project: Path, edit: int) -> None:
        """Note that the project at `project` holds everything up to `edit`."""
        head = replace(self._head, project=str(project.absolute()), saved=edit, time=time.time())
        with transaction(self._connection):
            write_head(self._connection, head)
        self._head = head
        # Also brings a file that was just copied to the disk, in case the power fails.
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self, discard: bool) -> None:
        """Close the connection; with `discard`, what is left of the file isn't worth recovering."""
        try:
            if discard:
                self._connection.execute("DELETE FROM head")
        except sqlite3.Error:
            log.warning("the working copy can't be written any more", exc_info=True)
        finally:
            self._connection.close()


def _digest(tile: Tile) -> bytes:
    return tile.digest


def _row(tile: Tile) -> tuple[bytes, int, int, int, int, int, bytes]:
    return tile_row(tile.digest, tile.pixels())
