"""The rectangle (M): masks a box of whole pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.imaging.mask import Mask
from inlay.imaging.regions import Op, apply_rectangle
from inlay.tools.boxing import BoxDragging, BoxPointing, BoxReady, BoxTool
from inlay.tools.selecting import ShapeOptions, drawn
from inlay.tools.spec import ToolSpec
from inlay.tools.state import State


@dataclass(frozen=True, eq=False)
class RectangleOptions(ShapeOptions):
    """The rectangle has a mode of its own."""


class RectangleTool(BoxTool):
    """Dragged from corner to corner."""

    id = "rectangle"
    states = (BoxReady, BoxPointing, BoxDragging)

    def idle(self) -> State[Any]:
        return BoxReady(self)

    def boxed(self, box: Rect, op: Op) -> State[Any]:
        canvas = self.context.document.canvas
        self.context.apply_mask(tr("Rectangle"), partial(_with_box, box, self.options, op, canvas))
        return self.idle()


def _with_box(box: Rect, options: RectangleOptions, op: Op, canvas: Rect, mask: Mask) -> Mask:
    shape = apply_rectangle(Mask.empty(), box.x, box.y, box.right, box.bottom, "replace", canvas)
    return drawn(shape, options, op, canvas, mask)


TOOL = ToolSpec(
    id="rectangle",
    label=tr("Rectangle"),
    icon="rectangle",
    shortcut="M",
    cursor="cross",
    machine=RectangleTool,
    order=40,
    options=RectangleOptions,
    help=tr(
        "Mask a rectangle. Shift adds, Alt or Ctrl subtracts, both intersect; while dragging, Shift makes a square, "
        "Alt draws from the centre, Space moves it."
    ),
    on_mask=True,
    group="boxes",
)
