"""Saved selections: the channels of the merged picture that are neither colour nor transparency."""

from __future__ import annotations

import numpy as np

from inlay.base.text import tr
from inlay.document.document import SavedMask
from inlay.document.layer import new_id
from inlay.imaging.colour import to_8bit
from inlay.imaging.mask import Mask
from inlay.storage.exchange.bounds import layer_name
from inlay.storage.exchange.psd.planes import merged_planes
from inlay.storage.exchange.psd.resources import channel_names
from inlay.storage.exchange.psd.structure import BITMAP, MULTICHANNEL, File

TRANSPARENCY = "Transparency"
"""What Photoshop calls the first channel where it is the transparency of the merged picture; not shown to anyone."""


def saved_masks(file: File, has_transparency: bool) -> tuple[SavedMask, ...]:
    """The alpha channels under their names, white = selected. Raises FormatError where they are damaged."""
    header = file.header
    first = header.colours + has_transparency
    if header.mode in (BITMAP, MULTICHANNEL) or header.channels <= first:
        return ()
    numbers = range(first, header.channels)
    shape = (header.channels, header.height, header.width, header.depth)
    planes = merged_planes(file.merged, numbers, shape, header.version)
    names = channel_names(file.resources)[-len(planes) :]
    names += [""] * (len(planes) - len(names))
    out = []
    for number, (plane, name) in enumerate(zip(planes, names, strict=True), 1):
        said = layer_name(name, number) if name.strip() else tr("Alpha {number}").format(number=number)
        out.append(SavedMask(new_id(), said, Mask.from_array(np.ascontiguousarray(to_8bit(plane)))))
    return tuple(out)
