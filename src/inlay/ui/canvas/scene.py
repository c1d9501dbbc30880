"""The scene: what the canvas shows, as finished tiles, and which of them have to be made next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Signal

from inlay.base.errors import Bug, InlayError
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.diff import changed_boxes, changed_mask_boxes
from inlay.document.document import Document
from inlay.imaging.mask import Mask
from inlay.imaging.raster import cells_in
from inlay.tools.overlay import MaskPreview
from inlay.ui.canvas.aside import ASIDE_LIMIT, Aside
from inlay.ui.canvas.content import MaskTile, PictureTile
from inlay.ui.canvas.ink import Ink
from inlay.ui.canvas.render import Key, keys_over, mask_values, outline_level, picture_tile
from inlay.ui.canvas.store import TileStore
from inlay.ui.canvas.view import View
from inlay.ui.canvas.workshop import Workshop

MIB = 1 << 20
PICTURE_LIMIT = 320 * MIB
MASK_LIMIT = 128 * MIB
EVERYWHERE = Rect(-(1 << 30), -(1 << 30), 1 << 31, 1 << 31)

Kind = Literal["picture", "mask"]


def _picture(document: Document, profile: bytes | None, key: Key) -> PictureTile:
    return PictureTile(picture_tile(document, profile, key))


def _mask(mask: Mask | MaskPreview, ink: Ink, key: Key) -> MaskTile:
    return MaskTile.drawn(key, mask_values(mask, key), ink)


class Scene(QObject):
    """Document, mask and their tiles. Everything happens on the GUI thread but the making of tiles."""

    ready = Signal(object)  # Rect of the plane: a tile has arrived
    mask_ready = Signal(object)  # Rect of the plane: a tile of the mask has arrived
    settled = Signal()  # all that is visible is up to date
    failed = Signal(object)  # InlayError: a tile can't be made

    def __init__(self, workshop: Workshop) -> None:
        super().__init__(workshop)
        self.document: Document | None = None
        self.mask: Mask | MaskPreview | None = None
        self.ink = Ink()
        self.profile: bytes | None = None
        self.ratio = 1.0  # pixels of the device for a logical one: an outline is as wide on every screen
        self.pictures: TileStore[PictureTile] = TileStore(PICTURE_LIMIT)
        self.masks: TileStore[MaskTile] = TileStore(MASK_LIMIT)
        self._workshop = workshop
        self._wanted: tuple[list[Key], list[Key]] = ([], [])
        self._queue: list[tuple[Kind, Key]] = []
        self._broken: set[tuple[Kind, Key]] = set()
        self._told_settled = False

    # What is shown

    def set_document(self, document: Document | None) -> list[Rect] | None:
        """Show another document; the boxes of the plane that look different now, None for everything."""
        before, self.document = self.document, document
        self._broken.clear()
        if before is None or document is None or before.source is not document.source:
            self.pictures.clear()
            return None
        if before.colour != document.colour or before.depth != document.depth:
            self.pictures.outdate()
            return None
        boxes = changed_boxes(before, document)
        if before.canvas != document.canvas:
            # Pixels of mips that an edge of the canvas cuts are drawn differently.
            self.pictures.outdate(boxes + _edges(before.canvas) + _edges(document.canvas))
            return None
        self.pictures.outdate(boxes)
        return boxes

    def put_aside(self) -> Aside:
        """Show nothing; what was made so far, and what is still being made, can be had back with `bring_back`."""
        aside = Aside(self.document, self.mask, self.ink, self.profile, self.pictures, self.masks)
        aside.pictures.shrink(ASIDE_LIMIT)
        aside.masks.shrink(ASIDE_LIMIT // 2)
        self.document = self.mask = None
        self.pictures, self.masks = TileStore(PICTURE_LIMIT), TileStore(MASK_LIMIT)
        self._broken.clear()
        return aside

    def bring_back(self, aside: Aside) -> None:
        """Show what was put aside, as it was then; `set_document` and `set_mask` tell what has changed since."""
        self.document, self.mask = aside.document, aside.mask
        self.pictures, self.masks = aside.pictures, aside.masks
        self.pictures.limit, self.masks.limit = PICTURE_LIMIT, MASK_LIMIT
        self._broken.clear()
        if aside.profile != self.profile:
            self.pictures.outdate()
        if not aside.ink.looks_like(self.ink):
            self.masks.clear()

    def set_mask(self, mask: Mask | MaskPreview | None) -> list[Rect] | None:
        """Show another mask; the boxes of the plane that look different now, None for everything."""
        before, self.mask = self.mask, mask
        if before is mask:
            return []
        self._broken.clear()
        if before is None or mask is None:
            self.masks.clear()
            return None
        if not isinstance(before, Mask) or not isinstance(mask, Mask) or before.outside != mask.outside:
            boxes = None
        else:
            boxes = changed_mask_boxes(before, mask, EVERYWHERE)
        self.masks.outdate(boxes)
        for key in self.masks.kept:
            if not self.masks.is_fresh(key) and self.mask_value(key) == 0:
                self.masks.drop(key)
        return boxes

    def set_ink(self, ink: Ink) -> None:
        """Draw the mask in another way."""
        if not ink.looks_like(self.ink):
            same_tiles = not ink.is_line and not self.ink.is_line
            self.ink = ink
            if ink.style != "off":
                self.masks.outdate() if same_tiles else self.masks.clear()

    def set_profile(self, profile: bytes | None) -> None:
        """Convert to another display."""
        if profile != self.profile:
            self.profile = profile
            self.pictures.outdate()

    def mask_level(self, view: View) -> int:
        """The level at which the mask is drawn."""
        return outline_level(view.scale / self.ratio) if self.ink.is_line else view.level

    def mask_value(self, key: Key) -> int | None:
        """The one value that the mask has under a tile, or None where it may have several."""
        mask = self.mask
        if mask is None:
            return 0
        if not isinstance(mask, Mask):
            return None
        values = {mask.value_of(cell) for cell in cells_in(key.plane)}
        return values.pop() if len(values) == 1 else None

    # What is to be made

    def plan(self, view: View, area: Rect) -> None:
        """Make what is visible in `area` of the plane, the middle first, and nothing else."""
        if self.document is None:
            self._wanted, self._queue = ([], []), []
            return
        visible = view.visible.intersect(area)
        pictures = _from_middle(keys_over(view.level, visible), visible)
        masks: list[Key] = []
        if self.mask is not None and self.ink.style != "off":
            inside = visible.intersect(self.document.canvas)
            keys = _from_middle(keys_over(self.mask_level(view), inside), inside)
            masks = [key for key in keys if self.mask_value(key) != 0]
        self._wanted = pictures, masks
        self._told_settled = False
        self._requeue()

    def _requeue(self) -> None:
        pictures, masks = self._wanted
        queue: list[tuple[Kind, Key]] = [("picture", key) for key in self.pictures.missing(pictures)]
        queue += [("mask", key) for key in self.masks.missing(masks)]
        self._queue = [item for item in queue if item not in self._broken]
        self._feed()

    def _feed(self) -> None:
        document, mask = self.document, self.mask
        while self._queue and self._workshop.is_free:
            kind, key = self._queue.pop(0)
            if kind == "picture" and document is not None:
                ticket = self.pictures.begin(key)
                work: Callable[[], object] = partial(_picture, document, self.profile, key)
                self._workshop.run(work, partial(self._picture_made, self.pictures, key, ticket))
            elif kind == "mask" and mask is not None:
                ticket = self.masks.begin(key)
                made = partial(self._mask_made, self.masks, key, ticket)
                self._workshop.run(partial(_mask, mask, self.ink, key), made)
        if self.is_settled and not self._told_settled:
            self._told_settled = True
            self.settled.emit()

    @property
    def is_settled(self) -> bool:
        """Whether everything visible is up to date, but for what can't be made."""
        if self._queue:
            return False
        pictures, masks = self._wanted
        return all(self.pictures.is_fresh(key) or ("picture", key) in self._broken for key in pictures) and all(
            self.masks.is_fresh(key) or ("mask", key) in self._broken for key in masks
        )

    def _picture_made(self, store: TileStore[PictureTile], key: Key, ticket: object, result: object) -> None:
        """A tile has come for the store that asked for it, which another document's may have taken the place of."""
        is_shown = store is self.pictures
        if isinstance(result, PictureTile):
            store.end(key, ticket, result)
            if is_shown:
                self.ready.emit(key.plane)
        else:
            store.give_up(key, ticket)
            if is_shown:
                self._tell(("picture", key), result)
        self._feed() if self._queue else self._requeue()

    def _mask_made(self, store: TileStore[MaskTile], key: Key, ticket: object, result: object) -> None:
        if store is not self.masks:
            store.give_up(key, ticket)  # the mask is drawn anew when its document is shown again
        elif isinstance(result, MaskTile):
            # Where nothing is masked any more, nobody would ever replace a tile that comes late.
            if result.ink.style == self.ink.style and self.mask_value(key) != 0:
                store.end(key, ticket, result)
                self.mask_ready.emit(key.plane)
        else:
            store.give_up(key, ticket)
            self._tell(("mask", key), result)
        self._feed() if self._queue else self._requeue()

    def _tell(self, item: tuple[Kind, Key], error: object) -> None:
        first = not self._broken
        self._broken.add(item)
        if first:
            known = isinstance(error, InlayError)
            self.failed.emit(error if known else Bug(tr("A part of the picture can't be drawn.")))


def _edges(rect: Rect) -> list[Rect]:
    """The four edges of a box, two pixels wide."""
    return [
        Rect(rect.x - 1, rect.y - 1, rect.w + 2, 2),
        Rect(rect.x - 1, rect.bottom - 1, rect.w + 2, 2),
        Rect(rect.x - 1, rect.y - 1, 2, rect.h + 2),
        Rect(rect.right - 1, rect.y - 1, 2, rect.h + 2),
    ]


def _from_middle(keys: Sequence[Key], visible: Rect) -> list[Key]:
    """The tiles that lie nearest to the middle of what is visible first."""
    x, y = visible.x + visible.w / 2, visible.y + visible.h / 2

    def distance(key: Key) -> float:
        shown = key.plane
        return abs(shown.x + shown.w / 2 - x) + abs(shown.y + shown.h / 2 - y)

    return sorted(keys, key=distance)
