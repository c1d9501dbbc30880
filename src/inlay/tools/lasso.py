"""The lasso (L): draws round what is to be filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.imaging.brush import smooth
from inlay.imaging.mask import Mask
from inlay.imaging.regions import Op, apply_polygon
from inlay.tools.events import Modifier, PointerEvent
from inlay.tools.overlay import Polyline
from inlay.tools.selecting import CurvedOptions, SelectIdle, drawn, op_for
from inlay.tools.spec import ToolSpec
from inlay.tools.state import Pointing, State, Tool


@dataclass(frozen=True, eq=False)
class LassoOptions(CurvedOptions):
    """The lasso has a mode of its own."""


class Lasso(Tool):
    """Freehand: the shape closes itself when the button goes up."""

    id = "lasso"

    def idle(self) -> State[Any]:
        return Ready(self)


class Ready(SelectIdle[Lasso]):
    """Nothing is drawn yet."""

    def begun(self, event: PointerEvent) -> State[Lasso]:
        return LassoPointing(self.tool, event)


class LassoPointing(Pointing[Lasso]):
    """The first point is set; a click alone draws nothing."""

    def moved(self, event: PointerEvent) -> State[Lasso]:
        if not self.is_drag(event):
            return self
        return Drawing(self.tool, self.start).moved(event)

    def released(self, event: PointerEvent) -> State[Lasso]:  # noqa: ARG002 - it never became a drag
        return self.tool.idle()


class Drawing(State[Lasso]):
    """The line follows the pointer."""

    def __init__(self, tool: Lasso, start: PointerEvent) -> None:
        super().__init__(tool)
        self.op = op_for(start.modifiers, tool.options)
        self.used_up = start.modifiers
        self.points = [start.pos]

    def moved(self, event: PointerEvent) -> State[Lasso]:
        self.points.append(event.pos)
        self.context.set_overlay(Polyline(tuple(self.points)))
        return self

    def released(self, event: PointerEvent) -> State[Lasso]:
        self.points.append(event.pos)
        op: Op = "subtract" if Modifier.CTRL in event.modifiers & ~self.used_up else self.op
        self.context.set_overlay()
        points = smooth(tuple(self.points), 1 / self.context.view.scale)
        canvas = self.context.document.canvas
        self.context.apply_mask(tr("Lasso"), partial(with_polygon, points, self.tool.options, op, canvas))
        return self.tool.idle()

    def modifiers_changed(self, modifiers: Modifier) -> State[Lasso]:
        self.used_up &= modifiers
        return self

    def cancelled(self) -> None:
        self.context.set_overlay()


def with_polygon(
    points: Sequence[tuple[float, float]], options: CurvedOptions, op: Op, canvas: Rect, mask: Mask
) -> Mask:
    """`mask` combined with a closed polygon, its edge as the options want it."""
    return drawn(apply_polygon(Mask.empty(), points, "replace", canvas), options, op, canvas, mask)


Lasso.states = (Ready, LassoPointing, Drawing)

TOOL = ToolSpec(
    id="lasso",
    label=tr("Lasso"),
    icon="lasso",
    shortcut="L",
    cursor="cross",
    machine=Lasso,
    order=30,
    options=LassoOptions,
    help=tr("Draw round what is to be filled. Shift adds, Alt or Ctrl subtracts, both intersect."),
    on_mask=True,
    group="lassos",
)
