"""The ellipse (Shift+M): masks what lies in it, with each pixel of its edge as far as it is covered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.imaging.mask import Mask
from inlay.imaging.regions import Op, apply_ellipse
from inlay.tools.boxing import BoxDragging, BoxPointing, BoxReady, BoxTool, size_label
from inlay.tools.overlay import EllipseOutline, RectOutline
from inlay.tools.selecting import CurvedOptions, drawn
from inlay.tools.spec import ToolSpec
from inlay.tools.state import State


@dataclass(frozen=True, eq=False)
class EllipseOptions(CurvedOptions):
    """The ellipse has a mode of its own."""


class EllipseTool(BoxTool):
    """Dragged from corner to corner of the box around it."""

    id = "ellipse"
    states = (BoxReady, BoxPointing, BoxDragging)

    def idle(self) -> State[Any]:
        return BoxReady(self)

    def shown_box(self, box: Rect) -> RectOutline | EllipseOutline:
        return EllipseOutline(box.x, box.y, box.right, box.bottom, size_label(box))

    def boxed(self, box: Rect, op: Op) -> State[Any]:
        canvas = self.context.document.canvas
        self.context.apply_mask(tr("Ellipse"), partial(_with_ellipse, box, self.options, op, canvas))
        return self.idle()


def _with_ellipse(box: Rect, options: EllipseOptions, op: Op, canvas: Rect, mask: Mask) -> Mask:
    shape = apply_ellipse(Mask.empty(), box.x, box.y, box.right, box.bottom, "replace", canvas)
    return drawn(shape, options, op, canvas, mask)


TOOL = ToolSpec(
    id="ellipse",
    label=tr("Ellipse"),
    icon="ellipse",
    shortcut="Shift+M",
    cursor="cross",
    machine=EllipseTool,
    order=42,
    options=EllipseOptions,
    help=tr(
        "Mask an ellipse. Shift adds, Alt or Ctrl subtracts, both intersect; while dragging, Shift makes a circle, "
        "Alt draws from the centre, Space moves it."
    ),
    on_mask=True,
    group="boxes",
)
