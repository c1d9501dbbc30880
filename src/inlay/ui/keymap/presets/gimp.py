"""GIMP's keys, where they differ from Inlay's own."""

from __future__ import annotations

from inlay.ui.keymap.preset import Preset

PRESET = Preset(
    "gimp",
    "GIMP",
    30,
    {
        "edit.redo": ("Ctrl+Y",),
        "layer.above": ("PgUp",),
        "layer.below": ("PgDown",),
        "layer.duplicate": ("Ctrl+Shift+D",),
        "select.again": (),
        "select.invert": ("Ctrl+I",),
        "select.none": ("Ctrl+Shift+A",),
        "select.transform": ("Ctrl+Alt+T",),
        "tool.brush": ("P",),
        "tool.context": ("C",),
        "tool.ellipse": ("E",),
        "tool.eraser": ("Shift+E",),
        "tool.frame": ("Shift+C",),
        "tool.lasso": ("F",),
        "tool.mask_transform": ("Shift+T",),
        "tool.move": ("M",),
        "tool.rectangle": ("R",),
        "tool.wand": ("U",),
        "view.overlay": ("Shift+Q", "Ctrl+T"),
        "view.style": ("Q",),
    },
)
