"""The real window on the real loop (asyncio on Qt), offscreen, for tests of the window."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
import shiboken6
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

import qasync  # isort: skip  (PySide6 comes first)

from inlay.editor.editor import Editor
from inlay.ui.main_window import MainWindow
from inlay.ui.theme import colours
from inlay.ui.theme.style import apply_theme

PATIENCE = 20.0


class QtLoop(qasync.QEventLoop):  # type: ignore[misc]
    """A loop that takes its timers with it.

    Those of time limits that weren't needed run on after a loop was closed. Of the many loops of a test run, Python may
    clear one away in any thread, and Qt would then fire a timer of what is gone.
    """

    def close(self) -> None:
        """End the loop and its timers, in the thread that they belong to."""
        is_first = not self.is_closed()
        super().close()
        if is_first:
            shiboken6.delete(self._timer)


def qt_loop() -> asyncio.AbstractEventLoop:
    """A loop like the program's own."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    loop: asyncio.AbstractEventLoop = QtLoop(app)
    return loop


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    """The program's looks; put back afterwards."""
    before = qapp.palette(), qapp.styleSheet()
    apply_theme(qapp)
    yield qapp
    colours.use("dark")
    qapp.setPalette(before[0])
    qapp.setStyleSheet(before[1])


@pytest_asyncio.fixture
async def window(themed: QApplication) -> AsyncIterator[MainWindow]:
    """A window with nothing open, ended in order."""
    made = MainWindow(Editor())
    made.show()
    made.activateWindow()
    await soon()
    yield made
    made.closing.discards = True
    await made.end()
    QGuiApplication.clipboard().clear()  # what Python put there must go while there is a Python
    made.deleteLater()
    await soon()


async def soon() -> None:
    """Let Qt and asyncio do what is due."""
    for _turn in range(3):
        await asyncio.sleep(0.01)


async def until(what: str, test: Callable[[], object]) -> None:
    """Wait until something is true."""
    end = time.monotonic() + PATIENCE
    while not test():
        assert time.monotonic() < end, f"waited for {what}"
        await asyncio.sleep(0.02)
    await soon()


async def outside(act: Callable[[], object]) -> None:
    """Do something between tasks, as a person does: Qt's test functions run events inside themselves."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def run() -> None:
        act()
        done.set_result(None)

    QTimer.singleShot(0, run)
    await done
    await soon()


async def press(
    window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press and release a key as the screen would: shortcuts first, then whoever has the focus."""
    await outside(lambda: QTest.keyClick(window.windowHandle(), key, modifiers))


async def hold(window: MainWindow, key: Qt.Key, down: bool) -> None:
    """Press a key, or release it."""
    act = QTest.keyPress if down else QTest.keyRelease
    await outside(lambda: act(window.windowHandle(), key))


def picture(folder: Path, name: str = "meadow.png", size: tuple[int, int] = (240, 160)) -> Path:
    """A small picture with some texture."""
    noise = np.random.default_rng(7).integers(60, 200, (size[1], size[0], 3), dtype=np.uint8)
    path = folder / name
    Image.fromarray(noise).save(path)
    return path


def names_of(widget: QWidget) -> str:
    """How a widget is told apart in a failure."""
    return f"{type(widget).__name__} {widget.objectName()!r}"
