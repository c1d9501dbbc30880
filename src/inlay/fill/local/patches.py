"""The one place that calls PyPatchMatch: structure in 8 bits, filled from whole patches of the surroundings."""

from __future__ import annotations

import cv2
import numpy as np
import patchmatch

from inlay.base.errors import Bug
from inlay.base.text import tr
from inlay.fill.local.checks import RADIUS, whole_patches
from inlay.fill.local.options import Coverage, Flags

_NEAR = 24  # pixels around the hole that stay sources for every seed: they carry the edges across
_HELD_BACK = 0.25  # share of the farther sources that a seed other than 0 does without
_ENOUGH = 4096  # never hold back so much that fewer whole patches are left


def solve(image: Coverage, hole: Flags, sources: Flags, seed: int) -> Coverage:
    """Fill `hole` (H, W) of `image` (H, W, 3) uint8 from `sources` (H, W); the same seed gives the same picture.

    At least one patch of 7 x 7 sources is needed. Pixels that are neither hole nor source are
    ignored. Returns a new array, changed in the hole only.
    """
    if not patchmatch.patchmatch_available:
        raise Bug(
            tr("The built-in fill's library doesn't work on this system."),
            next_step=tr("Install PyPatchMatch again, or choose another service."),
        )
    allowed = _for_seed(sources, hole, seed)
    patchmatch.set_random_seed(_mixed(seed))
    out: Coverage = image.copy()
    low, high = image[sources].min(axis=0), image[sources].max(axis=0)
    for ring in _rings(hole, allowed):
        filled = patchmatch.inpaint(np.ascontiguousarray(out), ring, global_mask=~ring & ~allowed, patch_size=RADIUS)
        # The library's upsampling overshoots at strong edges; no source has such a value.
        out[ring] = np.clip(filled[ring], low, high)
        allowed = allowed | ring
    return out


def _rings(hole: Flags, sources: Flags) -> list[Flags]:
    """The hole in the order in which it is filled: all at once, or from the sources outwards.

    Farther from all sources than about the picture's short side, the library leaves black: its
    coarsest level doesn't carry anything that far.
    """
    distance = cv2.distanceTransform((~sources).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    reach = max(4, min(hole.shape))
    farthest = float(distance[hole].max())
    count = max(1, int(np.ceil(farthest / reach)))
    edges = [farthest * (number + 1) / count for number in range(count - 1)] + [np.inf]
    rings = []
    done = np.zeros(hole.shape, bool)
    for edge in edges:
        ring: Flags = hole & ~done & (distance <= edge)
        done |= ring
        if ring.any():
            rings.append(ring)
    return rings


def _mixed(seed: int) -> int:
    """Neighbouring seeds far apart, as the library's generator is a plain linear one."""
    return (seed * 2654435761 + 12345) % 2**32


def _for_seed(sources: Flags, hole: Flags, seed: int) -> Flags:
    """The sources that this seed may use: all for seed 0, else without some soft blotches.

    A random start alone often ends in the same picture; other sources make another one.
    """
    if seed == 0 or int(sources.sum()) < _ENOUGH:
        return sources
    rng = np.random.Generator(np.random.PCG64(seed % 2**64))
    height, width = hole.shape
    coarse = rng.random((max(2, height // 96), max(2, width // 96)), dtype=np.float32)
    field = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    far = cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, 3) > _NEAR
    candidates = sources & far
    if not candidates.any():
        return sources
    limit = np.quantile(field[candidates][::7], 1 - _HELD_BACK)
    allowed: Flags = sources & ~(candidates & (field > limit))
    return allowed if int(whole_patches(allowed).sum()) >= _ENOUGH else sources
