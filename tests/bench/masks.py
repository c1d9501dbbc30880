"""What the selecting tools cost at 24 MP, against plain OpenCV and NumPy doing the same in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import cv2
import numpy as np

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.document.scaled import compose_at
from inlay.imaging.colour import SRGB
from inlay.imaging.colour.lab import to_lab
from inlay.imaging.raster import Raster
from inlay.imaging.regions.colour_range import ColourRange, colour_of, range_mask
from inlay.imaging.regions.object_select import object_mask
from inlay.imaging.regions.wand import Wand, wand_mask
from tests.bench.fill import seconds
from tests.bench.storage import photo

WIDTH, HEIGHT = 6000, 4000
SKY = (2400, 300)
TOLERANCE = 40
GRASS = ((2000, 1900), (1200, 1500), (2600, 2200))
ROCK = Rect(1000, 470, 1320, 1000)
PLAIN_GRABCUT = 1_000_000  # pixels: at full size it would take minutes


def once(work: Callable[[], object]) -> float:
    """The time of one run, for what takes long."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def opened(pixels: np.ndarray) -> Document:
    """The picture as it is when it was opened."""
    layer = Layer(new_id(), "Photo", Raster.from_array(pixels))
    return Document(Rect(0, 0, WIDTH, HEIGHT), SRGB, 8, (layer,))


def flooded(pixels: np.ndarray) -> np.ndarray:
    """OpenCV's own flood fill from the sky, without soft edges."""
    mask = np.zeros((HEIGHT + 2, WIDTH + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | (255 << 8)
    cv2.floodFill(pixels, mask, SKY, (0, 0, 0), (TOLERANCE,) * 3, (TOLERANCE,) * 3, flags)
    return mask[1:-1, 1:-1]


def in_range(pixels: np.ndarray) -> np.ndarray:
    """OpenCV's own comparison with the colour of the sky, without soft edges."""
    colour = pixels[SKY[1], SKY[0]].astype(int)
    return np.asarray(cv2.inRange(pixels, np.clip(colour - TOLERANCE, 0, 255), np.clip(colour + TOLERANCE, 0, 255)))


def lab_range(pixels: np.ndarray, wanted: ColourRange) -> np.ndarray:
    """The plain difference (CIE76) from the nearest colour in OpenCV's own Lab, in bands that fit into memory."""
    out = np.empty((HEIGHT, WIDTH), np.uint8)
    for top in range(0, HEIGHT, 500):
        lab = cv2.cvtColor(pixels[top : top + 500].astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
        apart = [np.linalg.norm(lab - np.array(each, np.float32), axis=2) for each in wanted.wanted]
        share = 2 - np.minimum.reduce(apart) / (wanted.fuzziness / 2)
        out[top : top + 500] = np.rint(np.clip(share, 0, 1) * 255)
    return out


def plain_grabcut(pixels: np.ndarray, box: Rect) -> np.ndarray:
    """Five rounds of OpenCV's own GrabCut at 1 MP of what object select looks at."""
    area = box.grow(round(0.25 * max(box.w, box.h))).intersect(Rect(0, 0, WIDTH, HEIGHT))
    scale = min(1.0, (PLAIN_GRABCUT / area.area) ** 0.5)
    small = cv2.resize(pixels[area.slices(Rect(0, 0, WIDTH, HEIGHT))], None, fx=scale, fy=scale, interpolation=3)
    held = tuple(round(each * scale) for each in (box.x - area.x, box.y - area.y, box.w, box.h))
    mask = np.zeros(small.shape[:2], np.uint8)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, mask, held, *models, 5, cv2.GC_INIT_WITH_RECT)
    return mask


def run() -> dict[str, Any]:
    """Times in s at 24 MP, each with its plain equivalent and the ratio to it."""
    pixels = photo(WIDTH, HEIGHT)
    document = opened(pixels)
    canvas, read, look = document.canvas, partial(compose, document), partial(compose_at, document)
    colours = [colour_of(read(Rect(x, y, 3, 3)), SRGB) for x, y in GRASS]
    wanted = ColourRange(tuple(each for each in colours if each is not None), (), 12.0)
    whole = Rect(300, 200, WIDTH - 600, HEIGHT - 400)

    def wand(contiguous: bool, antialias: bool = True) -> float:
        return seconds(lambda: wand_mask(read, canvas, *SKY, Wand(TOLERANCE, contiguous, antialias)))

    took = {
        "wand": (wand(contiguous=True), seconds(lambda: flooded(pixels))),
        "wand_hard": (wand(contiguous=True, antialias=False), seconds(lambda: flooded(pixels))),
        "wand_anywhere": (wand(contiguous=False), seconds(lambda: in_range(pixels))),
        "colour_range": (
            seconds(lambda: range_mask(read, SRGB, canvas, wanted)),
            seconds(lambda: lab_range(pixels, wanted)),
        ),
        "lab": (seconds(lambda: to_lab(pixels[:1000], SRGB)), seconds(lambda: _opencv_lab(pixels[:1000]))),
        "object_4_mp": (
            seconds(lambda: object_mask(look, canvas, ROCK, [])),
            once(lambda: plain_grabcut(pixels, ROCK)),
        ),
        "object_24_mp": (
            once(lambda: object_mask(look, canvas, whole, [])),
            once(lambda: plain_grabcut(pixels, whole)),
        ),
    }
    return {name: _figures(ours, plain) for name, (ours, plain) in took.items()}


def _opencv_lab(pixels: np.ndarray) -> object:
    return cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)


def _figures(ours: float, plain: float) -> dict[str, float]:
    return {"s": round(ours, 3), "plain_s": round(plain, 3), "to_plain": round(ours / plain, 2)}
