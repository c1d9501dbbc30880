"""Grow, feather, smooth and fill holes at 24 MP, against plain OpenCV on the whole array in the same run.

The masks: what a person paints (shapes on a fifth of the tiles), hard and with soft edges, and spots as large as
leaves all over the picture, where no tile can be left out.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from inlay.base.geometry import Rect
from inlay.imaging.mask import Mask
from inlay.imaging.regions.distance import grow_mask
from inlay.imaging.regions.feather import feather_mask
from inlay.imaging.regions.holes import fill_holes
from inlay.imaging.regions.smooth import smooth_mask

SIZE = (6000, 4000)
WHOLE = Rect(0, 0, *SIZE)
RUNS = 3
Values = np.ndarray


def painted() -> Values:
    """A ring, a disc and a band."""
    mask = np.zeros(SIZE[::-1], np.uint8)
    cv2.circle(mask, (1500, 1500), 700, 255, 120)
    cv2.circle(mask, (4400, 1200), 350, 255, -1)
    cv2.line(mask, (2500, 3600), (5500, 3100), 255, 200)
    return mask


def leaves() -> Values:
    """Spots of some 20 px all over."""
    small = np.random.default_rng(3).random((SIZE[1] // 10, SIZE[0] // 10), np.float32)
    large = cv2.resize(cv2.GaussianBlur(small, (0, 0), 1), SIZE, interpolation=cv2.INTER_CUBIC)
    return np.where(large > 0.52, 255, 0).astype(np.uint8)


def seconds(work: Callable[[], object]) -> float:
    """The median time of a few runs."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def plain_grow(values: Values, px: int) -> Values:
    """All pixels within reach of one that isn't 0: right for hard masks alone."""
    return np.where(cv2.distanceTransform(255 - values, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) <= px, 255, 0)


def plain_holes(values: Values) -> Values:
    """What a flood from a corner doesn't reach; the border has to be free."""
    flooded = cv2.copyMakeBorder(values, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    cv2.floodFill(flooded, None, (0, 0), 77)
    return np.where(flooded[1:-1, 1:-1] == 77, values, 255)


WORK: dict[str, tuple[Callable[[Mask], Mask], Callable[[Values], Values]]] = {
    "grow_20": (lambda mask: grow_mask(mask, 20, WHOLE), lambda values: plain_grow(values, 20)),
    "grow_200": (lambda mask: grow_mask(mask, 200, WHOLE), lambda values: plain_grow(values, 200)),
    "feather_5": (lambda mask: feather_mask(mask, 5, WHOLE), lambda values: cv2.GaussianBlur(values, (0, 0), 5)),
    "feather_50": (lambda mask: feather_mask(mask, 50, WHOLE), lambda values: cv2.GaussianBlur(values, (0, 0), 50)),
    "smooth_10": (lambda mask: smooth_mask(mask, 10, WHOLE), lambda values: cv2.medianBlur(values, 21)),
    "fill_holes": (lambda mask: fill_holes(mask, WHOLE), plain_holes),
}


def measured(values: Values) -> dict[str, Any]:
    """Times in s and their ratio to OpenCV's, which works on the whole array; for grow of soft masks that is a dilation
    by a disc, whose time grows with the square of its size, and is measured at 20 px alone."""
    mask = Mask.from_array(values)
    figures: dict[str, Any] = {}
    is_soft = bool(((values > 0) & (values < 255)).any())
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (41, 41))
    for name, (ours, plain) in WORK.items():
        if is_soft and name.startswith("grow"):
            plain = (lambda values: cv2.dilate(values, disc)) if name == "grow_20" else None  # type: ignore[assignment]
        took = seconds(lambda ours=ours: ours(mask))  # type: ignore[misc]
        figures[name] = {"ours_s": round(took, 3)}
        if plain is not None:
            other = seconds(lambda plain=plain: plain(values))  # type: ignore[misc]
            figures[name] |= {"opencv_s": round(other, 3), "ratio": round(took / other, 2)}
    return figures


def run() -> dict[str, Any]:
    """Figures by kind of mask, and the most memory that was in use, in MB."""
    hard = painted()
    figures: dict[str, Any] = {
        "painted_hard": measured(hard),
        "painted_soft": measured(cv2.GaussianBlur(hard, (0, 0), 4)),
        "leaves_hard": measured(leaves()),
    }
    figures["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures
