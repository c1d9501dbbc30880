"""What could be read of a file that is cut off, as a picture: the rest is transparent."""

from __future__ import annotations

import numpy as np

from inlay.base.text import tr
from inlay.imaging.codec.records import Salvaged
from inlay.imaging.colour.depth import Pixels


def as_picture(pixels: Pixels, rows: int, alpha: bool) -> Pixels:
    """(H, W, channels) as stored -> the same with alpha, empty below the first `rows`; as it is where all are there."""
    if rows >= len(pixels):
        return pixels
    height, width, channels = pixels.shape
    out = np.zeros((height, width, channels + (not alpha)), pixels.dtype)
    out[:rows, :, :channels] = pixels[:rows]
    if not alpha:
        out[:rows, :, channels] = np.iinfo(pixels.dtype).max
    return out


def told_of(salvaged: Salvaged) -> str:
    """How much could be read, for the person."""
    height = len(salvaged.pixels)
    if salvaged.rows < height:
        # Never 100 %, which would say that nothing is missing.
        percent = min(99, int(100 * salvaged.rows / height))
        return tr(
            "The file is truncated: {percent} % of the picture could be read, and the rest is transparent."
        ).format(percent=percent)
    if salvaged.coarse:
        return tr("The file is truncated: the whole picture could be read, but not in full detail.")
    return tr("The file is truncated or damaged, but all rows of the picture could be read.")


def rows_alike(first: Pixels, second: Pixels) -> int:
    """How many rows from the top are the same in both."""
    for start in range(0, len(first), 64):
        same = (first[start : start + 64] == second[start : start + 64]).reshape(min(64, len(first) - start), -1)
        each = same.all(axis=1)
        if not each.all():
            return start + int(np.argmin(each))
    return len(first)
