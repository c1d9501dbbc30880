"""Keeps the looks in line with the settings: dark, light, or as the system has it, also when that changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from inlay.base.settings import Settings
from inlay.ui.theme import colours
from inlay.ui.theme.style import apply_theme

SETTING = "interface.theme"
DEFAULT = "dark"
SYSTEM = "system"


class ThemeSwitch(QObject):
    """Dresses the program by `interface.theme` ("dark", "light", "system") for as long as it lives."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        self._stop = settings.changed.connect(self._changed)
        self.apply()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def apply(self) -> None:
        """Put on what the settings wish for."""
        wish = self._settings.get(SETTING, DEFAULT)
        hints = QGuiApplication.styleHints()
        schemes = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}
        # The frames of windows, and the system's own dialogs, follow this.
        hints.setColorScheme(schemes.get(wish, Qt.ColorScheme.Unknown))
        self._put_on(theme_of(wish, hints.colorScheme()))

    def _put_on(self, theme: colours.Theme) -> None:
        if theme != colours.shown() or not self._app.styleSheet():
            apply_theme(self._app, theme)

    def _changed(self, name: str) -> None:
        if name == SETTING:
            self.apply()

    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._settings.get(SETTING, DEFAULT) == SYSTEM:
            self._put_on(theme_of(SYSTEM, scheme))


def theme_of(wish: str, scheme: Qt.ColorScheme) -> colours.Theme:
    """The theme for a wish; where the system says nothing, and for a wish that there isn't, the dark one."""
    if wish == SYSTEM:
        return "light" if scheme == Qt.ColorScheme.Light else "dark"
    return "light" if wish == "light" else "dark"
