"""The dry run: what would be sent where, and for how much; nothing is sent."""

from __future__ import annotations

from typing import Any

from inlay.base.text import tr
from inlay.cli.model_options import value_text
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
        "prompt": settings.prompt if service(settings.provider).model(settings.model).has_prompt else "",
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
    lines = [_line(call) for call in report["calls"]]
    if any(call["host"] for call in report["calls"]):
        lines.append(_settings_line(report))
    lines.append(tr("Price: {price}. Nothing was sent.").format(price=report["price"]))
    return "\n".join(lines)


def _line(call: dict[str, Any]) -> str:
    if not call["host"]:
        return tr("Nothing would leave this computer.")
    width, height = call["size"]
    told = tr("Would send to {host}: {width} x {height} px, {megapixels:.2f} MP, scale {scale:.2f}, {what} ({kb} kB).")
    what = tr("the picture and its mask") if call["mask_bytes"] else tr("the picture without a mask")
    return told.format(width=width, height=height, kb=_kb(call), what=what, **call)


def _settings_line(report: dict[str, Any]) -> str:
    """The prompt and the settings that go along; those of the service steer how it is called."""
    first = report["calls"][0]
    settings = [f"{name} {value_text(value)}" for name, value in first["params"].items() if value != ""]
    settings += [f"{name} {value_text(value)}" for name, value in first["options"].items()]
    if report["prompt"]:
        settings.insert(0, tr("the prompt “{prompt}”").format(prompt=report["prompt"]))
    named = tr("For {service}, {model}").format(service=report["service"], model=report["model"])
    return f"{named}: {', '.join(settings)}." if settings else f"{named}."


def _kb(call: dict[str, Any]) -> int:
    size: int = call["image_bytes"] + call["mask_bytes"]
    return max(1, round(size / 1000))
