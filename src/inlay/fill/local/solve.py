"""One step's colours: at full size, or at a lower scale and then refined with full-size pixels."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from inlay.base.geometry import Rect
from inlay.fill.local import deep, grain, holes, patches, refine, tone, transfer
from inlay.fill.local.checks import whole_patches
from inlay.fill.local.options import Flags, Floats, Pixels, Report

_MARGIN = 40
_CLEAN = 64.0  # of 65,535: grain weaker than this can't be seen


def fill_colour(
    colour: Pixels, hole: Flags, sources: Flags, factor: int, seed: int, report: Report, outwards: bool = False
) -> tuple[Pixels, int]:
    """`colour` (H, W, 3) uint8 or uint16 with `hole` filled from `sources`, and the factor that was used.

    A factor above 1 solves at 1/factor; it is lowered where too few whole patches would be left.
    """
    while factor > 1:
        small = _shrunk(colour, hole, sources, factor)
        if whole_patches(small.sources).any():
            return _refined(colour, hole, small, factor, seed, report, outwards), factor
        factor -= 1
    report.stage(0.0, 1.0)
    return _solved(colour, hole, sources, seed, outwards), 1


def _solved(colour: Pixels, hole: Flags, sources: Flags, seed: int, outwards: bool) -> Pixels:
    if colour.dtype == np.uint8:
        solved = patches.solve(colour, hole, sources, seed)
        return _toned(solved, hole, sources) if outwards else solved
    scale = deep.scale_of(colour, sources)
    levels = patches.solve(deep.to_levels(colour, scale), hole, sources, seed)
    out = colour.copy()
    box = _box_around(hole)
    part = (slice(box.y, box.bottom), slice(box.x, box.right))
    structure = levels[part].astype(np.float32) * np.float32(scale.step) + np.float32(scale.low)
    structure = tone.even(structure, hole[part], sources[part], 257)
    out[part] = deep.restore(colour[part], structure, hole[part], sources[part], scale, seed)
    return out


def _toned(solved: Pixels, hole: Flags, sources: Flags) -> Pixels:
    """8-bit colours with an even tone; rounding is spread by a fixed dither, which keeps slopes from banding."""
    box = _box_around(hole)
    part = (slice(box.y, box.bottom), slice(box.x, box.right))
    moved = tone.even(solved[part].astype(np.float32), hole[part], sources[part], 1)
    out = solved.copy()
    out[part] = np.clip(np.rint(moved + 0.5 * grain.dither(hole[part].shape, 0)), 0, 255).astype(np.uint8)
    return np.where(hole[:, :, None], out, solved)


def _box_around(hole: Flags) -> Rect:
    box = holes.bounds(hole)
    assert box is not None
    return box.grow(_MARGIN).intersect(Rect(0, 0, hole.shape[1], hole.shape[0]))


class Small(NamedTuple):
    """The picture at a lower scale: colours (h, w, 3), hole and sources (h, w)."""

    colour: Pixels
    hole: Flags
    sources: Flags


def _shrunk(colour: Pixels, hole: Flags, sources: Flags, factor: int) -> Small:
    """Means of blocks; a block with a hole pixel is hole, one of sources only is a source."""
    pad = ((0, -hole.shape[0] % factor), (0, -hole.shape[1] % factor))
    blocks = ((hole.shape[0] + pad[0][1]) // factor, factor, (hole.shape[1] + pad[1][1]) // factor, factor)
    small_hole = np.asarray(np.pad(hole, pad).reshape(blocks).any(axis=(1, 3)), np.bool_)
    small_sources = np.asarray(np.pad(sources, pad).reshape(blocks).all(axis=(1, 3)), np.bool_)
    framed = cv2.copyMakeBorder(colour, 0, pad[0][1], 0, pad[1][1], cv2.BORDER_REPLICATE)
    small = cv2.resize(framed, (blocks[2], blocks[0]), interpolation=cv2.INTER_AREA)
    return Small(np.asarray(small), small_hole, small_sources)


def _refined(
    colour: Pixels,
    hole: Flags,
    small: Small,
    factor: int,
    seed: int,
    report: Report,
    outwards: bool,
) -> Pixels:
    report.stage(0.0, 0.6)
    solved = _solved(small.colour, small.hole, small.sources, seed, outwards)
    report.progress(0.6)
    scale = None if solved.dtype == np.uint8 else deep.scale_of(small.colour, small.sources)
    levels = solved if scale is None else deep.to_levels(solved, scale)
    levels = transfer.spread(levels, small.hole | small.sources)  # what is unknown must not look like black
    search = transfer.Search(levels, small.hole, whole_patches(small.sources), seed)
    places = search.run(lambda fraction: report.progress(0.6 + 0.3 * fraction))
    copy = transfer.Copy(colour, small.hole, small.sources, places, factor)
    smooth = None if scale is None else _clean_parts(colour, hole, solved, small, scale)
    out = colour.copy()
    refine.Refiner(copy, solved, smooth, seed).write(out, hole, lambda part: report.progress(0.9 + 0.1 * part))
    return out


def _clean_parts(colour: Pixels, hole: Flags, solved: Pixels, small: Small, scale: deep.Scale) -> Floats | None:
    """Where (h, w, 0..1) a 16-bit fill is smooth and has no grain to copy: seams of copies would show there."""
    box = _box_around(hole)
    part = (slice(box.y, box.bottom), slice(box.x, box.right))
    covariance = grain.measure(colour[part].astype(np.float32), grain.around(hole[part], ~hole[part]))
    if np.sqrt(np.diag(covariance)).max() > _CLEAN:
        return None
    return 1 - deep.busy(solved.astype(np.float32), small.hole | small.sources, scale.step)
