"""Cutting an object out of a small picture by GrabCut (Rother, Kolmogorov and Blake 2004, as OpenCV has it)."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.uint8]
Model = NDArray[np.float64]
SURE_OUT, SURE_IN, MAYBE_OUT, MAYBE_IN = cv2.GC_BGD, cv2.GC_FGD, cv2.GC_PR_BGD, cv2.GC_PR_FGD
ROUNDS = 5
SPECK = 0.004
"""Islands and holes that are smaller than this share of the object aren't meant."""
TYPICAL = 4
"""Colours that stand for those under the scribbles of one kind."""
ALIKE = 30.0
"""Levels (Euclidean, red, green and blue) within which a pixel looks like one of them."""
FEWEST = 8
"""Pixels that either side must have for colours to be told from them."""


def led_by_scribbles(hints: Values, picture: Values) -> Values:
    """Hints in which what is open looks like its most similar scribble to begin with: a scribble is a few pixels only,
    and would count for little beside all that a box holds. The hints are to be sure of scribbles alone."""
    wanted = _apart(picture, picture[hints == SURE_IN])
    unwanted = _apart(picture, picture[hints == SURE_OUT])
    led = hints.copy()
    is_open = np.isin(hints, (MAYBE_IN, MAYBE_OUT))
    led[is_open & (unwanted < ALIKE) & (unwanted < wanted)] = MAYBE_OUT
    led[is_open & (wanted < ALIKE) & (wanted < unwanted)] = MAYBE_IN
    return led


def _apart(picture: Values, colours: Values) -> NDArray[np.float32]:
    """How far each pixel (h, w) is from the nearest of a few typical ones of `colours` (n, 3); without any, far."""
    nearest = np.full(picture.shape[:2], np.inf, np.float32)
    if not len(colours):
        return nearest
    samples = np.ascontiguousarray(colours, np.float32)
    cv2.setRNGSeed(1)
    ending = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    count = min(TYPICAL, len(samples))
    _, _, typical = cv2.kmeans(samples, count, None, ending, 1, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]
    for each in typical:
        np.minimum(nearest, np.linalg.norm(picture - each, axis=2), out=nearest)
    return nearest


def cut(picture: Values, hints: Values) -> tuple[Values, Model, Model]:
    """What belongs to the object, 1 or 0 (h, w), and the two models of colours, from a picture (h, w, 3) and hints
    (h, w) of SURE_OUT, SURE_IN, MAYBE_OUT, MAYBE_IN. The same each time; without enough hints for either side what
    they say is the result."""
    outside, inside = np.zeros((1, 65)), np.zeros((1, 65))
    likely = np.isin(hints, (SURE_IN, MAYBE_IN))
    if min(int(likely.sum()), int((~likely).sum())) < FEWEST:
        return likely.astype(np.uint8), outside, inside
    marks = hints.copy()
    cv2.setRNGSeed(1)  # the first guess at the colours is a random one, of this thread
    cv2.grabCut(picture, marks, None, outside, inside, ROUNDS, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    return (marks & 1).astype(np.uint8), outside, inside


def cut_again(picture: Values, hints: Values, outside: Model, inside: Model) -> Values:
    """The same at another size, with the colours that are known: only what is MAYBE anything is decided."""
    maybe = np.isin(hints, (MAYBE_IN, MAYBE_OUT))
    if not maybe.any() or not outside.any() or not inside.any():
        return (hints & 1).astype(np.uint8)
    marks = hints.copy()
    mode = cv2.GC_EVAL_FREEZE_MODEL
    cv2.grabCut(picture, marks, None, outside.copy(), inside.copy(), 1, mode)  # type: ignore[call-overload]
    return (marks & 1).astype(np.uint8)


def without_specks(inside: Values, hints: Values, one_piece: bool = False) -> Values:
    """The object (h, w) of 1 and 0 without tiny islands and holes, but for those that the hints are sure of.

    For `one_piece` only what hangs together with hints that are sure of the object is kept.
    """
    least = SPECK * int(inside.sum())
    filled = _without(inside, math.inf if one_piece else least, hints == SURE_IN, connectivity=8)
    holes = _without(1 - filled, least, hints == SURE_OUT, connectivity=4)
    return 1 - holes


def _without(values: Values, least: float, sure: NDArray[np.bool_], connectivity: int) -> Values:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(values, connectivity=connectivity)
    keeps = np.zeros(count, np.uint8)
    keeps[1:] = stats[1:, cv2.CC_STAT_AREA] >= least
    keeps[np.unique(labels[sure & (values > 0)])] = 1
    keeps[0] = 0
    kept: Values = keeps[labels]
    return kept


def band(inside: Values, reach: int) -> tuple[Values, Values]:
    """What lies inside for sure, and what lies inside at all, if the edge may be off by `reach` px."""
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    # Beyond the array it goes on as at its border.
    return np.asarray(cv2.erode(inside, window), np.uint8), np.asarray(cv2.dilate(inside, window), np.uint8)


def hints_near(inside: Values, reach: int) -> Values:
    """Hints that leave open only what lies within `reach` px of the edge."""
    surely, maybe = band(inside, reach)
    open_ = np.where(inside == 1, MAYBE_IN, MAYBE_OUT)
    return np.where(surely == 1, SURE_IN, np.where(maybe == 0, SURE_OUT, open_)).astype(np.uint8)
