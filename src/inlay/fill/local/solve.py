"""One step's colours: at full size, or at a lower scale and then refined with full-size pixels."""

from __future__ import annotations

import cv2
import numpy as np

from inlay.base.geometry import Rect
from inlay.fill.local import deep, holes, patches, transfer
from inlay.fill.local.checks import RADIUS, whole_patches
from inlay.fill.local.options import Flags, Pixels, Report

_MARGIN = 40
_CHUNK = 1024


def fill_colour(
    colour: Pixels, hole: Flags, sources: Flags, factor: int, seed: int, report: Report
) -> tuple[Pixels, int]:
    """`colour` (H, W, 3) uint8 or uint16 with `hole` filled from `sources`, and the factor that was used.

    A factor above 1 solves at 1/factor; it is lowered where too few whole patches would be left.
    """
    while factor > 1:
        small = _shrunk(colour, hole, sources, factor)
        if whole_patches(small[2]).any():
            return _refined(colour, hole, small, factor, seed, report), factor
        factor -= 1
    report.stage(0.0, 1.0)
    return _solved(colour, hole, sources, seed), 1


def _solved(colour: Pixels, hole: Flags, sources: Flags, seed: int) -> Pixels:
    if colour.dtype == np.uint8:
        return patches.solve(colour, hole, sources, seed)
    scale = deep.scale_of(colour, sources)
    levels = patches.solve(deep.to_levels(colour, scale), hole, sources, seed)
    out = colour.copy()
    box = _box_around(hole)
    part = (slice(box.y, box.bottom), slice(box.x, box.right))
    structure = levels[part].astype(np.float32) * np.float32(scale.step) + np.float32(scale.low)
    out[part] = deep.restore(colour[part], structure, hole[part], sources[part], scale, seed)
    return out


def _box_around(hole: Flags) -> Rect:
    box = holes.bounds(hole)
    assert box is not None
    return box.grow(_MARGIN).intersect(Rect(0, 0, hole.shape[1], hole.shape[0]))


def _shrunk(colour: Pixels, hole: Flags, sources: Flags, factor: int) -> tuple[Pixels, Flags, Flags]:
    """Means of blocks; a block with a hole pixel is hole, one of sources only is a source."""
    pad = ((0, -hole.shape[0] % factor), (0, -hole.shape[1] % factor))
    blocks = ((hole.shape[0] + pad[0][1]) // factor, factor, (hole.shape[1] + pad[1][1]) // factor, factor)
    small_hole = np.asarray(np.pad(hole, pad).reshape(blocks).any(axis=(1, 3)), np.bool_)
    small_sources = np.asarray(np.pad(sources, pad).reshape(blocks).all(axis=(1, 3)), np.bool_)
    framed = cv2.copyMakeBorder(colour, 0, pad[0][1], 0, pad[1][1], cv2.BORDER_REPLICATE)
    small = cv2.resize(framed, (blocks[2], blocks[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(small), small_hole, small_sources


def _refined(
    colour: Pixels, hole: Flags, small: tuple[Pixels, Flags, Flags], factor: int, seed: int, report: Report
) -> Pixels:
    small_colour, small_hole, small_sources = small
    report.stage(0.0, 0.6)
    solved = _solved(small_colour, small_hole, small_sources, seed)
    report.progress(0.6)
    levels = solved if solved.dtype == np.uint8 else deep.to_levels(solved, deep.scale_of(small_colour, small_sources))
    levels = transfer.spread(levels, small_hole | small_sources)  # what is unknown must not look like black
    search = transfer.Search(levels, small_hole, whole_patches(small_sources), seed)
    places = search.run(lambda fraction: report.progress(0.6 + 0.3 * fraction))
    out = colour.copy()
    windows = _windows(small_hole, _CHUNK // factor)
    copy = transfer.Copy(colour, small_hole, small_sources, places, factor)
    for number, window in enumerate(windows):
        _write(out, colour, hole, copy, solved, window)
        report.progress(0.9 + 0.1 * (number + 1) / len(windows))
    return out


def _windows(small_hole: Flags, side: int) -> list[Rect]:
    """Boxes of at most side x side small pixels that cover the hole."""
    box = holes.bounds(small_hole)
    assert box is not None
    side = max(side, 4 * RADIUS)
    corners = [(x, y) for y in range(box.y, box.bottom, side) for x in range(box.x, box.right, side)]
    cells = [Rect(x, y, side, side).intersect(box) for x, y in corners]
    return [cell for cell in cells if small_hole[cell.y : cell.bottom, cell.x : cell.right].any()]


def _write(
    out: Pixels, colour: Pixels, hole: Flags, copy: transfer.Copy, solved: Pixels, window: Rect
) -> None:
    """Copied pixels, moved to the colours of the small solve; only hole pixels of the window are written."""
    factor = copy.factor
    wide = window.grow(4).intersect(Rect(0, 0, solved.shape[1], solved.shape[0]))
    full = copy.window(wide)
    part = (slice(wide.y, wide.bottom), slice(wide.x, wide.right))
    size = (wide.w, wide.h)
    means = cv2.resize(full, size, interpolation=cv2.INTER_AREA)
    off = (solved[part].astype(np.float32) - means) * copy.hole[part][:, :, None]
    weight = copy.used[part].astype(np.float32)
    soft = cv2.GaussianBlur(off, (0, 0), 0.7) / np.maximum(cv2.GaussianBlur(weight, (0, 0), 0.7), 1e-3)[:, :, None]
    field = cv2.resize(soft, (wide.w * factor, wide.h * factor), interpolation=cv2.INTER_LINEAR)
    top = float(np.iinfo(colour.dtype).max)
    made = np.clip(np.rint(full + field.astype(np.float32)), 0, top).astype(colour.dtype)
    inner = Rect(window.x * factor, window.y * factor, window.w * factor, window.h * factor)
    inner = inner.intersect(Rect(0, 0, hole.shape[1], hole.shape[0]))
    covered = Rect(wide.x * factor, wide.y * factor, wide.w * factor, wide.h * factor)
    rows, columns = slice(inner.y, inner.bottom), slice(inner.x, inner.right)
    todo = hole[rows, columns]
    out[rows, columns][todo] = made[inner.slices(covered)][todo]

