"""Clusters: many small boxes in few compact groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.int32]
Members = NDArray[np.intp]


def clustered(boxes: Boxes, most: int) -> list[Members]:
    """Indices of `boxes` (n, 4: x, y, w, h) in at most `most` groups: the widest group is halved, again and again."""
    centres = boxes[:, :2] + boxes[:, 2:] / 2
    groups: list[Members] = [np.arange(len(boxes))]
    spans = [_span(boxes)]
    while len(groups) < most:
        index = int(
            np.argmax([span.prod() if len(group) > 1 else -1 for span, group in zip(spans, groups, strict=True)])
        )
        group, span = groups[index], spans[index]
        if len(group) < 2:
            break
        ordered = group[np.argsort(centres[group, int(np.argmax(span))], kind="stable")]
        halves = ordered[: len(ordered) // 2], ordered[len(ordered) // 2 :]
        groups[index : index + 1] = halves
        spans[index : index + 1] = [_span(boxes[half]) for half in halves]
    return groups


def _span(boxes: Boxes) -> NDArray[np.int64]:
    """Width and height of the box around all."""
    return np.asarray((boxes[:, :2] + boxes[:, 2:]).max(axis=0) - boxes[:, :2].min(axis=0), np.int64)
