"""Selecting an object from a box around it or from scribbles: roughly, then finer and finer along its edge.

GrabCut tells object and ground apart on a small copy, where it is quick and not led astray by grain; with the colours
found there it is asked again at about 1 MP, only along the edge; at full size the guided filter gives each pixel near
the edge its share, cell by cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Point, Rect
from inlay.imaging.colour import to_8bit
from inlay.imaging.giving_up import Stop, go_on, never
from inlay.imaging.mask import Mask
from inlay.imaging.mips import MAX_LEVEL, level_box
from inlay.imaging.raster import cell_rect, cells_in
from inlay.imaging.regions import grabcut
from inlay.imaging.regions.blocks import changed_in
from inlay.imaging.regions.guided import guided
from inlay.imaging.tile import Pixels

Values = NDArray[np.uint8]
Look = Callable[[int, Rect], Pixels]
"""The pixels (h, w, 4) uint8 or uint16 of a box at a mip level, in pixels of it; called from several threads."""
ROUGH, FINE = 120_000, 1_000_000
"""Pixels at which the object is looked for, and at which its edge is looked at again."""
AROUND = 0.25
"""How much of the ground is looked at, on each side, as a share of the box."""
FARTHER = (1.0, 3.0, 10.0)
"""The same around a scribble, and what is tried where the object turns out to be larger."""
CONTRAST = 1.6
"""How much steeper an edge is than the guided filter leaves it."""


@dataclass(frozen=True, eq=False)
class Hint:
    """A scribble: a line through points (plane px) of some width (px) that lies on the object, or off it."""

    points: tuple[Point, ...]
    width: float
    wanted: bool

    @property
    def bounds(self) -> Rect:
        """The box around the points."""
        xs, ys = [each.x for each in self.points], [each.y for each in self.points]
        return Rect.from_edges(
            math.floor(min(xs)), math.floor(min(ys)), math.floor(max(xs)) + 1, math.floor(max(ys)) + 1
        )


def object_mask(look: Look, canvas: Rect, box: Rect | None, hints: Sequence[Hint], stop: Stop = never) -> Mask:
    """The object that lies in `box`, or under the wanted hints where there is none, as a mask inside `canvas`.

    Empty where nothing is found. Raises GivenUp where `stop` says so.
    """
    rough = _roughly(look, canvas, box, hints, stop)
    if rough is None:
        return Mask.empty()
    go_on(stop)
    field, inside = rough.field, rough.inside
    fine = _Copy.of(look, field.area, FINE)
    if fine.w > 1.2 * rough.copy.w:
        reach = math.ceil(1.5 * fine.w / rough.copy.w) + 1
        enlarged = (cv2.resize(inside * 255, (fine.w, fine.h), interpolation=cv2.INTER_LINEAR) > 127).astype(np.uint8)
        open_ = field.drawn(grabcut.hints_near(enlarged, reach), fine)
        inside = field.cleaned(grabcut.cut_again(fine.picture, open_, *rough.models), open_)
    go_on(stop)
    return _at_full_size(look, field.area, inside, stop)


@dataclass(frozen=True, eq=False)
class _Rough:
    """What was found on a small copy: the object (h, w) of 1 and 0, and the colours of ground and object."""

    field: _Field
    copy: _Copy
    inside: Values
    models: tuple[grabcut.Model, grabcut.Model]


def _roughly(look: Look, canvas: Rect, box: Rect | None, hints: Sequence[Hint], stop: Stop) -> _Rough | None:
    """Object and ground on a small copy; None where there is nothing to go by.

    How large a thing is that was scribbled on isn't known: where it reaches the rim of what is looked at, more is.
    """
    found: _Rough | None = None
    for share in (AROUND,) if box is not None else FARTHER:
        go_on(stop)
        field = _Field.of(canvas, box, hints, share)
        if field is None:
            return None
        copy = _Copy.of(look, field.area, ROUGH)
        marks = field.marks(copy)
        inside, outer, inner = grabcut.cut(copy.picture, marks)
        found = _Rough(field, copy, field.cleaned(inside, marks), (outer, inner))
        if not field.is_cut_off(found.inside):
            break
    return found


@dataclass(frozen=True, eq=False)
class _Copy:
    """The picture of an area at a fraction of its size: (h, w, 3) uint8."""

    area: Rect
    picture: Values

    @staticmethod
    def of(look: Look, area: Rect, most: int) -> _Copy:
        """A copy of at most about `most` pixels."""
        scale = min(1.0, math.sqrt(most / area.area))
        level = min(MAX_LEVEL, max(0, math.floor(-math.log2(scale))))
        box = level_box(area, level)
        rgb = np.ascontiguousarray(to_8bit(look(level, box))[..., :3])
        size = max(1, round(area.w * scale)), max(1, round(area.h * scale))
        if size != (box.w, box.h):
            rgb = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
        return _Copy(area, rgb)

    @property
    def w(self) -> int:
        """Pixels in a row."""
        return int(self.picture.shape[1])

    @property
    def h(self) -> int:
        """Rows."""
        return int(self.picture.shape[0])

    @property
    def scale(self) -> float:
        """Its size over the area's."""
        return self.w / self.area.w

    def here(self, at: tuple[float, float]) -> tuple[float, float]:
        """A place of the plane, in pixels of the copy."""
        return (at[0] - self.area.x) * self.w / self.area.w, (at[1] - self.area.y) * self.h / self.area.h


