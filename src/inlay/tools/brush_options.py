"""How a brush is set: the options of the tools that paint, and the steps of the size."""

from __future__ import annotations

import math
from dataclasses import dataclass

from inlay.base.text import tr
from inlay.imaging.brush import MAX_SIZE
from inlay.tools.options import option


@dataclass(frozen=True, eq=False)
class PaintOptions:
    """Options of a tool that paints; size in px, hardness and opacity in per cent."""

    size: float = option(
        100.0, tr("Size"), minimum=1, maximum=MAX_SIZE, step=1, unit=tr("px"), logarithmic=True,
        help=tr("Diameter of the brush. [ and ] make it smaller or larger, so does Alt with the wheel."),
    )  # fmt: skip
    hardness: int = option(
        80, tr("Hardness"), minimum=0, maximum=100, step=1, unit=tr("%"),
        help=tr("How much of the brush is covered in full. Shift+[ is softer, Shift+] harder."),
    )  # fmt: skip
    opacity: int = option(
        100, tr("Opacity"), minimum=1, maximum=100, step=1, unit=tr("%"),
        help=tr("How much one stroke counts for. The digits set it: 1 is 10 %, 0 is 100 %."),
    )  # fmt: skip
    pressure_size: bool = option(False, tr("Pressure: size"), help=tr("A pen's pressure changes the size."))
    pressure_opacity: bool = option(False, tr("Pressure: opacity"), help=tr("A pen's pressure changes the opacity."))


def stepped_size(size: float, steps: int) -> float:
    """The size after `steps` presses of ] (or [ where negative): steps grow with the size, and meet on the way back."""
    ladder = ((10, 1), (50, 5), (100, 10), (200, 25), (500, 50), (1000, 100), (MAX_SIZE, 250))
    for _ in range(abs(steps)):
        if steps > 0:
            step = next(step for limit, step in ladder if size < limit or limit == MAX_SIZE)
            size = math.floor(size / step + 1e-9) * step + step
        else:
            step = next(step for limit, step in ladder if size <= limit or limit == MAX_SIZE)
            size = math.ceil(size / step - 1e-9) * step - step
    return float(min(MAX_SIZE, max(1, size)))
