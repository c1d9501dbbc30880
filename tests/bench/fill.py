"""What a fill costs at 1 and 4 MP, against plain PyPatchMatch and OpenCV's Telea in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import patchmatch

from inlay.fill.local.engine import fill
from inlay.fill.local.options import Options
from inlay.fill.prepare import engine_hole
from tests.bench.storage import photo

SIZES = {"1": (1155, 866), "4": (2310, 1732)}
SHARE = 0.03  # of the picture is masked
RUNS = 3


def blob(width: int, height: int) -> np.ndarray:
    """A round mask (h, w) of 3 % of the picture."""
    mask = np.zeros((height, width), np.uint8)
    radius = round((SHARE * width * height / np.pi) ** 0.5)
    cv2.circle(mask, (width // 2, height // 2), radius, 255, -1)
    return mask


def seconds(work: Callable[[], object]) -> float:
    """The median time of a few runs."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def measured(width: int, height: int) -> dict[str, Any]:
    """Times in s, and ours as a ratio to the others."""
    picture = photo(width, height)
    hole = engine_hole(blob(width, height))
    eight = np.dstack([picture, np.full((height, width), 255, np.uint8)])
    sixteen = eight.astype(np.uint16) * 257
    scratch = np.zeros((height, width), np.uint8)
    cv2.line(scratch, (width // 5, height // 5), (width * 4 // 5, height * 2 // 3), 255, 3)
    hair = engine_hole(scratch)
    took = {
        "ours_s": seconds(lambda: fill(eight, hole, 1)),
        "ours_16_bit_s": seconds(lambda: fill(sixteen, hole, 1)),
        "ours_fast_s": seconds(lambda: fill(eight, hole, 1, Options("fast"))),
        "patchmatch_s": seconds(lambda: patchmatch.inpaint(picture, hole, patch_size=3)),
        "telea_s": seconds(lambda: cv2.inpaint(picture, hole, 3, cv2.INPAINT_TELEA)),
        "hairline_s": seconds(lambda: fill(eight, hair, 1)),
        "hairline_telea_s": seconds(lambda: cv2.inpaint(picture, hair, 3, cv2.INPAINT_TELEA)),
    }
    return {
        **{name: round(value, 3) for name, value in took.items()},
        "to_patchmatch": round(took["ours_s"] / took["patchmatch_s"], 2),
        "to_telea": round(took["ours_s"] / took["telea_s"], 1),
        "hairline_to_telea": round(took["hairline_s"] / took["hairline_telea_s"], 1),
        "scale": fill(eight, hole, 1).scale,
    }


def run() -> dict[str, Any]:
    """Figures by size in MP."""
    return {f"{size}_mp": measured(*pixels) for size, pixels in SIZES.items()}
