"""The folder of one job in the journal: its record, what was sent, and the answer as it came."""

from __future__ import annotations

import io
import json
import logging
import shutil
from pathlib import Path

import numpy as np

from inlay.base.files import sync_folder, write_bytes_atomically
from inlay.base.secret import redacted
from inlay.jobs.job import Job
from inlay.jobs.records import NotNowError, job_row, pixels_file, read_job
from inlay.providers.interface import Answer, Picture
from inlay.storage.damage import DamageError
from inlay.storage.fields import TEXT, Fields

log = logging.getLogger(__name__)
RECORD, PIXELS, BODY, ANSWER = "job.json", "request.npz", "ticket.body", "answer.json"
MOST_PICTURES = 1000


def write_job(folder: Path, job: Job, pixels: bool) -> None:
    """Keep a job as it is now. Its request, which never changes, is written once, where `pixels` are wanted.

    The record comes last: a folder without it holds nothing. Raises BadInput where the disk doesn't take it.
    """
    if not folder.is_dir():
        folder.mkdir(parents=True)
        sync_folder(folder.parent)
    if pixels and not (folder / PIXELS).exists():
        write_bytes_atomically(folder / PIXELS, pixels_file(job.request))
    if job.ticket is not None and job.ticket.body and not (folder / BODY).exists():
        write_bytes_atomically(folder / BODY, job.ticket.body)
    write_bytes_atomically(folder / RECORD, job_row(job))


def read_folder(folder: Path) -> Job | None:
    """The job of a folder; None where nothing can be made of it any more (its request wasn't kept).

    Raises DamageError for what isn't as it was written, and OSError.
    """
    if not (folder / RECORD).exists() or not (folder / PIXELS).exists():
        return None
    try:
        body = (folder / BODY).read_bytes() if (folder / BODY).exists() else b""
        return read_job((folder / RECORD).read_bytes(), (folder / PIXELS).read_bytes(), body)
    except MemoryError as error:
        raise NotNowError("there isn't enough memory") from error


def write_answer(folder: Path, answer: Answer) -> None:
    """Keep what came back, byte for byte, before anything is made of it."""
    for number, picture in enumerate(answer.pictures):
        write_bytes_atomically(folder / _name(number, picture), _file(picture))
    row = {
        "seconds": answer.seconds,
        "cost": answer.cost,
        "notes": [redacted(note) for note in answer.notes],
        "pictures": [
            {"file": _name(number, each), "seed": each.seed, "notes": [redacted(note) for note in each.notes]}
            for number, each in enumerate(answer.pictures)
        ],
    }
    write_bytes_atomically(folder / ANSWER, json.dumps(row).encode())


def _name(number: int, picture: Picture) -> str:
    return f"picture-{number}" + ("" if isinstance(picture.data, bytes) else ".npy")


def _file(picture: Picture) -> bytes:
    if isinstance(picture.data, bytes):
        return picture.data
    out = io.BytesIO()
    np.save(out, picture.data, allow_pickle=False)
    return out.getvalue()


def read_answer(folder: Path) -> Answer | None:
    """What came back; None where nothing has yet. Raises DamageError for what isn't as it was written."""
    path = folder / ANSWER
    if not path.exists():
        return None
    fields = Fields.parse(path.read_bytes())
    return Answer(
        tuple(_picture(folder, each) for each in fields.children("pictures", MOST_PICTURES)),
        fields.number("seconds", 0, 1e12),
        fields.optional_number("cost", 0, 1e9),
        fields.texts("notes", 1000),
    )


def _picture(folder: Path, fields: Fields) -> Picture:
    name = fields.text("file", TEXT)
    if Path(name).name != name:
        raise DamageError("a picture lies elsewhere")
    seed = None if fields.is_none("seed") else fields.integer("seed", -(2**63), 2**64)
    try:
        content = (folder / name).read_bytes()
        data = np.load(io.BytesIO(content), allow_pickle=False) if name.endswith(".npy") else content
    except (OSError, ValueError) as error:
        raise DamageError(f"a picture can't be read: {error}") from error
    return Picture(data, seed, fields.texts("notes", 1000))


def seen(folder: Path) -> Job | None:
    """The job of a folder that somebody else may be writing; None where nothing can be made of it."""
    try:
        return read_folder(folder)
    except (DamageError, OSError) as error:
        log.warning("job %s can't be read: %s", folder.name, error)
        return None


def is_lost(folder: Path) -> bool:
    """Whether it holds a job whose request wasn't kept."""
    return (folder / RECORD).exists() and not (folder / PIXELS).exists()


def removed(folder: Path) -> bool:
    """Remove a job, the record first, so that half a removal is a whole one; whether one was there and is gone."""
    if not folder.is_dir():
        return False
    try:
        (folder / RECORD).unlink(missing_ok=True)
        shutil.rmtree(folder)
    except OSError as error:
        log.warning("job %s can't be removed: %s", folder.name, error)
        return False
    return True
