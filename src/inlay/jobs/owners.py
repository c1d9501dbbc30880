"""Owners: whose a folder of the journal is: a living process's, a dead one's, or nobody's (a shelf)."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inlay.base.errors import BadInput
from inlay.base.locks import FileLock, lock_beside
from inlay.base.text import tr
from inlay.jobs.job import Job

Where = Literal["running", "left", "parked", "kept"]
SHELVES = ("parked", "kept", "damaged")


@dataclass(frozen=True, eq=False)
class Listed:
    """A job that was found in the journal: of a living process ("running"), left by a dead one ("left"), done but
    not taken by its document ("parked"), or failed with an answer that nobody could read ("kept")."""

    job: Job
    where: Where
    folder: Path


def process_folders(journal: Path, shelves: Collection[str] = ()) -> list[Path]:
    """The folders of all processes, living and dead, and those shelves."""
    if not journal.is_dir():
        return []
    return sorted(each for each in journal.iterdir() if each.is_dir() and _is_wanted(each.name, shelves))


def _is_wanted(name: str, shelves: Collection[str]) -> bool:
    return name not in SHELVES or name in shelves


def places_in(folder: Path) -> list[Path]:
    """The folders of jobs in one folder."""
    try:
        return sorted(each for each in folder.iterdir() if each.is_dir())
    except OSError:
        return []  # it has just been removed


def where(folder: Path) -> Where:
    """Whose the jobs in a folder are."""
    if folder.name == "parked":
        return "parked"
    if folder.name == "kept":
        return "kept"
    lock = lock_beside(folder)
    if not lock.acquire():
        return "running"
    lock.release()
    return "left"


def acquired(lock: FileLock) -> bool:
    """Whether the lock is held now; whoever only looks has it for a moment."""
    for _ in range(3):
        if lock.acquire():
            return True
        time.sleep(0.02)
    return False


def emptied(folder: Path) -> bool:
    """Whether the folder is gone; it stays where there are still records in it."""
    try:
        folder.rmdir()
    except OSError:
        return not folder.exists()
    return True


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn trouble with the disk into a sentence."""
    try:
        yield
    except OSError as error:
        raise BadInput(tr("{folder} can't be written: {reason}.").format(folder=folder, reason=error)) from error
