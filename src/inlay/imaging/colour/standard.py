"""Profiles that Inlay builds itself, for pictures that name a well-known space without carrying its profile."""

from __future__ import annotations

import functools
import struct

import numpy as np

from inlay.imaging.colour.profile import Floats, matrix_of, profile_name, tags

_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

XY = tuple[float, float]
D65: XY = (0.3127, 0.3290)


def _xyz_of(point: XY) -> Floats:
    x, y = point
    return np.array([x / y, 1.0, (1.0 - x - y) / y])


def rgb_to_d50(primaries: tuple[XY, XY, XY], white: XY) -> Floats:
    """The matrix from linear RGB to XYZ under D50 (Bradford), as a profile's rXYZ, gXYZ and bXYZ hold it."""
    columns = np.stack([_xyz_of(each) for each in primaries], axis=1)
    target = _xyz_of(white)
    native = columns * np.linalg.solve(columns, target)
    gains = (_BRADFORD @ _D50) / (_BRADFORD @ target)
    adapted: Floats = np.linalg.inv(_BRADFORD) @ np.diag(gains) @ _BRADFORD @ native
    return adapted


def _desc(text: str) -> bytes:
    ascii_text = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(ascii_text)) + ascii_text + bytes(4 + 4 + 2 + 1 + 67)


def _xyz_tag(values: Floats) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(float(each) * 65536) for each in values))


def _gamma_tag(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def _curve_tag(values: Floats) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">I", len(values)) + np.rint(values * 65535).astype(">u2").tobytes()


def _assemble(space: bytes, found: dict[bytes, bytes]) -> bytes:
    """Header (version 2.4, display class, XYZ connection space), tag table and tags, each on a 4-byte border."""
    table, body = b"", b""
    start = 128 + 4 + 12 * len(found)
    for signature, tag in found.items():
        table += struct.pack(">4sII", signature, start + len(body), len(tag))
        body += tag + bytes(-len(tag) % 4)
    header = struct.pack(">I4sI4s4s4s", start + len(body), bytes(4), 0x02400000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp"
    header += bytes(68 - len(header)) + struct.pack(">3i", *(round(float(each) * 65536) for each in _D50))
    return header + bytes(128 - len(header)) + struct.pack(">I", len(found)) + table + body


def rgb_profile(name: str, primaries: tuple[XY, XY, XY], white: XY, gamma: float) -> bytes:
    """A version 2 matrix profile; `gamma` is kept in steps of 1/256."""
    return _matrix_profile(name, primaries, white, _gamma_tag(gamma))


def curve_profile(name: str, primaries: tuple[XY, XY, XY], white: XY, curve: Floats) -> bytes:
    """The same with a tone curve given as a table of light, 0..1 for even steps of the value."""
    return _matrix_profile(name, primaries, white, _curve_tag(curve))


def _matrix_profile(name: str, primaries: tuple[XY, XY, XY], white: XY, curve: bytes) -> bytes:
    matrix = rgb_to_d50(primaries, white)
    found = {b"desc": _desc(name), b"cprt": b"text\0\0\0\0No copyright\0", b"wtpt": _xyz_tag(_D50)}
    for index, letter in enumerate((b"r", b"g", b"b")):
        found[letter + b"XYZ"] = _xyz_tag(matrix[:, index])
        found[letter + b"TRC"] = curve
    return _assemble(b"RGB ", found)


def grey_profile(name: str, gamma: float) -> bytes:
    """A version 2 grey profile of one gamma."""
    found = {b"desc": _desc(name), b"cprt": b"text\0\0\0\0No copyright\0"}
    found |= {b"wtpt": _xyz_tag(_D50), b"kTRC": _gamma_tag(gamma)}
    return _assemble(b"GRAY", found)


@functools.cache
def adobe_rgb() -> bytes:
    """A profile of the space of the Adobe RGB (1998) specification: its primaries, D65, gamma 563/256."""
    primaries = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
    return rgb_profile("Compatible with Adobe RGB (1998)", primaries, D65, 563 / 256)


def _sampled(curve: Floats) -> bytes:
    """65,536 values 0..1 as a `curv` tag of 4,096."""
    values = np.rint(np.interp(np.linspace(0, 65535, 4096), np.arange(65536), curve) * 65535)
    return b"curv\0\0\0\0" + struct.pack(">I", 4096) + values.astype(">u2").tobytes()


def rgb_of_grey(profile: bytes) -> bytes | None:
    """A profile for RGB of the primaries of sRGB in which R = G = B looks as the value does in this grey profile.

    None where that one doesn't work by a tone curve.
    """
    grey = matrix_of(profile)
    if grey is None or len(grey.curves) != 1:
        return None
    curve = tags(profile)[b"kTRC"]
    if curve[:4] != b"curv":
        # Parametric curves came with version 4.
        curve = _sampled(grey.curves[0])
    matrix = rgb_to_d50(((0.64, 0.33), (0.30, 0.60), (0.15, 0.06)), D65)
    name = profile_name(profile).encode("ascii", "replace").decode("ascii")
    found = {b"desc": _desc(f"{name} as RGB"), b"cprt": b"text\0\0\0\0No copyright\0", b"wtpt": _xyz_tag(_D50)}
    for index, letter in enumerate((b"r", b"g", b"b")):
        found[letter + b"XYZ"] = _xyz_tag(matrix[:, index])
        found[letter + b"TRC"] = curve
    return _assemble(b"RGB ", found)
