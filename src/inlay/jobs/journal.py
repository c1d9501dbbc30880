"""The journal: every job that hasn't ended, one small file each in the state folder."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.files import write_bytes_atomically
from inlay.base.paths import state_dir
from inlay.base.text import tr
from inlay.document.layer import new_id
from inlay.jobs.job import Job
from inlay.storage.locks import lock_beside

log = logging.getLogger(__name__)
Record = Mapping[str, object]


class Journal:
    """Files of JSON, written whole and synced, in a folder of this process that is locked while it lives.

    Its methods touch the disk: not for the GUI thread.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds the folders of all processes (default: `jobs` in the state folder)."""
        self._all = folder or state_dir() / "jobs"
        self._own = self._all / new_id()
        self._lock = lock_beside(self._own)

    def write(self, job: Job) -> None:
        """Keep a job as it is now; BadInput where the disk doesn't take it."""
        try:
            self._lock.acquire()  # does nothing from the second time on
            self._own.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(tr("{folder} can't be written: {reason}.").format(folder=self._all, reason=error)) from error
        write_bytes_atomically(_path(self._own, job.id), json.dumps(job.as_record()).encode())

    def remove(self, job_id: str) -> None:
        """Let go of a job that has ended."""
        _unlink(_path(self._own, job_id))

    def take_left_over(self, provider: str) -> list[Record]:
        """The jobs of one service that dead processes left behind; they are removed.

        What living processes hold, and the jobs of other services, stay.
        """
        taken: list[Record] = []
        for folder in sorted(self._all.iterdir()) if self._all.is_dir() else ():
            lock = lock_beside(folder)
            if not folder.is_dir() or not lock.acquire():
                continue
            for path, record in _records(folder):
                if record.get("provider") == provider:
                    taken.append(record)
                    _unlink(path)
            lock.release(remove=_removed(folder))
        return taken

    def close(self) -> None:
        """Let go of the folder; what hasn't ended stays in it."""
        self._lock.release(remove=_removed(self._own))


def _path(folder: Path, job_id: str) -> Path:
    return folder / f"{job_id}.json"


def _records(folder: Path) -> Iterator[tuple[Path, Record]]:
    """Every record of a folder; unreadable ones are passed over and logged."""
    for path in sorted(folder.glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            log.warning("job record %s can't be read: %s", path.name, error)
            continue
        if isinstance(record, dict):
            yield path, record


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("job record %s can't be removed: %s", path.name, error)


def _removed(folder: Path) -> bool:
    """Whether the folder is gone; it stays where there are still records in it."""
    try:
        folder.rmdir()
    except OSError:
        return not folder.exists()
    return True
