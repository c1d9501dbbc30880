"""The words of FLUX.1 fill, fill-finetuned, expand and FLUX Erase, as Black Forest Labs and those who pass it on use
them: the controls of the models, the body of an order, and where a job is."""

from __future__ import annotations

from collections.abc import Mapping

from inlay.base.errors import BadAnswer, BadInput, Bug, InlayError, OutcomeUnknown, RefusedInput, RefusedOutput
from inlay.base.text import tr
from inlay.fill.plan.price import Price
from inlay.fill.plan.sizes import Sizes
from inlay.fill.request import Border, FillRequest, SentPictures
from inlay.providers.interface import Poll
from inlay.providers.lenient import all_words, first_words, number, record, whole_number, words
from inlay.providers.money_words import kept, next_step, perhaps_charged
from inlay.providers.packing import Blob, packed
from inlay.providers.spec import ModelSpec, Parameter
from inlay.providers.trouble import shortened

FILL = "flux-pro-1.0-fill"
FINETUNED = "flux-pro-1.0-fill-finetuned"
EXPAND = "flux-pro-1.0-expand"
ERASE = "erase-v1"
SIZES = Sizes(multiple=32, least_side=256, most_side=4096, good_least=262_144, most=4_000_000)
WIDEST_BORDER = 2048
"""Pixels that `expand` adds to a side at most."""

STEPS = Parameter(
    "steps",
    tr("Steps"),
    "int",
    50,
    15,
    50,
    help=tr("How often the picture is gone over: more is finer, and takes longer. The price is the same."),
)
GUIDANCE = Parameter(
    "guidance",
    tr("Guidance"),
    "float",
    60.0,
    1.5,
    100,
    0.5,
    help=tr("How closely the prompt is followed: low looks more natural, high more literal."),
)
SAFETY = Parameter(
    "safety",
    tr("Safety tolerance"),
    "int",
    2,
    0,
    6,
    help=tr("How much the service's moderation lets pass: 0 is the strictest, 6 the most lenient."),
)
ERASE_SAFETY = Parameter("safety", SAFETY.label, "int", 2, 0, 5, help=SAFETY.help.replace("6", "5"))
UPSAMPLING = Parameter(
    "upsampling",
    tr("Rewrite the prompt"),
    "bool",
    False,
    help=tr("Lets the service make a longer prompt of this one. Results then follow it less literally."),
)
FINETUNE = Parameter(
    "finetune",
    tr("Finetune"),
    "finetune",
    "",
    help=tr("The id of the finetune, such as my-finetune or organisation/name; it has to belong to the key's account."),
    required=True,
)
STRENGTH = Parameter(
    "strength",
    tr("Finetune strength"),
    "float",
    1.1,
    0,
    2,
    0.05,
    help=tr("How strongly the finetune shows: 0 not at all, around 1 as it was trained, up to 2."),
)
GROW = Parameter(
    "dilate_pixels",
    tr("Grow the mask"),
    "int",
    10,
    0,
    25,
    unit="px",
    help=tr("How far the service widens the mask by itself, so that no edge of what goes is left."),
)
FILL_PARAMETERS = (STEPS, GUIDANCE, SAFETY, UPSAMPLING)
FINETUNED_PARAMETERS = (FINETUNE, STRENGTH, *FILL_PARAMETERS)
ERASE_PARAMETERS = (GROW, ERASE_SAFETY)


def fill_model(dollars: float) -> ModelSpec:
    """The model that fills by a prompt, at so many US dollars a picture."""
    return ModelSpec(
        FILL,
        tr("FLUX.1 Fill"),
        FILL_PARAMETERS,
        help=tr("Fills the mask by a prompt; without one it continues the surroundings."),
        sizes=SIZES,
        price=Price(per_picture=dollars),
    )


def finetuned_model(dollars: float, about: str) -> ModelSpec:
    """The one that fills with a finetune of the person's own; `about` tells whose."""
    return ModelSpec(
        FINETUNED,
        tr("FLUX.1 Fill, finetuned"),
        FINETUNED_PARAMETERS,
        help=about,
        sizes=SIZES,
        price=Price(per_picture=dollars),
        is_legacy=True,
    )


_NAMES = {
    "steps": "steps",
    "guidance": "guidance",
    "safety": "safety_tolerance",
    "upsampling": "prompt_upsampling",
    "finetune": "finetune_id",
    "strength": "finetune_strength",
    "dilate_pixels": "dilate_pixels",
}


