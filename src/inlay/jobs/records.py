"""Records: a job as what the journal keeps of it, and back; no key is ever in it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from inlay.base import errors
from inlay.base.errors import InlayError
from inlay.base.geometry import Rect
from inlay.base.secret import redacted
from inlay.fill.plan.price import Cost
from inlay.fill.request import Border, FillRequest, SentPictures
from inlay.imaging.colour import ColourSpace, Model
from inlay.imaging.limits import MAX_SIDE
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.providers.interface import Ticket
from inlay.storage.damage import DamageError
from inlay.storage.fields import TEXT, Fields

FORMAT = 1
DEAREST = 1e9  # US dollars
LONGEST = 1e12  # seconds
BORDER = ("left", "top", "right", "bottom")
SIZE = ("width", "height")


def job_row(job: Job) -> bytes:
    """The job without its pixels, as JSON; foreign texts are cleared of keys."""
    ticket, error = job.ticket, job.error
    row: dict[str, object] = {
        "format": FORMAT,
        "id": job.id,
        "state": job.state.value,
        "title": job.title,
        "session": job.session,
        "project": job.project,
        "group": job.group,
        "base_url": job.base_url,
        "cost": {"low": job.cost.low, "high": job.cost.high},
        "wants": dict(job.wants),
        "created": job.created,
        "ticket": {"id": ticket.id, "done": ticket.done, "data": dict(ticket.data)} if ticket else None,
        "message": redacted(job.message),
        "error": _error_row(error) if error else None,
        "uploads": dict(job.uploads),
        "seconds": job.seconds,
        "billed": job.billed,
        "notes": [redacted(note) for note in job.notes],
        "request": _request_row(job.request),
    }
    return json.dumps(row).encode()


def _error_row(error: InlayError) -> dict[str, str]:
    texts = {"what": error.what, "kept": error.kept, "next_step": error.next_step}
    return {"kind": type(error).__name__} | {name: redacted(text) for name, text in texts.items()}


def _request_row(request: FillRequest) -> dict[str, object]:
    border = request.sent.border if request.sent else None
    return {
        "provider": request.provider,
        "model": request.model,
        "params": dict(request.params),
        "prompt": request.prompt,
        "seed": request.seed,
        "box": list(request.box),
        "scale": request.scale,
        "canvas": list(request.canvas),
        "colour": {"model": request.colour.model, "name": request.colour.name},
        "started_from": request.started_from,
        "options": dict(request.options),
        "sent": dict(zip(SIZE, request.sent.size, strict=True)) if request.sent else None,
        "border": {side: getattr(border, side) for side in BORDER} if border else None,
    }


def pixels_file(request: FillRequest) -> bytes:
    """The arrays and pictures of a request, and its colour profile, as an .npz file."""
    arrays: dict[str, NDArray[Any]] = {"image": request.image, "hole": request.hole, "painted": request.painted}
    files = {"profile": request.colour.profile}
    if request.sent is not None:
        files |= {"sent_image": request.sent.image, "sent_mask": request.sent.mask}
    arrays |= {name: np.frombuffer(data, np.uint8) for name, data in files.items() if data is not None}
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, **arrays)  # not packed: written before each order, while the person waits
    return out.getvalue()


def read_job(row: bytes, pixels: bytes, body: bytes) -> Job:
    """The job of a row, the file of its request, and the body of its ticket. Raises DamageError;
    NotNowError for a record of a newer Inlay."""
    fields = Fields.parse(row)
    if fields.integer("format", 1) > FORMAT:
        raise NotNowError("a newer Inlay wrote it")
    cost, error = fields.child("cost"), fields.optional_child("error")
    return Job(
        request=_request(fields.child("request"), _arrays(pixels)),
        title=fields.text("title", TEXT),
        session=fields.text("session"),
        project=fields.path("project") or "",
        group=fields.text("group"),
        base_url=fields.path("base_url"),
        cost=Cost(cost.number("low", 0, DEAREST), cost.optional_number("high", 0, DEAREST)),
        wants=_texts(fields, "wants"),
        id=fields.identity("id"),
        state=JobState(fields.choice("state", tuple(state.value for state in JobState))),
        created=fields.number("created", 0, LONGEST),
        ticket=_ticket(fields.optional_child("ticket"), body),
        message=fields.text("message", TEXT),
        error=_error(error) if error else None,
        uploads=_texts(fields, "uploads"),
        seconds=fields.number("seconds", 0, LONGEST),
        billed=fields.optional_number("billed", 0, DEAREST),
        notes=fields.texts("notes", 1000),
    )


def _ticket(fields: Fields | None, body: bytes) -> Ticket | None:
    if fields is None:
        return None
    return Ticket(fields.exact("id"), fields.flag("done"), _texts(fields, "data"), body)


def _texts(fields: Fields, key: str) -> dict[str, str]:
    """Texts for the service and the disk, to the letter."""
    child = fields.child(key)
    return {name: child.exact(name) for name in child.names}


def _error(fields: Fields) -> InlayError:
    kind = getattr(errors, fields.text("kind"), None)
    if not isinstance(kind, type) or not issubclass(kind, InlayError):
        raise DamageError("an error of an unknown kind")
    return kind(fields.text("what", TEXT), fields.text("kept", TEXT), fields.text("next_step", TEXT))


class NotNowError(OSError):
    """A record that may be sound, and can't be read now."""


