"""Reading answers of services leniently: a field that is missing, null or of another kind is just not there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

LONGEST = 400


def record(value: object) -> dict[str, Any]:
    """The JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """The JSON array, or an empty one."""
    return value if isinstance(value, list) else []


def words(value: object) -> str:
    """The text without spaces around it, a number as text, or an empty one."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def first_words(*values: object) -> str:
    """The first of `values` that is a text with something in it."""
    return next((found for found in map(words, values) if found), "")


def number(value: object) -> float | None:
    """The finite number, also where it is written as text; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole_number(value: object) -> int | None:
    """The whole number, also where it is written as text; else None, as for one of more than 64 bits, which no record
    of ours holds. Exact beyond 2^53 too."""
    found = value if isinstance(value, int) and not isinstance(value, bool) else None
    told = number(value)
    if found is None and told is not None and told.is_integer():
        found = int(told)
    return found if found is not None and -(2**63) <= found < 2**64 else None


def all_words(value: object) -> str:
    """All texts in a nested value, one after the other, cut to a length that can be shown."""
    text = "; ".join(_texts(value, 4))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _texts(value: object, depth: int) -> Iterator[str]:
    if words(value):
        yield words(value)
    elif depth:
        inside = items(value) or list(record(value).values())
        for part in inside[:20]:
            yield from _texts(part, depth - 1)


def first_link(value: object, depth: int = 6) -> str:
    """The first http(s) address in a nested value, or empty."""
    text = words(value)
    if text.lower().startswith(("https://", "http://")):
        return text
    if depth:
        for part in items(value) or list(record(value).values()):
            link = first_link(part, depth - 1)
            if link:
                return link
    return ""
