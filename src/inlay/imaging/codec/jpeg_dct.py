"""From pixels to the quantised coefficients of a JPEG (T.81, annex A; colours by T.871)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inlay.imaging.colour.depth import Pixels

Floats = NDArray[np.float32]
Coefficients = NDArray[np.int16]
BLOCK = 8

# T.871, section 7: Y, Cb and Cr of R, G and B; the chroma's offset of 128 is the level shift of every sample.
_YCC = np.array(
    [[0.299, 0.587, 0.114], [-0.168735892, -0.331264108, 0.5], [0.5, -0.418687589, -0.081312411]], np.float32
)


def _basis() -> Floats:
    """The 8 x 8 matrix D with D B D^T the coefficients of block B (T.81, A.3.3)."""
    frequency, place = np.mgrid[:BLOCK, :BLOCK]
    basis = np.cos((2 * place + 1) * frequency * np.pi / 16) / 2
    basis[0] /= np.sqrt(2)
    return np.asarray(basis, np.float32)


_DCT = _basis()


def components(pixels: Pixels, keeps_rgb: bool) -> list[Floats]:
    """The planes (h, w) around 0 of pixels (h, w, 1|3) uint8: grey, Y Cb Cr, or R G B where the file keeps that."""
    values = pixels.astype(np.float32)
    if pixels.shape[2] == 3 and not keeps_rgb:
        values = values @ _YCC.T
        values[..., 0] -= 128
        return [values[..., index] for index in range(3)]
    return [values[..., index] - 128 for index in range(pixels.shape[2])]


def shrunk(plane: Floats, across: int, down: int) -> Floats:
    """The means of boxes of `down` x `across` samples; (h, w) are multiples of these."""
    if across == down == 1:
        return plane
    height, width = plane.shape
    return np.asarray(plane.reshape(height // down, down, width // across, across).mean(axis=(1, 3)), np.float32)


def quantised(plane: Floats, table: NDArray[np.integer]) -> Coefficients:
    """The coefficients (rows, columns, 8, 8) of a plane of whole blocks, divided by `table` (8, 8) and rounded.

    They stay within what a baseline file can hold (T.81, table F.1 and F.2).
    """
    rows, columns = plane.shape[0] // BLOCK, plane.shape[1] // BLOCK
    blocks = plane.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2)
    values = np.rint(_DCT @ blocks @ _DCT.T / np.maximum(table, 1).astype(np.float32))
    first = np.clip(values[..., 0, 0], -1024, 1023)
    values = np.clip(values, -1023, 1023)
    values[..., 0, 0] = first
    coefficients: Coefficients = values.astype(np.int16)
    return coefficients


def padded(pixels: Pixels, across: int, down: int) -> Pixels:
    """Pixels (h, w, c) made multiples of `down` x `across` by repeating the last row and column, as encoders do."""
    height, width = pixels.shape[:2]
    return np.pad(pixels, ((0, -height % down), (0, -width % across), (0, 0)), mode="edge")


def touched(changed: NDArray[np.bool_], across: int, down: int) -> NDArray[np.bool_]:
    """Which boxes of `down` x `across` pixels hold a changed one; (h, w) are multiples of these."""
    height, width = changed.shape
    return np.asarray(changed.reshape(height // down, down, width // across, across).any(axis=(1, 3)))
