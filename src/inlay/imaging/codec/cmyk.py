"""CMYK pictures as RGB: through their own profile, or a general one where they have none."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from inlay.base.text import tr
from inlay.imaging.codec.loader import decode
from inlay.imaging.colour.depth import Pixels
from inlay.imaging.colour.profile import DEVICE_CLASSES, ProfileError, profile_name, tags
from inlay.imaging.vips import vips as load_vips


@functools.cache
def general_profile() -> bytes:
    """The profile for pictures without one: "Chemical proof" (Graeme Gill, public domain), which libvips carries."""
    return bytes(load_vips().Operation.call("profile_load", "cmyk"))


@functools.lru_cache(maxsize=8)
def is_usable(profile: bytes) -> bool:
    """Whether LittleCMS can convert from it, and it is for CMYK."""
    vips = load_vips()
    try:
        tags(profile)
        if profile[12:16] not in DEVICE_CLASSES or profile[16:20] != b"CMYK":
            return False
        ink = vips.Image.new_from_memory(bytes(4), 1, 1, 4, "uchar").copy(interpretation="cmyk")
        white = np.frombuffer(_to_srgb(ink, profile).write_to_memory(), np.uint8)
    except (ProfileError, vips.Error):
        return False
    return len(white) == 3


def profile_for(profile: bytes | None) -> tuple[bytes, str]:
    """The profile to convert through, and the sentence that tells of it."""
    if profile is None:
        told = tr("The file is CMYK without a colour profile; a general one for print converted it to sRGB.")
        return general_profile(), told
    if not is_usable(profile):
        told = tr(
            "The file is CMYK, and its colour profile can't be used; a general one for print converted it to sRGB."
        )
        return general_profile(), told
    told = tr("The file is CMYK; it was converted to sRGB by its colour profile, {profile}.")
    return profile, told.format(profile=profile_name(profile))


def _to_srgb(image: Any, profile: bytes) -> Any:
    """libvips' picture of 4 bands, and perhaps alpha, as sRGB of the same depth: relative, with black point."""
    depth = 16 if image.format == "ushort" else 8
    image = image.copy(interpretation="cmyk")
    image.set_type(load_vips().GValue.blob_type, "icc-profile-data", profile)
    return image.icc_transform("srgb", embedded=True, intent="relative", black_point_compensation=True, depth=depth)


def decode_cmyk(loader: str, data: bytes, profile: bytes, alpha: bool, fail_on: str = "truncated") -> Pixels:
    """(H, W, 3 or 4) uint8 or uint16 sRGB of a CMYK file; libvips has turned Adobe's inverted values over already.

    Raises DecodeError.
    """

    def make(image: Any) -> Any:
        return _to_srgb(image.extract_band(0, n=5 if alpha else 4), profile)

    return decode(loader, data, make, fail_on=fail_on)
