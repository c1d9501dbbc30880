"""From a document's colours to sRGB and back in 16 bits, for pictures that leave the computer and come home."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.colour.depth import Pixels, to_8bit, to_16bit
from inlay.imaging.colour.display import is_srgb, reads_as_matrix, srgb_profile
from inlay.imaging.colour.profile import Matrix, channels, matrix_of
from inlay.imaging.colour.space import ColourSpace
from inlay.imaging.vips import vips

Levels = npt.NDArray[np.uint16]
Table = npt.NDArray[np.float32]
_TOP = 65535


def to_srgb(rgb: Pixels, colour: ColourSpace) -> Levels:
    """(h, w, 3) uint8 or uint16 in `colour` -> (h, w, 3) uint16 sRGB; what lies outside its gamut is clipped.

    Relative colorimetric. Pixels that are sRGB already keep their value: 8 bits as v * 257. Grey stays neutral.
    Raises BadInput where the profile can't be used.
    """
    levels = to_16bit(rgb)
    if is_srgb(colour.profile):
        return levels
    assert colour.profile is not None
    if colour.profile_is_grey:
        levels = np.ascontiguousarray(levels[..., :1])
    made = _convert(levels, colour.profile, srgb_profile())
    return _repeated(made[..., 1]) if colour.model == "grey" else made


def from_srgb(rgb: Pixels, colour: ColourSpace, dtype: npt.DTypeLike) -> Pixels:
    """(h, w, 3) uint8 or uint16 sRGB -> (h, w, 3) of `dtype` (uint8 or uint16) in `colour`.

    In a grey space colours become the grey of their luminance. Raises BadInput where the profile can't be used.
    """
    levels = to_16bit(rgb)
    if colour.model == "grey":
        levels = _repeated(_luminance(levels))
    if not is_srgb(colour.profile):
        assert colour.profile is not None
        levels = _convert(levels, srgb_profile(), colour.profile)
        if colour.model == "grey":
            levels = _repeated(levels[..., levels.shape[2] // 2])  # the only channel, or green
    return levels if np.dtype(dtype) == np.uint16 else to_8bit(levels)


def profile_to_srgb(rgb: Pixels, profile: bytes) -> Levels:
    """(h, w, 3) uint8 or uint16 under an RGB or grey `profile` -> (h, w, 3) uint16 sRGB. Raises BadInput."""
    return to_srgb(rgb, ColourSpace(profile, "grey" if channels(profile) == 1 else "rgb"))


def converted(rgb: Pixels, source: ColourSpace, target: ColourSpace, dtype: npt.DTypeLike) -> Pixels:
    """(h, w, 3) uint8 or uint16 in `source` -> (h, w, 3) of `dtype` (uint8 or uint16) in `target`, in one step.

    Where both are one space, only the depth changes. Relative colorimetric; in a grey space colours become the grey of
    their luminance. Raises BadInput where a profile can't be used.
    """
    if source == target or (is_srgb(source.profile) and is_srgb(target.profile) and target.model == "rgb"):
        return to_16bit(rgb) if np.dtype(dtype) == np.uint16 else to_8bit(rgb)
    if target.model == "grey" or source.model == "grey":
        return from_srgb(to_srgb(rgb, source), target, dtype)
    levels = _convert(to_16bit(rgb), source.profile or srgb_profile(), target.profile or srgb_profile())
    return levels if np.dtype(dtype) == np.uint16 else to_8bit(levels)


def _repeated(plane: Levels) -> Levels:
    return np.asarray(cv2.merge([plane, plane, plane]), np.uint16)


def _luminance(levels: Levels) -> Levels:
    """The sRGB level (h, w) of each pixel's luminance; greys keep theirs to the bit."""
    red, green, blue = (levels[..., index] for index in range(3))
    if bool((red == green).all()) and bool((green == blue).all()):
        return green
    exact = _exact(srgb_profile(), srgb_profile())
    light = cv2.merge([curve[plane] for curve, plane in zip(exact.curves, (red, green, blue), strict=True)])
    matrix = _matrix(srgb_profile()).matrix[1:2]
    grey = exact.encoders[0][_steps(cv2.transform(light, (matrix / matrix.sum()).astype(np.float32)))]
    return np.where((red == green) & (green == blue), green, np.rint(grey).astype(np.uint16))


