"""The answers' pictures: the hole filled from its surroundings and tinted, the rest nearly as it was."""

from __future__ import annotations

import io
import math

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.services.core.pictures import Array

WORKING_SIDE = 256
TINT = 28.0
GRAIN = 6.0
# A service's picture comes back from a latent space: nothing in it is exactly what was sent.
WHOLE_GRAIN = 1.0


def paint(image: Array, mask: Array, seed: int, strength: float = 1.0) -> Array:
    """The whole crop (h, w, 3) with its hole filled; another seed or strength gives another picture."""
    random = np.random.default_rng([seed & 0xFFFFFFFF, round(strength * 1000)])
    hole = mask > 127
    filled = _inpaint(image, hole).astype(np.float32)
    tint = random.uniform(-TINT, TINT, 3).astype(np.float32) * (0.5 + strength / 2)
    shape = image.shape[:2]
    pattern = _waves(shape, random) * tint
    grain = random.normal(0.0, 1.0, shape).astype(np.float32)[..., None]
    weight = hole[..., None].astype(np.float32)
    painted = image + weight * (filled - image + pattern + grain * GRAIN) + (1 - weight) * grain * WHOLE_GRAIN
    return np.clip(np.rint(painted), 0, 255).astype(np.uint8)


def _inpaint(image: Array, hole: NDArray[np.bool_]) -> Array:
    height, width = hole.shape
    scale = min(1.0, WORKING_SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    # Every pixel that touches the hole counts as hole, so that no colour of it leaks in.
    small_hole = (cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0).astype(np.uint8)
    if small_hole.all():
        return np.full_like(image, 128)
    filled = cv2.inpaint(small, small_hole, 3, cv2.INPAINT_TELEA)
    return np.asarray(cv2.resize(filled, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _waves(shape: tuple[int, int], random: np.random.Generator) -> Array:
    """A soft pattern (h, w, 1) of 0.4..1 with a direction of its own, so that a seed can be told at a glance."""
    angle, period = random.uniform(0, math.pi), random.uniform(40, 160)
    rows = np.arange(shape[0], dtype=np.float32)[:, None] * math.sin(angle)
    columns = np.arange(shape[1], dtype=np.float32)[None, :] * math.cos(angle)
    waves = 0.7 + 0.3 * np.sin((rows + columns) * np.float32(2 * math.pi / period))
    return np.asarray(waves[..., None], dtype=np.float32)


def expand(image: Array, top: int, bottom: int, left: int, right: int) -> tuple[Array, Array]:
    """`image` with a border of edge pixels around it, and the mask (h, w) that is white in the border."""
    wide = cv2.copyMakeBorder(image, top, bottom, left, right, cv2.BORDER_REPLICATE)
    mask = cv2.copyMakeBorder(
        np.zeros(image.shape[:2], np.uint8), top, bottom, left, right, cv2.BORDER_CONSTANT, value=255
    )
    return np.asarray(wide, np.uint8), np.asarray(mask, np.uint8)


def encode(pixels: Array, kind: str) -> bytes:
    """A file of `kind`: png, jpeg (jpg) or webp."""
    name = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}[kind]
    options = {"JPEG": {"quality": 95}, "PNG": {"compress_level": 1}, "WEBP": {"quality": 90}}[name]
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, name, **options)
    return buffer.getvalue()


def media_type_of(kind: str) -> str:
    """The content type of a file of `kind`."""
    return {"jpg": "image/jpeg"}.get(kind, f"image/{kind}")
