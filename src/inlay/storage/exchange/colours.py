"""The colour space of a layered file."""

from __future__ import annotations

import numpy as np

from inlay.base.text import tr
from inlay.imaging.colour import GREY, SRGB, ColourSpace, is_srgb, validate_profile
from inlay.imaging.colour.convert import from_srgb, to_srgb
from inlay.imaging.colour.display import srgb_profile
from inlay.imaging.tile import Pixels
from inlay.storage.exchange.findings import Findings


def space_of(profile: bytes | None, grey: bool, findings: Findings) -> ColourSpace:
    """The space of a file's profile; sRGB, and that is told, where it can't be used."""
    without = GREY if grey else SRGB
    if not profile or (profile == srgb_profile() and not grey):
        return without  # Inlay's own profile for what is sRGB without one
    model = validate_profile(profile)
    if model is None or (model == "grey" and not grey):
        findings.say(tr("The file's colour profile can't be used; it is treated as sRGB."))
        return without
    return ColourSpace.of(profile, "grey" if grey else "rgb")


def is_same(first: ColourSpace, second: ColourSpace) -> bool:
    """Whether numbers mean the same colours in both, for pixels that are kept as R, G, B."""
    if first.profile == second.profile:
        return True
    return is_srgb(first.profile) and is_srgb(second.profile)


def converted(pixels: Pixels, source: ColourSpace, target: ColourSpace) -> Pixels:
    """(h, w, 3 or 4) of one space as the same of another; by way of 16-bit sRGB, alpha untouched."""
    colours = from_srgb(to_srgb(np.ascontiguousarray(pixels[..., :3]), source), target, pixels.dtype)
    return colours if pixels.shape[2] == 3 else np.concatenate([colours, pixels[..., 3:]], axis=2)
