"""What an export costs at 24 MP, in each format and depth, against Pillow and libvips writing the same in this run."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyvips
from PIL import Image

from inlay.imaging.codec import ExportSettings, Metadata, PixelSource, write_picture
from inlay.imaging.colour import SRGB
from tests.bench.storage import photo
from tests.kit.embedded import exif_with_maker_note, old_picture

SIZE = (6000, 4000)
RUNS = 3
# Seconds of a first round above which one round has to do.
LONG = 12
Array = npt.NDArray[Any]
Write = Callable[[], bytes]
# JPEG, WebP and AVIF take a quality; deflate is compared at libvips' and Pillow's own level, 6.
QUALITY = {"jpeg": 90, "webp": 90, "avif": 85}
PILLOW: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": 90, "subsampling": "4:4:4"},
    "png": {},
    "tiff": {"compression": "tiff_adobe_deflate"},
    "webp": {"quality": 90, "method": 2},
    "avif": {"quality": 85, "speed": 7, "subsampling": "4:4:4"},
}
VIPS: dict[str, tuple[str, dict[str, Any]]] = {
    "jpeg": ("jpegsave_buffer", {"Q": 90, "subsample_mode": "off"}),
    "png": ("pngsave_buffer", {"filter": "all"}),
    "tiff": ("tiffsave_buffer", {"compression": "deflate", "predictor": "horizontal"}),
    "webp": ("webpsave_buffer", {"Q": 90, "smart_subsample": True, "exact": True, "effort": 2}),
    "avif": ("heifsave_buffer", {"compression": "av1", "Q": 85, "effort": 2, "subsample_mode": "off"}),
}


def ours(kind: str, pixels: Array, settings: ExportSettings) -> Write:
    """Our writer, with metadata to clean."""
    metadata = Metadata(exif=exif_with_maker_note(old_picture()), dpi=(300, 300))

    def write() -> bytes:
        out = io.BytesIO()
        write_picture(out, kind, PixelSource.of(pixels), SRGB, metadata, settings)
        return out.getvalue()

    return write


def by_pillow(kind: str, pixels: Array) -> Write:
    """Pillow, 8 bits; one thread but for AVIF."""

    def write() -> bytes:
        out = io.BytesIO()
        Image.fromarray(pixels).save(out, kind.upper(), **PILLOW[kind])
        return out.getvalue()

    return write


def by_vips(kind: str, pixels: Array, **more: Any) -> Write:
    """libvips."""
    saver, options = VIPS[kind]
    height, width, bands = pixels.shape
    samples, meaning = ("ushort", "rgb16") if pixels.dtype == np.uint16 else ("uchar", "srgb")

    def write() -> bytes:
        image = pyvips.Image.new_from_memory(pixels, width, height, bands, samples).copy(interpretation=meaning)
        return bytes(getattr(image, saver)(**{**options, **more}))

    return write


def measured(ways: dict[str, Write]) -> dict[str, Any]:
    """Seconds (median) and MB of each way, taken in turns so that a busy moment meets all of them."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    sizes: dict[str, int] = {}
    for _ in range(RUNS):
        for name, write in ways.items():
            started = time.perf_counter()
            sizes[name] = len(write())
            times[name].append(time.perf_counter() - started)
        if sum(each[0] for each in times.values()) > LONG:
            break
    took = {name: statistics.median(each) for name, each in times.items()}
    figures: dict[str, Any] = {f"{name}_s": round(value, 2) for name, value in took.items()}
    figures |= {f"{name}_mb": round(size / 1e6, 1) for name, size in sizes.items()}
    return figures | {f"to_{name}": round(took["ours"] / took[name], 2) for name in ways if name != "ours"}


def run() -> dict[str, Any]:
    """Figures by format and depth."""
    eight = photo(*SIZE)
    sixteen = eight.astype(np.uint16) * 257 + np.random.default_rng(1).integers(0, 256, eight.shape, np.uint16)
    found: dict[str, Any] = {}
    for kind in VIPS:
        settings = ExportSettings(quality=QUALITY.get(kind))
        found[f"{kind}_8"] = measured(
            {"ours": ours(kind, eight, settings), "pillow": by_pillow(kind, eight), "vips": by_vips(kind, eight)}
        )
    for kind in ("png", "tiff"):
        found[f"{kind}_16"] = measured({"ours": ours(kind, sixteen, ExportSettings()), "vips": by_vips(kind, sixteen)})
    found["avif_12"] = measured(
        {
            "ours": ours("avif", sixteen, ExportSettings(quality=85)),
            "vips": by_vips("avif", sixteen, bitdepth=12),
        }
    )
    lossless = ExportSettings(lossless=True)
    found["webp_lossless"] = measured(
        {"ours": ours("webp", eight, lossless), "vips": by_vips("webp", eight, lossless=True)}
    )
    return found
