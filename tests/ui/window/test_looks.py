"""How the window looks: nothing is cut off, the chrome is grey, and at twice the size every pixel is a sharp one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QToolButton, QWidget

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.ui.main_window import MainWindow
from inlay.ui.widgets.labels import ElidedLabel
from tests.kit.window import names_of, picture, soon, until

SIZE = (1360, 860)


def grabbed(widget: QWidget) -> np.ndarray:
    """A widget as it is drawn, in pixels of the device: (h, w, 4) uint8."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)


async def opened(window: MainWindow, folder: Path) -> None:
    """A picture in a window of the usual size, drawn to the end."""
    window.resize(*SIZE)
    await window.files.open(picture(folder, size=(300, 200)))
    await window.editor.settled()
    await soon()
    await until("the canvas", lambda: window.stage.canvas.scene.is_settled)


def cut_off(window: MainWindow) -> list[str]:
    """The texts that have less room than they need."""
    found = []
    for each in window.findChildren(QWidget):
        if not each.isVisible() or isinstance(each, ElidedLabel) or not isinstance(each, QLabel | QAbstractButton):
            continue
        if isinstance(each, QToolButton) and each.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
            continue
        text = each.text()
        wraps = isinstance(each, QLabel) and each.wordWrap()
        if text and not wraps and each.width() < each.fontMetrics().horizontalAdvance(text.replace("&", "")):
            found.append(f"{names_of(each)}: {text}")
    return found


async def test_no_text_is_cut_off(window: MainWindow, tmp_path: Path) -> None:
    window.resize(*SIZE)
    await soon()
    assert cut_off(window) == []
    await opened(window, tmp_path)
    for tool_id in window.editor.tools.specs:
        window.editor.tools.choose(tool_id)
        await soon()
        assert cut_off(window) == [], tool_id
    window.editor.tools.choose("brush")


async def test_the_chrome_has_no_tint(window: MainWindow) -> None:
    window.resize(*SIZE)
    await soon()
    for region in (*window.frame.regions.values(), window.status, window.menuBar()):
        pixels = grabbed(region)[..., :3].astype(int)
        assert (pixels.max(axis=2) - pixels.min(axis=2)).max() <= 1, names_of(region)
        # What is not text or a sign is dark: a picture is brighter than its surroundings.
        assert np.median(pixels) < 70, names_of(region)


@pytest.mark.scale2x
async def test_the_window_at_twice_the_size(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    assert window.devicePixelRatioF() == 2.0
    shot = grabbed(window)
    assert shot.shape[:2] == (2 * SIZE[1], 2 * SIZE[0])
    assert cut_off(window) == []
    # Icons have the pixels of the device: at twice the size, neighbours differ where a doubled one's wouldn't.
    button = window.findChild(QAbstractButton, "tool.brush")
    assert button is not None
    side = button.iconSize().width()
    icon = button.icon().pixmap(QSize(side, side), 2.0)
    assert icon.width() == 2 * side
    drawn = np.array(icon.toImage().convertToFormat(QImage.Format.Format_RGBA8888).constBits())
    pixels = drawn.reshape(2 * side, 2 * side, 4)[: side // 2 * 2 * 2, :]
    assert (pixels[0::2] != pixels[1::2]).any()
    # At 100 % one pixel of the picture is one of the device, the same as in the export.
    canvas = window.stage.canvas
    canvas.zoom_to(1.0)
    await until("the canvas", lambda: canvas.scene.is_settled)
    session = window.editor.session
    assert session is not None
    exported = compose(session.document, Rect(0, 0, 300, 200))
    view = canvas.view
    corner = canvas.mapTo(window, QPoint(0, 0)) * 2
    y, x = corner.y() + view.y, corner.x() + view.x
    shown = grabbed(window)[y : y + 200, x : x + 300]
    assert np.abs(shown.astype(int) - exported).max() <= 1
