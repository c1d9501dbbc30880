"""A slider's scale: whole positions for a range of values, evenly or by ratio."""

from __future__ import annotations

import math
from dataclasses import dataclass

POSITIONS = 1000


@dataclass(frozen=True)
class Scale:
    """Values `minimum` to `maximum`, rounded to `decimals`.

    `logarithmic` gives small values as much room as large ones. Such a scale may begin at 0 or below:
    then it is even in the logarithm of the distance from `minimum`, counted from one `step`.
    """

    minimum: float
    maximum: float
    step: float = 1.0
    decimals: int = 0
    logarithmic: bool = False

    def clamp(self, value: float) -> float:
        """The nearest value of the range, rounded to the decimals."""
        return round(min(self.maximum, max(self.minimum, value)), self.decimals)

    def to_position(self, value: float) -> int:
        """The slider position (0..POSITIONS) of a value."""
        span = self.maximum - self.minimum
        if span <= 0:
            return 0
        value = min(self.maximum, max(self.minimum, value))
        if not self.logarithmic:
            return round((value - self.minimum) / span * POSITIONS)
        offset = self._offset()
        return round(math.log((value + offset) / self._low()) / math.log(self._ratio()) * POSITIONS)

    def to_value(self, position: int) -> float:
        """The value at a slider position (0..POSITIONS)."""
        share = min(1.0, max(0.0, position / POSITIONS))
        if not self.logarithmic:
            return self.clamp(self.minimum + share * (self.maximum - self.minimum))
        return self.clamp(self._low() * self._ratio() ** share - self._offset())

    def moved(self, value: float, steps: float) -> float:
        """The value after so many steps; on a logarithmic scale a step grows with the value."""
        step = max(self.step, self._round_down(abs(value) * 0.05)) if self.logarithmic else self.step
        return self.clamp(value + steps * step)

    def _round_down(self, value: float) -> float:
        return math.floor(value / self.step) * self.step

    def _offset(self) -> float:
        return 0.0 if self.minimum > 0 else self.step - self.minimum

    def _low(self) -> float:
        return self.minimum + self._offset()

    def _ratio(self) -> float:
        return (self.maximum + self._offset()) / self._low()
