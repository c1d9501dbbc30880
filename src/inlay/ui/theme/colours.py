"""The greys of the dark and the light theme. Every one is R = G = B: a tint beside a photograph shifts its colours.

The theme can change while the window is open, so a colour is looked up when it is painted: `colours.TEXT` inside the
function that paints, never in a default argument, at the top of a module, in a class body or in `from ... import TEXT`
(a test looks for these). `QPalette`, the stylesheet's `@text` and icons of `icon()` follow by themselves; a widget that
painted something into a pixmap of its own paints it again in `changeEvent` on `QEvent.Type.PaletteChange` (for an icon
on a label there is `inlay.ui.widgets.icon_label`). What lies over the picture (cursors, outlines) is the same in both.
"""

from __future__ import annotations

from typing import Final, Literal

Theme = Literal["dark", "light"]
THEMES: Final[tuple[Theme, ...]] = ("dark", "light")

# Around the picture. In the light theme, too, it stays well below white, so that the picture is the brightest there is.
CANVAS: str
# The thin line around the picture, and a place of it that isn't worked out yet.
CANVAS_EDGE: str
WAITING: str
# The page with nothing open.
EMPTY: str
# Panels, bars, menus.
WINDOW: str
# Fields and lists.
FIELD: str
# Buttons and headers.
RAISED: str
HOVER: str
PRESSED: str
# What is chosen: a tool, a row, a segment.
CHOSEN: str
# The one button that does the work, and the text on it.
PRIMARY: str
PRIMARY_HOVER: str
ON_PRIMARY: str
LINE: str
EDGE: str
# The lit and the shaded side of what Qt draws raised.
LIT: str
SHADED: str
FOCUS: str
KNOB: str
SELECTION: str
# Rows of lists: under the mouse, and chosen.
ITEM_HOVER: str
CHOSEN_ROW: str
TEXT: str
# Units, hints, captions: still 4.5 : 1 on panels and fields.
QUIET: str
# Placeholders and hints: 4.5 : 1 on fields and panels.
HINT: str
STRONG: str
DISABLED: str

# fmt: off
_GREYS: Final[dict[str, tuple[str, str]]] = {
    #                dark       light
    "CANVAS":        ("#1c1c1c", "#8c8c8c"),
    "CANVAS_EDGE":   ("#161616", "#6e6e6e"),
    "WAITING":       ("#3a3a3a", "#7c7c7c"),
    "EMPTY":         ("#1c1c1c", "#cdcdcd"),
    "WINDOW":        ("#2b2b2b", "#dadada"),
    "FIELD":         ("#202020", "#eeeeee"),
    "RAISED":        ("#3a3a3a", "#e8e8e8"),
    "HOVER":         ("#474747", "#c8c8c8"),
    "PRESSED":       ("#242424", "#bcbcbc"),
    "CHOSEN":        ("#5a5a5a", "#b4b4b4"),
    "PRIMARY":       ("#606060", "#505050"),
    "PRIMARY_HOVER": ("#6a6a6a", "#626262"),
    "ON_PRIMARY":    ("#f2f2f2", "#ffffff"),
    "LINE":          ("#161616", "#b0b0b0"),
    "EDGE":          ("#4a4a4a", "#a2a2a2"),
    "LIT":           ("#4a4a4a", "#f6f6f6"),
    "SHADED":        ("#202020", "#a0a0a0"),
    "FOCUS":         ("#bdbdbd", "#3a3a3a"),
    "KNOB":          ("#a8a8a8", "#5c5c5c"),
    "SELECTION":     ("#656565", "#b6b6b6"),
    "ITEM_HOVER":    ("#2e2e2e", "#e0e0e0"),
    "CHOSEN_ROW":    ("#424242", "#c6c6c6"),
    "TEXT":          ("#dcdcdc", "#1c1c1c"),
    "QUIET":         ("#b0b0b0", "#3e3e3e"),
    "HINT":          ("#9a9a9a", "#545454"),
    "STRONG":        ("#f2f2f2", "#000000"),
    "DISABLED":      ("#757575", "#7c7c7c"),
}
# fmt: on

_shown: Theme = "dark"


def use(theme: Theme) -> None:
    """Fill the names of this module with the greys of a theme; who painted with the old ones has to paint again."""
    global _shown
    _shown = theme
    column = THEMES.index(theme)
    globals().update({name: pair[column] for name, pair in _GREYS.items()})


def shown() -> Theme:
    """The theme whose greys are in use."""
    return _shown


def tokens() -> dict[str, str]:
    """The greys in use by their names in the stylesheet ("text", "chosen_row")."""
    column = THEMES.index(_shown)
    return {name.lower(): pair[column] for name, pair in _GREYS.items()}


def luminance(colour: str) -> float:
    """Relative luminance (0..1) of `#rrggbb`, by WCAG 2."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio (1..21) of two colours, by WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


use("dark")
