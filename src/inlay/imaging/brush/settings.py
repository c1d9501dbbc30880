"""What a brush is set to, and the points that a hand gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Mode = Literal["add", "subtract"]
MAX_SIZE = 5000


class StrokePoint(NamedTuple):
    """One position of the pointer: plane px (pixel (0, 0) covers 0..1) and pressure 0..1."""

    x: float
    y: float
    pressure: float = 1.0


@dataclass(frozen=True, eq=False)
class BrushSettings:
    """A brush for one stroke.

    `size` is the diameter in plane px, 1..5000; `hardness` 0..1 is the share of the radius that is covered in full;
    `opacity` 0..1 is what the whole stroke counts for. `grain` is how coarse the pointer's positions are, in plane px
    (one screen pixel): what trembles less than that is smoothed away.
    """

    size: float = 100.0
    hardness: float = 0.8
    opacity: float = 1.0
    pressure_size: bool = False
    pressure_opacity: bool = False
    mode: Mode = "add"
    grain: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= self.size <= MAX_SIZE:
            raise ValueError(f"a brush is 1 to {MAX_SIZE} px wide, not {self.size}")
        if not (0 <= self.hardness <= 1 and 0 <= self.opacity <= 1):
            raise ValueError("hardness and opacity are 0 to 1")
        if not 0 <= self.grain < float("inf"):
            raise ValueError("the grain is a distance in px")

    def radius(self, pressure: float) -> float:
        """The radius in plane px at a pressure."""
        return self.size / 2 * (pressure if self.pressure_size else 1.0)

    def strength(self, pressure: float) -> float:
        """How much of the opacity counts at a pressure, 0..1."""
        return pressure if self.pressure_opacity else 1.0
