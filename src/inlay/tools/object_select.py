"""Object select (Shift+W): a box around an object, or a line drawn on it, becomes its mask; more lines refine it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from inlay.base.geometry import Point, Rect
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.scaled import compose_at
from inlay.imaging.giving_up import Stop
from inlay.imaging.mask import Mask
from inlay.imaging.regions import Op
from inlay.imaging.regions.merge import merge
from inlay.imaging.regions.object_select import Hint, object_mask
from inlay.tools.boxing import BoxDragging, BoxPointing, BoxTool
from inlay.tools.events import Button, KeyEvent, Modifier, PointerEvent
from inlay.tools.options import Choice, option
from inlay.tools.overlay import Scribble
from inlay.tools.preview import ShapePreview
from inlay.tools.sampling import merged_option
from inlay.tools.selecting import SelectIdle, SelectOptions, op_for
from inlay.tools.spec import ToolSpec
from inlay.tools.state import State
from inlay.tools.working import Working

WIDTH = 6.0
"""Logical screen pixels that a scribble is wide."""
STEP = 2.0
"""Logical screen pixels between two of its points."""


@dataclass(frozen=True, eq=False)
class ObjectOptions(SelectOptions):
    """Options of the object select."""

    begin: str = option(
        "box",
        tr("Begin with"),
        choices=(Choice("box", tr("Rectangle")), Choice("scribble", tr("Scribble"))),
        help=tr("Drag a rectangle around the object, or draw a line on it."),
    )
    merged: bool = merged_option()


class Finding:
    """What the person has told of the object so far, and the mask that came of it."""

    def __init__(self, op: Op, box: Rect | None) -> None:
        self.op, self.box = op, box
        self.hints: tuple[Hint, ...] = ()
        self.shape = Mask.empty()

    @property
    def is_begun(self) -> bool:
        """Whether there is anything to go by."""
        return self.box is not None or any(each.wanted for each in self.hints)

    def work(self, source: Document) -> Any:
        """What finds the object, at leisure."""
        return partial(_found, source, self.box, self.hints)


def _found(source: Document, box: Rect | None, hints: tuple[Hint, ...], stop: Stop) -> Mask:
    return object_mask(partial(compose_at, source), source.canvas, box, hints, stop)


class ObjectTool(BoxTool):
    """The object is found, shown, refined by scribbles, and becomes part of the mask by Enter."""

    id = "object"

    def idle(self) -> State[Any]:
        return Ready(self)

    def boxed(self, box: Rect, op: Op) -> State[Any]:
        held = box.intersect(self.context.document.canvas)
        return self.idle() if held.is_empty else Searching(self, Finding(op, held))

    def document_changed(self) -> None:
        if isinstance(self.state, Reviewing):
            self.state.entered()

    def show_scribbles(self, finding: Finding, *more: Scribble) -> None:
        """Draw what was scribbled."""
        width = self.context.view.scale
        drawn = [Scribble(each.points, each.wanted, each.width * width) for each in finding.hints]
        self.context.set_overlay(*drawn, *more)

    def leave(self) -> None:
        """Show nothing of it any more."""
        self.context.set_overlay()
        self.context.show_mask(None)
        self.context.status("")


class Ready(SelectIdle[ObjectTool]):
    """Nothing is told yet; the keys held at the start say what the object does to the mask."""

    def begun(self, event: PointerEvent) -> State[Any]:
        if self.tool.options.begin == "box":
            return BoxPointing(self.tool, event)
        return Scribbling(self.tool, Finding(op_for(event.modifiers, self.tool.options), None), event, wanted=True)


class _Found(State[ObjectTool]):
    """Something is told of the object."""

    def __init__(self, tool: ObjectTool, finding: Finding) -> None:
        super().__init__(tool)
        self.finding = finding

    def cancelled(self) -> None:
        self.tool.leave()


class Scribbling(_Found):
    """A line is drawn on the object, or off it."""

    def __init__(self, tool: ObjectTool, finding: Finding, start: PointerEvent, wanted: bool) -> None:
        super().__init__(tool, finding)
        self._wanted = wanted
        self._points = [start.pos]
        self._last = start.screen
        self._show()

    def moved(self, event: PointerEvent) -> State[ObjectTool]:
        if abs(event.screen.x - self._last.x) + abs(event.screen.y - self._last.y) >= STEP:
            self._last = event.screen
            self._points.append(event.pos)
            self._show()
        return self

    def released(self, event: PointerEvent) -> State[ObjectTool]:
        self.moved(event)
        if self.context.document.canvas.grow(1).intersect(_around(self._points)).is_empty:
            return Searching(self.tool, self.finding) if self.finding.is_begun else self._given_up()
        hint = Hint(tuple(self._points), WIDTH / self.context.view.scale, self._wanted)
        self.finding.hints = (*self.finding.hints, hint)
        return Searching(self.tool, self.finding)

    def _given_up(self) -> State[Any]:
        self.tool.leave()
        return self.tool.idle()

    def _show(self) -> None:
        self.tool.show_scribbles(self.finding, Scribble(tuple(self._points), self._wanted, WIDTH))


def _around(points: list[Point]) -> Rect:
    return Hint(tuple(points), 1.0, wanted=True).bounds


def refined(state: State[ObjectTool], finding: Finding, event: PointerEvent) -> State[ObjectTool]:
    """The next scribble begins; with Alt or Ctrl it lies on what is too much."""
    unwanted = bool(event.modifiers & (Modifier.ALT | Modifier.CTRL))
    return Scribbling(state.tool, finding, event, wanted=not unwanted)


class Searching(Working[ObjectTool]):
    """The object is looked for in the background."""

    def __init__(self, tool: ObjectTool, finding: Finding) -> None:
        source = tool.context.source(tool.options.merged)
        super().__init__(tool, tr("Looking for the object… Esc gives up."), finding.work(source), self._done_with)
        self.finding = finding

    def entered(self) -> None:
        self.tool.show_scribbles(self.finding)
        super().entered()

    def pressed(self, event: PointerEvent) -> State[ObjectTool]:
        """A hand that knows already what will be missing needn't wait."""
        if event.button != Button.LEFT:
            return self
        self.give_up()
        return refined(self, self.finding, event)

    def _done_with(self, shape: Mask) -> State[ObjectTool]:
        self.finding.shape = shape
        return Reviewing(self.tool, self.finding)

    def cancelled(self) -> None:
        super().cancelled()
        self.tool.leave()


