"""Blend modes by their four letters in Photoshop documents."""

from __future__ import annotations

from inlay.base.text import tr

KEYS = {
    "normal": b"norm",
    "multiply": b"mul ",
    "screen": b"scrn",
    "overlay": b"over",
    "darken": b"dark",
    "lighten": b"lite",
    "color-dodge": b"div ",
    "color-burn": b"idiv",
    "hard-light": b"hLit",
    "soft-light": b"sLit",
    "difference": b"diff",
    "exclusion": b"smud",
    "hue": b"hue ",
    "saturation": b"sat ",
    "color": b"colr",
    "luminosity": b"lum ",
}
PASS_THROUGH = b"pass"
_IDS = {key: mode for mode, key in KEYS.items()} | {PASS_THROUGH: "normal"}


def mode_of(key: bytes) -> str | None:
    """The mode of a key; None where Inlay has none for it."""
    return _IDS.get(key)


def foreign_name(key: bytes) -> str:
    """What Photoshop calls a mode that Inlay doesn't have."""
    names = {
        b"diss": tr("dissolve"),
        b"lbrn": tr("linear burn"),
        b"dkCl": tr("darker color"),
        b"lddg": tr("linear dodge"),
        b"lgCl": tr("lighter color"),
        b"vLit": tr("vivid light"),
        b"lLit": tr("linear light"),
        b"pLit": tr("pin light"),
        b"hMix": tr("hard mix"),
        b"fsub": tr("subtract"),
        b"fdiv": tr("divide"),
    }
    return names.get(key) or tr("unknown")
