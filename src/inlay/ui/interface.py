"""What the settings say of the interface's size, shared by the dialog and the start of the program."""

from __future__ import annotations

from typing import Final

from inlay.base.settings import Settings

SCALE: Final = "interface.scale"
SMALLEST, LARGEST = 80, 200
"""Per cent of the system's own size."""


def clamped_scale(settings: Settings) -> int:
    """The scale of the interface in per cent, 80 to 200."""
    return min(LARGEST, max(SMALLEST, settings.get(SCALE, 100)))
