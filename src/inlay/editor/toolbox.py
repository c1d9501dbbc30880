"""The tools in the hand: which one is active, their options, and what they see of the program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar

from inlay.base.errors import InlayError
from inlay.base.geometry import Point, Rect
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.only_layer import only_layer
from inlay.editor.mask_steps import mask_step
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.editor.signals import EditorSignals
from inlay.imaging.giving_up import GivenUp, Stop
from inlay.imaging.mask import Mask
from inlay.imaging.tile import Pixels
from inlay.tools.context import Frame, PaintValue, ToolView
from inlay.tools.options import changed_options, options_of
from inlay.tools.overlay import MaskPreview, Overlay, StrokePreview
from inlay.tools.spec import all_tools
from inlay.tools.state import Tool
from inlay.tools.working import Aside

R = TypeVar("R")
PATIENCE = 0.3
"""Seconds after which it is said what takes a while."""


class FixedView:
    """A view for when there is no window: everything at 100 %."""

    scale = 1.0
    level = 0
    visible = Rect(0, 0, 1, 1)

    def pan_by(self, dx: float, dy: float) -> None:
        """Nothing moves."""

    def zoom_at(self, pos: Point, factor: float) -> None:
        """Nothing is zoomed."""

    def zoom_to(self, rect: Rect) -> None:
        """Nothing is zoomed."""


class PlanSource(Protocol):
    """What the tools see of the plan of the request: `editor.planning`."""

    @property
    def frame(self) -> Rect | None:
        """The person's own frame."""

    @property
    def boxes(self) -> tuple[Rect, ...]:
        """The parts of the picture that are sent as planned now."""

    def set_frame(self, rect: Rect | None) -> None:
        """Send this part of the picture; None lets the plan decide."""


class NoPlan:
    """A plan for when nothing is planned."""

    frame: Rect | None = None
    boxes: tuple[Rect, ...] = ()

    def set_frame(self, rect: Rect | None) -> None:
        """Nothing is sent."""


