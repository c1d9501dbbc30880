"""The working copy: where open work is recorded as it is done. It is what is saved, read from and recovered."""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.locks import FileLock, lock_beside, lock_of
from inlay.base.paths import state_dir
from inlay.base.text import tr
from inlay.document.document import Source
from inlay.imaging.tile import Pixels, Shape, Tile
from inlay.storage.change import Change, Recoverable, SavedState
from inlay.storage.damage import told_as_damage, told_as_lost_pixels
from inlay.storage.project import check_header, copy_checked, damage_in, read_state
from inlay.storage.readers import Readers
from inlay.storage.recorder import Recorder
from inlay.storage.recovery import FILE, recoverable_in, remove_place, working_dir
from inlay.storage.saving import save_project
from inlay.storage.schema import PAGE_SIZE, connect, create_tables, for_writing
from inlay.storage.tables import read_head, read_source, read_tile
from inlay.storage.upgrade import upgrade

log = logging.getLogger(__name__)


class WorkingCopy:
    """One document's working copy, in a folder of its own below the state folder.

    A `TileSource` (tiles are read from any thread) and the `Spill` of the memory budget. Writing
    happens on its own thread, in the order asked for. Locked while its process lives.
    """

    def __init__(self, folder: Path, lock: FileLock, project_lock: FileLock | None, name: str) -> None:
        """Open the file in `folder`, which the caller has made and locked. Raises BadInput about `name`."""
        self.folder = folder
        self._lock = lock
        self._project_lock = project_lock
        self._readers = Readers(folder / FILE)
        with told_as_damage(name):
            connection = connect(folder / FILE, "rw")
            try:
                for_writing(connection)
                upgrade(connection)
                state, _, rows = read_state(connection, self._stored)
                packers = ThreadPoolExecutor(max(1, (os.cpu_count() or 2) // 2), "working-copy-pack")
                self._recorder = Recorder(connection, self, packers)
            except BaseException:
                connection.close()
                raise
        self._recorder.kept.update(rows.kept)
        self._packers = packers
        self._closed = False
        self._writer = ThreadPoolExecutor(1, "working-copy")
        self._saver = ThreadPoolExecutor(1, "save")
        self.document_id: str = self._recorder.head.identity or ""
        """What the document is known by, through saving and opening again."""
        self.state: SavedState = state
        """What the file held when it was opened."""
        self.project_path: Path | None = state.project_path
        """Where the project was opened or last saved."""

    @property
    def id(self) -> str:
        """The identity of this working copy (32 hex digits)."""
        return self.folder.name

    @staticmethod
    def create(folder: Path | None = None) -> WorkingCopy:
        """An empty working copy in `folder` (default: among those of the state folder)."""
        with _new_place(folder) as (place, lock):
            connection = connect(place / FILE, "rwc")
            try:
                connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
                create_tables(connection)
            finally:
                connection.close()
            return WorkingCopy(place, lock, None, FILE)

    @staticmethod
    def of_project(path: Path, folder: Path | None = None) -> WorkingCopy:
        """A working copy of a project, which is locked and otherwise left alone.

        Raises BadInput, with one clear sentence, where it isn't a sound project of this format or
        another Inlay has it open.
        """
        check_header(path)
        project_lock = _lock_project(path)
        try:
            with _new_place(folder) as (place, lock):
                copy_checked(path, place / FILE)
                copy = WorkingCopy(place, lock, project_lock, path.name)
        except BaseException:
            project_lock.release()
            raise
        copy.project_path = path
        copy.state = replace(copy.state, project_path=path)
        copy._writer.submit(copy._recorder.opened_from, path)
        return copy

    @staticmethod
    def recoverable(folder: Path | None = None) -> list[Recoverable]:
        """Work left behind by processes that ended unasked, newest first; what living ones hold isn't listed.

        Working copies with nothing in them that isn't in their project too are removed.
        """
        return recoverable_in(folder or working_dir())

    @staticmethod
    def reopen(left: Recoverable) -> WorkingCopy:
        """Open what was left behind. Raises BadInput where it is damaged, gone or open already."""
        lock = lock_beside(left.path)
        if not (left.path / FILE).is_file():
            raise BadInput(tr("The work on {name} isn't there any more.").format(name=left.name))
        if not lock.acquire():
            raise BadInput(tr("The work on {name} is open in another Inlay window.").format(name=left.name))
        project_lock = lock_of(left.project_path, state_dir() / "locks") if left.project_path else None
        if project_lock is not None and not project_lock.acquire():
            project_lock = None  # the project is open, perhaps in this very window; saving asks for the lock again
        try:
            return WorkingCopy(left.path, lock, project_lock, left.name)
        except BaseException:
            lock.release()
            if project_lock is not None:
                project_lock.release()
            raise

    # Reading, from any thread.

    @property
    def is_open(self) -> bool:
        """Whether it hasn't been closed."""
        return not self._closed

    def load(self, digest: bytes) -> Pixels:
        """A tile's pixels (h, w, c), checked against their hash. Raises BadInput."""
        with told_as_lost_pixels(), self._readers.connection() as connection:
            return read_tile(connection, digest)

    def source_bytes(self, source: Source) -> bytes:
        """The bytes of the file that was opened, checked against their hash.

        Where they weren't kept, they are read from the file's own place. Raises BadInput where
        neither has them.
        """
        with told_as_lost_pixels(), self._readers.connection() as connection:
            data = read_source(connection, source.digest)
        if data is None:
            data = _read_original(source)
        if data is None or hashlib.sha256(data).hexdigest() != source.digest:
            raise BadInput(
                tr("The original file {name} isn't in the project, and not in its old place either.").format(
                    name=source.name
                )
            )
        return data

    def verify(self) -> list[str]:
        """What is damaged, for the log: every tile, object and row is compared with its hash. Slow."""
        with told_as_damage(FILE), self._readers.connection() as connection:
            return damage_in(connection)

    # Writing, in order.

    def record(self, change: Change) -> Future[None]:
        """Write a change in one transaction; the future fails with BadInput where that doesn't work.

        What failed is kept and written with the next change.
        """
        return self._writer.submit(self._recorder.record, change)

    def flush(self) -> Future[None]:
        """Done once everything asked for so far is written; fails where something couldn't be."""
        return self._writer.submit(self._recorder.settle)

    def take(self, tiles: list[object]) -> None:
        """Keep tiles that have no place yet, so that they may leave memory; waits until they are written."""
        self._writer.submit(self._recorder.keep, [tile for tile in tiles if isinstance(tile, Tile)]).result()

    def save_as(self, path: Path, app_version: str) -> Future[None]:
        """Save everything recorded before this call as a project, in the background.

        Fails with BadInput, and `path` is then as it was, where the place is open in another
        Inlay, full or can't be written. From then on the project at `path` is the one locked.
        """
        snapshot = self._writer.submit(self._snapshot)
        return self._saver.submit(self._save, snapshot, path, app_version)

    def _snapshot(self) -> tuple[sqlite3.Connection, int]:
        self._recorder.settle()
        connection = connect(self.folder / FILE, "ro")
        connection.execute("BEGIN")
        edit = read_head(connection).edit  # the first read begins the snapshot
        return connection, edit

    def _save(self, snapshot: Future[tuple[sqlite3.Connection, int]], path: Path, app_version: str) -> None:
        working, edit = snapshot.result()
        lock: FileLock | None = None
        try:
            if self.project_path is None or self._project_lock is None or not _same(path, self.project_path):
                lock = _lock_project(path)
            save_project(working, path, app_version)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        finally:
            working.close()
        if lock is not None:
            if self._project_lock is not None:
                self._project_lock.release()
            self._project_lock = lock
        self.project_path = path
        self._writer.submit(self._recorder.saved_as, path, edit).result()

    def close(self, discard: bool) -> None:
        """Finish writing and let go; with `discard` the working copy is removed, without it can be recovered."""
        if self._closed:
            return
        self._closed = True
        self.state = replace(self.state, document=None, versions=[], candidates=[])  # tiles may know this copy for long
        self._saver.shutdown()
        self._writer.shutdown()
        self._packers.shutdown()
        self._readers.close()
        self._recorder.close(discard)
        if self._project_lock is not None:
            self._project_lock.release()
        if discard:
            remove_place(self.folder, self._lock)
        else:
            self._lock.release()

    def _stored(self, digest: bytes, shape: Shape, dtype: np.dtype[Any]) -> Tile:
        return Tile.stored(digest, shape, dtype, self)


def _same(path: Path, other: Path) -> bool:
    return os.path.realpath(path) == os.path.realpath(other)


def _lock_project(path: Path) -> FileLock:
    lock = lock_of(path, state_dir() / "locks")
    if not lock.acquire():
        raise BadInput(
            tr("{name} is open in another Inlay window.").format(name=path.name),
            kept=tr("Nothing was changed."),
        )
    return lock


def _read_original(source: Source) -> bytes | None:
    """The source from its own place: only a plain file of the right size, and nothing on a network share."""
    if source.path is None or source.path.startswith(("\\\\", "//")):
        return None  # the path may come from a stranger's project
    path = Path(source.path)
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size == source.size else None
    except (OSError, ValueError):
        log.warning("the original can't be read", exc_info=True)
        return None


@contextmanager
def _new_place(folder: Path | None) -> Iterator[tuple[Path, FileLock]]:
    """A new locked folder for a working copy; removed again when what follows fails."""
    place = (folder or working_dir()) / uuid.uuid4().hex
    lock = lock_beside(place)
    if not lock.acquire():
        raise BadInput(tr("{folder} can't be written.").format(folder=place.parent))
    try:
        place.mkdir(parents=True)
        yield place, lock
    except BaseException as error:
        remove_place(place, lock)
        if isinstance(error, OSError | sqlite3.Error):
            raise BadInput(tr("{folder} can't be written: {reason}.").format(folder=place, reason=error)) from error
        raise
