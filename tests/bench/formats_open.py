"""What opening costs at 24 MP, in each format and depth, against Pillow and libvips reading the same bytes."""

from __future__ import annotations

import io
import statistics
import struct
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pi_heif
import pyvips
from PIL import Image, ImageCms

from inlay.imaging.codec import read_picture
from inlay.imaging.codec.cmyk import general_profile
from tests.bench.storage import photo
from tests.kit import heif

SIZE = (6000, 4000)
RUNS = 3
Array = npt.NDArray[Any]
Read = Callable[[bytes], object]


def _pillow(pixels: Array, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **options)
    return out.getvalue()


def _vips(pixels: Array, suffix: str, **options: Any) -> bytes:
    image = pyvips.Image.new_from_array(pixels)
    if pixels.dtype == np.uint16:
        image = image.copy(interpretation="rgb16")
    return bytes(image.write_to_buffer(suffix, **options))


def _cmyk(pixels: Array) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).convert("CMYK").save(out, "JPEG", quality=90, icc_profile=general_profile())
    return out.getvalue()


def _tiles(across: int, down: int) -> bytes:
    """A HEIC of tiles of 128 x 64, each with its own bytes: no encoder is at hand here. libheif takes 1,000 at most."""
    tile = heif.coded(heif.heic())
    tile.properties = [*tile.properties, heif.size(128, 64), heif.colours(1, 13)]
    width, height = 128 * across, 64 * down
    whole = struct.pack(">BBBBHH", 0, 0, down - 1, across - 1, width, height)
    grid = heif.Item(b"grid", whole, [heif.size(width, height)], [(b"dimg", range(2, 2 + across * down))])
    return heif.heif([grid, *[tile] * (across * down)], b"heic")


def files(pixels: Array) -> dict[str, bytes]:
    """A file of each kind by name."""
    deep = pixels.astype(np.uint16) * 257
    clear = np.dstack([pixels, pixels[..., 0]])
    return {
        "jpeg": _pillow(pixels, "JPEG", quality=90),
        "jpeg progressive": _pillow(pixels, "JPEG", quality=90, progressive=True),
        "jpeg cmyk": _cmyk(pixels),
        "png": _vips(pixels, ".png", compression=3),
        "png 16": _vips(deep, ".png", compression=3),
        "png grey": _pillow(pixels[..., 0], "PNG", compress_level=3),
        "tiff lzw": _vips(pixels, ".tif", compression="lzw", predictor="horizontal"),
        "tiff 16": _vips(deep, ".tif"),
        "webp": _pillow(pixels, "WEBP", quality=85, method=1),
        "webp alpha": _pillow(clear, "WEBP", quality=85, method=1),
        "webp lossless": _pillow(pixels, "WEBP", lossless=True, method=0),
        "avif": _pillow(pixels, "AVIF", quality=80, speed=9),
        "avif 10": _vips(deep, ".avif", Q=80, bitdepth=10, effort=0),
        "heic of 7 MP": _tiles(24, 36),
    }


def by_pillow(data: bytes) -> Array:
    """Pillow's pixels, 8 bits; of HEIC pi-heif's."""
    if data[8:12] == b"heic":
        return np.asarray(pi_heif.open_heif(data)[0])
    image = Image.open(io.BytesIO(data))
    if image.mode == "CMYK":
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        image = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    return np.asarray(image)


def by_vips(data: bytes) -> object:
    """libvips' pixels."""
    image = pyvips.Image.new_from_buffer(data, "", access="sequential")
    if image.interpretation == "cmyk":
        image = image.icc_transform("srgb", embedded=True)
    return image.write_to_memory()


def median(read: Read, data: bytes) -> float:
    """The median time of a few runs after one that doesn't count, in ms."""
    times = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        read(data)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[1:])


def figures(name: str, data: bytes) -> dict[str, float]:
    """Our time in ms, and how many times those of the others it is; without what they can't read."""
    ours = median(lambda given: read_picture(given, name), data)
    found = {"ms": round(ours), "megabytes": round(len(data) / 1e6, 1)}
    others: dict[str, Read] = {"to_pillow": by_pillow}
    if not name.startswith("heic"):
        others["to_libvips"] = by_vips
    for title, read in others.items():
        found[title] = round(ours / median(read, data), 2)
    return found


def run() -> dict[str, Any]:
    """Everything, by the name of the file."""
    return {name: figures(name, data) for name, data in files(photo(*SIZE)).items()}
