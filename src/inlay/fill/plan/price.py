"""Price: what a call costs, told before the click, as a range where the service's rounding isn't known for sure."""

from __future__ import annotations

import math
from dataclasses import dataclass

MEGAPIXELS = (1_000_000, 1_048_576)  # what a service may mean by the word


@dataclass(frozen=True)
class Cost:
    """US dollars, from the least to the most it can be; `high` is None where nobody knows the price."""

    low: float = 0.0
    high: float | None = 0.0

    def __add__(self, other: Cost) -> Cost:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Cost(self.low + other.low, high)

    def __mul__(self, times: int) -> Cost:
        return Cost(self.low * times, None if self.high is None else self.high * times)

    @property
    def is_free(self) -> bool:
        """Whether nothing is charged."""
        return self.high == 0


FREE = Cost()


@dataclass(frozen=True)
class Price:
    """The rule of a model. `per_picture` and `per_megapixel` are US dollars for each picture of the answer.

    Megapixels are rounded up; since 1,048,576 px are one megapixel at some services and two at others, the
    cost is a range where both readings differ. `is_known` is False where the service publishes no price.
    """

    per_picture: float = 0.0
    per_megapixel: float = 0.0
    is_known: bool = True

    def of(self, pixels: int, pictures: int = 1) -> Cost:
        """The cost of a call whose answer has so many pixels a picture."""
        if not self.is_known:
            return Cost(0.0, None)
        started = sorted(max(1, math.ceil(pixels / unit)) for unit in MEGAPIXELS)
        low, high = (self.per_picture + self.per_megapixel * count for count in started)
        return Cost(low * pictures, high * pictures)
