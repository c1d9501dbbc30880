"""The context frame (Shift+C): which part of the picture is sent along with the mask. It edits no document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inlay.base.geometry import Point, Rect
from inlay.base.text import tr
from inlay.tools.events import Button, PointerEvent
from inlay.tools.frame_geometry import Handle, handle_at, handle_points, resized
from inlay.tools.options import option
from inlay.tools.overlay import RectOutline
from inlay.tools.spec import ToolSpec
from inlay.tools.state import Idle, Pointing, State, Tool

REACH = 10.0
"""Logical screen pixels around an edge within which it can be taken."""
RIM = 4
"""Px around the mask that always stay inside: a fill begins a little outside of what was painted."""


def _number(label: str, minimum: int | None, help_text: str) -> Any:
    return option(minimum or 0, label, minimum=minimum, step=1, unit=tr("px"), remembered=False, help=help_text)


@dataclass(frozen=True, eq=False)
class ContextOptions:
    """The frame in px of the picture, counted from its top left corner."""

    width: int = _number(tr("Width"), 1, tr("How wide the part is that is sent."))
    height: int = _number(tr("Height"), 1, tr("How high the part is that is sent."))
    left: int = _number(tr("Left"), None, tr("Where it begins, from the left edge of the picture."))
    top: int = _number(tr("Top"), None, tr("Where it begins, from the top edge of the picture."))


class ContextTool(Tool):
    """Holds the frame while it is dragged; between gestures the plan says where it is."""

    id = "context"
    default_cursor = "cross"

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.is_held = False
        self.dragged: Rect | None = None
        self._awaited: Rect | None = None  # a frame that was set, until it is planned with
        self._is_writing = False

    def idle(self) -> State[Any]:
        return Ready(self)

    # Picked up and put down

    def activate(self) -> None:
        self.is_held = True
        if self.frame is None:
            self.context.status(tr("Nothing would be sent: paint a mask and choose a service first."))
        self.show()

    def deactivate(self) -> None:
        super().deactivate()
        self.is_held, self._awaited = False, None

    def resume(self) -> None:
        self.activate()

    def suspend(self) -> None:
        super().suspend()
        self.is_held = False

    def plan_changed(self) -> None:
        self._awaited = None
        if self.is_held:
            self.show()

    # The frame

    @property
    def frame(self) -> Rect | None:
        """The frame as it is now: dragged, as planned, or as it was set where no plan can be made with it."""
        if self.dragged is not None or self._awaited is not None:
            return self.dragged or self._awaited
        boxes = self.context.planned_boxes
        if not boxes:
            return self.context.crop_frame
        whole = boxes[0]
        for box in boxes[1:]:
            whole = whole.union(box)
        return whole

    def kept_inside(self) -> Rect:
        """What every frame has to cover: the mask and a rim around it; empty where nothing is masked."""
        document = self.context.document
        bounds = document.mask.bounds(document.canvas)
        return Rect(0, 0, 0, 0) if bounds is None else bounds.grow(RIM).intersect(document.canvas)

    def settle(self, rect: Rect) -> None:
        """Set the frame; the plan snaps it to what the model takes."""
        self.dragged, self._awaited = None, rect
        self.context.set_crop_frame(rect)
        self.show()

    def show(self) -> None:
        """Publish handles and numbers."""
        rect = self.frame
        if rect is None:
            self.context.set_overlay()
            return
        label = tr("{w} × {h} px").format(w=rect.w, h=rect.h) if self.dragged is not None else ""
        handles = tuple(handle_points(rect).values())
        self.context.set_overlay(RectOutline(rect.x, rect.y, rect.right, rect.bottom, handles, label=label))
        self._write(rect)

    # The option bar

    def options_changed(self) -> None:
        if self._is_writing or not self.is_held or self.frame is None:
            return
        now, canvas = self.options, self.context.document.canvas
        typed = Rect(now.left + canvas.x, now.top + canvas.y, now.width, now.height)
        if typed != self.frame:
            self.settle(covering(typed, self.kept_inside()))

    def _write(self, rect: Rect) -> None:
        canvas = self.context.document.canvas
        values = {"width": rect.w, "height": rect.h, "left": rect.x - canvas.x, "top": rect.y - canvas.y}
        self._is_writing = True
        try:
            self.context.set_options(self.id, **values)
        finally:
            self._is_writing = False


def covering(rect: Rect, inside: Rect) -> Rect:
    """`rect`, grown where it doesn't cover what has to be inside."""
    return rect if inside.is_empty else rect.union(inside)


