"""What brush and eraser share: strokes under the hand, straight lines, setting the brush by drag, key and wheel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from inlay.base.geometry import Point
from inlay.imaging.brush import BrushSettings, Mode, StrokeBuffer, StrokePoint
from inlay.tools.brush_options import PaintOptions, stepped_size
from inlay.tools.events import Button, KeyEvent, Modifier, PointerEvent, WheelEvent
from inlay.tools.overlay import BrushCursor, Polyline, StrokePreview
from inlay.tools.state import Idle, Pointing, State, Tool

ERASING = Modifier.ALT | Modifier.CTRL
LOCK_DISTANCE = 6.0
"""Logical screen pixels after which a drag that sets the brush knows its axis."""
HARDNESS_PER_PIXEL = 0.5
WHEEL_FACTOR = 1.15


def _point(event: PointerEvent) -> StrokePoint:
    return StrokePoint(event.pos.x, event.pos.y, event.pressure)


class PaintTool(Tool):
    """A tool that paints on the mask. `erases` is for one that only takes away."""

    default_cursor: ClassVar[str] = "brush"
    erases: ClassVar[bool] = False
    step_label: ClassVar[str]

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.last: StrokePoint | None = None
        """Where the last stroke ended: straight lines start there."""
        self.pen_erases = False

    def idle(self) -> State[Any]:
        return Ready(self)

    def mode(self, modifiers: Modifier, eraser_end: bool) -> Mode:
        """What a stroke does that begins now."""
        takes_away = self.erases or eraser_end or bool(modifiers & ERASING) or self.context.paint_value == "subtract"
        return "subtract" if takes_away else "add"

    def brush(self, mode: Mode) -> BrushSettings:
        """The brush as it is set."""
        set_to: PaintOptions = self.options
        return BrushSettings(
            size=set_to.size,
            hardness=set_to.hardness / 100,
            opacity=set_to.opacity / 100,
            pressure_size=set_to.pressure_size,
            pressure_opacity=set_to.pressure_opacity,
            mode=mode,
            grain=min(64.0, max(0.05, 1 / self.context.view.scale)),
        )

    def show_cursor(self, at: Point | None = None) -> None:
        """Draw the brush's circle where the pointer is, and the line that a click with Shift would paint."""
        pos = at or self.hover
        if pos is None:
            self.context.set_overlay()
            return
        set_to: PaintOptions = self.options
        takes_away = self.mode(self.modifiers, self.pen_erases) == "subtract"
        circle = BrushCursor(pos, set_to.size / 2, set_to.hardness / 100, takes_away)
        last = self.last
        if last is not None and Modifier.SHIFT in self.modifiers and not self.is_in_gesture:
            self.context.set_overlay(Polyline((Point(last.x, last.y), pos)), circle)
        else:
            self.context.set_overlay(circle)

    def resize(self, size: float) -> None:
        """Set the size, in whole px."""
        self.context.set_options(self.id, size=round(size))

    def options_changed(self) -> None:
        if self.hover is not None:
            self.show_cursor()

    def paint_value_changed(self) -> None:
        self.options_changed()


class Stroke:
    """A stroke in progress: it grows, is shown, and becomes one undo step or nothing."""

    def __init__(self, tool: PaintTool, settings: BrushSettings, points: Iterable[StrokePoint]) -> None:
        self.tool = tool
        self._context = tool.context
        self._clip = tool.context.document.canvas
        self._show(StrokeBuffer(settings, self._context.view.level), points)

    def _show(self, buffer: StrokeBuffer, points: Iterable[StrokePoint]) -> None:
        self.preview = StrokePreview(buffer, self._clip)
        dirty = buffer.extend(points)
        self._context.show_stroke(self.preview, dirty)

    def go(self, event: PointerEvent) -> None:
        """The hand moved on."""
        level = self._context.view.level
        if level != self.preview.buffer.level:
            old = self.preview
            self._show(old.buffer.at_level(level), ())
            self._context.drop_stroke(old)
        self._context.show_stroke(self.preview, self.preview.buffer.extend([_point(event)]))

    def restart(self, points: Iterable[StrokePoint]) -> None:
        """Another stroke in place of this one."""
        old = self.preview
        self._show(StrokeBuffer(old.buffer.settings, self._context.view.level), points)
        self._context.drop_stroke(old)

    def drop(self) -> None:
        """Give it up."""
        self._context.drop_stroke(self.preview)

    def commit(self) -> None:
        """The hand was lifted: one undo step."""
        self.tool.last = self.preview.buffer.points[-1]
        self._context.apply_mask(self.tool.step_label, self.preview.final, self.preview)


