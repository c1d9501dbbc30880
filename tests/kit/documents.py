"""Documents for tests: small, but with everything in them that a project may hold."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import Literal

import numpy as np
from PIL import Image

from inlay.base.geometry import Rect
from inlay.document.document import Document, SavedMask, Source
from inlay.document.layer import Layer
from inlay.document.version import Candidate, FillRecord, Version
from inlay.imaging.colour import ColourSpace
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster

SOURCE_BYTES = b"the bytes of the file that was opened" * 100


def pixels(width: int, height: int, channels: int, depth: int, seed: int) -> np.ndarray:
    """A smooth picture with some noise (h, w, c)."""
    noise = np.random.default_rng(seed)
    top = 255 if depth == 8 else 65535
    y, x = np.mgrid[0:height, 0:width]
    smooth = (np.sin(x / 37 + seed) + np.cos(y / 23)) / 4 + 0.5
    values = smooth[:, :, None] + noise.normal(0, 0.02, (height, width, channels))
    return (values.clip(0, 1) * top).astype(np.uint8 if depth == 8 else np.uint16)


def png(side: int = 24) -> bytes:
    """A thumbnail."""
    out = io.BytesIO()
    Image.new("RGB", (side, side), (90, 120, 60)).save(out, "PNG")
    return out.getvalue()


BOX = Rect(-40, 10, 70, 60)


def record(depth: int = 8, seed: int = 0, box: Rect = BOX) -> FillRecord:
    """What a fill leaves behind, with its raw answer."""
    answer = Raster.from_array(pixels(box.w, box.h, 4, depth, seed), box.x, box.y)
    return FillRecord(
        provider="local",
        model="patchmatch",
        params={"grow": 4, "strength": 0.5, "hairline": True, "mode": "auto", "nothing": None},
        prompt="Gras, Wolken\nund „Ärger“",
        seed=seed,
        seconds=1.25,
        box=box,
        scale=0.5,
        megapixels=0.001,
        cost=None,
        started_from=None,
        unmasked_pixels=1234,
        notes=("done at half size",),
        task_id="task-1",
        layer_id="fill",
        group="group",
        answer=answer,
    )


def service_record(depth: int = 8, seed: int = 0, box: Rect = BOX) -> FillRecord:
    """What a fill by a service leaves behind: the answer as it came, in sRGB and of a size of its own."""
    return replace(
        record(depth, seed, box),
        provider="bfl",
        params={"steps": 50, "guidance": 30.0, "finetune": "my-rooms", "strength": 1.1, "count": 2},
        answer=Raster.from_array(pixels(box.w * 2, box.h * 2, 3, 8, seed + 3), box.x, box.y),
        answer_colour="srgb",
        options={"region": "eu", "retries": 2, "raw": False, "quality": 0.5, "none": None},
        host="api.example.test:8443",
        cost=0.06,
        expected_low=0.05,
        expected_high=None,
        job_id="job-1",
        index=1,
    )


def document(
    depth: Literal[8, 16] = 8, grey: bool = False, outside: int = 0, seed: int = 0, size: tuple[int, int] = (700, 530)
) -> Document:
    """A document of three layers whose canvas begins left of and above the origin."""
    width, height = size
    photo = pixels(width, height, 3, depth, seed)
    if grey:
        photo = np.repeat(photo[:, :, :1], 3, axis=2)
    soft = (pixels(90, 80, 1, 8, seed)[:, :, 0] // 2 + 60).astype(np.uint8)
    mask = Mask.from_array(soft, -30, 20)
    colour = ColourSpace(b"not really a profile", "grey", "Dot gain") if grey else ColourSpace()
    flat = np.full((600, 600, 4), 77, photo.dtype)
    return Document(
        canvas=Rect(-100, -20, width + 100, height + 20),
        colour=colour,
        depth=depth,
        layers=(
            Layer("photo", "Photo", Raster.from_array(photo)),
            Layer("fill", "Fill äöü", Raster.from_array(pixels(70, 60, 4, depth, seed + 1), -40, 10), 0.4, "multiply"),
            Layer("flat", "Flat", Raster.from_array(flat, -100, -20), 1.0, "luminosity", False, mask),
        ),
        mask=mask.inverted() if outside == 255 else mask,
        saved_masks=(SavedMask("m1", "Sky", Mask.from_array(soft, 500, 500)), SavedMask("m2", "", Mask.empty())),
        source=Source("photo.jpg", "jpeg", hashlib.sha256(SOURCE_BYTES).hexdigest(), len(SOURCE_BYTES), "/a/photo.jpg"),
    )


def version(name: str, document: Document, parent: str | None = None, fill: FillRecord | None = None) -> Version:
    """A version of a document."""
    kind: Literal["fill", "kept"] = "fill" if fill else "kept"
    return Version(name, parent, 1.8e9 + 0.25, f"Version {name}", kind, document, png(), fill, name == "b", "a\nnote")


def candidate(name: str, depth: int = 8, seed: int = 0) -> Candidate:
    """An answer that waits."""
    layer = Layer(f"layer-{name}", "Fill", Raster.from_array(pixels(70, 60, 4, depth, seed + 9), -40, 10))
    painted = Mask.from_array(np.full((60, 70), 200, np.uint8), -40, 10)
    return Candidate(name, "group", layer, record(depth, seed), painted)
