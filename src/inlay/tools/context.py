"""What a tool sees of the rest of the program. The editor implements `ToolContext`, the canvas `ToolView`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from inlay.base.geometry import Point, Rect
from inlay.document.document import Document
from inlay.imaging.giving_up import Stop
from inlay.imaging.mask import Mask
from inlay.imaging.tile import Pixels
from inlay.tools.overlay import MaskPreview, Overlay, StrokePreview

if TYPE_CHECKING:
    from inlay.tools.working import Aside

R = TypeVar("R")
PaintValue = Literal["add", "subtract"]


@dataclass(frozen=True, eq=False)
class Frame:
    """The frame while it is being set and not yet applied: `rect` is to become the canvas, `canvas` is what it is now,
    `overlap` how many px of the picture at a grown side become mask too."""

    rect: Rect
    canvas: Rect
    overlap: int


class ToolView(Protocol):
    """The part of the plane that is on the screen."""

    @property
    def scale(self) -> float:
        """Logical screen pixels for one document pixel (1.0 = 100 %)."""

    @property
    def level(self) -> int:
        """The mip level that is drawn: 0 is full size, each next one half of it."""

    @property
    def visible(self) -> Rect:
        """The box of plane pixels on the screen, rounded outwards; may reach beyond the canvas."""

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the picture by logical screen pixels, the way the hand moves."""

    def zoom_at(self, pos: Point, factor: float) -> None:
        """Zoom by `factor`; the plane position `pos` stays where it is on the screen."""

    def zoom_to(self, rect: Rect) -> None:
        """Show `rect` (plane pixels) as large as it fits."""


class ToolContext(Protocol):
    """Everything a tool may ask for. All calls are made on the loop thread and return at once."""

    @property
    def document(self) -> Document:
        """The current document."""

    @property
    def mask(self) -> Mask:
        """The mask that mask tools work on: the document's working mask, or the mask of a layer."""

    @property
    def view(self) -> ToolView:
        """Where the document is looked at."""

    @property
    def paint_value(self) -> PaintValue:
        """What painting does; X swaps it."""

    @property
    def frame(self) -> Frame | None:
        """The frame as last published by `publish_frame`."""

    @property
    def crop_frame(self) -> Rect | None:
        """The part of the picture that the person wants to be sent; None where the plan of the request decides."""

    @property
    def planned_boxes(self) -> tuple[Rect, ...]:
        """The parts of the picture that the plan sends as it is now, one for each call; none where there is no plan."""

    def set_crop_frame(self, rect: Rect | None) -> None:
        """Send this part of the picture; None lets the plan decide again. The tool is told by `Tool.plan_changed`
        when the plan was worked out anew; the document doesn't change."""

    def options(self, tool_id: str) -> Any:
        """The current options of a tool: an instance of its `ToolSpec.options`."""

    def set_options(self, tool_id: str, **values: Any) -> None:
        """Replace some options in one go (see `options.changed_options`). Whoever changes options, the option bar
        included, the tool is told afterwards by `Tool.options_changed()`."""

    def apply_mask(self, label: str, fn: Callable[[Mask], Mask], preview: StrokePreview | None = None) -> None:
        """Run `fn` on that mask in the pool and commit the result as one undo step named `label`.

        Edits keep the order of their calls: `fn` gets the mask that the edit before it left. `preview` stays drawn
        until the step has landed, or failed.
        """

    def source(self, merged: bool) -> Document:
        """What colours are read from: the document with all its layers, or with only the active one, as that is by
        itself. A value, so that work in the pool may read it tile by tile (`compose`, `compose_at`)."""

    def sample(self, box: Rect, merged: bool) -> Pixels:
        """The pixels of that source in `box`: a fresh (h, w, 4) array, 0 where nothing is."""

    def aside(
        self,
        aside: Aside,
        label: str,
        work: Callable[[Stop], R],
        done: Callable[[R], None],
        failed: Callable[[], None],
    ) -> None:
        """Run `work` in the pool and hand its result to `done` on the loop thread, unless `aside` was given up.

        `work` is handed what tells whether it was. `label` is shown in the status bar where it takes a while; what
        `work` raises is told to the person after `failed` was called.
        """

    def show_mask(self, preview: MaskPreview | None) -> None:
        """Show this in place of the mask until further notice; None shows the mask again."""

    def gesture_changed(self) -> None:
        """The tool went on to another state."""

    def apply_document(self, label: str, fn: Callable[[Document], Document]) -> None:
        """The same for the whole document."""

    @property
    def chosen_layers(self) -> tuple[str, ...]:
        """The ids of the layers that the person has chosen, the active one last; at least one."""

    def show_moved(self, by: tuple[int, int] | None) -> bool:
        """Show the chosen layers moved by whole px to the right and down; None shows them where they are. The document
        stays. False, and told, where they can't be moved."""

    def move_layers(self, dx: int, dy: int, series: bool = False) -> None:
        """Move the chosen layers and their masks in the pool, as one undo step; moves of a `series` that follow each
        other are one step together. They are shown in their new place at once. Where they can't be moved, that is told.
        """

    def show_stroke(self, preview: StrokePreview, dirty: Sequence[Rect]) -> None:
        """A stroke in progress began or went on; `dirty` are the boxes (plane px) to be drawn again."""

    def drop_stroke(self, preview: StrokePreview) -> None:
        """A stroke in progress was given up or replaced: stop drawing it, all over `preview.buffer.bounds`."""

    def set_overlay(self, *overlays: Overlay) -> None:
        """Draw these overlays, in order, in place of the ones before; none takes them away."""

    def publish_frame(self, frame: Frame | None) -> None:
        """The frame that is being set changed, or there is none any more."""

    def open_options(self, screen: Point) -> None:
        """Show the tool's options beside the pointer (logical pixels of the canvas widget)."""

    def status(self, text: str) -> None:
        """Say something in the status bar; an empty text clears it."""