def _convert(levels: Levels, source: bytes, target: bytes) -> Levels:
    if reads_as_matrix(source) and reads_as_matrix(target) and matrix_of(source) and matrix_of(target):
        return _exact(source, target).apply(levels)
    return _by_tables(levels, source, target)


@dataclass(frozen=True, eq=False)
class _Exact:
    """Through linear light: for pairs of matrix profiles.

    `curves` are tables from a level (65,536) to light 0..1; `matrix` (n, m); `encoders` are tables from 65,536 steps
    of the root of light to a level, since curves are far too steep near black for even steps.
    """

    curves: tuple[Table, ...]
    matrix: Table
    encoders: tuple[Table, ...]

    def apply(self, levels: Levels) -> Levels:
        """(h, w, m) -> (h, w, n)."""
        planes = [curve[levels[..., index]] for index, curve in enumerate(self.curves)]
        steps = _steps(cv2.transform(cv2.merge(planes), self.matrix)).reshape(*levels.shape[:2], len(self.matrix))
        made = [np.rint(table[steps[..., index]]).astype(np.uint16) for index, table in enumerate(self.encoders)]
        return np.stack(made, axis=-1)


def _steps(light: npt.NDArray[Any]) -> Levels:
    root = cv2.sqrt(np.clip(light, 0, 1))
    steps: Levels = np.rint(root * np.float32(_TOP)).astype(np.uint16)
    return steps


@functools.lru_cache(maxsize=16)
def _exact(source: bytes, target: bytes) -> _Exact:
    first, second = _matrix(source), _matrix(target)
    # A grey target has one curve; only its luminance counts.
    matrix = first.matrix[1:2] if second.matrix.shape[1] == 1 else np.linalg.solve(second.matrix, first.matrix)
    if second.matrix.shape[1] == 1 or first.matrix.shape[1] == 1:
        matrix = matrix / matrix.sum(axis=1, keepdims=True)  # greys stay neutral whatever the white was rounded to
    curves = tuple(curve.astype(np.float32) for curve in first.curves)
    return _Exact(curves, matrix.astype(np.float32), tuple(_encoder(curve) for curve in second.curves))


def _matrix(profile: bytes) -> Matrix:
    found = matrix_of(profile)
    assert found is not None
    return found


def _encoder(curve: npt.NDArray[np.float64]) -> Table:
    light = np.linspace(0.0, 1.0, _TOP + 1) ** 2
    rising = np.maximum.accumulate(curve)
    return np.interp(light, rising, np.linspace(0.0, _TOP, len(curve))).astype(np.float32)


def _by_tables(levels: Levels, source: bytes, target: bytes) -> Levels:
    """By LittleCMS in 16 bits, through Lab: for profiles that work by tables."""
    library = vips()
    height, width, bands = levels.shape
    blob = library.GValue.blob_type
    try:
        image = library.Image.new_from_memory(np.ascontiguousarray(levels).data, width, height, bands, "ushort")
        image = image.copy(interpretation="rgb16" if bands == 3 else "grey16")
        image.set_type(blob, "icc-profile-data", source)
        image = image.icc_import(embedded=True, intent="relative", black_point_compensation=True, pcs="lab").copy()
        image.set_type(blob, "icc-profile-data", target)
        image = image.icc_export(intent="relative", black_point_compensation=True, depth=16)
        made = np.frombuffer(image.write_to_memory(), np.uint16)
    except library.Error as error:
        raise BadInput(tr("The document's colour profile can't be used to convert to or from sRGB.")) from error
    shaped: Levels = made.reshape(height, width, image.bands)
    return shaped if shaped.shape[2] in (1, 3) else np.ascontiguousarray(shaped[..., :3])
