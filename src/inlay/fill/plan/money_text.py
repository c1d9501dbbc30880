"""Prices in words: an amount, a range, or that there is none to be told."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.fill.plan.price import Cost, Price


def dollars(value: float) -> str:
    """An amount with two decimals, or as many as it needs up to four."""
    whole, _point, part = f"{value:.4f}".rstrip("0").partition(".")
    return f"${whole}.{part:0<2}"


def cost_text(cost: Cost) -> str:
    """A price, the range it lies in, or that there is none to be told."""
    if cost.high is None:
        return tr("{low} or more").format(low=dollars(cost.low)) if cost.low else tr("price not published")
    if cost.is_free:
        return tr("free")
    low, high = dollars(cost.low), dollars(cost.high)
    return low if low == high else tr("{low} to {high}").format(low=low, high=high)


def price_text(price: Price) -> str:
    """A model's rule: what a picture costs, or a megapixel of it."""
    if not price.is_known:
        return tr("price not published")
    words = []
    if price.per_picture:
        words.append(tr("{amount} a picture").format(amount=dollars(price.per_picture)))
    if price.per_megapixel:
        words.append(tr("{amount} a megapixel, rounded up").format(amount=dollars(price.per_megapixel)))
    return " + ".join(words) or tr("free")