class Ready(Idle[PaintTool]):
    """The brush follows the pointer; keys and wheel set it."""

    def entered(self) -> None:
        self.tool.show_cursor()

    def pressed(self, event: PointerEvent) -> State[PaintTool]:
        tool = self.tool
        if event.button == Button.RIGHT:
            if Modifier.ALT in event.modifiers:
                return AdjustPointing(tool, event)
            self.context.open_options(event.screen)
            return self
        if event.button != Button.LEFT:
            return self
        settings = tool.brush(tool.mode(event.modifiers, event.eraser_end))
        if Modifier.SHIFT in event.modifiers and tool.last is not None:
            return LinePointing(tool, event, Stroke(tool, settings, [tool.last, _point(event)]), tool.last)
        return StrokePointing(tool, event, Stroke(tool, settings, [_point(event)]))

    def hovered(self, event: PointerEvent) -> State[PaintTool]:
        self.tool.pen_erases = event.eraser_end
        self.tool.show_cursor()
        return self

    def left(self) -> State[PaintTool]:
        self.tool.show_cursor()
        return self

    def modifiers_changed(self, modifiers: Modifier) -> State[PaintTool]:  # noqa: ARG002 - the tool has noted them
        self.tool.show_cursor()
        return self

    def wheeled(self, event: WheelEvent) -> bool:
        if event.modifiers != Modifier.ALT:
            return False
        size = self.tool.options.size
        wanted = size * WHEEL_FACTOR**event.steps
        # At small sizes a share of the size is less than a pixel.
        self.tool.resize(max(wanted, size + 1) if event.steps > 0 else min(wanted, size - 1))
        return True

    def key(self, event: KeyEvent) -> State[PaintTool] | None:
        if event.modifiers & ERASING:
            return None
        set_to: PaintOptions = self.tool.options
        if event.name in ("[", "]"):
            step = 1 if event.name == "]" else -1
            if event.pressed and Modifier.SHIFT in event.modifiers:
                self.context.set_options(self.tool.id, hardness=set_to.hardness + 10 * step)
            elif event.pressed:
                self.tool.resize(stepped_size(set_to.size, step))
            return self
        if event.modifiers == Modifier.NONE and len(event.name) == 1 and event.name in "0123456789":
            if event.pressed:
                self.context.set_options(self.tool.id, opacity=10 * int(event.name) or 100)
            return self
        return None


class _Stroking(State[PaintTool]):
    """A stroke grows with each event."""

    stroke: Stroke

    def moved(self, event: PointerEvent) -> State[PaintTool]:
        self.stroke.go(event)
        self.tool.show_cursor()
        return Painting(self.tool, self.stroke)

    def released(self, event: PointerEvent) -> State[PaintTool]:
        points = self.stroke.preview.buffer.points
        if (event.pos.x, event.pos.y) != (points[-1].x, points[-1].y):
            # Pens lift with no pressure: the end keeps what the hand last gave.
            self.stroke.go(_with_pressure(event, points[-1].pressure))
        self.stroke.commit()
        return self.tool.idle()

    def cancelled(self) -> None:
        self.stroke.drop()


def _with_pressure(event: PointerEvent, pressure: float) -> PointerEvent:
    return PointerEvent(event.phase, event.pos, event.screen, pressure, event.button, event.buttons, event.modifiers)