def _arrays(pixels: bytes) -> Mapping[str, NDArray[Any]]:
    try:
        with np.load(io.BytesIO(pixels), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except MemoryError:
        raise
    except Exception as error:  # a damaged file raises whatever its reader stumbles over
        raise DamageError(f"the pixels of a job can't be read: {error}") from error


def _request(fields: Fields, arrays: Mapping[str, NDArray[Any]]) -> FillRequest:
    box, colour = fields.rect("box", 1), fields.child("colour")
    models: tuple[Model, ...] = get_args(Model)
    return FillRequest(
        provider=fields.text("provider"),
        model=fields.text("model"),
        params=fields.values("params"),
        prompt=fields.text("prompt", TEXT),
        seed=fields.integer("seed", -(2**63), 2**64),
        box=box,
        scale=fields.number("scale", 0, 1e6),
        image=_image(arrays, box),
        hole=_mask(arrays, "hole", box),
        painted=_mask(arrays, "painted", box),
        canvas=fields.rect("canvas"),
        colour=ColourSpace(
            _file(arrays, "profile"), models[models.index(colour.choice("model", models))], colour.text("name")
        ),
        started_from=fields.optional_identity("started_from"),
        options=fields.values("options"),
        sent=_sent(fields, arrays),
    )


def _image(arrays: Mapping[str, NDArray[Any]], box: Rect) -> NDArray[Any]:
    image = arrays.get("image")
    if image is None or image.shape != (box.h, box.w, 4) or image.dtype not in (np.uint8, np.uint16):
        raise DamageError("the picture of a job isn't as its record says")
    return image


def _mask(arrays: Mapping[str, NDArray[Any]], name: str, box: Rect) -> NDArray[np.uint8]:
    mask = arrays.get(name)
    if mask is None or mask.shape != (box.h, box.w) or mask.dtype != np.uint8:
        raise DamageError("a mask of a job isn't as its record says")
    return mask


def _file(arrays: Mapping[str, NDArray[Any]], name: str) -> bytes | None:
    return arrays[name].tobytes() if name in arrays else None


def _sent(fields: Fields, arrays: Mapping[str, NDArray[Any]]) -> SentPictures | None:
    size, border = fields.optional_child("sent"), fields.optional_child("border")
    if size is None:
        return None
    image = _file(arrays, "sent_image")
    if image is None:
        raise DamageError("the picture that was sent is missing")
    width, height = (size.integer(side, 1, MAX_SIDE) for side in SIZE)
    sides = [border.integer(side, 0, MAX_SIDE) for side in BORDER] if border else None
    return SentPictures(image, _file(arrays, "sent_mask"), (width, height), Border(*sides) if sides else None)
