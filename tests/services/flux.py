"""The fields of FLUX.1 fill, fill-finetuned and expand, and FLUX Erase, as Black Forest Labs' own schema has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.services.core import painting
from tests.services.core.checks import Breach, Broken, Field, check_fields, decode_base64
from tests.services.core.pictures import check_pair, check_size, decode, notes_on
from tests.services.core.service import new_task
from tests.services.core.tasks import Task

LONGEST_BASE64 = 20 * 1024 * 1024
PICTURE = Field("text", 1, LONGEST_BASE64, required=True)
COMMON = {
    "image": PICTURE,
    "seed": Field("int", nullable=True),
    "webhook_url": Field("text", 1, 2083, nullable=True),
    "webhook_secret": Field("text", nullable=True),
}
FLUX_1 = {
    **COMMON,
    "output_format": Field("text", choices=("jpeg", "png", "webp"), nullable=True),
    "safety_tolerance": Field("int", 0, 6),
    "prompt_upsampling": Field("bool"),
}
SIDE = Field("int", 0, 2048, nullable=True)
FILL = {
    **FLUX_1,
    "mask": Field("text", 1, LONGEST_BASE64, nullable=True),
    "prompt": Field("text", nullable=True),
    "steps": Field("int", 15, 50, nullable=True),
    "guidance": Field("number", 1.5, 100, nullable=True),
}
FINETUNED = {
    **FILL,
    "prompt": Field("text"),
    "steps": Field("int", 15, 50),
    "guidance": Field("number", 1.5, 100),
    "finetune_id": Field("text", 1, required=True),
    "finetune_strength": Field("number", 0, 2),
}
EXPAND = {
    **{name: field for name, field in FILL.items() if name != "mask"},
    **dict.fromkeys(("top", "bottom", "left", "right"), SIDE),
}
ERASE = {
    **COMMON,
    "mask": PICTURE,
    "dilate_pixels": Field("int", 0, 25),
    "safety_tolerance": Field("int", 0, 5),
    "output_format": Field("text", choices=("jpeg", "png", "webp")),
    "user": Field("text", nullable=True),
}


@dataclass(frozen=True)
class Model:
    """One model: its fields, its price in US dollars, the format it answers in unless asked."""

    fields: Mapping[str, Field]
    cost: float
    kind: str = "jpeg"


MODELS = {
    "flux-pro-1.0-fill": Model(FILL, 0.05),
    "flux-pro-1.0-fill-finetuned": Model(FINETUNED, 0.06),
    "flux-pro-1.0-expand": Model(EXPAND, 0.05),
    "flux-tools/erase-v1": Model(ERASE, 0.05, "png"),
}


def order(model_id: str, body: Mapping[str, Any], cost: float | None = None) -> tuple[Task, list[str]]:
    """The job that `body` orders, not yet accepted, and what Inlay shouldn't have sent; Broken where it can't be."""
    model = MODELS[model_id]
    breaches = check_fields(body, model.fields)
    if breaches:
        raise Broken(*breaches)
    image = decode(decode_base64(body["image"], "image"), "image")
    breaches += check_size(image, "image", low=256 if model.fields is EXPAND else 1)
    notes = [f"{name} was sent; a desktop program can't receive it" for name in body if name.startswith("webhook")]
    notes += notes_on(("image", image))
    pixels = image.pixels
    if model.fields is EXPAND:
        sides = [body.get(side) or 0 for side in ("top", "bottom", "left", "right")]
        if not any(sides):
            breaches.append(Breach("top", "at least one side has to grow"))
        pixels, hole = painting.expand(image.pixels, *sides)
    elif body.get("mask") is None:
        raise Broken(Breach("mask", "needed where the image has no alpha", "missing"))
    else:
        mask = decode(decode_base64(body["mask"], "mask"), "mask", mask=True)
        breaches += check_pair(image, mask, "image", "mask")
        notes += notes_on(("mask", mask))
        hole = mask.pixels
    if breaches:
        raise Broken(*breaches)
    kind = body.get("output_format") or model.kind
    strength = float(body.get("finetune_strength", 1.1)) if model.fields is FINETUNED else 1.0
    price = model.cost if cost is None else cost
    return new_task(model_id, body, pixels, hole, cost=price, kind=kind, strength=strength), notes


def figures(task: Task) -> dict[str, float]:
    """What an answer to an order tells of price (credits, a cent each) and megapixels."""
    megapixels = round(task.size[0] * task.size[1] / 1e6, 2)
    sent = float(np.prod(task.image.shape[:2])) / 1e6
    return {"cost": round(task.cost * 100, 2), "input_mp": round(sent, 2), "output_mp": megapixels}


STATUSES = {
    "failed": ("Error", {"error": "The worker ended without a result."}),
    "refused-input": ("Request Moderated", {"Moderation Reasons": ["Derivative Works Filter"]}),
    "refused-output": ("Content Moderated", {"Moderation Reasons": ["Safety Filter"]}),
}


def outcome_of(task: Task, link: str) -> dict[str, Any]:
    """The body of get_result for a job that is over."""
    empty = {"progress": None, "details": None, "preview": None}
    if task.outcome in STATUSES:
        status, details = STATUSES[task.outcome]
        return {"id": task.id, "status": status, "result": None, **empty, "details": details}
    result = {
        "sample": link,
        "prompt": task.fields.get("prompt"),
        "seed": task.seed,
        "start_time": 1_790_000_000.0,
        "end_time": 1_790_000_004.5,
        "duration": 4.5,
    }
    if task.outcome == "empty":
        result["sample"] = None
    return {"id": task.id, "status": "Ready", "result": result, **empty}


def state_of(task: Task, look_state: str, progress: float) -> dict[str, Any]:
    """The body of get_result for a job that isn't over."""
    status = "Warming up" if look_state == "strange" else "Pending"
    told = progress if look_state == "running" else None
    return {"id": task.id, "status": status, "result": None, "progress": told, "details": None, "preview": None}


def not_found(task_id: str) -> dict[str, Any]:
    """The body of get_result for a job that isn't known."""
    empty = {"progress": None, "details": None, "preview": None}
    return {"id": task_id, "status": "Task not found", "result": None, **empty}
