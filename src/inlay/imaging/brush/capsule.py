"""The brush's one shape: a line between two discs, drawn into an array where it covers more than what is there."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.imaging.brush.path import Vertex
from inlay.imaging.brush.settings import BrushSettings

Values = NDArray[np.uint8]
Floats = NDArray[np.float32]
CHUNK = 65536  # pixels worked on at once, so that all steps stay in the processor's cache


class _Scratch(threading.local):
    """Arrays that are used again; one set for each thread."""

    def __init__(self) -> None:
        self.floats = [np.empty(CHUNK, np.float32) for _ in range(4)]
        self.bytes = np.empty(CHUNK, np.uint8)


_scratch = _Scratch()


@dataclass(frozen=True, eq=False)
class Capsule:
    """A piece of a stroke in the pixels of one level.

    Along the line from (ax, ay) to (bx, by), `outer` is where coverage reaches 0, `ramp` the width of the fall (1 px or
    more) and `strength` the most that is covered (0..1); each goes evenly from the a value to the b value. `curve` is 0
    for a straight fall, which is what a hard edge needs, and 1 for a smoothstep.
    """

    ax: float
    ay: float
    bx: float
    by: float
    outer_a: float
    outer_b: float
    ramp_a: float
    ramp_b: float
    strength_a: float
    strength_b: float
    curve: float

    @cached_property
    def box(self) -> Rect:
        """All pixels that may be covered."""
        reach = max(self.outer_a, self.outer_b)
        return Rect.from_edges(
            math.floor(min(self.ax, self.bx) - reach),
            math.floor(min(self.ay, self.by) - reach),
            math.ceil(max(self.ax, self.bx) + reach),
            math.ceil(max(self.ay, self.by) + reach),
        )

    @property
    def length(self) -> float:
        """From one centre to the other, px."""
        return math.hypot(self.bx - self.ax, self.by - self.ay)

    def fills(self, box: Rect) -> bool:
        """Whether every pixel of `box` is covered in full."""
        if min(self.strength_a, self.strength_b) < 1:
            return False
        inner = min(self.outer_a - self.ramp_a, self.outer_b - self.ramp_b)
        corners = ((x, y) for x in (box.x, box.right) for y in (box.y, box.bottom))
        return inner > 0 and all(self._distance(x, y) <= inner for x, y in corners)

    def touches(self, box: Rect) -> bool:
        """False where surely no pixel of `box` is covered."""
        if self.box.intersect(box).is_empty:
            return False
        radius = math.hypot(box.w, box.h) / 2
        far = self._distance(box.x + box.w / 2, box.y + box.h / 2)
        return far <= radius + max(self.outer_a, self.outer_b)

    def _distance(self, x: float, y: float) -> float:
        dx, dy = self.bx - self.ax, self.by - self.ay
        length2 = dx * dx + dy * dy
        t = ((x - self.ax) * dx + (y - self.ay) * dy) / length2 if length2 > 0 else 0.0
        t = min(1.0, max(0.0, t))
        return math.hypot(x - self.ax - t * dx, y - self.ay - t * dy)

    def draw(self, out: Values, at: Rect) -> None:
        """Raise `out` (h, w), which covers `at`, to this capsule's coverage (0..255) where that is more."""
        reach = int(max(self.outer_a, self.outer_b))
        largest = min(CHUNK, max(1024, 4 * reach * reach))
        waiting = [self.box.intersect(at)]
        while waiting:
            box = waiting.pop()
            if box.is_empty:
                continue
            if box.area <= largest:
                view = out[box.slices(at)]
                np.maximum(view, self._coverage(box), out=view)
            elif self.fills(box):
                out[box.slices(at)] = 255
            else:
                # Large boxes are mostly empty or mostly full: halve them until they are neither.
                waiting += (half for half in halves_of(box) if self.touches(half))

    def _coverage(self, box: Rect) -> Values:
        """Coverage (h, w) of at most CHUNK pixels; overwritten by the next call in this thread."""
        size, shape = box.area, (box.h, box.w)
        along, across, outer, spare = (each[:size].reshape(shape) for each in _scratch.floats)
        length = self.length
        cx, cy = ((self.bx - self.ax) / length, (self.by - self.ay) / length) if length > 0 else (1.0, 0.0)
        # Worked out in doubles from the centre of each pixel, so that a pixel's value doesn't depend on the box.
        x = np.arange(box.x, box.right) + (0.5 - self.ax)
        y = (np.arange(box.y, box.bottom) + (0.5 - self.ay))[:, np.newaxis]
        f4 = np.float32
        np.add((x * cx).astype(f4), (y * cy).astype(f4), out=along)
        np.add((x * -cy).astype(f4), (y * cx).astype(f4), out=across)
        np.maximum(along, f4(0), out=outer)
        np.minimum(outer, f4(length), out=outer)  # where on the line the nearest point is
        along -= outer
        np.multiply(along, along, out=along)
        np.multiply(across, across, out=across)
        along += across
        np.sqrt(along, out=along)  # the distance
        self._fall(along, outer, across, spare)
        covered: Values = _scratch.bytes[:size].reshape(shape)
        np.copyto(covered, along, casting="unsafe")
        return covered

    def _fall(self, distance: Floats, where: Floats, spare: Floats, other: Floats) -> None:
        """Turn `distance` into coverage + 0.5 (0..255.5), in place; `where` is px along the line."""
        f4 = np.float32
        uneven = self.length > 0 and (self.outer_a != self.outer_b or self.ramp_a != self.ramp_b)
        if uneven:
            _between(where, self.outer_a, self.outer_b, self.length, spare)
            np.subtract(spare, distance, out=distance)
            _between(where, self.ramp_a, self.ramp_b, self.length, spare)
            np.divide(distance, spare, out=distance)
        else:
            np.multiply(distance, f4(-1 / self.ramp_a), out=distance)
            distance += f4(self.outer_a / self.ramp_a)
        np.maximum(distance, f4(0), out=distance)
        np.minimum(distance, f4(1), out=distance)
        if self.curve > 0:
            # straight + curve * (x * x * (3 - 2 * x) - straight)
            np.multiply(distance, distance, out=spare)
            np.multiply(distance, f4(-2 * self.curve), out=other)
            other += f4(3 * self.curve)
            np.multiply(spare, other, out=spare)
            np.multiply(distance, f4(1 - self.curve), out=distance)
            distance += spare
        if self.length > 0 and self.strength_a != self.strength_b:
            _between(where, 255 * self.strength_a, 255 * self.strength_b, self.length, spare)
            np.multiply(distance, spare, out=distance)
        else:
            np.multiply(distance, f4(255 * self.strength_a), out=distance)
        distance += f4(0.5)


