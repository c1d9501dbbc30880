"""Colours that a file names by numbers instead of holding a profile (ITU-T H.273), as profiles."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from inlay.imaging.colour.profile import Floats
from inlay.imaging.colour.standard import D65, XY, curve_profile

_PQ, _HLG = 16, 18
_WHITE_NITS = 203.0  # diffuse white of HDR (ITU-R BT.2408)
_STEPS = 4096

# H.273, table 2: the primaries, and the white.
_PRIMARIES: dict[int, tuple[tuple[XY, XY, XY], XY]] = {
    1: (((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)), D65),
    5: (((0.640, 0.330), (0.290, 0.600), (0.150, 0.060)), D65),
    6: (((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)), D65),
    7: (((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)), D65),
    9: (((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)), D65),
    11: (((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)), (0.314, 0.351)),
    12: (((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)), D65),
}
_NAMES = {1: "BT.709", 5: "BT.470 BG", 6: "SMPTE 170M", 7: "SMPTE 240M", 9: "BT.2020", 11: "DCI-P3", 12: "Display P3"}


@dataclass(frozen=True)
class Coded:
    """The numbers of the primaries and of the transfer curve; 2 for unspecified."""

    primaries: int
    transfer: int

    @property
    def is_hdr(self) -> bool:
        """Whether values above diffuse white can be in it."""
        return self.transfer in (_PQ, _HLG)


UNSPECIFIED = Coded(2, 2)


def _srgb(v: Floats) -> Floats:
    """IEC 61966-2-1."""
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def _pq(v: Floats) -> Floats:
    """SMPTE ST 2084, in units of diffuse white, clipped there."""
    root = v ** (1 / 78.84375)
    light = (np.maximum(root - 0.8359375, 0.0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
    return np.minimum(light * 10_000 / _WHITE_NITS, 1.0)


def _hlg(v: Floats) -> Floats:
    """ARIB STD-B67 on a display of 1,000 nits (BT.2100, system gamma 1.2), clipped at diffuse white."""
    scene = np.where(v <= 0.5, v**2 / 3, (np.exp((v - 0.55991073) / 0.17883277) + 0.28466892) / 12)
    return np.minimum(scene**1.2 * 1000 / _WHITE_NITS, 1.0)


def _gamma(power: float) -> Callable[[Floats], Floats]:
    return lambda v: v**power


_CURVES: dict[int, tuple[str, Callable[[Floats], Floats]]] = {
    4: ("gamma 2.2", _gamma(2.2)),
    5: ("gamma 2.8", _gamma(2.8)),
    8: ("linear", _gamma(1.0)),
    _PQ: ("PQ", _pq),
    _HLG: ("HLG", _hlg),
}


@functools.lru_cache(maxsize=16)
def profile_of(coded: Coded) -> bytes | None:
    """A profile of these colours; None where they are those of sRGB, unspecified, or none that is known.

    The curves of television (1, 6, 14, 15) count as sRGB's, as in all programs that show still pictures.
    """
    primaries = coded.primaries if coded.primaries in _PRIMARIES else 1
    name, curve = _CURVES.get(coded.transfer, ("", _srgb))
    if primaries == 1 and curve is _srgb:
        return None
    title = " ".join(part for part in (_NAMES[primaries], name) if part)
    return curve_profile(title, *_PRIMARIES[primaries], curve(np.linspace(0.0, 1.0, _STEPS)))
