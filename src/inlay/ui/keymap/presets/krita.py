"""Krita's keys, where they differ from Inlay's own."""

from __future__ import annotations

from inlay.ui.keymap.preset import Preset

PRESET = Preset(
    "krita",
    "Krita",
    20,
    {
        "edit.redo": ("Ctrl+Shift+Z",),
        "fill.fill": ("Ctrl+Return", "Shift+F5", "Shift+Backspace"),
        "layer.above": ("PgUp",),
        "layer.below": ("PgDown",),
        "select.none": ("Ctrl+Shift+A",),
        "select.feather": ("Shift+F6",),
        "tool.mask_transform": (),
        "tool.move": ("T",),
        "view.100": ("Ctrl+0",),
        "view.fit": ("Ctrl+1",),
        "view.previous_region": ("Ctrl+Shift+F6",),
    },
)
