"""How the frame is set by numbers: its sides in px or per cent, the ratio, the overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.extend import OVERLAP
from inlay.tools.frame_geometry import Margins, in_per_cent, in_px, margins_of
from inlay.tools.options import Choice, option

FREE = "free"
PRESETS = ("1:1", "4:3", "3:2", "16:9", "4:5", "9:16")
SIDES = ("left", "right", "top", "bottom")


def _side(label: str) -> Any:
    return option(
        0.0, label, step=1, fine_step=0.1, unit_option="unit", remembered=False,
        help=tr("How far the frame reaches beyond the picture; less than 0 crops."),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class FrameOptions:
    """Options of the frame; sides in px, or in per cent of the canvas's width and height."""

    left: float = _side(tr("Left"))
    right: float = _side(tr("Right"))
    top: float = _side(tr("Top"))
    bottom: float = _side(tr("Bottom"))
    unit: str = option("px", tr("Unit"), choices=(Choice("px", tr("px")), Choice("%", tr("%"))),
                       help=tr("Whether the sides are given in px or in per cent of the picture."))  # fmt: skip
    aspect: str = option(
        FREE, tr("Ratio"), choices=(Choice(FREE, tr("Free")), *(Choice(each, each) for each in PRESETS)),
        remembered=False, help=tr("Grow the frame to this ratio and keep it."),
    )  # fmt: skip
    overlap: int = option(
        OVERLAP, tr("Overlap"), minimum=0, maximum=200, step=1, unit=tr("px"),
        help=tr("How far the mask of a new border reaches into the picture."),
    )  # fmt: skip


def aspect_of(name: str) -> tuple[float, float] | None:
    """Width and height of a preset; None for free."""
    if name == FREE:
        return None
    width, height = name.split(":")
    return float(width), float(height)


def margins_from(options: FrameOptions, canvas: Rect) -> Margins:
    """The margins that are set, in px."""
    margins = Margins(options.left, options.right, options.top, options.bottom)
    return in_px(margins, canvas) if options.unit == "%" else margins


def margins_into(options: FrameOptions, rect: Rect, canvas: Rect) -> dict[str, float]:
    """The values of the side options for a frame, in the unit that is shown."""
    margins = margins_of(rect, canvas)
    if options.unit == "%":
        margins = in_per_cent(margins, canvas)
    return {side: round(value, 3) for side, value in zip(SIDES, margins, strict=True)}
