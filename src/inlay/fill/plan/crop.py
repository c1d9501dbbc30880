"""Crop: one part of the picture on its way to a model, and back."""

from __future__ import annotations

from dataclasses import dataclass

from inlay.base.geometry import Rect


@dataclass(frozen=True)
class Crop:
    """`box` lies in the plane (document px) and may reach beyond the canvas where the picture is too small.

    size    (width, height) in px as sent; for a model that takes a border, of the answer
    notes   tell the person what was done to make it fit
    inner   for a model that takes a border: the part of `box` that is whole picture and is sent
    """

    box: Rect
    size: tuple[int, int]
    notes: tuple[str, ...] = ()
    inner: Rect | None = None

    @property
    def scale(self) -> float:
        """Sent size over document size; exactly 1.0 where nothing is resampled."""
        return 1.0 if self.size == (self.box.w, self.box.h) else self.size[0] / self.box.w

    @property
    def pixels(self) -> int:
        """How many the answer has, and with a mask how many are sent."""
        return self.size[0] * self.size[1]
