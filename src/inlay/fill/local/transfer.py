"""Refining a solve of lower scale: find where each small patch came from, and copy the full pixels of that place."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inlay.base.geometry import Rect
from inlay.fill.local.checks import RADIUS
from inlay.fill.local.options import Coverage, Flags, Floats, Pixels, Progress

Places = NDArray[np.int32]

_DIMENSIONS = 12
_ROUNDS = 3
_SMOOTHINGS = 4
_NEIGHBOURS = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))


def descriptors(image: Coverage, sources: Flags) -> Floats:
    """Patches of 7 x 7 x 3 around each pixel of `image` (H, W, 3), in their 12 main directions: (H, W, 12).

    The directions are the principal components of at most 6,000 patches around `sources`.
    """
    side = 2 * RADIUS + 1
    values = image.astype(np.float32)
    rows, columns = np.nonzero(sources)
    chosen = np.linspace(0, len(rows) - 1, min(len(rows), 6000)).astype(np.int64)
    framed = cv2.copyMakeBorder(values, RADIUS, RADIUS, RADIUS, RADIUS, cv2.BORDER_REFLECT_101)
    windows = np.lib.stride_tricks.sliding_window_view(framed, (side, side), axis=(0, 1))
    sample = windows[rows[chosen], columns[chosen]].reshape(len(chosen), -1)
    mean = sample.mean(axis=0)
    _u, _s, basis = np.linalg.svd(sample - mean, full_matrices=False)
    basis = basis[:_DIMENSIONS]
    out = np.zeros((*image.shape[:2], len(basis)), np.float32)
    for k, direction in enumerate(basis):
        kernels = direction.reshape(3, side, side).astype(np.float32)
        for channel in range(3):
            plane = np.ascontiguousarray(values[:, :, channel])
            out[:, :, k] += cv2.filter2D(plane, cv2.CV_32F, kernels[channel], borderType=cv2.BORDER_REFLECT_101)
    return out


class Search:
    """PatchMatch (Barnes et al. 2009) over descriptors, all hole pixels at once.

    `places` (n, 2) int32 holds row and column of the source of each hole pixel, in the order of
    `np.nonzero(hole)`.
    """

    def __init__(self, image: Coverage, hole: Flags, centres: Flags, seed: int) -> None:
        self.size = hole.shape
        self.points = np.argwhere(hole).astype(np.int32)
        self.index = np.full(hole.shape, -1, np.int32)
        self.index[hole] = np.arange(len(self.points), dtype=np.int32)
        self.centres = centres
        described = descriptors(image, centres)
        self.flat = described.reshape(-1, described.shape[2])
        self.wanted = described[hole]
        self.rng = np.random.Generator(np.random.PCG64([seed % 2**64, 0x7472616E]))
        every = np.argwhere(centres).astype(np.int32)
        self.places: Places = every[self.rng.integers(0, len(every), len(self.points))]
        self.costs = self._cost(np.arange(len(self.points)), self.places)

    def run(self, progress: Progress) -> Places:
        """Search, then prefer places that continue those of the neighbours."""
        total = _ROUNDS + _SMOOTHINGS
        for number in range(_ROUNDS):
            for reach in (8, 3, 1):
                for dy, dx in _NEIGHBOURS[:4]:
                    self._try(*self._from_neighbour(dy * reach, dx * reach))
            self._search_around()
            progress((number + 1) / total)
        for number in range(_SMOOTHINGS):
            self._join_neighbours()
            progress((_ROUNDS + number + 1) / total)
        return self.places

    def _cost(self, which: NDArray[np.intp], places: Places) -> Floats:
        rows = places[:, 0].astype(np.intp) * self.size[1] + places[:, 1]
        off = self.flat[rows] - self.wanted[which]
        return np.asarray(np.einsum("ij,ij->i", off, off), np.float32)

    def _valid(self, places: Places) -> NDArray[np.bool_]:
        y, x = places[:, 0], places[:, 1]
        inside = (y >= 0) & (x >= 0) & (y < self.size[0]) & (x < self.size[1])
        inside[inside] = self.centres[y[inside], x[inside]]
        return np.asarray(inside)

    def _from_neighbour(self, dy: int, dx: int) -> tuple[NDArray[np.intp], Places]:
        """For each hole pixel whose neighbour at (dy, dx) is in the hole too: the place beside that one's place."""
        other = self.points + np.array([dy, dx], np.int32)
        inside = (other >= 0).all(axis=1) & (other[:, 0] < self.size[0]) & (other[:, 1] < self.size[1])
        which = np.flatnonzero(inside)
        neighbour = self.index[other[which, 0], other[which, 1]]
        which, neighbour = which[neighbour >= 0], neighbour[neighbour >= 0]
        return which, self.places[neighbour] - np.array([dy, dx], np.int32)

    def _try(self, which: NDArray[np.intp], places: Places) -> None:
        valid = self._valid(places)
        which, places = which[valid], places[valid]
        costs = self._cost(which, places)
        better = costs < self.costs[which]
        self.places[which[better]] = places[better]
        self.costs[which[better]] = costs[better]

    def _search_around(self) -> None:
        reach = max(self.size)
        which = np.arange(len(self.points))
        while reach >= 1:
            step = self.rng.integers(-reach, reach + 1, self.places.shape, dtype=np.int32)
            self._try(which, self.places + step)
            reach //= 2

    def _join_neighbours(self) -> None:
        """Each pixel takes the neighbour's continuation where that costs little more and tears less (a Potts term)."""
        penalty = np.float32(0.6) * (np.median(self.costs) + np.float32(30.0)) / 4
        best = self.costs + penalty * self._torn(np.arange(len(self.points)), self.places)
        places, costs = self.places.copy(), self.costs.copy()
        for dy, dx in _NEIGHBOURS:
            which, there = self._from_neighbour(dy, dx)
            valid = self._valid(there)
            which, there = which[valid], there[valid]
            cost = self._cost(which, there)
            total = cost + penalty * self._torn(which, there)
            better = total < best[which]
            chosen = which[better]
            best[chosen], places[chosen], costs[chosen] = total[better], there[better], cost[better]
        self.places, self.costs = places, costs

    def _torn(self, which: NDArray[np.intp], places: Places) -> Floats:
        """With how many of the 4 nearest neighbours a place doesn't hang together."""
        torn = np.zeros(len(which), np.float32)
        for dy, dx in _NEIGHBOURS[:4]:
            other = np.clip(self.points[which] + np.array([dy, dx], np.int32), 0, np.array(self.size) - 1)
            neighbour = self.index[other[:, 0], other[:, 1]]
            same = (self.places[neighbour] == places + np.array([dy, dx], np.int32)).all(axis=1)
            torn += (neighbour >= 0) & ~same
        return torn


