"""Blend modes by their names in OpenRaster."""

from __future__ import annotations

# The specification has no exclusion; MyPaint and others know this name, Krita only one of its own.
NAMES = {
    "normal": "svg:src-over",
    "multiply": "svg:multiply",
    "screen": "svg:screen",
    "overlay": "svg:overlay",
    "darken": "svg:darken",
    "lighten": "svg:lighten",
    "color-dodge": "svg:color-dodge",
    "color-burn": "svg:color-burn",
    "hard-light": "svg:hard-light",
    "soft-light": "svg:soft-light",
    "difference": "svg:difference",
    "exclusion": "svg:exclusion",
    "hue": "svg:hue",
    "saturation": "svg:saturation",
    "color": "svg:color",
    "luminosity": "svg:luminosity",
}

# Names that other programs write, some of them by an old mistake.
_FOREIGN = {
    "": "normal",
    "krita:exclusion": "exclusion",
    "color-dodge": "color-dodge",
    "difference": "difference",
    "krita:normal": "normal",
    "krita:soft_light_svg": "soft-light",
}

_IDS = {name: mode for mode, name in NAMES.items()} | _FOREIGN


def mode_of(name: str) -> str | None:
    """The mode of a composite-op; None where Inlay has none for it."""
    return _IDS.get(name.strip())
