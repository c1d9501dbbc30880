"""The greys. Every one is R = G = B: a tint beside a photograph shifts how its colours are seen."""

from __future__ import annotations

# Behind the picture; the darkest large surface, so that the picture is the brightest one.
CANVAS = "#1c1c1c"
# Panels, bars, menus.
WINDOW = "#2b2b2b"
# Fields and lists, sunk into a panel.
FIELD = "#202020"
# Buttons and headers, raised from a panel.
RAISED = "#3a3a3a"
HOVER = "#474747"
PRESSED = "#242424"
# What is chosen: a tool, a row, a segment.
CHOSEN = "#5a5a5a"
# The one button that does the work.
PRIMARY = "#606060"
PRIMARY_HOVER = "#6a6a6a"
LINE = "#161616"
EDGE = "#4a4a4a"
FOCUS = "#bdbdbd"
KNOB = "#a8a8a8"
SELECTION = "#656565"
# Rows of lists: under the mouse, and chosen.
ITEM_HOVER = "#2e2e2e"
CHOSEN_ROW = "#424242"
TEXT = "#dcdcdc"
# Units, hints, captions: still 4.5 : 1 on panels and fields.
QUIET = "#b0b0b0"
# Placeholders and hints: 4.5 : 1 on fields and panels.
HINT = "#9a9a9a"
STRONG = "#f2f2f2"
DISABLED = "#757575"

TOKENS = {name.lower(): value for name, value in tuple(globals().items()) if name.isupper() and isinstance(value, str)}


def luminance(colour: str) -> float:
    """Relative luminance (0..1) of `#rrggbb`, by WCAG 2."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio (1..21) of two colours, by WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
