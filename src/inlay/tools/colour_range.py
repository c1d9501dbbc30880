"""Colour range: masks what looks like the colours that are picked, anywhere in the picture, with a soft end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from inlay.base.text import tr
from inlay.document.compose import compose
from inlay.imaging.giving_up import Stop
from inlay.imaging.mask import Mask
from inlay.imaging.regions import Op
from inlay.imaging.regions.colour_range import range_mask
from inlay.imaging.regions.merge import merge
from inlay.tools.events import Button, KeyEvent, Modifier, PointerEvent
from inlay.tools.options import option
from inlay.tools.picking import Picking, Reading
from inlay.tools.sampling import merged_option, size_option
from inlay.tools.selecting import SelectIdle, SelectOptions, op_for
from inlay.tools.spec import ToolSpec
from inlay.tools.state import State, Tool
from inlay.tools.working import Working


@dataclass(frozen=True, eq=False)
class RangeOptions(SelectOptions):
    """Options of the colour range."""

    fuzziness: float = option(
        12.0, tr("Fuzziness"), minimum=1, maximum=100, step=1, unit=tr("ΔE"),
        help=tr("How far a colour may be from those picked: up to a half of this it counts in full, beyond it not."),
    )  # fmt: skip
    size: str = size_option("3")
    merged: bool = merged_option()


class RangeTool(Tool):
    """Colours are picked and taken away again until Enter makes a mask of them."""

    id = "colour-range"

    def idle(self) -> State[Any]:
        return Ready(self)

    def options_changed(self) -> None:
        if isinstance(self.state, _Picked):
            self.state.picking.refresh()

    def document_changed(self) -> None:
        if isinstance(self.state, _Picked):
            self.state.picking.refresh()


class Ready(SelectIdle[RangeTool]):
    """No colour is picked; the keys held with the first click say what the range does to the mask."""

    def begun(self, event: PointerEvent) -> State[RangeTool]:
        picking = Picking(self.context, self.tool.id, op_for(event.modifiers, self.tool.options))
        return Sampling(self.tool, picking, event, wanted=True)


class _Picked(State[RangeTool]):
    """Some colours are picked, and the range is shown."""

    def __init__(self, tool: RangeTool, picking: Picking) -> None:
        super().__init__(tool)
        self.picking = picking

    def cancelled(self) -> None:
        self.picking.stop()
        self.context.status("")

    def key(self, event: KeyEvent) -> State[RangeTool] | None:
        if event.name == "Backspace":
            return self
        if event.name != "Enter":
            return None
        return self.applied() if event.pressed else self

    def applied(self) -> State[RangeTool]:
        """Make the range part of the mask."""
        self.context.status("")
        if self.picking.is_empty:
            self.picking.stop()
            return self.tool.idle()
        return Applying(self.tool, self.picking)


class Sampling(_Picked):
    """The button is down: all colours that the pointer passes over are picked."""

    def __init__(self, tool: RangeTool, picking: Picking, start: PointerEvent, wanted: bool) -> None:
        super().__init__(tool, picking)
        self._wanted = wanted
        picking.pick(start.pos, wanted)

    def moved(self, event: PointerEvent) -> State[RangeTool]:
        self.picking.pick(event.pos, self._wanted)
        return self

    def released(self, event: PointerEvent) -> State[RangeTool]:  # noqa: ARG002 - where it went up isn't meant
        return Adjusting(self.tool, self.picking)


class Adjusting(_Picked):
    """No button is down: more colours can be picked, others taken away, and the options set."""

    @property
    def holds_button(self) -> bool:
        return False

    @property
    def can_finish(self) -> bool:
        return not self.picking.is_empty

    def entered(self) -> None:
        self.context.status(
            tr("A click with Shift adds a colour, with Alt or Ctrl takes one away. Enter applies it, Esc gives up.")
        )

    def pressed(self, event: PointerEvent) -> State[RangeTool]:
        if event.button == Button.RIGHT:
            self.context.open_options(event.screen)
        if event.button != Button.LEFT:
            return self
        takes_away = bool(event.modifiers & (Modifier.ALT | Modifier.CTRL))
        self.picking.begin(keep=takes_away or Modifier.SHIFT in event.modifiers)
        return Sampling(self.tool, self.picking, event, wanted=not takes_away)


class Applying(Working[RangeTool]):
    """The mask is worked out at full size."""

    def __init__(self, tool: RangeTool, picking: Picking) -> None:
        self._picking = picking
        work = partial(_made, picking.work())
        super().__init__(tool, tr("Selecting the colours… Esc gives up."), work, self._done_with)

    def _done_with(self, shape: Mask) -> State[RangeTool]:
        self._picking.stop()
        self.context.apply_mask(tr("Colour range"), partial(_combined, shape, self._picking.op))
        return self.tool.idle()

    def cancelled(self) -> None:
        super().cancelled()
        self._picking.stop()


def _made(reading: Reading, stop: Stop) -> Mask:
    source = reading.source
    return range_mask(partial(compose, source), source.colour, source.canvas, reading.range(stop), stop)


def _combined(shape: Mask, op: Op, mask: Mask) -> Mask:
    return merge(mask, shape, op)


RangeTool.states = (Ready, Sampling, Adjusting, Applying)

TOOL = ToolSpec(
    id="colour-range",
    label=tr("Colour range"),
    icon="colour-range",
    shortcut="",
    cursor="cross",
    machine=RangeTool,
    order=45,
    options=RangeOptions,
    help=tr(
        "Pick colours by a click or a drag: Shift adds more, Alt or Ctrl takes some away. Enter masks everything that "
        "looks like them, Esc gives up."
    ),
    on_mask=True,
    group="colours",
    finishes=True,
)
