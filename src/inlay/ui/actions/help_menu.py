"""The Help menu."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.ui.actions.row import MenuSpec, Row

MENU = MenuSpec(
    "help",
    tr("&Help"),
    (
        Row("help.keys", tr("Keyboard shortcuts"), lambda window: window.show_keys(), ("F1", "Ctrl+/"), "keyboard"),
        Row("help.about", tr("About Inlay"), lambda window: window.show_about(), (), "info"),
    ),
    70,
)
