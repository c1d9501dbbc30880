"""A bench for one tool: a `ToolContext` that applies edits at once and notes everything, and a hand that moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from inlay.base.geometry import Point, Rect
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.edits import set_mask
from inlay.document.layer import Layer
from inlay.document.only_layer import only_layer
from inlay.document.stacking import move_by
from inlay.imaging.colour import ColourSpace
from inlay.imaging.giving_up import GivenUp, Stop
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.tools.context import Frame, PaintValue
from inlay.tools.events import Button, KeyEvent, Modifier, Phase, PointerEvent
from inlay.tools.options import changed_options
from inlay.tools.overlay import MaskPreview, Overlay, StrokePreview
from inlay.tools.spec import all_tools, tool
from inlay.tools.state import Tool
from inlay.tools.working import Aside


def small_document(width: int = 300, height: int = 200, x: int = 0, y: int = 0) -> Document:
    """A photo of two bright discs on dark, grainy ground, with a soft mask in one place."""
    pixels = np.random.default_rng(2).integers(0, 100, (height, width, 3), np.uint8)
    rows, columns = np.mgrid[0:height, 0:width]
    for middle_x, middle_y, radius in ((225, 75, 18), (58, 43, 14)):
        pixels[np.hypot(columns - middle_x, rows - middle_y) < radius] += 150
    mask = np.tile(np.linspace(0, 255, 40).astype(np.uint8), (30, 1))
    return Document(
        canvas=Rect(x, y, width, height),
        colour=ColourSpace(None, "rgb", "sRGB"),
        depth=8,
        layers=(Layer("photo", "Photo", Raster.from_array(pixels, x, y)),),
        mask=Mask.from_array(mask, x + 20, y + 20),
    )


class Step(NamedTuple):
    """One undo step."""

    label: str
    before: Document
    after: Document


class BenchView:
    """A view that notes what is asked of it."""

    def __init__(self) -> None:
        self.scale = 1.0
        self.level = 0
        self.visible = Rect(-50, -50, 500, 400)
        self.asked: list[tuple[Any, ...]] = []

    def pan_by(self, dx: float, dy: float) -> None:
        self.asked.append(("pan", dx, dy))

    def zoom_at(self, pos: Point, factor: float) -> None:
        self.asked.append(("zoom", pos, factor))

    def zoom_to(self, rect: Rect) -> None:
        self.asked.append(("box", rect))


class Bench:
    """One tool in the hand, over one document."""

    def __init__(self, tool_id: str, document: Document | None = None) -> None:
        self.document = document or small_document()
        self.view = BenchView()
        self.paint_value: PaintValue = "add"
        self.frame: Frame | None = None
        self.crop_frame: Rect | None = None
        self.planned: Rect | None = self.document.canvas
        self.steps: list[Step] = []
        self.chosen = (self.document.layers[-1].id,)
        self.moved: tuple[int, int] | None = None
        self.refuses = False
        self.series: list[bool] = []
        self.overlays: tuple[Overlay, ...] = ()
        self.previews: list[StrokePreview] = []
        self.opened: list[Point] = []
        self.said: list[str] = []
        self.visited: set[type] = set()
        self.mask_preview: MaskPreview | None = None
        self.is_slow = False  # whether work in the background waits until `work` is called
        self._asides: list[tuple[Aside, Callable[[Stop], Any], Callable[[Any], None], Callable[[], None]]] = []
        self._options = {spec.id: spec.options() for spec in all_tools()}
        self._held = Modifier.NONE
        self._buttons = Button.NONE
        self._at = Point(0, 0)
        self.tool: Tool = tool(tool_id).machine(self)
        self.tool.activate()

    # ToolContext

    def options(self, tool_id: str) -> Any:
        return self._options[tool_id]

    def set_options(self, tool_id: str, **values: Any) -> None:
        self._options[tool_id] = changed_options(self._options[tool_id], values)
        self.tool.options_changed()
        self._happened()

    def apply_mask(self, label: str, fn: Callable[[Mask], Mask], preview: StrokePreview | None = None) -> None:
        self.apply_document(label, lambda document: set_mask(document, fn(document.mask)))
        if preview is not None:
            self.previews.remove(preview)

    def apply_document(self, label: str, fn: Callable[[Document], Document]) -> None:
        before = self.document
        self.document = fn(before)
        self.steps.append(Step(label, before, self.document))
        self.tool.document_changed()

    def source(self, merged: bool) -> Document:
        return self.document if merged else only_layer(self.document, self.document.layers[0].id)

    def sample(self, box: Rect, merged: bool) -> np.ndarray:
        return compose(self.source(merged), box)

    def aside(
        self,
        aside: Aside,
        label: str,
        work: Callable[[Stop], Any],
        done: Callable[[Any], None],
        failed: Callable[[], None],
    ) -> None:
        assert label
        self._asides.append((aside, work, done, failed))

    def show_mask(self, preview: MaskPreview | None) -> None:
        self.mask_preview = preview

    def gesture_changed(self) -> None:
        self.visited.add(type(self.tool.state))

    @property
    def mask(self) -> Mask:
        return self.document.mask

    def work(self) -> None:
        """Do what waits to be done in the background."""
        while self._asides:
            aside, work, done, failed = self._asides.pop(0)
            try:
                result = work(aside.is_given_up)
            except GivenUp:
                assert aside.is_given_up()
            except Exception:
                failed()
                raise
            else:
                if not aside.is_given_up():
                    done(result)

    @property
    def chosen_layers(self) -> tuple[str, ...]:
        return self.chosen

    def show_moved(self, by: tuple[int, int] | None) -> bool:
        self.moved = by
        return not self.refuses

    def move_layers(self, dx: int, dy: int, series: bool = False) -> None:
        self.moved = None
        if not self.refuses:
            self.series.append(series)
            self.apply_document("Move", lambda document: move_by(document, self.chosen, dx, dy))

    def show_stroke(self, preview: StrokePreview, dirty: Sequence[Rect]) -> None:
        if preview not in self.previews:
            self.previews.append(preview)
        for box in dirty:
            assert preview.buffer.bounds.contains(box)

    def drop_stroke(self, preview: StrokePreview) -> None:
        self.previews.remove(preview)

    def set_overlay(self, *overlays: Overlay) -> None:
        self.overlays = overlays

    def publish_frame(self, frame: Frame | None) -> None:
        self.frame = frame

    @property
    def planned_boxes(self) -> tuple[Rect, ...]:
        planned = self.crop_frame or self.planned
        return () if planned is None else (planned,)

    def set_crop_frame(self, rect: Rect | None) -> None:
        self.crop_frame = rect
        self.tool.plan_changed()

    def open_options(self, screen: Point) -> None:
        self.opened.append(screen)

    def status(self, text: str) -> None:
        self.said.append(text)

    # The hand

    def _send(self, phase: Phase, at: tuple[float, float], button: Button = Button.NONE, **more: Any) -> None:
        self._at = Point(*at)
        screen = Point(at[0] * self.view.scale, at[1] * self.view.scale)
        self.tool.handle_pointer(
            PointerEvent(phase, self._at, screen, button=button, buttons=self._buttons, modifiers=self._held, **more)
        )
        self._happened()

    def _happened(self) -> None:
        self.visited.add(type(self.tool.state))
        if not self.is_slow:
            self.work()

    def press(self, x: float, y: float, button: Button = Button.LEFT, **more: Any) -> None:
        """A button goes down."""
        self._buttons |= button
        self._send(Phase.PRESS, (x, y), button, **more)

    def move(self, x: float, y: float, **more: Any) -> None:
        """The pointer moves, with or without a button."""
        self._send(Phase.MOVE if self._buttons else Phase.HOVER, (x, y), **more)

    def release(self, x: float | None = None, y: float | None = None, **more: Any) -> None:
        """The button goes up, where the pointer is or elsewhere."""
        button, self._buttons = self._buttons, Button.NONE
        at = self._at if x is None or y is None else (x, y)
        self._send(Phase.RELEASE, at, button, **more)

    def leave(self) -> None:
        """The pointer leaves the canvas."""
        self._send(Phase.LEAVE, self._at)

    def hold(self, modifiers: Modifier) -> None:
        """Exactly these modifiers are held from now on; every change is a key of its own."""
        for each in Modifier:
            if (each in modifiers) != (each in self._held):
                self._held ^= each
                self.tool.handle_key(KeyEvent((each.name or "").title(), self._held, each in self._held))

    def key(self, name: str, pressed: bool = True) -> bool:
        """A key; whether it was used."""
        used = self.tool.handle_key(KeyEvent(name, self._held, pressed))
        self._happened()
        return used

    def drag(self, *way: tuple[float, float], button: Button = Button.LEFT, modifiers: Modifier | None = None) -> None:
        """A whole gesture: press at the first place, move through the others, release at the last."""
        if modifiers is not None:
            self.hold(modifiers)
        self.move(*way[0])
        self.press(*way[0], button=button)
        for place in way[1:]:
            self.move(*place)
        self.release()
        if modifiers is not None:
            self.hold(Modifier.NONE)

    def values(self, box: Rect | None = None) -> np.ndarray:
        """The mask's values, over the canvas unless a box is given."""
        return self.document.mask.region(box or self.document.canvas)

    def clear(self) -> None:
        """An empty mask."""
        self.document = replace(self.document, mask=Mask.empty())
