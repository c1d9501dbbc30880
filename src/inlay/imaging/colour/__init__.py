"""Colour: what space a picture's numbers are in, and how they look on a screen."""

from __future__ import annotations

from inlay.imaging.colour.depth import to_8bit, to_16bit
from inlay.imaging.colour.display import is_srgb, to_display, validate_profile
from inlay.imaging.colour.profile import profile_name
from inlay.imaging.colour.space import GREY, SRGB, ColourSpace, Model

__all__ = [
    "GREY",
    "SRGB",
    "ColourSpace",
    "Model",
    "is_srgb",
    "profile_name",
    "to_8bit",
    "to_16bit",
    "to_display",
    "validate_profile",
]
