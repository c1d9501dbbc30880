"""The frame (C): extends the picture's border, or crops it. What it is set to is applied by Enter, as one undo step."""

from __future__ import annotations

from functools import partial
from typing import Any

from inlay.base.geometry import Point, Rect
from inlay.base.text import tr, tr_number
from inlay.document.document import Document
from inlay.document.extend import extend, new_area, overlap_bands
from inlay.imaging.limits import MAX_MEGAPIXELS, MAX_SIDE
from inlay.tools.context import Frame
from inlay.tools.events import Button, KeyEvent, Modifier, PointerEvent
from inlay.tools.frame_geometry import (
    Handle,
    centre_marks,
    grown_to_aspect,
    handle_at,
    handle_points,
    moved,
    resized,
    with_margins,
)
from inlay.tools.frame_options import FREE, SIDES, FrameOptions, aspect_of, margins_from, margins_into
from inlay.tools.overlay import RectOutline
from inlay.tools.spec import ToolSpec
from inlay.tools.state import Idle, Pointing, State, Tool

REACH = 10.0
"""Logical screen pixels around an edge within which it can be taken."""
AIR = 16
"""The share of the longer side that is left around a frame that is brought into view."""


class FrameTool(Tool):
    """Holds the frame that is being set. `rect` is None while the tool isn't in the hand."""

    id = "frame"
    default_cursor = "frame"

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.rect: Rect | None = None
        self.canvas = Rect(0, 0, 1, 1)
        self._seen = FrameOptions()
        self._is_writing = False

    def idle(self) -> State[Any]:
        return Ready(self)

    # Picked up and put down

    def activate(self) -> None:
        self._begin()

    def suspend(self) -> None:
        self.cancel()  # the frame stays in sight while the hand or the zoom tool is used

    def resume(self) -> None:
        self.document_changed()
        self.show()

    def deactivate(self) -> None:
        super().deactivate()
        self.rect = None
        self.context.publish_frame(None)

    def document_changed(self) -> None:
        if self.rect is None or self.context.frame is None or self.context.document.canvas != self.canvas:
            self.cancel()
            self._begin()

    def _begin(self) -> None:
        """Start from the canvas as it is."""
        self.canvas = self.context.document.canvas
        self.rect = self.canvas
        self._write(aspect=FREE)
        self.show()

    def handle_pointer(self, event: PointerEvent) -> None:
        if self.rect is None:
            self._begin()
        super().handle_pointer(event)

    # The frame

    @property
    def pending(self) -> Rect:
        """The frame as it is set now."""
        return self.canvas if self.rect is None else self.rect

    @property
    def is_changed(self) -> bool:
        """Whether applying would change anything."""
        return self.pending != self.canvas

    @property
    def ratio(self) -> float | None:
        """Width / height of the preset that is kept, if one is."""
        aspect = aspect_of(self.options.aspect)
        return None if aspect is None else aspect[0] / aspect[1]

    def set_rect(self, rect: Rect, aspect: str | None = None) -> bool:
        """Set the frame. False, and nothing changes, where it would be too large or show nothing of the canvas."""
        if rect.is_empty or rect.intersect(self.canvas).is_empty:
            return False
        if max(rect.w, rect.h) > MAX_SIDE or rect.area > MAX_MEGAPIXELS * 1_000_000:
            self.context.status(
                tr("A picture is at most {side} px a side and {area} MP.").format(
                    side=tr_number(MAX_SIDE), area=MAX_MEGAPIXELS
                )
            )
            return False
        self.rect = rect
        self._write(**({} if aspect is None else {"aspect": aspect}))
        self.show()
        return True

    def reset(self) -> None:
        """Back to the canvas as it is."""
        self.set_rect(self.canvas, FREE)

    def apply(self) -> None:
        """Make the frame the canvas: one undo step."""
        if not self.is_changed:
            return
        grows = bool(new_area(self.canvas, self.pending))
        label = tr("Extend border") if grows else tr("Crop")
        self.context.apply_document(label, partial(_extended, self.pending, self.options.overlap))

    def show(self) -> None:
        """Publish the frame and what is drawn of it."""
        rect, overlap = self.pending, self.options.overlap
        label = tr("{w} × {h} px").format(w=rect.w, h=rect.h)
        outline = RectOutline(
            rect.x,
            rect.y,
            rect.right,
            rect.bottom,
            handles=tuple(handle_points(rect).values()),
            marks=centre_marks(rect),
            label=label,
            dim_outside=True,
            bands=overlap_bands(self.canvas, rect, overlap) if overlap else (),
        )
        self.context.set_overlay(outline)
        self.context.publish_frame(Frame(rect, self.canvas, overlap))

    # The option bar

    def options_changed(self) -> None:
        if self._is_writing or self.rect is None:
            return
        before, now = self._seen, self.options
        self._seen = now
        if now.unit != before.unit:
            self._write()
        elif now.aspect != before.aspect:
            aspect = aspect_of(now.aspect)
            if aspect is not None and not self.set_rect(grown_to_aspect(self.canvas, *aspect)):
                self._write(aspect=before.aspect)
            self._bring_into_view()
        elif any(getattr(now, side) != getattr(before, side) for side in SIDES):
            if not self.set_rect(with_margins(self.canvas, margins_from(now, self.canvas)), FREE):
                self._write()
        else:
            self.show()

    def _bring_into_view(self) -> None:
        """A ratio may lead beyond the screen, and the handles are to be seen."""
        rect, view = self.pending, self.context.view
        if not view.visible.contains(rect):
            view.zoom_to(rect.grow(max(rect.w, rect.h) // AIR + 1))

    def _write(self, **more: Any) -> None:
        """Put the frame's margins into the options, in the unit that is shown."""
        values = margins_into(self.options, self.pending, self.canvas)
        self._is_writing = True
        try:
            self.context.set_options(self.id, **values, **more)
        finally:
            self._is_writing = False
        self._seen = self.options


def _extended(rect: Rect, overlap: int, document: Document) -> Document:
    return extend(document, rect, overlap)


class Ready(Idle[FrameTool]):
    """The frame can be taken at an edge, or inside to move it."""

    def __init__(self, tool: FrameTool, shape: str = "frame") -> None:
        super().__init__(tool)
        self._shape = shape

    @property
    def cursor(self) -> str:
        return self._shape

    def pressed(self, event: PointerEvent) -> State[FrameTool]:
        if event.button == Button.RIGHT:
            self.context.open_options(event.screen)
        if event.button != Button.LEFT:
            return self
        handle = self._handle(event.pos)
        if handle is None and not self.tool.pending.holds(*event.pos):
            return self
        return FramePointing(self.tool, event, handle)

    def double_clicked(self, event: PointerEvent) -> State[FrameTool]:
        if event.button == Button.LEFT and self.tool.is_changed and self._handle(event.pos) is None:
            self.tool.apply()
            return self
        return self.pressed(event)

    def hovered(self, event: PointerEvent) -> State[FrameTool]:
        handle = self._handle(event.pos)
        inside = self.tool.pending.holds(*event.pos)
        self._shape = handle.cursor if handle else "move" if inside else "frame"
        return self

    def key(self, event: KeyEvent) -> State[FrameTool] | None:
        if not event.pressed or not self.tool.is_changed:
            return None
        if event.name == "Enter" and event.modifiers == Modifier.NONE:
            self.tool.apply()
            return self
        if event.name == "Escape":
            self.tool.reset()
            return self
        return None

    def _handle(self, pos: Point) -> Handle | None:
        return handle_at(self.tool.pending, pos, REACH / self.context.view.scale)


class FramePointing(Pointing[FrameTool]):
    """An edge was taken, or the frame as a whole."""

    def __init__(self, tool: FrameTool, start: PointerEvent, handle: Handle | None) -> None:
        super().__init__(tool, start)
        self.handle = handle

    @property
    def cursor(self) -> str:
        return self.handle.cursor if self.handle else "move"

    def moved(self, event: PointerEvent) -> State[FrameTool]:
        if not self.is_drag(event):
            return self
        if self.handle is None:
            return Moving(self.tool, self.start.pos).moved(event)
        return Resizing(self.tool, self.start.pos, self.handle).moved(event)

    def released(self, event: PointerEvent) -> State[FrameTool]:  # noqa: ARG002 - it never became a drag
        return Ready(self.tool, self.cursor)


class _Setting(State[FrameTool]):
    """The frame follows the pointer; Esc brings back the one that was taken."""

    def __init__(self, tool: FrameTool, origin: Point) -> None:
        super().__init__(tool)
        self.origin = self.end = origin
        self.before = tool.pending
        self.aspect_before = tool.options.aspect

    def changed(self) -> None:
        """Set the frame by where the pointer is."""
        raise NotImplementedError

    def moved(self, event: PointerEvent) -> State[FrameTool]:
        self.end = event.pos
        self.changed()
        return self

    def modifiers_changed(self, modifiers: Modifier) -> State[FrameTool]:  # noqa: ARG002 - the tool has noted them
        self.changed()
        return self

    def released(self, event: PointerEvent) -> State[FrameTool]:
        self.moved(event)
        return Ready(self.tool, self.cursor)

    def cancelled(self) -> None:
        self.tool.set_rect(self.before, self.aspect_before)


class Resizing(_Setting):
    """One or two edges follow; Shift keeps the ratio, Alt moves the opposite side as well."""

    def __init__(self, tool: FrameTool, origin: Point, handle: Handle) -> None:
        super().__init__(tool, origin)
        self.handle = handle

    @property
    def cursor(self) -> str:
        return self.handle.cursor

    def changed(self) -> None:
        held = self.tool.modifiers
        ratio = self.tool.ratio
        if ratio is None and Modifier.SHIFT in held:
            ratio = self.before.w / self.before.h
        dx, dy = self.end.x - self.origin.x, self.end.y - self.origin.y
        self.tool.set_rect(resized(self.before, self.handle, dx, dy, ratio, Modifier.ALT in held))


class Moving(_Setting):
    """The frame as a whole follows."""

    @property
    def cursor(self) -> str:
        return "move"

    def changed(self) -> None:
        dx, dy = self.end.x - self.origin.x, self.end.y - self.origin.y
        self.tool.set_rect(moved(self.before, dx, dy, self.tool.canvas))


FrameTool.states = (Ready, FramePointing, Resizing, Moving)

TOOL = ToolSpec(
    id="frame",
    label=tr("Frame"),
    icon="frame",
    shortcut="C",
    cursor="frame",
    machine=FrameTool,
    order=50,
    options=FrameOptions,
    help=tr("Extend the border or crop. Shift keeps the ratio, Alt mirrors; Enter applies, Esc cancels."),
)
