"""The magic wand (W): masks what looks like the place that is clicked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

from inlay.base.text import tr
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.imaging.giving_up import Stop
from inlay.imaging.mask import Mask
from inlay.imaging.regions import Op
from inlay.imaging.regions.merge import merge
from inlay.imaging.regions.wand import Wand, wand_mask
from inlay.tools.events import PointerEvent
from inlay.tools.options import option
from inlay.tools.sampling import merged_option, size_option
from inlay.tools.selecting import SelectIdle, SelectOptions, op_for
from inlay.tools.spec import ToolSpec
from inlay.tools.state import Pointing, State, Tool
from inlay.tools.working import Working


@dataclass(frozen=True, eq=False)
class WandOptions(SelectOptions):
    """Options of the magic wand; the tolerance in levels of 8 bits."""

    tolerance: int = option(
        32, tr("Tolerance"), minimum=0, maximum=255, step=1, unit=tr("levels"),
        help=tr("How far the red, green or blue of a pixel may be from the colour that was clicked."),
    )  # fmt: skip
    size: str = size_option("1")
    contiguous: bool = option(
        True, tr("Contiguous"), help=tr("Only what is connected with the place that was clicked.")
    )
    antialias: bool = option(
        True, tr("Anti-alias"), help=tr("Pixels between the colour and another are masked in part.")
    )
    merged: bool = merged_option()


class WandTool(Tool):
    """A click selects, wherever the hand goes until the button is let go."""

    id = "wand"

    def idle(self) -> State[Any]:
        return Ready(self)


class Ready(SelectIdle[WandTool]):
    """Nothing is clicked."""

    def begun(self, event: PointerEvent) -> State[WandTool]:
        return WandPointing(self.tool, event)


class WandPointing(Pointing[WandTool]):
    """The button is down; what counts is where it went down, and with which keys."""

    def released(self, event: PointerEvent) -> State[WandTool]:  # noqa: ARG002
        options: WandOptions = self.tool.options
        document = self.context.document
        x, y = math.floor(self.start.pos.x), math.floor(self.start.pos.y)
        if not document.canvas.holds(x, y):
            return self.tool.idle()
        how = Wand(options.tolerance, options.contiguous, options.antialias, int(options.size))
        work = partial(_selected, self.context.source(options.merged), x, y, how)
        return Selecting(self.tool, work, op_for(self.start.modifiers, options))


class Selecting(Working[WandTool]):
    """The mask is worked out in the background."""

    def __init__(self, tool: WandTool, work: Any, op: Op) -> None:
        super().__init__(tool, tr("Selecting what looks alike… Esc gives up."), work, self._done_with)
        self.op = op

    def _done_with(self, shape: Mask) -> State[WandTool]:
        self.context.apply_mask(tr("Magic wand"), partial(_combined, shape, self.op))
        return self.tool.idle()


def _selected(source: Document, x: int, y: int, how: Wand, stop: Stop) -> Mask:
    return wand_mask(partial(compose, source), source.canvas, x, y, how, stop)


def _combined(shape: Mask, op: Op, mask: Mask) -> Mask:
    return merge(mask, shape, op)


WandTool.states = (Ready, WandPointing, Selecting)

TOOL = ToolSpec(
    id="wand",
    label=tr("Magic wand"),
    icon="wand",
    shortcut="W",
    cursor="cross",
    machine=WandTool,
    order=44,
    options=WandOptions,
    help=tr("Mask what looks like the place that is clicked. Shift adds, Alt or Ctrl subtracts, both intersect."),
    on_mask=True,
    group="colours",
)
