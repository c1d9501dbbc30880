"""The eraser (E): takes away from the mask."""

from __future__ import annotations

from dataclasses import dataclass

from inlay.base.text import tr
from inlay.tools.brush_options import PaintOptions
from inlay.tools.painting import PAINT_STATES, PaintTool
from inlay.tools.spec import ToolSpec


@dataclass(frozen=True, eq=False)
class EraserOptions(PaintOptions):
    """The eraser has a size of its own."""


class Eraser(PaintTool):
    """Takes away from the mask, whatever is held."""

    id = "eraser"
    states = PAINT_STATES
    erases = True
    step_label = tr("Eraser stroke")


TOOL = ToolSpec(
    id="eraser",
    label=tr("Eraser"),
    icon="eraser",
    shortcut="E",
    cursor="brush",
    machine=Eraser,
    order=20,
    options=EraserOptions,
    help=tr("Erase the mask. Shift+click erases a straight line."),
    on_mask=True,
)
