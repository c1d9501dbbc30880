"""From what a service sent back to pixels in the document's own colour and depth, exactly for the request's box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from inlay.base.errors import BadAnswer
from inlay.base.text import tr
from inlay.fill.request import FillRequest


@dataclass(frozen=True, eq=False)
class Received:
    """One picture of an answer.

    pixels  (h, w, 3|4) for the request's box, in the document's colour and depth: what is pasted
    raw     (h', w', 3|4) uint8 or uint16 sRGB, just as it was answered and of its own size; None where
            `pixels` are that already
    notes   what was done to make it fit, for the person
    """

    pixels: NDArray[Any]
    raw: NDArray[Any] | None = None
    notes: tuple[str, ...] = ()


def receive(request: FillRequest, data: bytes | NDArray[Any]) -> Received:
    """Turn one picture of an answer into pixels for the request's box; for the pool. Raises BadAnswer."""
    assert not isinstance(data, bytes)
    if data.shape[:2] != request.image.shape[:2]:
        raise BadAnswer(tr("The result has another size than the request."))
    return Received(data)
