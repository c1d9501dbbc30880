"""The journal: every job that hasn't ended, one small file each in the state folder."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from inlay.base.files import write_bytes_atomically
from inlay.base.paths import state_dir
from inlay.jobs.job import Job

log = logging.getLogger(__name__)


class Journal:
    """Files of JSON, written whole and synced. Its methods touch the disk: not for the GUI thread."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or state_dir() / "jobs"
        self.folder.mkdir(parents=True, exist_ok=True)

    def _path(self, job_id: str) -> Path:
        return self.folder / f"{job_id}.json"

    def write(self, job: Job) -> None:
        """Keep a job as it is now; BadInput where the disk doesn't take it."""
        write_bytes_atomically(self._path(job.id), json.dumps(job.as_record()).encode())

    def remove(self, job_id: str) -> None:
        """Let go of a job that has ended."""
        self._path(job_id).unlink(missing_ok=True)

    def left_over(self) -> list[Mapping[str, object]]:
        """The records of jobs that a program left behind when it died; unreadable ones are passed over and logged."""
        records: list[Mapping[str, object]] = []
        for path in sorted(self.folder.glob("*.json")):
            try:
                record = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                log.warning("job record %s can't be read: %s", path.name, error)
                continue
            if isinstance(record, dict):
                records.append(record)
        return records
