"""X, D and the right button: what a tool does to the mask and how it is set, without a way to the bars."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from inlay.ui.main_window import MainWindow
from inlay.ui.panels.option_popup import OptionPopup
from inlay.ui.widgets.number_box import NumberBox
from tests.kit.window import picture, press, soon

NO = Qt.KeyboardModifier.NoModifier


async def opened(window: MainWindow, folder: Path) -> MainWindow:
    await window.files.open(picture(folder))
    await window.editor.settled()
    window.stage.canvas.setFocus()
    await soon()
    return window


async def test_x_swaps_what_painting_does_and_d_adds_again(window: MainWindow, tmp_path: Path) -> None:
    tools = (await opened(window, tmp_path)).editor.tools
    for key, value in (
        (Qt.Key.Key_X, "subtract"),
        (Qt.Key.Key_X, "add"),
        (Qt.Key.Key_X, "subtract"),
        (Qt.Key.Key_D, "add"),
    ):
        await press(window, key)
        assert tools.paint_value == value


@pytest.mark.parametrize("tool_id", ["lasso", "rectangle"])
async def test_x_swaps_what_a_drawn_shape_does(window: MainWindow, tmp_path: Path, tool_id: str) -> None:
    tools = (await opened(window, tmp_path)).editor.tools
    tools.choose(tool_id)
    await press(window, Qt.Key.Key_X)
    assert (tools.options(tool_id).mode, tools.paint_value) == ("subtract", "add")
    await press(window, Qt.Key.Key_X)
    assert tools.options(tool_id).mode == "add"


async def test_a_right_click_shows_the_options_beside_the_pointer(window: MainWindow, tmp_path: Path) -> None:
    await opened(window, tmp_path)
    canvas = window.stage.canvas
    QTest.mouseClick(canvas, Qt.MouseButton.RightButton, NO, QPoint(60, 60))
    await soon()
    popup = window.findChild(OptionPopup)
    assert popup is not None and popup.isVisible()
    assert (canvas.mapToGlobal(QPoint(60, 60)) - popup.pos()).manhattanLength() < 10
    box = popup.findChild(NumberBox, "popup.brush.size.box")
    assert box is not None
    box.entered.emit(37.0)
    assert window.editor.tools.options("brush").size == 37
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    await soon()
    assert window.findChild(OptionPopup) is None
