"""The dry run: what would be sent where, and for how much; nothing is sent."""

from __future__ import annotations

from typing import Any

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.editor.filling import FillSettings
from inlay.fill.plan.money_text import cost_text
from inlay.fill.plan.price import Cost
from inlay.fill.request import FillRequest
from inlay.providers.catalogue import service


async def dry_report(editor: Editor, settings: FillSettings) -> dict[str, Any]:
    """What would be sent for what is masked now."""
    editor.fill_settings = settings
    requests = await editor.sent_pictures()
    calls = [_call(request, settings) for request in requests]
    total = sum((_cost(request) for request in requests), Cost())
    return {
        "dry_run": True,
        "service": settings.provider,
        "model": settings.model,
        "prompt": settings.prompt,
        "calls": calls,
        "cost": _range(total),
        "price": cost_text(total),
    }


def _call(request: FillRequest, settings: FillSettings) -> dict[str, Any]:
    spec, sent = service(request.provider), request.sent
    call: dict[str, Any] = {
        "host": spec.host(request.model, request.options, settings.base_url),
        "options": dict(request.options),
        "params": dict(request.params),
        "box": list(request.box),
        "scale": request.scale,
        "megapixels": round(request.megapixels, 6),
        "cost": _range(_cost(request)),
    }
    if sent is not None:
        call["size"] = list(sent.size)
        call["image_bytes"], call["mask_bytes"] = len(sent.image), len(sent.mask or b"")
        call["border"] = vars(sent.border) if sent.border is not None else None
    return call


def _cost(request: FillRequest) -> Cost:
    model = service(request.provider).model(request.model)
    width, height = request.sent.answer_size if request.sent is not None else (request.box.w, request.box.h)
    count = request.params.get("count")
    return model.price.of(width * height, count if isinstance(count, int) else 1)


def _range(cost: Cost) -> list[float | None]:
    return [round(cost.low, 6), None if cost.high is None else round(cost.high, 6)]


def dry_summary(report: dict[str, Any]) -> str:
    """The report for a person."""
    lines = []
    for call in report["calls"]:
        if not call["host"]:
            lines.append(tr("Nothing would leave this computer."))
            continue
        width, height = call["size"]
        told = tr("Would send {width} x {height} px, scale {scale:.2f}, {megapixels:.2f} MP to {host} ({kb} kB).")
        lines.append(told.format(width=width, height=height, kb=_kb(call), **call))
    lines.append(tr("Price: {price}. Nothing was sent.").format(price=report["price"]))
    return "\n".join(lines)


def _kb(call: dict[str, Any]) -> int:
    size: int = call["image_bytes"] + call["mask_bytes"]
    return max(1, round(size / 1000))
