"""Masks and picture files: what of a picture can become a mask, and a mask as a grey PNG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.codec.export import PixelSource
from inlay.imaging.codec.masks import TINT
from inlay.imaging.codec.reading import read_picture
from inlay.imaging.codec.writing import write_picture
from inlay.imaging.colour.depth import Pixels, to_8bit
from inlay.imaging.colour.space import GREY

Values = NDArray[np.uint8]
Taken = Literal["transparency", "brightness"]
"""What of a picture becomes the mask: what can be seen through is masked, or what is white."""


@dataclass(frozen=True, eq=False)
class MaskPicture:
    """Mask values (h, w) of a whole picture: what of it they are, what else could be, and what is to be told."""

    values: Values
    taken: Taken
    other: Taken | None
    notes: tuple[str, ...] = ()


def mask_picture(data: bytes, name: str, taken: Taken | None = None) -> MaskPicture:
    """The mask in a picture file of any kind: where there is transparency, what is transparent is masked; else what is
    white. `taken` chooses; 16 bits are rounded to 8. Raises BadInput as `read_picture` does, and for transparency that
    isn't there."""
    picture = read_picture(data, name)
    pixels = to_8bit(picture.pixels)
    has_alpha = pixels.shape[2] == 4 and bool((pixels[..., 3] < 255).any())
    if taken == "transparency" and not has_alpha:
        raise BadInput(tr("Nothing in {name} is transparent.").format(name=name))
    if has_alpha and taken != "brightness":
        values = 255 - pixels[..., 3]
        note = tr("What is transparent in {name} became the mask.").format(name=name)
        return MaskPicture(values, "transparency", "brightness", (note,))
    is_grey = picture.info.grey or _looks_grey(pixels)
    told = () if is_grey else (tr("{name} has colours; their brightness became the mask.").format(name=name),)
    values = pixels[..., 1].copy() if is_grey else _brightness(pixels)
    return MaskPicture(values, "brightness", "transparency" if has_alpha else None, told)


def _looks_grey(pixels: Pixels) -> bool:
    colours = pixels[..., :3]
    return int((colours.max(axis=2) - colours.min(axis=2)).max(initial=0)) <= TINT


def _brightness(pixels: Pixels) -> Values:
    """Luma by Rec. 709, of the values as they lie in the file."""
    out = np.empty(pixels.shape[:2], np.uint8)
    weights = np.array([0.2126, 0.7152, 0.0722], np.float32)
    for top in range(0, len(out), 512):
        out[top : top + 512] = np.rint(pixels[top : top + 512, :, :3] @ weights)
    return out


def write_mask(target: Path | BinaryIO, width: int, height: int, rows: Callable[[int, int], Values]) -> None:
    """Write a mask as a grey PNG of 8 bits without a profile. `rows(y, h)` gives (h, width), from top to bottom."""

    def grey(y: int, h: int) -> Pixels:
        return np.broadcast_to(rows(y, h)[..., np.newaxis], (h, width, 3))

    write_picture(target, "png", PixelSource(width, height, 8, False, grey), GREY)