class StrokePointing(_Stroking, Pointing[PaintTool]):
    """The brush touched the picture and left a dot."""

    def __init__(self, tool: PaintTool, start: PointerEvent, stroke: Stroke) -> None:
        super().__init__(tool, start)
        self.stroke = stroke


class Painting(_Stroking):
    """The stroke goes on."""

    def __init__(self, tool: PaintTool, stroke: Stroke) -> None:
        super().__init__(tool)
        self.stroke = stroke

    def moved(self, event: PointerEvent) -> State[PaintTool]:
        self.stroke.go(event)
        self.tool.show_cursor()
        return self


class _Ruling(State[PaintTool]):
    """A straight line from the end of the last stroke; its other end follows the pointer."""

    stroke: Stroke
    origin: StrokePoint

    def moved(self, event: PointerEvent) -> State[PaintTool]:
        self.stroke.restart([self.origin, _point(event)])
        self.tool.show_cursor()
        return Ruling(self.tool, self.stroke, self.origin)

    def released(self, event: PointerEvent) -> State[PaintTool]:
        end = self.stroke.preview.buffer.points[-1]
        if (event.pos.x, event.pos.y) != (end.x, end.y):
            self.stroke.restart([self.origin, StrokePoint(event.pos.x, event.pos.y, end.pressure)])
        self.stroke.commit()
        return self.tool.idle()

    def cancelled(self) -> None:
        self.stroke.drop()


class LinePointing(_Ruling, Pointing[PaintTool]):
    """A click with Shift: the line is there."""

    def __init__(self, tool: PaintTool, start: PointerEvent, stroke: Stroke, origin: StrokePoint) -> None:
        super().__init__(tool, start)
        self.stroke, self.origin = stroke, origin


class Ruling(_Ruling):
    """The line's end is being moved."""

    def __init__(self, tool: PaintTool, stroke: Stroke, origin: StrokePoint) -> None:
        super().__init__(tool)
        self.stroke, self.origin = stroke, origin


class AdjustPointing(Pointing[PaintTool]):
    """Alt and the right button: sideways will set the size, up and down the hardness."""

    def moved(self, event: PointerEvent) -> State[PaintTool]:
        dx, dy = event.screen.x - self.start.screen.x, event.screen.y - self.start.screen.y
        if max(abs(dx), abs(dy)) < LOCK_DISTANCE:
            return self
        return Adjusting(self.tool, self.start, sideways=abs(dx) >= abs(dy)).moved(event)

    def released(self, event: PointerEvent) -> State[PaintTool]:  # noqa: ARG002 - nothing was set
        return self.tool.idle()


class Adjusting(State[PaintTool]):
    """Size or hardness follows the drag; the circle stays where it was taken."""

    def __init__(self, tool: PaintTool, start: PointerEvent, sideways: bool) -> None:
        super().__init__(tool)
        self.start, self.sideways = start, sideways
        self.size, self.hardness = tool.options.size, tool.options.hardness

    def moved(self, event: PointerEvent) -> State[PaintTool]:
        if self.sideways:
            # The circle's edge keeps up with the pointer.
            self.tool.resize(self.size + 2 * (event.screen.x - self.start.screen.x) / self.context.view.scale)
        else:
            change = (event.screen.y - self.start.screen.y) * HARDNESS_PER_PIXEL
            self.context.set_options(self.tool.id, hardness=round(self.hardness + change))
        self.tool.show_cursor(self.start.pos)
        return self

    def released(self, event: PointerEvent) -> State[PaintTool]:  # noqa: ARG002 - what was last set stays
        return self.tool.idle()

    def cancelled(self) -> None:
        self.context.set_options(self.tool.id, size=self.size, hardness=self.hardness)


PAINT_STATES = (Ready, StrokePointing, Painting, LinePointing, Ruling, AdjustPointing, Adjusting)
