"""What is to be said of a plan before the click: sizes, scale and price."""

from __future__ import annotations

from inlay.base.text import tr, tr_count
from inlay.fill.plan.calls import Plan
from inlay.fill.plan.crop import Crop
from inlay.fill.plan.money_text import cost_text
from inlay.fill.plan.price import Cost


def size_text(crop: Crop) -> str:
    """What is sent: "1024 × 960 px, scale 1.00, 0.98 MP"."""
    width, height = crop.size
    return tr("{w} × {h} px, scale {scale}, {mp} MP").format(
        w=width, h=height, scale=f"{crop.scale:.2f}", mp=f"{crop.pixels / 1e6:.2f}"
    )


def call_label(crop: Crop, cost: Cost) -> str:
    """The same with the price, for the frame on the canvas."""
    return tr("{size}, {price}").format(size=size_text(crop), price=cost_text(cost))


def plan_text(plan: Plan) -> str:
    """What a plan sends, without its price."""
    if len(plan.calls) == 1:
        return size_text(plan.calls[0].crop)
    largest = max(plan.calls, key=lambda call: call.crop.pixels)
    return tr("{count} calls, the largest {size}").format(count=len(plan.calls), size=size_text(largest.crop))


def button_text(verb: str, calls: int, cost: Cost | None) -> str:
    """What stands on a button that spends money: "Fill · 2 calls · $0.10"; a `cost` of None isn't known yet."""
    parts = [verb]
    if calls > 1:
        parts.append(tr_count("{count} call", "{count} calls", calls))
    parts.append("…" if cost is None else cost_text(cost))
    return "  ·  ".join(parts)
