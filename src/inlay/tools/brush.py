"""The brush (B): paints what is to be filled."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.tools.brush_options import PaintOptions
from inlay.tools.painting import PAINT_STATES, PaintTool
from inlay.tools.spec import ToolSpec


class Brush(PaintTool):
    """Adds to the mask; takes away while Alt or Ctrl is held, with a pen's other end, or when X has swapped it."""

    id = "brush"
    states = PAINT_STATES
    step_label = tr("Brush stroke")


TOOL = ToolSpec(
    id="brush",
    label=tr("Brush"),
    icon="brush",
    shortcut="B",
    cursor="brush",
    machine=Brush,
    order=10,
    options=PaintOptions,
    help=tr("Paint the mask. Alt erases, Shift+click paints a straight line, Alt+right-drag sets size and hardness."),
    on_mask=True,
    takes_value=True,
)
