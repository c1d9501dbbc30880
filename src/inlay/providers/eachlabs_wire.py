"""The words of Eachlabs: from a request to the input of a prediction, and back from any of its forms of answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from inlay.base.errors import BadAnswer, BadInput, Cancelled, InlayError, Unreachable
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.fill.request import FillRequest
from inlay.providers.interface import CancelOutcome, Poll
from inlay.providers.lenient import all_words, first_link, first_words, number, record, words
from inlay.providers.money_words import kept, next_step
from inlay.providers.packing import packed
from inlay.providers.refusals import refusal
from inlay.providers.reply import Reply
from inlay.providers.trouble import checked, shortened

TITLE = "Eachlabs"
CREATE = "/v1/prediction/"
PRESIGN = "/v1/upload/presign"
_SUCCESS = ("success", "succeeded", "completed")
_FAILURE = ("error", "failed", "failure", "aborted")
_CANCELLED = ("cancelled", "canceled")
_SETTINGS = {
    "steps": "steps",
    "guidance": "guidance",
    "safety": "safety_tolerance",
    "upsampling": "prompt_upsampling",
}


def prediction(prediction_id: str) -> str:
    """The path of a prediction."""
    return f"/v1/prediction/{quote(prediction_id, safe='')}"


def schema(model: str) -> str:
    """The path and query of what a model takes; anybody may read it."""
    return f"/v1/model?slug={quote(model, safe='')}"


def names_in(answer: object) -> str:
    """How a model calls its pictures, by its own schema: "image" where that doesn't say clearly otherwise."""
    properties = record(record(record(answer).get("request_schema")).get("properties"))
    return "image_url" if "image_url" in properties and "image" not in properties else "image"


def stored_file(file_id: str) -> str:
    """The path of an uploaded file."""
    return f"/v1/files/{quote(file_id, safe='')}"


def presign(seconds: int) -> Mapping[str, object]:
    """What asks for room for a PNG that is kept for so long."""
    return {"content_type": "image/png", "file_type": "image", "expires_in_seconds": seconds}


@dataclass(frozen=True)
class Place:
    """Where a picture goes: `upload_url` takes it with `headers`, under `public_url` it is found."""

    id: str
    upload_url: str
    public_url: str
    headers: Mapping[str, str]


def decode_place(answer: object) -> Place:
    """What was answered to `presign`; Unreachable where it isn't complete, since another may be asked for."""
    told = record(answer)
    found = {name: words(told.get(name)) for name in ("id", "presigned_url", "public_url")}
    if not (found["presigned_url"] and found["public_url"]):
        what = tr("Eachlabs named no place for the pictures.")
        raise Unreachable(what, kept("upload"), next_step("upload"))
    required = {name.lower(): words(value) for name, value in record(told.get("required_headers")).items()}
    headers = {"content-type": "image/png", **required}
    headers = {name: value for name, value in headers.items() if name not in ("host", "content-length") and value}
    return Place(found["id"], found["presigned_url"], found["public_url"], headers)


def encode(request: FillRequest, image: str, mask: str, names: str) -> bytes:
    """The body of an order; `names` is "image_url" where a model wants its pictures called so, else "image"."""
    ending = "_url" if names == "image_url" else ""
    settings: dict[str, Value] = {
        theirs: request.params[ours] for ours, theirs in _SETTINGS.items() if ours in request.params
    }
    pictures = {f"image{ending}": image, f"mask{ending}": mask}
    told = {"prompt": request.prompt, "seed": request.seed, "output_format": "png"}
    return packed({"model": request.model, "input": {**told, **pictures, **settings}})


def prediction_id(answer: object) -> str:
    """The id of a prediction, under any of its names; empty where there is none."""
    told = record(answer)
    return first_words(told.get("predictionID"), told.get("prediction_id"), told.get("id"))


def not_taken(answer: object) -> InlayError | None:
    """Why an order that was answered well all the same wasn't taken; None where the answer doesn't say that."""
    told = record(answer)
    if words(told.get("status")).lower() not in _FAILURE and not told.get("error"):
        return None
    said = shortened(reason(told))
    what = tr("Eachlabs doesn't take this request. It says: {words}").format(words=said)
    return refusal(TITLE, said) or BadInput(what, kept("order"), tr("Change what it names, or use the built-in fill."))


def decode_status(answer: object) -> Poll:
    """Where a prediction is. Any status that isn't known is taken for a running one."""
    told = record(answer)
    status = words(told.get("status")).lower()
    if status in _SUCCESS:
        found = _found(told)
        return Poll("done", 1.0, data=found) if found["result_url"] else Poll("failed", error=_empty())
    if status in _FAILURE:
        return Poll("failed", error=failure(reason(told)))
    if status in _CANCELLED:
        return Poll("failed", error=_cancelled())
    return Poll("running")


def _found(told: Mapping[str, object]) -> Mapping[str, str]:
    """The link to the result, and what the service says of time and money."""
    metrics = record(told.get("metrics"))
    seconds, cost = number(metrics.get("predict_time")), number(metrics.get("cost"))
    found = {"result_url": first_link(told.get("output"))}
    if seconds is not None and seconds >= 0:
        found["seconds"] = f"{seconds:.3f}"
    if cost is not None and cost > 0:
        found["cost"] = repr(cost)
    return found


def reason(told: Mapping[str, object]) -> str:
    """Why it failed, in the service's own words, wherever they are."""
    output = record(told.get("output"))
    rest = None if output.get("error_message") else told.get("output")
    parts = (
        output.get("error_message"), output.get("error_code"), told.get("message"), told.get("error"),
        told.get("details"), rest, told.get("logs"),
    )  # fmt: skip
    found = list(dict.fromkeys(text for text in map(all_words, parts) if text))
    return all_words(found) or tr("no reason was given")


def failure(told: str) -> InlayError:
    """A prediction that was taken and came to nothing, in the service's own words."""
    told = shortened(told)
    return refusal(TITLE, told) or BadAnswer(
        tr("The prediction failed at Eachlabs: {words}").format(words=told),
        tr("The mask and the prompt are kept. It may have been charged."),
        tr("Look at its page before sending it again; the built-in fill works without a network."),
    )


def _empty() -> InlayError:
    return BadAnswer(
        tr("Eachlabs says that the prediction succeeded, and names no picture."),
        tr("The mask and the prompt are kept. It has probably been charged."),
        tr("Look at its page there; the built-in fill works without a network."),
    )


def _cancelled() -> Cancelled:
    return Cancelled(
        tr("Eachlabs stopped the prediction."),
        tr("The mask and the prompt are kept. What it had done by then may be charged."),
    )


def cancel_outcome(reply: Reply) -> CancelOutcome:
    """What became of a wish to stop; an unclear answer is raised."""
    if reply.status in (400, 409):
        return CancelOutcome(False, tr("It was too late: Eachlabs had finished the prediction, and charges it."))
    if reply.status == 404:
        return CancelOutcome(False, tr("Eachlabs doesn't know the prediction any more. It may have been charged."))
    checked(reply)
    return CancelOutcome(True, tr("Eachlabs was asked to stop. What it had done by then may be charged."))
