"""How the mask is shown: its style, colour and opacity, as they are remembered in the settings."""

from __future__ import annotations

import re
from typing import Literal

from inlay.base.settings import Settings
from inlay.base.text import tr

Style = Literal["red", "bw", "outline", "ants", "none"]
STYLES: tuple[Style, ...] = ("red", "bw", "outline", "ants", "none")
STYLE, COLOUR, OPACITY = "view.overlay", "view.mask_colour", "view.mask_opacity"
RED = "#ff1a1f"
COLOURS = (RED, "#ff9500", "#ffe600", "#1fd64a", "#00c8ff", "#2f6bff", "#d13cff", "#ffffff")
"""Those offered at once: seen on skin, sky, leaves and night."""
USUAL, FAINTEST = 0.5, 0.05
_HEX = re.compile(r"#[0-9a-f]{6}")


def style_label(style: Style) -> str:
    """What a style is called."""
    return {
        "red": tr("Colour"),
        "bw": tr("Black and white"),
        "outline": tr("Outline"),
        "ants": tr("Marching ants"),
        "none": tr("Not shown"),
    }[style]


def colour_label(colour: str) -> str:
    """What one of `COLOURS` is called; another one by its numbers."""
    names = (
        tr("Red"), tr("Orange"), tr("Yellow"), tr("Green"), tr("Cyan"), tr("Blue"), tr("Violet"), tr("White")
    )  # fmt: skip
    return dict(zip(COLOURS, names, strict=True)).get(colour, colour)


def kept_style(settings: Settings) -> Style:
    """The style that was chosen last."""
    kept = settings.get(STYLE, "red")
    return next((style for style in STYLES if style == kept), "red")


def kept_colour(settings: Settings) -> str:
    """The colour that was chosen, #rrggbb in small letters."""
    kept = settings.get(COLOUR, RED).lower()
    return kept if _HEX.fullmatch(kept) else RED


def kept_opacity(settings: Settings) -> float:
    """How much the colour covers of the picture where it is wholly masked, 0.05..1."""
    kept = settings.get(OPACITY, USUAL)
    return min(1.0, max(FAINTEST, kept)) if kept == kept else USUAL


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0..255, of #rrggbb."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
