"""The journal: every job that hasn't ended, a folder each in the state folder, and the shelves beside it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.files import sync_folder
from inlay.base.locks import lock_beside
from inlay.base.paths import state_dir
from inlay.document.layer import new_id
from inlay.jobs.folders import RECORD, is_lost, read_answer, read_folder, removed, seen, write_answer, write_job
from inlay.jobs.job import Job
from inlay.jobs.owners import Listed, acquired, emptied, places_in, process_folders, told, where
from inlay.providers.interface import Answer
from inlay.storage.damage import DamageError

log = logging.getLogger(__name__)


class Journal:
    """A folder of this process, locked while it lives, with one folder a job; and shelves that belong to nobody.

    Its methods touch the disk: not for the GUI thread. A job changes hands by one rename, so that only one
    process can get it. Keys are never in it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds the folders of all processes (default: `jobs` in the state folder)."""
        self._all = folder or state_dir() / "jobs"
        self._own = self._all / new_id()
        self._lock = lock_beside(self._own)
        self._taking = threading.Lock()
        self.put_aside = 0
        """How many records this object couldn't read, and has put on the shelf of damaged ones."""

    def write(self, job: Job, pixels: bool | None = None) -> None:
        """Keep a job as it is now; BadInput where the disk doesn't take it.

        `pixels`: whether its request is kept too, without which another process can't go on with it;
        by default where something is sent to a service.
        """
        self._make_ready()
        keep = job.request.sent is not None if pixels is None else pixels
        with told(self._all):
            write_job(self._own / job.id, job, keep)

    def _make_ready(self) -> None:
        with told(self._all):
            self._lock.acquire()  # does nothing from the second time on
            self._own.mkdir(parents=True, exist_ok=True)

    def write_answer(self, job_id: str, answer: Answer) -> None:
        """Keep what came back for a job that was written before; BadInput where the disk doesn't take it."""
        with told(self._all):
            write_answer(self._own / job_id, answer)

    def answer(self, job_id: str) -> Answer | None:
        """What came back for a job of this process, or for a parked one; None where nothing has, or where it can't
        be read."""
        own, parked = self._own / job_id, self._all / "parked" / job_id
        try:
            return read_answer(own if own.is_dir() else parked)
        except (DamageError, OSError) as error:
            log.warning("the answer of job %s can't be read: %s", job_id, error)
            return None

    def find(self, job_id: str) -> Job | None:
        """A job of this process, or on a shelf; None where it isn't there, or can't be read."""
        found = (seen(place) for place in self._homes(job_id) if place.is_dir())
        return next((job for job in found if job is not None), None)

    def _homes(self, job_id: str) -> tuple[Path, ...]:
        return tuple(folder / job_id for folder in (self._own, self._all / "parked", self._all / "kept"))

    def remove(self, job_id: str) -> None:
        """Let go of a job that has ended, or that the person gives up, wherever it lies."""
        for place in self._homes(job_id):
            removed(place)

    def park(self, job: Job) -> None:
        """Put a job with its answer where any process finds it when its document is opened."""
        self.write(job, pixels=True)
        self._shelve(self._own / job.id, "parked")

    @property
    def damaged_place(self) -> Path:
        """Where records that can't be read are put."""
        return self._all / "damaged"

    def kept_place(self, job_id: str) -> Path:
        """Where `keep_aside` puts a job."""
        return self._all / "kept" / job_id

    def keep_aside(self, job: Job) -> None:
        """Put a job whose answer can't be used where it stays until it is given up."""
        self.write(job)
        self._shelve(self._own / job.id, "kept")

    def _shelve(self, folder: Path, shelf: str) -> None:
        place = self._all / shelf / folder.name
        with told(self._all):
            place.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(place)
            sync_folder(place.parent)

    def is_parked(self, job_id: str) -> bool:
        """Whether a job lies on the shelf still; another process may have taken it."""
        return (self._all / "parked" / job_id / RECORD).exists()

    def take_parked(self, wanted: Callable[[Job], bool]) -> list[Job]:
        """The jobs that are done but not delivered, and wanted; they are this process's from now on."""
        return [job for place, job in self._jobs_in(self._all / "parked") if wanted(job) and self._take(place)]

    def take_left_over(self, wanted: Callable[[Job], bool]) -> list[Job]:
        """The jobs that dead processes left behind and that are wanted, the oldest first; they are this process's
        from now on. What living processes hold stays."""
        with self._taking:
            found = [
                job
                for folder in self._dead_folders()
                for place, job in self._jobs_in(folder)
                if wanted(job) and self._take(place)
            ]
        return sorted(found, key=lambda job: job.created)

    def clear_interrupted(self) -> int:
        """Remove what dead processes left of jobs that can't be taken up again; how many there were."""
        with self._taking:
            return sum(
                removed(place) for folder in self._dead_folders() for place in places_in(folder) if is_lost(place)
            )

    def _take(self, place: Path) -> bool:
        """Whether the job is this process's now; another one may have been quicker."""
        self._make_ready()
        try:
            place.rename(self._own / place.name)
            sync_folder(self._own)
        except FileNotFoundError:
            return False
        except OSError as error:
            log.warning("job %s can't be taken: %s", place.name, error)
        return (self._own / place.name).is_dir()

    def _dead_folders(self) -> Iterator[Path]:
        """The folders of dead processes, each locked while it is looked at; empty ones are removed."""
        for folder in process_folders(self._all):
            lock = lock_beside(folder)
            if not acquired(lock):
                continue
            try:
                yield folder
            finally:
                for old in folder.glob("*.json"):  # of the built-in fill, by an earlier Inlay
                    old.unlink(missing_ok=True)
                lock.release(remove=emptied(folder))

    def _jobs_in(self, folder: Path) -> Iterator[tuple[Path, Job]]:
        """Every job of a folder; damaged ones are logged and put aside, empty folders removed."""
        for place in places_in(folder):
            try:
                job = read_folder(place)
            except DamageError as error:
                log.warning("job %s can't be read and is kept aside: %s", place.name, error)
                self._put_aside(place)
                continue
            except OSError as error:
                log.warning("job %s can't be read: %s", place.name, error)
                continue
            if job is not None:
                yield place, job
            elif not (place / RECORD).exists():
                removed(place)

    def _put_aside(self, place: Path) -> None:
        self.put_aside += 1
        try:
            self._shelve(place, "damaged")
        except BadInput as error:
            log.warning("job %s stays where it is: %s", place.name, error)

    def listed(self) -> list[Listed]:
        """Every job of every process, the oldest first; nothing is changed."""
        homes = {folder: where(folder) for folder in process_folders(self._all, shelves=("parked", "kept"))}
        found = [
            Listed(job, owner, place)
            for folder, owner in homes.items()
            for place in places_in(folder)
            if (job := seen(place)) is not None
        ]
        return sorted(found, key=lambda each: each.job.created)

    def close(self) -> None:
        """Let go of the folder; what hasn't ended stays in it."""
        self._lock.release(remove=emptied(self._own))