class Toolbox:
    """Implements `ToolContext` for all tools and hands events to the active one."""

    def __init__(self, signals: EditorSignals, settings: Settings, session: Callable[[], Session | None]) -> None:
        self._signals = signals
        self._settings = settings
        self._session = session
        self.view: ToolView = FixedView()
        self.planning: PlanSource = NoPlan()
        self.paint_value: PaintValue = "add"
        self.frame: Frame | None = None
        self.overlays: tuple[Overlay, ...] = ()
        self.previews: tuple[StrokePreview, ...] = ()
        self.mask_preview: MaskPreview | None = None
        self.specs = {spec.id: spec for spec in all_tools()}
        self._options = {spec.id: self._remembered(spec.id, spec.options()) for spec in all_tools()}
        self._tools: dict[str, Tool] = {spec.id: spec.machine(self) for spec in all_tools()}
        self.tool_id = "brush"
        self.borrowed_id: str | None = None

    # Which tool

    @property
    def active(self) -> Tool:
        """The tool that gets the events: a borrowed one, or the one chosen."""
        return self._tools[self.borrowed_id or self.tool_id]

    def choose(self, tool_id: str) -> None:
        """Pick up a tool; a gesture in progress of the old one is given up."""
        if tool_id == self.tool_id and self.borrowed_id is None:
            return
        self.give_back()
        self.active.deactivate()
        self.tool_id = tool_id
        self._pick_up()
        self._signals.tool_changed.emit()

    def borrow(self, tool_id: str) -> None:
        """Use a tool for as long as its key is held."""
        if tool_id == (self.borrowed_id or self.tool_id):
            return
        self.give_back()
        self._tools[self.tool_id].suspend()
        self.borrowed_id = tool_id
        self._pick_up()
        self._signals.tool_changed.emit()

    def give_back(self) -> None:
        """Put a borrowed tool down again."""
        if self.borrowed_id is not None:
            self.active.deactivate()
            self.borrowed_id = None
            if self._session() is not None:
                self.active.resume()
            self._signals.tool_changed.emit()

    def _pick_up(self) -> None:
        # With nothing open there is nothing to start from; `document_changed` follows when something is.
        if self._session() is not None:
            self.active.activate()

    # Options

    def _remembered(self, tool_id: str, options: Any) -> Any:
        values = {
            each.name: self._settings.get(f"tools.{tool_id}.{each.name}", each.default)
            for each in options_of(type(options))
            if each.remembered
        }
        return changed_options(options, values)

    def options(self, tool_id: str) -> Any:
        """The current options of a tool: an instance of its `ToolSpec.options`."""
        return self._options[tool_id]

    def set_options(self, tool_id: str, **values: Any) -> None:
        """Replace some options, each brought into its range, and remember them."""
        options = changed_options(self._options[tool_id], values)
        self._options[tool_id] = options
        for each in options_of(type(options)):
            if each.remembered and each.name in values:
                self._settings.set(f"tools.{tool_id}.{each.name}", getattr(options, each.name))
        self._tools[tool_id].options_changed()
        self._signals.options_changed.emit(tool_id)

    def set_paint_value(self, value: PaintValue) -> None:
        """What painting does: add to the mask or subtract from it."""
        self.paint_value = value
        self.active.paint_value_changed()
        self._signals.options_changed.emit(self.tool_id)

    def swap_value(self) -> None:
        """Let the tool that was chosen subtract from the mask instead of adding to it, or the other way round."""
        self._set_value("subtract" if self._value() == "add" else "add")

    def reset_value(self) -> None:
        """Let the tool that was chosen add to the mask, as at first."""
        self._set_value("add")

    def _value(self) -> str:
        mode = getattr(self.options(self.tool_id), "mode", self.paint_value)
        return "subtract" if mode == "subtract" else "add"

    def _set_value(self, value: PaintValue) -> None:
        spec = self.specs[self.tool_id]
        if spec.takes_value:
            self.set_paint_value(value)
        elif hasattr(self.options(spec.id), "mode"):  # a tool that draws shapes
            self.set_options(spec.id, mode=value)
        else:
            return
        self.status(tr("Adds to the mask.") if value == "add" else tr("Subtracts from the mask."))

    # What tools see

    @property
    def document(self) -> Document:
        """The current document."""
        session = self._session()
        assert session is not None, "tools get no events while nothing is open"
        return session.document

    @property
    def mask(self) -> Mask:
        """The mask that mask tools work on."""
        session = self._session()
        assert session is not None, "tools get no events while nothing is open"
        return session.edited_mask

    @property
    def crop_frame(self) -> Rect | None:
        """The part of the picture that the person wants to be sent."""
        return self.planning.frame

    @property
    def planned_boxes(self) -> tuple[Rect, ...]:
        """The parts of the picture that are sent as planned now."""
        return self.planning.boxes

    def set_crop_frame(self, rect: Rect | None) -> None:
        """Send this part of the picture; None lets the plan decide again."""
        self.planning.set_frame(rect)

    def plan_changed(self) -> None:
        """Tell the active tool that the plan was worked out anew."""
        if self._session() is not None:
            self.active.plan_changed()

    def document_changed(self) -> None:
        """Tell the active tool that the document was replaced."""
        if self._session() is not None:
            self.active.document_changed()

    def session_changed(self) -> None:
        """Another document is about to be looked at, or none: nothing of a gesture stays."""
        for tool in self._tools.values():
            tool.cancel()
        self.set_overlay()
        self.show_mask(None)
        self.publish_frame(None)
        self.previews = ()
        self._signals.strokes_changed.emit()

    def apply_mask(self, label: str, fn: Callable[[Mask], Mask], preview: StrokePreview | None = None) -> None:
        """Run `fn` on the mask in the pool, in its turn; the preview stays until the step has landed."""
        session = self._session()
        if session is not None:
            ended = partial(self.drop_stroke, preview) if preview is not None else None
            mask_step(session, session.edited_layer, label, fn, ended)

    def source(self, merged: bool) -> Document:
        """What colours are read from: all layers, or the active one by itself."""
        document = self.document
        session = self._session()
        assert session is not None
        return document if merged else only_layer(document, session.active_layer)

    def sample(self, box: Rect, merged: bool) -> Pixels:
        """The pixels of that source in a box."""
        return compose(self.source(merged), box)

    def aside(
        self,
        aside: Aside,
        label: str,
        work: Callable[[Stop], R],
        done: Callable[[R], None],
        failed: Callable[[], None],
    ) -> None:
        """Run `work` in the pool and hand its result on, unless it was given up."""
        session = self._session()
        if session is not None:
            session.spawn(self._aside(aside, label, work, done, failed))

    async def _aside(
        self,
        aside: Aside,
        label: str,
        work: Callable[[Stop], R],
        done: Callable[[R], None],
        failed: Callable[[], None],
    ) -> None:
        said: list[str] = []

        def say() -> None:
            if not aside.is_given_up():
                said.append(label)
                self.status(label)

        waiting = asyncio.get_running_loop().call_later(PATIENCE, say)
        try:
            result = await in_pool(work, aside.is_given_up)
        except GivenUp:
            return
        except Exception:
            if not aside.is_given_up():
                failed()
            raise
        finally:
            waiting.cancel()
            if said:
                self.status("")
        if not aside.is_given_up():
            done(result)

    def show_mask(self, preview: MaskPreview | None) -> None:
        """Show this in place of the mask."""
        if preview is not self.mask_preview:
            self.mask_preview = preview
            self._signals.mask_preview_changed.emit()

    def gesture_changed(self) -> None:
        """The tool went on to another state."""
        self._signals.gesture_changed.emit()

    def apply_document(self, label: str, fn: Callable[[Document], Document]) -> None:
        """Run `fn` on the document in the pool, in its turn."""
        session = self._session()
        if session is not None:
            session.edit_slowly(label, fn)

    @property
    def chosen_layers(self) -> tuple[str, ...]:
        """The layers that the person has chosen."""
        session = self._session()
        return session.chosen.ids if session is not None else ()

    def show_moved(self, by: tuple[int, int] | None) -> bool:
        """Show the chosen layers in another place; False, and told, where they can't be moved."""
        session = self._session()
        if session is None:
            return False
        if by is None:
            session.moves.drop()
            return True
        return self._told(partial(session.moves.drag, session.chosen.ids, *by))

    def move_layers(self, dx: int, dy: int, series: bool = False) -> None:
        """Move the chosen layers, in its turn."""
        session = self._session()
        if session is not None:
            ids = session.chosen.ids
            self._told(partial(session.moves.move, ids, dx, dy, " ".join(("move", *ids)) if series else ""))

    def _told(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except InlayError as error:
            self._signals.failed.emit(error)
            return False
        return True

    def show_stroke(self, preview: StrokePreview, dirty: Sequence[Rect]) -> None:
        """A stroke in progress began or went on."""
        if preview not in self.previews:
            self.previews = (*self.previews, preview)
            self._signals.strokes_changed.emit()
        self._signals.stroke_changed.emit(preview, dirty)

    def drop_stroke(self, preview: StrokePreview) -> None:
        """A stroke was given up, or is part of the document now."""
        if preview in self.previews:
            self.previews = tuple(each for each in self.previews if each is not preview)
            self._signals.strokes_changed.emit()
            self._signals.stroke_changed.emit(preview, (preview.buffer.bounds,))

    def set_overlay(self, *overlays: Overlay) -> None:
        """What the tool wants drawn over the picture."""
        self.overlays = overlays
        self._signals.overlay_changed.emit()

    def publish_frame(self, frame: Frame | None) -> None:
        """The frame that is being set."""
        self.frame = frame
        self._signals.frame_changed.emit()

    def open_options(self, screen: Point) -> None:
        """Ask the window to show the options beside the pointer."""
        self._signals.options_wanted.emit(screen)

    def status(self, text: str) -> None:
        """Say something in the status bar."""
        self._signals.message.emit(text)
