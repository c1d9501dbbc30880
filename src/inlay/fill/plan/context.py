"""Context: which part of the picture goes with a hole, and at which size it is sent."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr, tr_number
from inlay.fill.plan.crop import Crop
from inlay.fill.plan.place import Size, placed, told
from inlay.fill.plan.sizes import Sizes

GOOD_SIDE = 512  # px that a box has at least, where the picture is that large
LEAST_PAD = 64  # px of picture around a hole, where there is that much
LEAST_SCALE = 1 / 8
MOST_SCALE = 4.0
_STEPS = 8


@dataclass(frozen=True)
class Target:
    """What a crop is made for: the box `shape` of the hole, the box that it `must` hold, and width and height of its
    largest connected `hole`, from which the context is measured: between small spots there is context enough."""

    shape: Rect
    must: Rect
    hole: Size

    def union(self, other: Target) -> Target:
        """Both in one crop."""
        return Target(self.shape.union(other.shape), self.must.union(other.must), max(self.hole, other.hole, key=sum))


def crop_around(target: Target, canvas: Rect, sizes: Sizes, limit: int) -> Crop:
    """The crop for a target inside `canvas`.

    It lies inside the canvas where that is large enough. At 1.00 there is as much context as fits: at best half the
    hole's mean side all around, at least about as much picture as hole. Only where that is above `limit` px it is
    shrunk, and only where the whole canvas has fewer than the model's good number of px it is enlarged. Raises
    BadInput where it would be shrunk below an eighth.
    """
    cap = _cap(sizes, limit)
    shape, must = target.shape, target.must
    wishes = [_wish(target, canvas, sizes, cap, step / _STEPS) for step in range(_STEPS, -1, -1)]
    for wish in wishes:
        if _fits(_size(wish, must, canvas, 1.0, sizes), sizes, cap):
            return _scaled(wish, shape, must, canvas, sizes, cap, most=MOST_SCALE)
    return _scaled(wishes[-1], shape, must, canvas, sizes, cap, most=1.0)


def crop_of_frame(frame: Rect, canvas: Rect, sizes: Sizes, limit: int) -> Crop:
    """The crop for a frame that the person chose: its sides grow to the model's multiple, inside the canvas where
    that is possible, and it is resampled only where the model couldn't take it otherwise. Raises BadInput."""
    cap = _cap(sizes, limit)
    everywhere = Rect(frame.x, frame.y, 1 << 40, 1 << 40)
    crop = _scaled((frame.w, frame.h), frame, frame, everywhere, sizes, cap, most=MOST_SCALE)
    around = canvas if canvas.contains(frame) else frame
    box = placed((crop.box.w, crop.box.h), frame, frame, around)
    return told(box, crop.size, canvas, cap)


def _cap(sizes: Sizes, limit: int) -> int:
    """The largest number of px; never so few that the model's smallest picture is above it."""
    least = _snapped(sizes.least_side, sizes)
    return max(min(limit, sizes.most), least * least)


def _snapped(side: float, sizes: Sizes) -> int:
    # A side that is a whole number but for rounding isn't pushed to the next multiple.
    return math.ceil(side / sizes.multiple - 1e-9) * sizes.multiple


def _wish(target: Target, canvas: Rect, sizes: Sizes, cap: int, share: float) -> Size:
    """Width and height that the box would like to have; `share` 0 (least context) to 1 (all of it)."""
    shape, must = target.shape, target.must
    long, short = max(target.hole), min(target.hole)
    least = max(long / 16, short / 5, LEAST_PAD)
    full = max(least, (long + short) / 4)
    pad = math.ceil(least + share * (full - least))
    floor = round(sizes.least_side + share * (max(GOOD_SIDE, sizes.least_side) - sizes.least_side))
    width, height = (max(side + 2 * pad, floor, all_of) for side, all_of in ((shape.w, must.w), (shape.h, must.h)))
    pixels = min(sizes.good_least, cap)
    for room in ((_even(canvas.w, must.w, sizes), _even(canvas.h, must.h, sizes)), (canvas.w, canvas.h)):
        size = _grown((min(width, room[0]), min(height, room[1])), room, pixels)
        if size[0] * size[1] >= pixels:
            break
    return size


