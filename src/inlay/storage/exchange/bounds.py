"""What a layered file may hold: checked from headers, before anything is decoded."""

from __future__ import annotations

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr, tr_number
from inlay.imaging.codec.limits import check_needed, check_size
from inlay.storage.fields import FARTHEST, NAME, plain

MOST_LAYERS = 2_000
DEEPEST = 64
"""Groups in groups."""


def damaged(name: str, title: str) -> BadInput:
    """The error for a file that says it is of a format, and then isn't."""
    return BadInput(tr("{name} is a {format} file, but it is damaged.").format(name=name, format=title))


def check_count(name: str, count: int) -> None:
    """Raises BadInput for more layers than can be worked with."""
    if count > MOST_LAYERS:
        raise BadInput(
            tr("{name} has {count} layers; Inlay opens at most {limit}.").format(
                name=name, count=tr_number(count), limit=tr_number(MOST_LAYERS)
            )
        )


def check_place(name: str, rect: Rect) -> None:
    """Raises BadInput for a layer of a size or at a place that no project may hold."""
    check_size(name, rect.w, rect.h)
    if max(abs(rect.x), abs(rect.y)) > FARTHEST:
        raise BadInput(tr("{name} is damaged: a layer lies too far away.").format(name=name))


def check_total(name: str, sizes: list[int], limit: int | None) -> None:
    """Raises BadInput where the layers (bytes each, decoded) don't fit into `limit` (None: what is free).

    All of them are in memory in the end, and the largest twice while it is cut into tiles.
    """
    check_needed(name, sum(sizes) + max(sizes, default=0), limit)


def layer_name(text: str, number: int) -> str:
    """A layer's name from a file as one plain line; a number where it has none."""
    return " ".join(plain(text, NAME).split()) or tr("Layer {number}").format(number=number)
