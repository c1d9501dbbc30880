"""Puts the theme on the program: Qt's Fusion style, a palette of greys, one stylesheet."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from inlay.base.resources import resources_dir
from inlay.ui.theme import colours
from inlay.ui.theme.icons import app_icon


def palette() -> QPalette:
    """The greys by Qt's roles, with their disabled versions."""
    made = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, colours.WINDOW),
        (role.WindowText, colours.TEXT),
        (role.Base, colours.FIELD),
        (role.AlternateBase, colours.WINDOW),
        (role.Text, colours.TEXT),
        (role.PlaceholderText, colours.HINT),
        (role.Button, colours.RAISED),
        (role.ButtonText, colours.TEXT),
        (role.BrightText, colours.STRONG),
        (role.Light, colours.LIT),
        (role.Midlight, colours.RAISED),
        (role.Mid, colours.PRESSED),
        (role.Dark, colours.SHADED),
        (role.Shadow, colours.LINE),
        (role.Highlight, colours.SELECTION),
        (role.HighlightedText, colours.STRONG),
        (role.Accent, colours.KNOB),
        (role.Link, colours.STRONG),
        (role.LinkVisited, colours.TEXT),
        (role.ToolTipBase, colours.RAISED),
        (role.ToolTipText, colours.TEXT),
    ):
        made.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours.DISABLED))
    return made


def stylesheet() -> str:
    """The stylesheet with the colours and the folder filled in."""
    folder = resources_dir() / "theme"
    text = (folder / "inlay.qss").read_text(encoding="utf-8")
    tokens = {**colours.tokens(), "theme": (folder / colours.shown()).as_posix()}
    return re.sub(r"@([a-z_]+)", lambda found: tokens.get(found[1], found[0]), text)


def apply_theme(app: QApplication, theme: colours.Theme = "dark") -> None:
    """Dress the whole program, windows that are open too; the font stays the system's own."""
    colours.use(theme)
    if not app.styleSheet():  # the first time
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette())
    app.setStyleSheet(stylesheet())
    app.setWindowIcon(app_icon())
