"""Garbage: looking for reference cycles when, and in the thread in which, it is asked for."""

from __future__ import annotations

import gc


def collect_due() -> int | None:
    """Collect the oldest generation whose threshold is passed, as Python does by itself; which, or None."""
    for generation in (2, 1, 0):
        threshold = gc.get_threshold()[generation]
        if threshold and gc.get_count()[generation] > threshold:
            gc.collect(generation)
            return generation
    return None
