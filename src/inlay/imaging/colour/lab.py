"""CIE L*a*b* under D50, the profile connection space's white, through a document's own profile."""

from __future__ import annotations

import functools

import cv2
import numpy as np
import numpy.typing as npt

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.colour.depth import Pixels, to_16bit
from inlay.imaging.colour.display import reads_as_matrix, srgb_profile
from inlay.imaging.colour.profile import Matrix, matrix_of
from inlay.imaging.colour.space import ColourSpace
from inlay.imaging.vips import vips

Lab = npt.NDArray[np.float32]
WHITE = (0.9642, 1.0, 0.8249)
"""D50 (ICC.1:2010, 7.2.16)."""
# CIE 15:2004, 8.2.1: below (6/29)^3 the cube root goes on as a straight line.
BEND = (6 / 29) ** 3
SLOPE, START = 841 / 108, 4 / 29


def to_lab(rgb: Pixels, colour: ColourSpace) -> Lab:
    """(h, w, 3) uint8 or uint16 in `colour` -> (h, w, 3) float32: L 0..100, a and b about -128..127.

    Curves and matrix of the profile lead to XYZ under D50, and CIE 15:2004 from there; profiles that work by tables
    are read by LittleCMS. Raises BadInput where the profile can't be used.
    """
    profile = colour.profile if colour.profile is not None else srgb_profile()
    plain = _tables(profile)
    if plain is None:
        return _by_lcms(rgb, profile, colour)
    curves, matrix = plain
    planes = [_linear(curve, rgb[..., number]) for number, curve in enumerate(curves)]
    xyz = cv2.transform(cv2.merge(planes), matrix)
    return _lab_of(np.asarray(xyz, np.float32))


def _linear(curve: npt.NDArray[np.float32], plane: Pixels) -> npt.NDArray[np.float32]:
    table = curve if plane.dtype == np.uint16 else curve[::257]
    return table[plane]


@functools.lru_cache(maxsize=16)
def _tables(profile: bytes) -> tuple[tuple[npt.NDArray[np.float32], ...], npt.NDArray[np.float32]] | None:
    """The curves (65,536 steps to light 0..1) and the matrix from light to XYZ over the white; None where there are
    tables in their place."""
    found: Matrix | None = matrix_of(profile) if reads_as_matrix(profile) else None
    if found is None:
        return None
    matrix = found.matrix / np.array(WHITE)[:, np.newaxis]
    # Rounded as profiles keep them, the columns don't quite add up to the white, and greys would have a tint.
    matrix = matrix / matrix.sum(axis=1, keepdims=True)
    return tuple(curve.astype(np.float32) for curve in found.curves), matrix.astype(np.float32)


def _lab_of(share: npt.NDArray[np.float32]) -> Lab:
    """From XYZ over the white; (h, w, 3) float32."""
    positive = np.maximum(share, np.float32(BEND))
    root = np.asarray(cv2.pow(positive, 1 / 3), np.float32)
    bent = np.where(share > BEND, root, share * np.float32(SLOPE) + np.float32(START))
    # L = 116 fy - 16, a = 500 (fx - fy), b = 200 (fy - fz)
    mixing = np.array([[0, 116, 0, -16], [500, -500, 0, 0], [0, 200, -200, 0]], np.float32)
    return np.asarray(cv2.transform(bent, mixing), np.float32)


def _by_lcms(rgb: Pixels, profile: bytes, colour: ColourSpace) -> Lab:
    library = vips()
    levels = to_16bit(rgb)
    if colour.profile_is_grey:
        levels = levels[..., :1]
    height, width, bands = levels.shape
    try:
        image = library.Image.new_from_memory(np.ascontiguousarray(levels).data, width, height, bands, "ushort")
        image = image.copy(interpretation="rgb16" if bands == 3 else "grey16")
        image.set_type(library.GValue.blob_type, "icc-profile-data", profile)
        image = image.icc_import(embedded=True, intent="relative", black_point_compensation=True, pcs="lab")
        made = np.frombuffer(image.cast("float").write_to_memory(), np.float32)
    except library.Error as error:
        raise BadInput(tr("The document's colour profile can't be used to compare colours.")) from error
    return made.reshape(height, width, 3).copy()
