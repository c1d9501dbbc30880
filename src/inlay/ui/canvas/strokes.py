"""Strokes in progress, drawn into the tiles of the mask overlay: only what is dirty, at the size it is seen at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from inlay.base.geometry import Rect
from inlay.imaging.brush import StrokeBuffer
from inlay.imaging.mask import Coverage
from inlay.tools.overlay import StrokePreview
from inlay.ui.canvas.content import MaskTile
from inlay.ui.canvas.render import APRON, SIDE, Key, keys_over, scaled_box
from inlay.ui.canvas.scene import Scene


class _Mirror:
    """A stroke at the level of the tiles; the tool's own buffer where that has it."""

    def __init__(self, preview: StrokePreview, level: int) -> None:
        self.level = level
        own = preview.buffer
        self.buffer = own if own.level == level else own.at_level(level)

    def catch_up(self, preview: StrokePreview) -> list[Rect]:
        """Follow the tool's buffer; the boxes (plane px) that changed on the way."""
        own: StrokeBuffer = preview.buffer
        if self.buffer is own or len(self.buffer.points) == len(own.points):
            return []
        return self.buffer.extend(own.points[len(self.buffer.points) :])


class Strokes:
    """The strokes that aren't part of the mask yet, in order, and what of them is still to be drawn."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._previews: list[StrokePreview] = []
        self._mirrors: dict[StrokePreview, _Mirror] = {}
        self._dirty: list[Rect] = []

    @property
    def previews(self) -> Sequence[StrokePreview]:
        """The strokes that are shown."""
        return tuple(self._previews)

    def show(self, preview: StrokePreview, dirty: Iterable[Rect]) -> None:
        """A stroke is there or went on; it has to be drawn again in these boxes of the plane."""
        if preview not in self._previews:
            self._previews.append(preview)
            self._dirty.append(preview.buffer.bounds)
        self._dirty += [box for box in dirty if not box.is_empty]

    def drop(self, preview: StrokePreview) -> Rect:
        """A stroke is gone; the box of the plane in which it was seen."""
        if preview not in self._previews:
            return Rect(0, 0, 0, 0)
        self._previews.remove(preview)
        self._mirrors.pop(preview, None)
        self._dirty.append(preview.buffer.bounds)
        return preview.buffer.bounds

    def redraw_in(self, plane: Rect) -> None:
        """What was drawn in a box of the plane is gone: a tile has arrived, or another mask."""
        for preview in self._previews:
            part = preview.buffer.bounds.intersect(plane)
            if not part.is_empty:
                self._dirty.append(part)

    def flush(self, level: int, visible: Rect) -> None:
        """Draw what is dirty and visible (plane) into the tiles of `level`."""
        if not self._dirty:
            return
        for preview in self._previews:
            self._dirty += self._mirror(preview, level).catch_up(preview)
        dirty, self._dirty = self._dirty, []
        step = 1 << max(0, level)
        for box in dirty:
            seen = box.intersect(visible).grow(2 * step)
            for key in keys_over(level, seen):
                self._draw(key, seen)

    def _mirror(self, preview: StrokePreview, level: int) -> _Mirror:
        mirror = self._mirrors.get(preview)
        if mirror is None or mirror.level != max(0, level):
            mirror = self._mirrors[preview] = _Mirror(preview, max(0, level))
        return mirror

    def _draw(self, key: Key, plane: Rect) -> None:
        tile = self._tile(key)
        if tile is None or not (self._previews or self._scene.masks.is_fresh(key)):
            # Not made yet, or about to be made again with the stroke in it: it stays as it is until then.
            return
        held = key.box.grow(APRON)
        inner = scaled_box(plane, -key.level).intersect(held)
        if inner.is_empty:
            return
        outer = inner.grow(1).intersect(held)  # an outline looks at the neighbours
        values = self._with_strokes(key, outer, tile.values[outer.slices(held)])
        drawn = tile.ink.draw(values, outer.x - held.x + outer.y - held.y)
        tile.pixels[inner.slices(held)] = drawn[inner.slices(outer)]
        tile.drawn_into()
        if self._previews:
            tile.inked = tile.inked.union(inner.translate(-held.x, -held.y))
        else:
            tile.forget_strokes()

    def _tile(self, key: Key) -> MaskTile | None:
        scene = self._scene
        tile = scene.masks.get(key)
        value = scene.mask_value(key) if tile is None else None
        if tile is None and value == 0 and self._previews:
            # Nothing has been drawn here so far, so there was no tile.
            values = np.zeros((SIDE + 2 * APRON, SIDE + 2 * APRON), np.uint8)
            tile = MaskTile.drawn(key, values, scene.ink)
            scene.masks.put(key, tile)
        return tile

    def _with_strokes(self, key: Key, box: Rect, values: Coverage) -> Coverage:
        if key.level >= 0:
            return self._applied(key.level, box, values)
        # An enlarged tile: strokes are drawn at full size.
        times = 1 << -key.level
        source = scaled_box(box, key.level)
        whole = scaled_box(source, -key.level)
        part = box.slices(whole)
        large = np.zeros((whole.h, whole.w), np.uint8)
        large[part] = values
        # Each pixel of the plane is a square of equal values, of which the first may be cut off.
        small = np.maximum.reduceat(large, np.arange(0, whole.h, times), axis=0)
        small = np.maximum.reduceat(small, np.arange(0, whole.w, times), axis=1)
        applied = self._applied(0, source, np.ascontiguousarray(small))
        return np.ascontiguousarray(applied.repeat(times, axis=0).repeat(times, axis=1)[part])

    def _applied(self, level: int, box: Rect, values: Coverage) -> Coverage:
        current = values
        for preview in self._previews:
            part = scaled_box(preview.clip, -level).intersect(box)
            if part.is_empty:
                continue
            buffer = self._mirror(preview, level).buffer
            inside = part.slices(box)
            changed = buffer.applied(np.ascontiguousarray(current[inside]), part)
            current = current.copy()
            current[inside] = changed
        return current
