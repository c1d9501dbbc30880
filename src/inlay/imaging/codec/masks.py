"""A mask that comes as a picture file."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.codec.reading import read_picture
from inlay.imaging.colour.depth import to_8bit

# JPEG compression can tint a grey picture a little.
TINT = 8


def read_mask(data: bytes, name: str, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """(H, W) uint8, 0 keep to 255 fill, from a grey picture of `size` (width, height); 16 bits are rounded to 8.

    Colour files are accepted where they show only grey; where there is transparency, it counts as black.
    Raises BadInput for another size, naming both, for colours, and as `read_picture` does.
    """
    picture = read_picture(data, name)
    info = picture.info
    if (info.width, info.height) != size:
        raise BadInput(
            tr(
                "The mask {name} is {width} x {height} px, but the picture is {wanted_width} x {wanted_height} px."
            ).format(name=name, width=info.width, height=info.height, wanted_width=size[0], wanted_height=size[1])
        )
    pixels = to_8bit(picture.pixels)
    colours = pixels[..., :3]
    if not info.grey and int((colours.max(axis=2) - colours.min(axis=2)).max()) > TINT:
        raise BadInput(
            tr("The mask {name} has colours; a mask is grey, white where it is to be filled.").format(name=name)
        )
    # Green carries most of the luma, and in a grey picture it is the luma.
    mask = colours[..., 1]
    if info.alpha:
        mask = ((mask.astype(np.uint32) * pixels[..., 3] + 127) // 255).astype(np.uint8)
    return np.ascontiguousarray(mask)
