"""Photoshop's keys, where they differ from Inlay's own, which follow it in most."""

from __future__ import annotations

from inlay.ui.keymap.preset import Preset

PRESET = Preset(
    "photoshop",
    "Photoshop",
    10,
    {
        "edit.redo": ("Ctrl+Shift+Z",),
        "edit.settings": ("Ctrl+K", "Ctrl+,"),
        "file.export": ("Ctrl+Alt+Shift+W",),
        "select.none": ("Ctrl+D",),
        "select.feather": ("Shift+F6",),
        "view.100": ("Ctrl+1", "Ctrl+Alt+0"),
        "view.previous_region": ("Ctrl+Shift+F6",),
    },
)
