"""Parking: an answer is put into a document that isn't open: its working copy, or else its saved project."""

from __future__ import annotations

import logging
from pathlib import Path

from inlay import __version__
from inlay.base.errors import InlayError
from inlay.editor.records import candidates_of
from inlay.jobs.job import Job
from inlay.storage import Change, WorkingCopy

log = logging.getLogger(__name__)


def put_away(job: Job) -> str | None:
    """Keep a job's answer with its document; the document's name, or None where that can't be now.

    That is where it was never saved, is open in another window, or the disk doesn't take it. Touches the disk and
    works on pixels: not for the loop thread.
    """
    try:
        return _into_working_copy(job) or _into_project(job)
    except InlayError as error:
        log.info("the answer of job %s waits: %s", job.id, error)
        return None


def _into_working_copy(job: Job) -> str | None:
    """Unsaved work is newer than the project that it came from."""
    for left in WorkingCopy.recoverable():
        if left.document_id and left.document_id == job.session:
            working = WorkingCopy.reopen(left)
            try:
                _add(working, job)
            finally:
                working.close(discard=False)
            return left.name
    return None


def _into_project(job: Job) -> str | None:
    path = Path(job.project)
    if not job.project or not path.is_file():
        return None
    working = WorkingCopy.of_project(path)
    try:
        if working.document_id != job.session:
            return None  # another document has taken its place
        if _add(working, job):
            working.save_as(path, __version__).result()
    finally:
        working.close(discard=True)
    return path.name


def _add(working: WorkingCopy, job: Job) -> bool:
    """Record the pictures of the answer that aren't there yet; whether there were any."""
    there = working.state.candidates
    taken = {(each.record.job_id, each.record.index) for each in there}
    wanted = [index for index in range(len(job.results)) if (job.id, index) not in taken]
    if wanted:
        fresh = candidates_of(job, wanted, len(there) + 1)
        working.record(Change(candidates=tuple(fresh))).result()
    return bool(wanted)
