"""Makes picture files for tests with programs other than Inlay: by hand, Pillow, OpenCV, libvips and exiftool."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

Array = npt.NDArray[Any]

ORIENTATION = 0x0112


def picture(height: int = 24, width: int = 37, bands: int = 3, depth: int = 8, seed: int = 7) -> Array:
    """(height, width, bands) with every value of the range likely; no two rows or columns alike."""
    dtype = np.uint16 if depth == 16 else np.uint8
    top = np.iinfo(dtype).max
    return np.random.default_rng(seed).integers(0, top, (height, width, bands), dtype=dtype, endpoint=True)


def smooth(height: int = 64, width: int = 96, bands: int = 3) -> Array:
    """(height, width, bands) uint8 that JPEG compresses well: soft waves."""
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 100 * np.sin((x * (k + 1) + y * 2) / 30.0) for k in range(bands)]
    return np.stack(waves, axis=-1).astype(np.uint8)


def by_pillow(pixels: Array, kind: str, **options: Any) -> bytes:
    """(H, W), (H, W, 1..4) uint8 or (H, W) bool as a file of Pillow's `kind` ("JPEG", "PNG", "TIFF")."""
    plain = pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(plain)).save(out, kind, **options)
    return out.getvalue()


def by_opencv(pixels: Array, suffix: str) -> bytes:
    """(H, W, 1, 3 or 4) uint8 or uint16, RGB order, as a file of that suffix (".png", ".tiff", ".jpg")."""
    order = {1: None, 3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}[pixels.shape[2]]
    done, data = cv2.imencode(suffix, pixels if order is None else cv2.cvtColor(pixels, order))
    assert done
    return data.tobytes()


def chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_by_hand(
    pixels: Array, chunks: Sequence[bytes] = (), colour: int | None = None, bits: int | None = None
) -> bytes:
    """(H, W, bands) as a plain PNG without filters; `colour` and `bits` override what the array says, for which the
    rows must already be packed: then the shape is (H, bytes, 1) and `width` is derived from the bits."""
    height, columns, bands = pixels.shape
    depth = bits or pixels.dtype.itemsize * 8
    width = columns * 8 // depth if bits else columns
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[bands] if colour is None else colour
    rows = pixels.astype(">u2") if pixels.dtype == np.uint16 else pixels
    plain = b"".join(b"\0" + row.tobytes() for row in rows)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(plain)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + body


TiffTags = dict[int, tuple[int, Sequence[int] | bytes]]


def tiff_by_hand(pixels: Array, tags: TiffTags | None = None, order: str = "<") -> bytes:
    """(H, W, bands) as a TIFF of one uncompressed strip; `tags` {number: (type, integers or bytes)} add or override."""
    height, width, bands = pixels.shape
    strip = pixels.astype(pixels.dtype.newbyteorder(order)).tobytes()
    strip += bytes(len(strip) % 2)
    every: TiffTags = {
        256: (3, [width]),
        257: (3, [height]),
        258: (3, [pixels.dtype.itemsize * 8] * bands),
        259: (3, [1]),
        262: (3, [2 if bands >= 3 else 1]),
        273: (4, [8]),
        277: (3, [bands]),
        278: (3, [height]),
        279: (4, [len(strip)]),
    }
    every |= tags or {}
    start = 8 + len(strip)
    data_at = start + 2 + 12 * len(every) + 4
    table, body = struct.pack(order + "H", len(every)), b""
    for number, (kind, values) in sorted(every.items()):
        letter, size = {1: ("B", 1), 2: ("s", 1), 3: ("H", 2), 4: ("I", 4), 5: ("I", 4), 7: ("s", 1)}[kind]
        raw = values if isinstance(values, bytes) else struct.pack(f"{order}{len(values)}{letter}", *values)
        count = len(raw) // (8 if kind == 5 else size)
        table += struct.pack(order + "HHI", number, kind, count)
        if len(raw) <= 4:
            table += raw.ljust(4, b"\0")
        else:
            table += struct.pack(order + "I", data_at + len(body))
            body += raw + bytes(len(raw) % 2)
    header = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, start)
    return header + strip + table + bytes(4) + body


def exif_block(orientation: int = 1, order: str = "<") -> bytes:
    """An EXIF block without prefix: camera, orientation, pixel size and a rational."""
    text = b"Testcam\0"
    inner_at = 8 + 2 + 3 * 12 + 4 + len(text)
    make = struct.pack(order + "HHII", 0x010F, 2, len(text), inner_at - len(text))
    turned = struct.pack(order + "HHIHH", ORIENTATION, 3, 1, orientation, 0)
    inner = struct.pack(order + "HHII", 0x8769, 4, 1, inner_at)
    first = struct.pack(order + "H", 3) + make + turned + inner + bytes(4) + text
    exposure_at = inner_at + 2 + 3 * 12 + 4
    exposure = struct.pack(order + "HHII", 0x829A, 5, 1, exposure_at)
    sizes = [struct.pack(order + "HHII", tag, 4, 1, 9999) for tag in (0xA002, 0xA003)]
    second = struct.pack(order + "H", 3) + exposure + b"".join(sizes) + bytes(4) + struct.pack(order + "II", 1, 250)
    mark = b"II" if order == "<" else b"MM"
    return mark + struct.pack(order + "HI", 42, 8) + first + second


def p3_profile() -> bytes:
    """Display P3, as libvips carries it."""
    import pyvips

    return bytes(pyvips.Operation.call("profile_load", "p3"))


def _exiftool(*arguments: str) -> bytes:
    program = shutil.which("exiftool")
    assert program is not None, "the tests need exiftool (Debian: libimage-exiftool-perl)"
    done = subprocess.run([program, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def with_tags(data: bytes, folder: Path, suffix: str, *tags: str) -> bytes:
    """The file with tags set by exiftool ("-Artist=Somebody")."""
    path = folder / f"tagged{suffix}"
    path.write_bytes(data)
    _exiftool("-q", "-overwrite_original", *tags, str(path))
    return path.read_bytes()


def tags_of(data: bytes, folder: Path, suffix: str) -> dict[str, Any]:
    """All tags as exiftool reads them, by group and name ("ExifIFD:ExposureTime"), as numbers where they are."""
    path = folder / f"read{suffix}"
    path.write_bytes(data)
    (found,) = json.loads(_exiftool("-j", "-n", "-G1", "-a", str(path)))
    assert isinstance(found, dict)
    return found


def validation_of(data: bytes, folder: Path, suffix: str) -> str:
    """What exiftool's validation says: "OK", or numbers of errors, warnings and minor ones."""
    path = folder / f"validated{suffix}"
    path.write_bytes(data)
    (found,) = json.loads(_exiftool("-j", "-validate", "-warning", "-error", "-a", str(path)))
    return f"{found.get('Validate')} {found.get('Warning', '')} {found.get('Error', '')}".strip()