class Copy:
    """Full-size pixels, copied from `full` (H, W, 3) by the places of a hole at 1/factor.

    `hole` and `sources` (h, w) are of the small picture. Beside the hole its own places go on, so
    that no seam mixes in what lies under the hole.
    """

    def __init__(self, full: Pixels, hole: Flags, sources: Flags, places: Places, factor: int) -> None:
        self.full = full
        self.hole = hole
        self.used: Flags = hole | sources
        self.factor = factor
        offset = np.zeros((*hole.shape, 2), np.float32)
        offset[hole] = (places - np.argwhere(hole)) * factor
        self.offset = spread(offset, hole)

    def window(self, window: Rect) -> Floats:
        """The pixels (h, w, 3) float32 of a box given in small pixels.

        Each pixel is a mix of what the four nearest small pixels say, over a narrow seam; where
        they hang together it is an exact copy. Only pixels in the hole mean anything.
        """
        left, top = window.x * self.factor, window.y * self.factor
        tall, wide = window.h * self.factor, window.w * self.factor
        first_y, share_y = _between(top, tall, self.factor)
        first_x, share_x = _between(left, wide, self.factor)
        out = np.zeros((tall, wide, 3), np.float32)
        for rows, weight_y in ((first_y, 1 - share_y), (first_y + 1, share_y)):
            for columns, weight_x in ((first_x, 1 - share_x), (first_x + 1, share_x)):
                out += self._copied(rows, columns, left, top) * (weight_y[:, None] * weight_x[None, :])[:, :, None]
        return out

    def _copied(self, rows: NDArray[np.intp], columns: NDArray[np.intp], left: int, top: int) -> Pixels:
        """Each position's pixel, by the offset of the small pixel (rows, columns)."""
        height, width = self.hole.shape
        part = self.offset[np.clip(rows, 0, height - 1)][:, np.clip(columns, 0, width - 1)]
        y = part[:, :, 0] + np.arange(top, top + len(rows), dtype=np.float32)[:, None]
        x = part[:, :, 1] + np.arange(left, left + len(columns), dtype=np.float32)[None, :]
        copied: Pixels = cv2.remap(self.full, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
        return copied


def spread(values: Pixels, good: Flags) -> Pixels:
    """`values` (H, W, C), where `good` (H, W) is False those of the nearest good pixel."""
    _distance, labels = cv2.distanceTransformWithLabels(
        (~good).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    of_label = np.zeros((int(labels.max()) + 1, values.shape[2]), values.dtype)
    of_label[labels[good]] = values[good]
    return np.asarray(of_label[labels])


def _between(start: int, length: int, factor: int) -> tuple[NDArray[np.intp], Floats]:
    """For each full-size position the small pixel before it and the share of the next one, 0..1, over a narrow seam."""
    place = (np.arange(start, start + length) + 0.5) / factor - 0.5
    first = np.floor(place)
    share = np.clip((place - first - 0.5) * 3 + 0.5, 0, 1)
    return first.astype(np.intp), np.asarray(share * share * (3 - 2 * share), np.float32)
