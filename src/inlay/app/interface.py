"""The size and the language of the interface: set once, before and right after Qt begins."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from inlay.base.language import SOURCE, SYSTEM, spoken, wished
from inlay.base.settings import Settings
from inlay.ui.interface import clamped_scale

log = logging.getLogger(__name__)
FACTOR = "QT_SCALE_FACTOR"


@contextmanager
def scaled(settings: Settings) -> Iterator[None]:
    """Have a QApplication that is made inside draw everything larger or smaller, times the system's own scale.

    A factor of the person's own in the environment wins. Ours doesn't stay there: another window that is started
    from this one reads its own from the settings.
    """
    scale = clamped_scale(settings)
    if scale == 100 or os.environ.get(FACTOR):
        yield
        return
    os.environ[FACTOR] = str(scale / 100)
    try:
        yield
    finally:
        del os.environ[FACTOR]


def speak(app: QApplication) -> None:
    """Have Qt's own buttons, and numbers and dates that Qt writes, follow the language of the interface."""
    language = spoken()
    QLocale.setDefault(locale_of(wished(), language))
    if language == SOURCE:
        return  # that is what Qt says without a translation
    translator = QTranslator(app)
    if translator.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    else:
        log.info("Qt has no translation for %s", language)


def locale_of(wish: str, language: str) -> QLocale:
    """How numbers and dates are written: in the system's way, or in that of the chosen language where it is another."""
    system = QLocale.system()
    chosen = QLocale(language)
    return system if wish == SYSTEM or system.language() == chosen.language() else chosen
