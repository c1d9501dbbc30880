"""What all tools that select share: whether a shape is added, taken away, intersected, or put in the mask's place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.imaging.mask import Mask
from inlay.imaging.regions import Op, hard_mask
from inlay.imaging.regions.feather import feather_mask
from inlay.imaging.regions.merge import merge
from inlay.tools.events import Button, Modifier, PointerEvent
from inlay.tools.options import Choice, option
from inlay.tools.state import Idle, State, T

SHARPEST = 0.2
"""Px: less than this is no feather at all."""
MODES = (
    Choice("replace", tr("Replace"), "mode-replace"),
    Choice("add", tr("Add"), "mode-add"),
    Choice("subtract", tr("Subtract"), "mode-subtract"),
    Choice("intersect", tr("Intersect"), "mode-intersect"),
)


@dataclass(frozen=True, eq=False)
class SelectOptions:
    """Options of a tool that selects."""

    mode: str = option(
        "add",
        tr("Mode"),
        choices=MODES,
        help=tr(
            "What the shape does to the mask. Shift adds, Alt or Ctrl subtracts, Shift+Alt keeps what both cover, "
            "whatever is chosen here."
        ),
    )


@dataclass(frozen=True, eq=False)
class ShapeOptions(SelectOptions):
    """Options of a tool that draws shapes."""

    feather: float = option(
        0.0, tr("Feather"), minimum=0, maximum=250, step=0.5, unit=tr("px"),
        help=tr("How far the edge of the shape is softened: the sigma of a Gaussian."),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class CurvedOptions(ShapeOptions):
    """Options of a tool that draws shapes with slanted edges."""

    antialias: bool = option(
        True, tr("Anti-alias"), help=tr("Pixels that the edge crosses are masked by as much as they are covered.")
    )


def op_for(modifiers: Modifier, options: Any) -> Op:
    """What a shape does that begins with these modifiers held."""
    subtracts = bool(modifiers & (Modifier.ALT | Modifier.CTRL))
    if Modifier.SHIFT in modifiers:
        return "intersect" if subtracts else "add"
    return "subtract" if subtracts else cast(Op, options.mode)


def drawn(shape: Mask, options: ShapeOptions, op: Op, canvas: Rect, mask: Mask) -> Mask:
    """`mask` combined with a shape, its edge as the options want it, inside the canvas only."""
    if isinstance(options, CurvedOptions) and not options.antialias:
        shape = hard_mask(shape)
    if options.feather >= SHARPEST:
        shape = feather_mask(shape, options.feather, canvas)
    return merge(mask, shape, op)


class SelectIdle(Idle[T]):
    """Waits for the left button; the right one opens the options."""

    def pressed(self, event: PointerEvent) -> State[T]:
        if event.button == Button.RIGHT:
            self.context.open_options(event.screen)
        return self.begun(event) if event.button == Button.LEFT else self

    def begun(self, event: PointerEvent) -> State[T]:
        """The left button went down: the state that follows."""
        raise NotImplementedError