@dataclass(frozen=True, eq=False)
class _Field:
    """What is known beforehand: the `area` that is looked at, the box the object lies in (None: anywhere), hints."""

    area: Rect
    canvas: Rect
    box: Rect | None
    hints: tuple[Hint, ...]

    @staticmethod
    def of(canvas: Rect, box: Rect | None, hints: Sequence[Hint], share: float) -> _Field | None:
        """`share` of the longer side of what is told is looked at around it. None where there is nothing to go by."""
        wanted = Rect(0, 0, 0, 0)
        for each in hints:
            wanted = wanted.union(each.bounds.intersect(canvas)) if each.wanted else wanted
        held = (box.intersect(canvas) if box is not None else Rect(0, 0, 0, 0)).union(wanted)
        if held.is_empty:
            return None
        margin = max(16 if box is not None else 64, round(share * max(held.w, held.h)))
        return _Field(held.grow(margin).intersect(canvas), canvas, held if box is not None else None, tuple(hints))

    def marks(self, copy: _Copy) -> Values:
        """The hints for the first cut, in pixels of a copy."""
        marks = np.full((copy.h, copy.w), grabcut.MAYBE_OUT, np.uint8)
        held = (slice(0, copy.h), slice(0, copy.w))
        if self.box is not None:
            left, top = copy.here((self.box.x, self.box.y))
            right, bottom = copy.here((self.box.right, self.box.bottom))
            held = (slice(round(top), round(bottom)), slice(round(left), round(right)))
            marks[held] = grabcut.MAYBE_IN
        marks = grabcut.led_by_scribbles(self.drawn(marks, copy), copy.picture) if self.hints else marks
        outside = np.ones_like(marks, bool)
        outside[held] = False
        marks[outside] = grabcut.SURE_OUT
        self._rim(marks)
        return self.drawn(marks, copy)

    def cleaned(self, inside: Values, marks: Values) -> Values:
        """The object (h, w) without what can't be meant; a scribble means the one thing that it lies on."""
        return grabcut.without_specks(inside, marks, one_piece=self.box is None)

    def is_cut_off(self, inside: Values) -> bool:
        """Whether the object (h, w) reaches the rim of the area anywhere but where the canvas ends."""
        area, canvas = self.area, self.canvas
        sides = (
            (area.x > canvas.x, inside[:, 1:2]),
            (area.right < canvas.right, inside[:, -2:-1]),
            (area.y > canvas.y, inside[1:2]),
            (area.bottom < canvas.bottom, inside[-2:-1]),
        )
        return any(is_open and bool(side.any()) for is_open, side in sides)

    def _rim(self, marks: Values) -> None:
        """The outermost pixels are ground, but for those where the canvas ends: an object may well be cut off there.

        A box that is as large as the canvas needs some ground all the same.
        """
        area, canvas = self.area, self.canvas
        whole = self.box is not None and self.box == area
        value = grabcut.MAYBE_OUT if whole else grabcut.SURE_OUT
        if whole or area.x > canvas.x:
            marks[:, :1] = value
        if whole or area.right < canvas.right:
            marks[:, -1:] = value
        if whole or area.y > canvas.y:
            marks[:1] = value
        if whole or area.bottom < canvas.bottom:
            marks[-1:] = value

    def drawn(self, marks: Values, copy: _Copy) -> Values:
        """`marks` with the scribbles drawn into them, the later ones over the others."""
        for each in self.hints:
            value = grabcut.SURE_IN if each.wanted else grabcut.SURE_OUT
            places = np.array([[copy.here(point) for point in (*each.points, each.points[-1])]], np.float64)
            width = max(1, round(each.width * copy.scale))
            # With four more bits for the place; pixel centres lie at halves.
            fixed = np.rint((places - 0.5) * 16).astype(np.int32)
            cv2.polylines(marks, [fixed], False, value, width, cv2.LINE_8, 4)
        return marks


def _at_full_size(look: Look, area: Rect, inside: Values, stop: Stop) -> Mask:
    """The object at full size, from what it is (h, w) 1 or 0 at a fraction of it."""
    across, down = inside.shape[1] / area.w, inside.shape[0] / area.h
    reach = math.ceil(1.5 / across) + 1
    radius = max(2, round(2 / across))
    rough = inside * np.float32(255)

    def enlarged(box: Rect) -> NDArray[np.float32]:
        """How much of the rough object lies under each pixel of a box: (h, w) 0..255."""
        x, y = (box.x - area.x + 0.5) * across - 0.5, (box.y - area.y + 0.5) * down - 0.5
        way = np.array([[across, 0, x], [0, down, y]], np.float64)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        made = cv2.warpAffine(rough, way, (box.w, box.h), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(made, np.float32)

    def made(part: Rect) -> Values | None:
        go_on(stop)
        box = part.grow(reach + 2 * radius + 1).intersect(area)
        share = np.asarray(enlarged(box) / np.float32(255), np.float32)
        hard = (share > 0.5).astype(np.uint8)
        if hard.all() or not hard.any():
            return None if not hard.any() else np.broadcast_to(np.uint8(255), (part.h, part.w))
        guide = np.asarray(to_8bit(look(0, box))[..., :3] / np.float32(255), np.float32)
        return _refined(guide, share, hard, reach, radius)[part.slices(box)]

    return changed_in(Mask.empty(), (cell_rect(cell).intersect(area) for cell in cells_in(area)), made)


def _refined(guide: NDArray[np.float32], share: NDArray[np.float32], hard: Values, reach: int, radius: int) -> Values:
    """Mask values (h, w): 255 inside, 0 outside, and within `reach` px of the edge what the guided filter says."""
    surely, maybe = grabcut.band(hard, reach)
    soft = (guided(guide, share, radius) - 0.5) * np.float32(CONTRAST) + np.float32(0.5)
    values = np.where(maybe == surely, surely, soft)
    refined: Values = np.floor(np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)
    return refined