class Reviewing(_Found):
    """The object is shown: scribbles refine it, Enter takes it."""

    @property
    def holds_button(self) -> bool:
        return False

    @property
    def can_finish(self) -> bool:
        return not self.finding.shape.is_empty

    def entered(self) -> None:
        self.context.show_mask(ShapePreview(self.context.mask, self.finding.op, self.finding.shape))
        self.tool.show_scribbles(self.finding)
        if self.finding.shape.is_empty:
            self.context.status(tr("No object was found here. Draw a line on it, or press Esc."))
        else:
            self.context.status(
                tr("Draw on what is missing, with Alt or Ctrl on what is too much. Enter applies it, Esc gives up.")
            )

    def pressed(self, event: PointerEvent) -> State[ObjectTool]:
        if event.button == Button.RIGHT:
            self.context.open_options(event.screen)
        if event.button != Button.LEFT:
            return self
        return refined(self, self.finding, event)

    def key(self, event: KeyEvent) -> State[ObjectTool] | None:
        if event.name == "Enter":
            return self._taken() if event.pressed else self
        if event.name == "Backspace":
            return self._without_last() if event.pressed else self
        return None

    def _taken(self) -> State[ObjectTool]:
        self.tool.leave()
        ready = self.tool.idle()
        self.tool.follow(ready)  # before the document changes, so that nothing is shown for it again
        if not self.finding.shape.is_empty:
            self.context.apply_mask(tr("Object select"), partial(_combined, self.finding.shape, self.finding.op))
        return ready

    def _without_last(self) -> State[ObjectTool]:
        """Take back the last scribble; with the only one, all of it."""
        if not self.finding.hints:
            return self
        self.finding.hints = self.finding.hints[:-1]
        if self.finding.is_begun:
            return Searching(self.tool, self.finding)
        self.tool.leave()
        return self.tool.idle()


def _combined(shape: Mask, op: Op, mask: Mask) -> Mask:
    return merge(mask, shape, op)


ObjectTool.states = (Ready, BoxPointing, BoxDragging, Scribbling, Searching, Reviewing)

TOOL = ToolSpec(
    id="object",
    label=tr("Object select"),
    icon="object",
    shortcut="Shift+W",
    cursor="cross",
    machine=ObjectTool,
    order=46,
    options=ObjectOptions,
    help=tr(
        "Drag a rectangle around an object to find its outline. Then draw on what is missing, with Alt or Ctrl on what "
        "is too much; Backspace takes a line back, Enter makes it the mask, Esc gives up."
    ),
    on_mask=True,
    group="colours",
    finishes=True,
)
