"""What tools share that read colours from the picture."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.tools.options import Choice, option


def merged_option() -> bool:
    """Whether all layers are read, or the active one alone."""
    value: bool = option(
        True,
        tr("Sample all layers"),
        help=tr("Read colours from the picture as it looks, or from the active layer only."),
    )
    return value


def size_option(side: str) -> str:
    """How many pixels a colour is the mean of: `side` to begin with."""
    value: str = option(
        side,
        tr("Sample"),
        choices=(Choice("1", tr("Point")), Choice("3", tr("3 × 3")), Choice("5", tr("5 × 5"))),
        help=tr("The colour that is meant: that of one pixel, or the mean of a few around it."),
    )
    return value
