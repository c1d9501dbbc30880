"""How much of an answer is pasted where: never more than was painted; soft edges stay, hard ones are blended inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Coverage = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]
Slices = tuple[slice, slice]

BLEND_PX = 4.0
_PAD = 24  # beyond the array the mask goes on as at its border: there is nothing to blend with
_BLOCK = 256
_LOOK = 8  # px: how far inside an edge its full value is looked for
_SOFT, _HARD = 0.37, 0.45  # steepest step as a share of the full value: a ramp of 2.7 px, and of 2.2 px
_FAINT = 25


def paste_alpha(painted: Coverage, blend_px: float = BLEND_PX, against: Coverage | None = None) -> Coverage:
    """P (h, w) uint8, made from S = `painted` (h, w) uint8; P <= S everywhere.

    Exactly 0 where S is 0. Where S falls to 0 over more than 2 px it is pasted as painted; where it
    falls at once, an S-curve of the distance to the edge fades it inside S over `blend_px`, at most
    a third of the local thickness, and beyond that P is S. There is no fade at the border of the
    array, nor against a place without a picture: `against` (h, w) is above 0 where there is one.
    """
    if not painted.any() or blend_px <= 0:
        return painted.copy()
    solid = painted > 0
    outside = ~solid if against is None else ~solid & (against > 0)
    faded = solid if against is None else solid & (against > 0)
    if not outside.any():
        return painted.copy()
    values, away = _padded(painted), _padded(outside.astype(np.uint8)) > 0
    out = painted.copy()
    for part, around in _blocks(painted.shape):
        if away[around].any() and faded[part].any():
            share = _share(values[around], away[around], blend_px)[_PAD:-_PAD, _PAD:-_PAD]
            pasted = np.rint(painted[part] * share).astype(np.uint8)
            out[part] = np.where(faded[part], pasted, painted[part])
    return out


def _blocks(shape: tuple[int, int]) -> Iterator[tuple[Slices, Slices]]:
    """Pieces of an array, and the same with 24 px around in the padded array; most are far from every edge."""
    for y in range(0, shape[0], _BLOCK):
        for x in range(0, shape[1], _BLOCK):
            bottom, right = min(y + _BLOCK, shape[0]), min(x + _BLOCK, shape[1])
            yield (slice(y, bottom), slice(x, right)), (slice(y, bottom + 2 * _PAD), slice(x, right + 2 * _PAD))


def _share(values: Coverage, away: Flags, blend_px: float) -> Floats:
    """What is left of the painted value, 0..1 (h, w)."""
    distance, edge = _distances(away)
    hard = _hardness(values, away, edge)
    curve = _curve(distance, _reach(distance, values > 0, blend_px))
    return np.asarray(1 - hard + hard * curve, np.float32)


def _padded(values: Coverage) -> Coverage:
    return np.asarray(cv2.copyMakeBorder(values, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE), np.uint8)


class _Edge(NamedTuple):
    """For each pixel the number of the outside pixel next to it, and how many of those there are."""

    labels: NDArray[np.int32]
    total: int


def _distances(away: Flags) -> tuple[Floats, _Edge]:
    """Distance in px (h, w) from each pixel centre to the nearest outside one, and which one that is."""
    inside = (~away).astype(np.uint8)
    # With labels OpenCV measures along steps of a grid; the distance itself has to be exact.
    _stepped, labels = cv2.distanceTransformWithLabels(
        inside, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    exact = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(exact, np.float32), _Edge(np.asarray(labels, np.int32), int(labels.max()) + 1)


def _curve(distance: Floats, reach: Floats) -> Floats:
    """The smoothstep 3t^2 - 2t^3; the edge lies half a pixel before the first pixel's centre."""
    t = np.clip((distance - np.float32(0.5)) / reach, 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def _reach(distance: Floats, solid: Flags, blend_px: float) -> Floats:
    """Over how many px to fade: `blend_px`, at most a third of the local thickness.

    The local thickness of a place is the diameter of the largest disc inside the mask that covers it.
    """
    thickness = np.full(distance.shape, 1.0, np.float32)
    for radius in range(2, int(np.ceil(1.5 * blend_px)) + 2):
        centres = (distance >= radius) & solid
        if not centres.any():
            break
        to_centre = cv2.distanceTransform((~centres).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        thickness[to_centre < radius] = 2 * radius - 1
    return np.asarray(np.minimum(thickness / 3, np.float32(max(blend_px, 1e-3))), np.float32)


def _hardness(values: Coverage, away: Flags, edge: _Edge) -> Floats:
    """0 where the nearest edge is soft, 1 where it is hard (h, w).

    What counts is the steepest step within 2 px of the edge, as a share of the full value (the
    largest within 8 px): a ramp of w px has steps of 1/w. It is averaged along the edge, so that an
    edge at an angle doesn't flicker. Values of at most 10 % have no edge to speak of.
    """
    if bool(((values == 0) | (values == 255)).all()):
        return np.ones(values.shape, np.float32)
    rim = cv2.dilate(away.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    rim &= values > 0
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _LOOK + 1, 2 * _LOOK + 1))
    full = cv2.dilate(values, disc)
    steepest = cv2.dilate(_steps(values), np.ones((5, 5), np.uint8))
    share = np.where(full > _FAINT, steepest / np.maximum(full, 1), 0).astype(np.float32)
    weight = rim.astype(np.float32)
    of_rim: Floats = np.asarray(share * weight, np.float32)
    mean = cv2.boxFilter(of_rim, -1, (7, 7)) / np.maximum(cv2.boxFilter(weight, -1, (7, 7)), 1e-6)
    hard = np.clip((mean - _SOFT) / (_HARD - _SOFT), 0, 1)
    return _from_rim(np.asarray(hard, np.float32), rim, edge)


def _steps(values: Coverage) -> Floats:
    """The largest difference per px to one of the 8 neighbours (h, w)."""
    plain = values.astype(np.float32)
    axes, corners = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8), np.eye(3, dtype=np.uint8)
    along = [cv2.dilate(plain, axes) - plain, plain - cv2.erode(plain, axes)]
    for diagonal in (corners, np.ascontiguousarray(corners[::-1])):
        along += [(cv2.dilate(plain, diagonal) - plain) / np.float32(2**0.5)]
        along += [(plain - cv2.erode(plain, diagonal)) / np.float32(2**0.5)]
    return np.asarray(np.maximum.reduce(along), np.float32)


def _from_rim(hard: Floats, rim: Flags, edge: _Edge) -> Floats:
    """Each pixel gets what the rim beside its nearest outside pixel has."""
    total = np.bincount(edge.labels[rim], weights=hard[rim], minlength=edge.total)
    count = np.bincount(edge.labels[rim], minlength=edge.total)
    of_label = total / np.maximum(count, 1)
    return np.asarray(of_label[edge.labels], np.float32)