def _even(room: int, must: int, sizes: Sizes) -> int:
    """The largest multiple inside the canvas, where that holds the hole; else all of the canvas."""
    even = room // sizes.multiple * sizes.multiple
    return even if even >= max(must, sizes.least_side) else room


def _grown(size: Size, room: Size, pixels: int) -> Size:
    """The size with at least so many px where there is room; the shorter side grows first, up to a square."""
    width, height = size
    square = math.isqrt(pixels - 1) + 1
    for _ in range(2):
        if width <= height:
            width = max(width, min(room[0], square, math.ceil(pixels / height)))
            height = max(height, min(room[1], math.ceil(pixels / width)))
        else:
            height = max(height, min(room[1], square, math.ceil(pixels / width)))
            width = max(width, min(room[0], math.ceil(pixels / height)))
    return width, height


def _size(wish: Size, must: Rect, canvas: Rect, scale: float, sizes: Sizes) -> Size:
    """The size as sent (multiples) of a box of the wished size at a scale."""
    width = _side(wish[0], must.w, canvas.w, scale, sizes)
    return width, _side(wish[1], must.h, canvas.h, scale, sizes)


def _side(wish: int, must: int, room: int, scale: float, sizes: Sizes) -> int:
    """The next multiple above; below, where it would reach beyond the canvas and the hole fits all the same."""
    least = _snapped(sizes.least_side, sizes)
    side = max(_snapped(wish * scale, sizes), least)
    if side / scale > room:
        inside = math.floor(room * scale / sizes.multiple + 1e-9) * sizes.multiple
        if inside >= least and math.floor(inside / scale) >= must:
            return inside
    return side


def _fits(size: Size, sizes: Sizes, cap: int) -> bool:
    return size[0] * size[1] <= cap and max(size) <= sizes.most_side


def _scaled(wish: Size, shape: Rect, must: Rect, canvas: Rect, sizes: Sizes, cap: int, most: float) -> Crop:
    """The crop at the scale nearest to 1.00 that the model can take."""

    def at(scale: float) -> Size:
        return _size(wish, must, canvas, scale, sizes)

    scale = 1.0
    if not _fits(at(1.0), sizes, cap):
        scale = _shrunk(at, sizes, cap, must)
    elif most > 1.0:
        scale = _enlarged(wish, at, sizes, cap)
    size = at(scale)
    box = placed(_box_size(size, scale), shape, must, canvas)
    return told(box, size, canvas, cap)


def _box_size(size: Size, scale: float) -> Size:
    return size if scale == 1.0 else (round(size[0] / scale), round(size[1] / scale))


def _shrunk(at: Callable[[float], Size], sizes: Sizes, cap: int, must: Rect) -> float:
    """The largest scale below 1 at which the size fits."""
    low, high = LEAST_SCALE, 1.0
    if not _fits(at(low), sizes, cap):
        raise BadInput(
            tr("The mask is {width} x {height} px, which is too large for one picture of at most {most} MP.").format(
                width=tr_number(must.w), height=tr_number(must.h), most=f"{cap / 1e6:.2f}"
            ),
            next_step=tr("Fill it in parts, or allow more pixels a picture."),
        )
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if _fits(at(middle), sizes, cap) else (low, middle)
    return low


def _enlarged(wish: Size, at: Callable[[float], Size], sizes: Sizes, cap: int) -> float:
    """1.0, or the scale at which a picture that is too small has the model's good number of px."""
    width, height = at(1.0)
    pixels = min(sizes.good_least, cap)
    if width * height >= pixels and min(wish) >= sizes.least_side / 2:
        return 1.0
    scale = max(math.sqrt(pixels / (wish[0] * wish[1])), sizes.least_side / min(wish), 1.0)
    scale = min(scale, MOST_SCALE)
    while scale < MOST_SCALE and at(scale)[0] * at(scale)[1] < pixels:
        scale = min(1.01 * scale, MOST_SCALE)
    while scale > 1.0 and not _fits(at(scale), sizes, cap):
        scale = max(scale / 1.01, 1.0)
    return scale
