"""What the built-in engine can be told, and what it tells back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]
Coverage = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]

Quality = Literal["fast", "standard", "full"]

# Seconds that a fill may take at full size before it is solved at a lower scale, on a laptop of 2024.
BUDGET: dict[str, float] = {"fast": 3.0, "standard": 10.0, "full": float("inf")}


def _silent(_fraction: float) -> None:
    """Nobody listens."""


Progress = Callable[[float], None]
Stage = Callable[[float, float], None]


@dataclass(frozen=True)
class Options:
    """How to fill.

    quality  how much time may go into solving at full size (see `BUDGET`)
    grey     the picture has R = G = B and keeps it
    grown    by how many pixels the hole was grown beyond what was painted; decides what is a hairline
    """

    quality: Quality = "standard"
    grey: bool = False
    grown: int = 4


@dataclass(frozen=True)
class Report:
    """Who listens: `progress` gets 0..1; `stage` gets the share (from, to) that the next native call covers."""

    progress: Progress = _silent
    stage: Stage = lambda _start, _end: None


@dataclass(frozen=True, eq=False)
class Result:
    """What a fill gives: `pixels` (H, W, 4) in the document's depth, changed only in the hole.

    `scale` is the lowest scale at which a part was solved; `notes` are translated sentences.
    """

    pixels: Pixels
    scale: float = 1.0
    notes: tuple[str, ...] = ()
