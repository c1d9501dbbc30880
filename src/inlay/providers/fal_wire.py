"""The words of fal: from a request to the input of its queue, and back from its statuses and results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from inlay.base.errors import BadAnswer, BadInput, Cancelled, InlayError
from inlay.base.text import tr, tr_count
from inlay.fill.request import FillRequest
from inlay.providers.interface import Poll
from inlay.providers.lenient import all_words, first_words, items, number, record, whole_number, words
from inlay.providers.packing import DATA_URI, Blob, packed
from inlay.providers.refusals import refusal
from inlay.providers.trouble import shortened

TITLE = "fal"
REQUESTS = "/fal-ai/flux-pro/requests"
"""What every request of these models is known under; the rest of a model's id is for the order only."""
MOST = 4
"""Pictures that a request makes; an answer that names more isn't followed any further."""
LINKS = ("status_url", "response_url", "cancel_url")


def encode(request: FillRequest, uploads: Mapping[str, str]) -> bytes:
    """The input of a model. The pictures are links where they were uploaded, else they are inside."""
    assert request.sent is not None and request.sent.mask is not None
    params = request.params
    body: dict[str, object] = {
        "prompt": request.prompt,
        "image_url": uploads.get("image") or Blob(request.sent.image, DATA_URI),
        "mask_url": uploads.get("mask") or Blob(request.sent.mask, DATA_URI),
        "seed": request.seed,
        "num_images": params.get("count", 1),
        "output_format": "png",
    }
    if "safety" in params:
        body["safety_tolerance"] = str(params["safety"])
    if "upsampling" in params:
        body["enhance_prompt"] = bool(params["upsampling"])
    if "finetune" in params:
        body["finetune_id"] = params["finetune"]
        body["finetune_strength"] = params.get("strength", 1.0)
    return packed(body)


def links(answer: object, requests: str, request: str, is_own: Callable[[str], bool]) -> dict[str, str]:
    """The links of a submitted request that are to be used.

    Those of the answer where the key may go to them (`is_own`); one that leads elsewhere, or isn't there, is put
    together from the id. `requests` is the address under which all requests of these models are known.
    """
    told, here = record(answer), f"{requests}/{quote(request, safe='')}"
    made = {"status_url": f"{here}/status", "response_url": here, "cancel_url": f"{here}/cancel"}
    return {name: words(told.get(name)) if is_own(words(told.get(name))) else url for name, url in made.items()}


def request_id(answer: object) -> str:
    """The id of a submitted request; empty where the answer has none, not even in its links."""
    told = record(answer)
    found = words(told.get("request_id"))
    if found:
        return found
    for name in LINKS:
        _before, marker, rest = words(told.get(name)).partition("/requests/")
        if marker and rest:
            return unquote(rest.split("/")[0].split("?")[0])
    return ""


def decode_status(answer: object) -> Poll:
    """Where a request is. A COMPLETED one may still have failed; mostly only its result tells that."""
    told = record(answer)
    status = words(told.get("status")).upper()
    if status == "COMPLETED":
        error, kind = all_words(told.get("error")), words(told.get("error_type"))
        if error or kind:
            return Poll("failed", error=failure(error or kind, kind))
        seconds = number(record(told.get("metrics")).get("inference_time"))
        return Poll("done", 1.0, data={} if seconds is None else {"seconds": f"{seconds:.3f}"})
    if status in ("CANCELLED", "CANCELED"):
        return Poll("failed", error=_stopped())
    position = whole_number(told.get("queue_position")) if status == "IN_QUEUE" else None
    if position is None:
        return Poll("running", message=tr("Waiting in fal's queue.") if status == "IN_QUEUE" else "")
    if position <= 0:
        return Poll("running", message=tr("Next in fal's queue."))
    message = tr_count(
        "{count} request before it in fal's queue.", "{count} requests before it in fal's queue.", position
    )
    return Poll("running", message=message)


def _stopped() -> InlayError:
    return Cancelled(
        tr("fal stopped the request."),
        tr("The mask and the prompt are kept. A request that had not begun isn't charged."),
        tr("Send it again if you still want it."),
    )


def failure(told: str, kind: str = "", where: str = "") -> InlayError:
    """Why a request failed that fal had taken: its words, the kind that it branches on, the field that it names."""
    told = shortened(told)
    if kind.startswith("client_cancel"):
        return _stopped()
    refused = refusal(TITLE, told, f"{kind} {where}")
    if refused is not None:
        return refused
    if where:
        return BadInput(
            tr("fal couldn't work with the request: {words}").format(words=told),
            tr("The mask and the prompt are kept. It may have been charged."),
            tr("Change what the message names, or use the built-in fill."),
        )
    return BadAnswer(
        tr("The request failed at fal: {words}").format(words=told),
        tr("The mask and the prompt are kept. fal says that it doesn't charge for failures of its own."),
        tr("Send it again in a while; the built-in fill works without a network."),
    )


def failure_of_result(answer: object) -> InlayError:
    """Why a result can't be had, from what was answered in its place (422 and the like)."""
    told = record(answer)
    details = items(told.get("detail"))
    kinds = " ".join([*(words(record(each).get("type")) for each in details), words(told.get("error_type"))]).strip()
    messages = [first_words(record(each).get("msg"), record(each).get("type"), each) for each in details]
    text = "; ".join(part for part in messages if part) or all_words(told.get("detail")) or all_words(told)
    where = " ".join(all_words(record(each).get("loc")) for each in details)
    return failure(text or tr("no reason was given"), kinds, where)


@dataclass(frozen=True)
class Made:
    """One picture of a result: where it is (a link or a data URI), and whether its content was flagged."""

    url: str
    is_flagged: bool


def decode_result(answer: object) -> tuple[tuple[Made, ...], int | None]:
    """The pictures of a result, and the seed where it was told."""
    told = record(answer)
    flags = items(told.get("has_nsfw_concepts"))
    urls = [words(record(each).get("url")) or words(each) for each in items(told.get("images"))]
    made = tuple(Made(url, index < len(flags) and flags[index] is True) for index, url in enumerate(urls) if url)
    return made[:MOST], whole_number(told.get("seed"))


def inference_seconds(answer: object) -> float | None:
    """How long the model took, from the result's timings."""
    timings: dict[str, Any] = record(record(answer).get("timings"))
    return number(timings.get("inference"))
