"""Reads the part of an ICC profile that Inlay uses itself: name, channels, matrix and tone curves (ICC.1:2010)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

HEADER_BYTES = 128
MAX_TAGS = 200
NAME_LIMIT = 100
# Input, display, output and colour-space profiles describe a device; links, abstract and named ones don't.
DEVICE_CLASSES = (b"scnr", b"mntr", b"prtr", b"spac")


class ProfileError(ValueError):
    """The bytes aren't a profile that can be used."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """A matrix/TRC profile: linear = curve(value) per channel, XYZ (D50) = matrix @ linear.

    `curves` are 1 or 3 tables of 65,536 floats 0..1; `matrix` is (3, 1) or (3, 3).
    """

    matrix: Floats
    curves: tuple[Floats, ...]


def tags(profile: bytes) -> dict[bytes, bytes]:
    """The tags by their four-letter signature. Raises ProfileError where the header or the table is broken."""
    if len(profile) < HEADER_BYTES + 4 or profile[36:40] != b"acsp":
        raise ProfileError("no ICC header")
    (count,) = struct.unpack_from(">I", profile, HEADER_BYTES)
    if count > MAX_TAGS or len(profile) < HEADER_BYTES + 4 + 12 * count:
        raise ProfileError("broken tag table")
    found: dict[bytes, bytes] = {}
    for index in range(count):
        signature, offset, size = struct.unpack_from(">4sII", profile, HEADER_BYTES + 4 + 12 * index)
        if offset + size > len(profile):
            raise ProfileError("a tag lies outside the profile")
        found[signature] = profile[offset : offset + size]
    return found


def channels(profile: bytes) -> int:
    """3 for RGB, 1 for grey. Raises ProfileError for anything else (CMYK, Lab, device links)."""
    tags(profile)
    if profile[12:16] not in DEVICE_CLASSES:
        raise ProfileError("not a device profile")
    count = {b"RGB ": 3, b"GRAY": 1}.get(profile[16:20])
    if count is None:
        raise ProfileError("neither RGB nor grey")
    return count


def _plain(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:NAME_LIMIT]


def _mluc_text(tag: bytes) -> str:
    count, size = struct.unpack_from(">II", tag, 8)
    records = [struct.unpack_from(">2s2sII", tag, 16 + size * index) for index in range(min(count, 50))]
    if not records:
        return ""
    chosen = next((each for each in records if each[0] == b"en"), records[0])
    _, _, length, offset = chosen
    return tag[offset : offset + length].decode("utf-16-be", errors="replace")


def profile_name(profile: bytes) -> str:
    """What the profile calls itself (its `desc` tag), as one line of plain text; "ICC profile" where it doesn't say."""
    try:
        tag = tags(profile).get(b"desc", b"")
        if tag[:4] == b"mluc":
            text = _mluc_text(tag)
        elif tag[:4] == b"desc":
            (length,) = struct.unpack_from(">I", tag, 8)
            text = tag[12 : 12 + length].decode("latin-1")
        else:
            text = ""
    except (ProfileError, struct.error):
        text = ""
    return _plain(text.rstrip("\0")) or "ICC profile"


def _curve(tag: bytes) -> Floats:
    """A `curv` or `para` tag as 65,536 values 0..1."""
    x = np.linspace(0.0, 1.0, 65536)
    if tag[:4] == b"curv":
        (count,) = struct.unpack_from(">I", tag, 8)
        if count == 0:
            return x
        if count == 1:
            gamma: float = struct.unpack_from(">H", tag, 12)[0] / 256.0
            return x**gamma
        table = np.frombuffer(tag, ">u2", count, 12) / 65535.0
        return np.interp(x, np.linspace(0.0, 1.0, count), table)
    if tag[:4] == b"para":
        return _parametric(tag, x)
    raise ProfileError("unknown kind of curve")


def _parametric(tag: bytes, x: Floats) -> Floats:
    """Function types 0..4 of ICC.1:2010, 10.15."""
    kind = struct.unpack_from(">H", tag, 8)[0]
    number = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}.get(kind)
    if number is None:
        raise ProfileError("unknown parametric curve")
    values = [each / 65536.0 for each in struct.unpack_from(f">{number}i", tag, 12)]
    g, a, b, c, d, e, f = (values + [0.0] * 7)[:7]
    if kind == 0:
        a, d = 1.0, 0.0
    elif kind in (1, 2):
        if a == 0.0:
            raise ProfileError("broken parametric curve")
        e = f = c if kind == 2 else 0.0
        c, d = 0.0, -b / a
    with np.errstate(all="ignore"):
        upper = np.power(np.maximum(a * x + b, 0.0), g) + e
    curve: Floats = np.clip(np.where(x >= d, upper, c * x + f), 0.0, 1.0)
    return curve


def _xyz(tag: bytes) -> list[float]:
    if tag[:4] != b"XYZ ":
        raise ProfileError("not an XYZ tag")
    return [each / 65536.0 for each in struct.unpack_from(">3i", tag, 8)]


def matrix_of(profile: bytes) -> Matrix | None:
    """The matrix and curves of a matrix/TRC or grey profile; None where it works by tables or can't be read."""
    try:
        found = tags(profile)
        if b"A2B0" in found or b"A2B1" in found or profile[20:24] != b"XYZ ":
            return None
        if channels(profile) == 1:
            # The D50 white of the connection space (ICC.1:2010, 7.2.16).
            return Matrix(np.array([[0.9642], [1.0], [0.8249]]), (_curve(found[b"kTRC"]),))
        columns = [_xyz(found[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]
        curves = tuple(_curve(found[name]) for name in (b"rTRC", b"gTRC", b"bTRC"))
        return Matrix(np.array(columns).T, curves)
    except (ProfileError, KeyError, struct.error, ValueError, OverflowError):
        return None