def encode(request: FillRequest, service: str) -> bytes:
    """The JSON body of an order; BadInput for a border that `expand` can't add. `service` is its title."""
    sent = request.sent
    if sent is None:
        raise Bug(tr("The pictures for {service} weren't made.").format(service=service))
    body: dict[str, object] = {"image": Blob(sent.image), "seed": request.seed, "output_format": "png"}
    if request.model != ERASE:
        body["prompt"] = request.prompt
    if request.model == EXPAND:
        body |= _sides(sent, service)
    elif sent.mask is None:
        raise Bug(tr("The mask for {service} wasn't made.").format(service=service))
    else:
        body["mask"] = Blob(sent.mask)
    body |= {_NAMES[name]: value for name, value in request.params.items() if name in _NAMES}
    return packed(body)


def _sides(sent: SentPictures, service: str) -> dict[str, int]:
    border = sent.border or Border()
    sides = {"top": border.top, "bottom": border.bottom, "left": border.left, "right": border.right}
    if min(sides.values()) < 0 or not 0 < max(sides.values()) <= WIDEST_BORDER:
        what = tr("{service} adds a border of 1 to {most} px to a side; asked for are {sides} px.")
        raise BadInput(
            what.format(service=service, most=WIDEST_BORDER, sides=", ".join(map(str, sides.values()))),
            kept("upload"),
            tr("Extend the canvas by less, or in several steps."),
        )
    return sides


def decode_order(answer: object, service: str) -> dict[str, str]:
    """What a good answer to an order tells: "id", and where told "polling_url" and "cost" (in the service's credits).

    OutcomeUnknown where there is no id: it may have been accepted all the same.
    """
    told = record(answer)
    if not words(told.get("id")):
        what = tr("{service} answered the order without naming the job.").format(service=service)
        raise OutcomeUnknown(what, kept("unknown"), next_step("unknown"))
    found = {"id": words(told.get("id")), "polling_url": words(told.get("polling_url"))}
    cost = number(told.get("cost"))
    if cost is not None and cost >= 0:
        found["cost"] = str(cost)
    return {name: value for name, value in found.items() if value}


def decode_poll(answer: object, service: str, *, free_refusals: bool = True) -> Poll:
    """Where a job is. A status that isn't known counts as running. `free_refusals`: the service says that a refused
    job isn't charged."""
    told = record(answer)
    status = " ".join(words(told.get("status")).lower().replace("_", " ").split())
    if status == "ready":
        return _ready(told, service)
    if status == "task not found":
        return Poll("missing")
    error = _error(status, told, service, free_refusals)
    if error is not None:
        return Poll("failed", error=error)
    share = number(told.get("progress"))
    return Poll("running", None if share is None else min(max(share, 0.0), 1.0))


def _ready(told: Mapping[str, object], service: str) -> Poll:
    result = record(told.get("result"))
    link = words(result.get("sample"))
    if not link:
        what = tr("{service} says that the picture is ready, and gives no link to it.").format(service=service)
        return Poll("failed", error=BadAnswer(what, kept("job"), tr("Ask the service, or use the built-in fill.")))
    data = {"result_url": link}
    seed, seconds = whole_number(result.get("seed")), number(result.get("duration"))
    if seed is not None:
        data["seed"] = str(seed)
    if seconds is not None and seconds >= 0:
        data["seconds"] = str(seconds)
    return Poll("done", 1.0, data=data)


def _error(status: str, told: Mapping[str, object], service: str, free_refusals: bool) -> InlayError | None:
    """What an end without a picture means; None where the job goes on."""
    if status not in ("request moderated", "content moderated", "error", "failed"):
        return None
    said = _with(shortened(_reasons(told)))
    if not status.endswith("moderated"):
        what = tr("{service} failed to make the picture{reasons}.").format(service=service, reasons=said)
        money = tr("It doesn't say whether it was charged; the mask and the prompt are kept.")
        return BadAnswer(what, money, tr("Try again, or use the built-in fill."))
    money = tr("It isn't charged; the mask and the prompt are kept.")
    if not free_refusals:
        money = tr("It doesn't say whether it was charged; the mask and the prompt are kept.")
    advice = tr("Change the prompt or the mask, or raise the safety tolerance; the built-in fill has no such rules.")
    what = tr("{service} made a picture, and its moderation refused to give it out{reasons}.")
    if status == "request moderated":
        what = tr("The moderation of {service} refused what was sent{reasons}.")
    kind = RefusedInput if status == "request moderated" else RefusedOutput
    error = kind(what.format(service=service, reasons=said), money, advice)
    return error if free_refusals else perhaps_charged(error)


def _with(said: str) -> str:
    return tr(" ({words})").format(words=said.rstrip(".")) if said else ""


def _reasons(told: Mapping[str, object]) -> str:
    """What it says about a failure, whatever it calls it."""
    details = told.get("details")
    found = record(details)
    reasons = next((value for name, value in found.items() if "reason" in name.lower()), None)
    return first_words(all_words(reasons), all_words(details), all_words(told.get("error")), told.get("message"))
