"""Recovery: the working copies that lie in the state folder, and which of them are worth offering."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from pathlib import Path

from inlay.base.locks import FileLock, lock_beside
from inlay.base.paths import state_dir
from inlay.storage.change import Head, Recoverable
from inlay.storage.damage import DamageError
from inlay.storage.schema import connect
from inlay.storage.tables import read_head

log = logging.getLogger(__name__)
FILE = "work.inlay"


def working_dir() -> Path:
    """The folder of all working copies."""
    return state_dir() / "working"


def recoverable_in(folder: Path) -> list[Recoverable]:
    """What dead processes left in `folder`, newest first; leftovers without unsaved work are removed."""
    found = []
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not place.is_dir():
            continue
        lock = lock_beside(place)
        if not lock.acquire():
            continue  # its process lives
        left = _look_at(place, lock)
        if left is not None:
            found.append(left)
    return sorted(found, key=lambda left: left.time, reverse=True)


def _look_at(place: Path, lock: FileLock) -> Recoverable | None:
    try:
        head = _head_of(place / FILE)
        if head is not None and not _is_worthless(head):
            project = Path(head.project) if head.project else None
            return Recoverable(
                place, head.name or (project.stem if project else ""), head.time, project, head.identity or ""
            )
    except (sqlite3.Error, DamageError):
        log.exception("the working copy %s can't be read; it is left where it is", place)
        return None
    finally:
        lock.release()
    if lock.acquire():
        remove_place(place, lock)
    return None


def _head_of(path: Path) -> Head | None:
    if not path.is_file():
        return None
    connection = connect(path, "rw")
    try:
        return read_head(connection)
    finally:
        connection.close()


def _is_worthless(head: Head) -> bool:
    """Whether there is nothing in it, or nothing that its project doesn't hold too."""
    if head.document is None:
        return True
    if head.edit != head.saved:
        return False
    return head.edit == 0 if head.project is None else Path(head.project).is_file()


def remove_place(place: Path, lock: FileLock) -> None:
    """Remove a working copy that the caller has locked, and its lock."""
    shutil.rmtree(place, ignore_errors=True)
    if place.exists():
        log.warning("%s can't be removed yet", place)  # a thread still reads it; the next start removes it
    lock.release(remove=True)