def moved_over(rect: Rect, dx: float, dy: float, inside: Rect, canvas: Rect) -> Rect:
    """`rect` moved by whole px: as far as it covers what has to be inside, and within the picture where it fits."""
    x = _kept(rect.x + round(dx), rect.w, (inside.x, inside.right), (canvas.x, canvas.right), inside.is_empty)
    y = _kept(rect.y + round(dy), rect.h, (inside.y, inside.bottom), (canvas.y, canvas.bottom), inside.is_empty)
    return Rect(x, y, rect.w, rect.h)


def _kept(start: int, size: int, inside: tuple[int, int], canvas: tuple[int, int], free: bool) -> int:
    if size <= canvas[1] - canvas[0]:
        start = min(canvas[1] - size, max(canvas[0], start))
    if not free and size >= inside[1] - inside[0]:
        start = min(inside[0], max(inside[1] - size, start))
    return start


class Ready(Idle[ContextTool]):
    """The frame can be taken at an edge, or inside to move it."""

    def __init__(self, tool: ContextTool, shape: str = "cross") -> None:
        super().__init__(tool)
        self._shape = shape

    @property
    def cursor(self) -> str:
        return self._shape

    def pressed(self, event: PointerEvent) -> State[ContextTool]:
        frame = self.tool.frame
        if event.button != Button.LEFT or frame is None:
            return self
        handle = self._handle(frame, event.pos)
        if handle is None and not frame.holds(*event.pos):
            return self
        return ContextPointing(self.tool, event, frame, handle)

    def hovered(self, event: PointerEvent) -> State[ContextTool]:
        frame = self.tool.frame
        handle = None if frame is None else self._handle(frame, event.pos)
        inside = frame is not None and frame.holds(*event.pos)
        self._shape = handle.cursor if handle else "move" if inside else "cross"
        return self

    def _handle(self, frame: Rect, pos: Point) -> Handle | None:
        return handle_at(frame, pos, REACH / self.context.view.scale)


class ContextPointing(Pointing[ContextTool]):
    """An edge was taken, or the frame as a whole."""

    def __init__(self, tool: ContextTool, start: PointerEvent, frame: Rect, handle: Handle | None) -> None:
        super().__init__(tool, start)
        self.frame, self.handle = frame, handle

    @property
    def cursor(self) -> str:
        return self.handle.cursor if self.handle else "move"

    def moved(self, event: PointerEvent) -> State[ContextTool]:
        if not self.is_drag(event):
            return self
        if self.handle is None:
            return MovingContext(self.tool, self.start.pos, self.frame).moved(event)
        return ResizingContext(self.tool, self.start.pos, self.frame, self.handle).moved(event)

    def released(self, event: PointerEvent) -> State[ContextTool]:  # noqa: ARG002 - it never became a drag
        return Ready(self.tool, self.cursor)


class _Setting(State[ContextTool]):
    """The frame follows the pointer; it is set when the button goes up."""

    def __init__(self, tool: ContextTool, origin: Point, frame: Rect) -> None:
        super().__init__(tool)
        self.origin, self.before = origin, frame
        self.inside = tool.kept_inside()

    def placed(self, dx: float, dy: float) -> Rect:
        """The frame after the hand moved by (dx, dy) px."""
        raise NotImplementedError

    def moved(self, event: PointerEvent) -> State[ContextTool]:
        self.tool.dragged = self.placed(event.pos.x - self.origin.x, event.pos.y - self.origin.y)
        self.tool.show()
        return self

    def released(self, event: PointerEvent) -> State[ContextTool]:
        self.moved(event)
        assert self.tool.dragged is not None
        self.tool.settle(self.tool.dragged)
        return Ready(self.tool, self.cursor)

    def cancelled(self) -> None:
        self.tool.dragged = None
        self.tool.show()


class ResizingContext(_Setting):
    """One or two edges follow, no farther in than the mask."""

    def __init__(self, tool: ContextTool, origin: Point, frame: Rect, handle: Handle) -> None:
        super().__init__(tool, origin, frame)
        self.handle = handle

    @property
    def cursor(self) -> str:
        return self.handle.cursor

    def placed(self, dx: float, dy: float) -> Rect:
        return covering(resized(self.before, self.handle, dx, dy), self.inside)


class MovingContext(_Setting):
    """The frame as a whole follows, as long as it covers the mask."""

    @property
    def cursor(self) -> str:
        return "move"

    def placed(self, dx: float, dy: float) -> Rect:
        return moved_over(self.before, dx, dy, self.inside, self.context.document.canvas)


ContextTool.states = (Ready, ContextPointing, ResizingContext, MovingContext)

TOOL = ToolSpec(
    id="context",
    label=tr("Context frame"),
    icon="context",
    shortcut="Shift+C",
    cursor="cross",
    machine=ContextTool,
    order=55,
    options=ContextOptions,
    help=tr("Set which part of the picture is sent along with the mask: drag its edges, or move it; Esc gives up."),
)