def halves_of(box: Rect) -> tuple[Rect, Rect]:
    """A box cut in two across its longer side."""
    if box.w >= box.h:
        first = box._replace(w=box.w // 2)
        return first, Rect.from_edges(first.right, box.y, box.right, box.bottom)
    first = box._replace(h=box.h // 2)
    return first, Rect.from_edges(box.x, first.bottom, box.right, box.bottom)


def _between(where: Floats, a: float, b: float, length: float, out: Floats) -> None:
    np.multiply(where, np.float32((b - a) / length), out=out)
    out += np.float32(a)


def _edge(vertex: Vertex, settings: BrushSettings, scale: float) -> tuple[float, float, float]:
    """(outer, ramp, strength) in the pixels of a level.

    The fall is what the brush has at full size, averaged over a pixel: half a pixel longer at both ends, so that it
    doesn't move with the level. What is thinner than a pixel is drawn as a fainter pixel.
    """
    wanted = vertex.radius * scale
    radius = max(wanted, 0.5)
    outer = radius + 0.5
    return outer, min((1 - settings.hardness) * radius + 1, outer), vertex.strength * min(1.0, 2 * wanted)


def capsule(a: Vertex, b: Vertex, settings: BrushSettings, scale: float) -> Capsule:
    """The capsule between two corners of a stroke, at a level's scale (1.0 = full size)."""
    first, last = _edge(a, settings, scale), _edge(b, settings, scale)
    ax, ay, bx, by = a.x * scale, a.y * scale, b.x * scale, b.y * scale
    if math.hypot(bx - ax, by - ay) < 1e-3:
        # The pen rested while its pressure changed: a disc that is as large as both.
        bx, by = ax, ay
        first = last = max(first, last)
    curve = min(1.0, (1 - settings.hardness) * settings.size * scale / 2)
    return Capsule(ax, ay, bx, by, first[0], last[0], first[1], last[1], first[2], last[2], curve)
