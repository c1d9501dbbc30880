"""The one QApplication: names, scaling, theme, and files that the desktop hands over."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from inlay import __version__
from inlay.app.garbage import Collector
from inlay.app.interface import scaled, speak
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.ui.theme.switch import ThemeSwitch

log = logging.getLogger("qt")
LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
NO_WINDOW = 1


class Application(QApplication):
    """`file_wanted` is called with a file that the desktop asks to open (on a Mac, by a double click)."""

    def __init__(self) -> None:
        super().__init__(["inlay"])
        self.file_wanted: Callable[[Path], object] | None = None

    def event(self, event: QEvent) -> bool:
        """Qt's own: take files from the desktop."""
        if isinstance(event, QFileOpenEvent) and self.file_wanted is not None:
            self.file_wanted(Path(event.file()))
            return True
        return super().event(event)


def make_application(settings: Settings) -> Application:
    """Set up Qt once for the life of the program, in the size, language and looks of the settings."""
    qInstallMessageHandler(_to_log)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QApplication.setApplicationName("inlay")
    QApplication.setApplicationDisplayName("Inlay")
    QApplication.setApplicationVersion(__version__)
    QApplication.setOrganizationName("inlay")
    QGuiApplication.setDesktopFileName("inlay")
    with scaled(settings):
        app = Application()
    speak(app)
    Collector(app)
    ThemeSwitch(app, settings)
    return app


def _to_log(kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
    """Qt's messages go to the log. After a fatal one Qt would abort: the person gets a sentence instead."""
    log.log(LEVELS.get(kind, logging.WARNING), "%s", message)
    if kind == QtMsgType.QtFatalMsg:
        first = (message or "").partition("\n")[0].rstrip(".")
        sys.stderr.write(tr("The window can't open: {reason}.").format(reason=first) + "\n")
        sys.stderr.flush()
        os._exit(NO_WINDOW)
