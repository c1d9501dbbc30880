"""Tool column and option bar: made from the tools themselves, and in step with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMainWindow, QMenu, QToolBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from inlay.base.geometry import Rect
from inlay.editor.editor import Editor
from inlay.tools.options import Option, options_of
from inlay.tools.spec import all_tools
from inlay.ui.panels import option_bar, tool_column
from inlay.ui.panels.option_bar import OptionBar
from inlay.ui.panels.tool_column import ToolColumn
from tests.kit.ui_fixtures import paint, unnamed, without_tooltip

if TYPE_CHECKING:
    from tests.kit.ui_fixtures import Shower

LEFT = Qt.MouseButton.LeftButton
TOOLS = [spec.id for spec in all_tools()]


@pytest.fixture
def column(editor: Editor, on_screen: Shower) -> ToolColumn:
    made = tool_column.PANEL.make(editor)
    assert isinstance(made, ToolColumn)
    on_screen(made, 48)
    return made


@pytest.fixture
def bar(opened: Editor, on_screen: Shower) -> OptionBar:
    made = option_bar.PANEL.make(opened)
    assert isinstance(made, OptionBar)
    on_screen(made, 1400, 40)
    return made


async def test_the_column_has_every_tool_in_order(column: ToolColumn) -> None:
    for spec in all_tools():
        button = column.buttons[spec.id]
        assert button.objectName() == f"tool.{spec.id}" and button.accessibleName() == spec.label
        assert button.toolTip().splitlines()[0] == (f"{spec.label} ({spec.shortcut})" if spec.shortcut else spec.label)
        assert not button.icon().isNull()
    seen = sorted((button for button in column.buttons.values() if button.isVisible()), key=lambda each: each.y())
    first = {spec.group or spec.id: f"tool.{spec.id}" for spec in reversed(all_tools())}
    families = dict.fromkeys(spec.group or spec.id for spec in all_tools())
    assert [button.objectName() for button in seen] == [first[family] for family in families]


async def test_of_a_group_the_tool_used_last_is_shown(column: ToolColumn, editor: Editor) -> None:
    editor.tools.choose("ellipse")
    assert column.buttons["ellipse"].isVisible() and not column.buttons["rectangle"].isVisible()
    editor.tools.choose("brush")
    assert column.buttons["ellipse"].isVisible() and column.buttons["brush"].isChecked()
    again = tool_column.PANEL.make(editor)
    assert not again.buttons["ellipse"].isHidden() and again.buttons["rectangle"].isHidden()
    again.deleteLater()


@pytest.mark.parametrize("how", ["right click", "long press"])
async def test_a_group_offers_its_tools(column: ToolColumn, editor: Editor, qtbot: QtBot, how: str) -> None:
    button = column.buttons["lasso"]
    if how == "right click":
        QApplication.sendEvent(button, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(5, 5)))
    else:
        QTest.mousePress(button, LEFT)
    qtbot.waitUntil(lambda: bool(button.findChildren(QMenu)))
    menu = button.findChildren(QMenu)[0]
    assert [action.text() for action in menu.actions()] == ["Lasso (L)", "Polygon lasso (Shift+L)"]
    menu.actions()[1].trigger()
    menu.close()
    if how == "long press":
        QTest.mouseRelease(button, LEFT)
    assert editor.tools.tool_id == "polygon" and column.buttons["polygon"].isVisible()


@pytest.mark.parametrize("tool_id", TOOLS)
async def test_a_press_takes_the_tool(column: ToolColumn, editor: Editor, tool_id: str) -> None:
    editor.tools.choose("zoom" if tool_id != "zoom" else "hand")
    column.buttons[tool_id].show()
    QTest.mouseClick(column.buttons[tool_id], LEFT)
    assert editor.tools.tool_id == tool_id
    down = [name for name, button in column.buttons.items() if button.isChecked()]
    assert down == [tool_id]


async def test_a_borrowed_tool_is_shown_while_it_is_held(column: ToolColumn, editor: Editor) -> None:
    editor.tools.choose("brush")
    editor.tools.borrow("hand")
    assert column.buttons["hand"].isChecked()
    editor.tools.give_back()
    assert column.buttons["brush"].isChecked()


def other_value(option: Option, value: object) -> object:
    """A value that differs from the one held."""
    if option.kind == "bool":
        return not value
    if option.kind == "choice":
        return next(choice.value for choice in option.choices if choice.value != value)
    if option.minimum is None or option.maximum is None:
        return 10.0
    middle = round((option.minimum + option.maximum) / 2)
    return middle if middle != value else option.maximum


@pytest.mark.parametrize("tool_id", TOOLS)
async def test_every_option_round_trips(bar: OptionBar, opened: Editor, tool_id: str) -> None:
    """What the field tells reaches the tool, and what the tool holds is shown by the field."""
    opened.tools.choose(tool_id)
    options = options_of(opened.tools.specs[tool_id].options)
    assert set(bar._fields) == {option.name for option in options}
    for option in options:
        value = other_value(option, getattr(opened.tools.options(tool_id), option.name))
        bar._fields[option.name].tell(value)
        held = getattr(opened.tools.options(tool_id), option.name)
        bar._fields[option.name].show(held)
        shown = bar._fields[option.name].widget
        reader = getattr(shown, "value", None) or getattr(shown, "isChecked", None) or shown.currentData  # type: ignore[attr-defined]
        assert reader() == pytest.approx(held) if option.kind in ("int", "float") else reader() == held
    assert unnamed(bar) == []
    assert without_tooltip(bar) == []


async def test_a_change_from_the_canvas_is_shown(bar: OptionBar, opened: Editor) -> None:
    opened.tools.choose("brush")
    opened.tools.set_options("brush", size=321)
    assert bar._fields["size"].widget.value() == 321  # type: ignore[attr-defined]


async def test_a_borrowed_tool_leaves_the_bar(bar: OptionBar, opened: Editor) -> None:
    opened.tools.choose("brush")
    page = bar._page
    opened.tools.borrow("hand")
    opened.tools.give_back()
    assert bar._page is page


async def test_add_and_subtract(bar: OptionBar, opened: Editor) -> None:
    opened.tools.choose("brush")
    subtract = bar.findChild(QToolButton, "options.paint.subtract")
    assert "X" in subtract.toolTip()
    QTest.mouseClick(subtract, LEFT)
    assert opened.tools.paint_value == "subtract"
    opened.tools.set_paint_value("add")
    assert bar.findChild(QToolButton, "options.paint.add").isChecked()
    opened.tools.choose("zoom")
    assert bar._page is not None
    assert bar._page.findChild(QToolButton, "options.paint.subtract") is None


def button(bar: OptionBar, name: str) -> QAbstractButton:
    assert bar._page is not None
    found = bar._page.findChild(QAbstractButton, name)
    assert found is not None
    return found


async def test_grow_and_shrink_the_mask(bar: OptionBar, opened: Editor) -> None:
    opened.tools.choose("brush")
    assert not button(bar, "options.grow").isEnabled()
    await paint(opened, Rect(100, 60, 40, 40))
    canvas = opened.session.document.canvas
    opened.settings.set("mask.distance", 6)
    opened.tools.choose("lasso")  # made anew, with what is remembered
    QTest.mouseClick(button(bar, "options.grow"), LEFT)
    await opened.settled()
    assert opened.session.document.mask.bounds(canvas) == Rect(94, 54, 52, 52)
    assert opened.undo_label == "Grow mask by 6 px"
    QTest.mouseClick(button(bar, "options.shrink"), LEFT)
    await opened.settled()
    assert opened.session.document.mask.bounds(canvas) == Rect(100, 60, 40, 40)


async def test_the_frame_by_numbers(bar: OptionBar, opened: Editor) -> None:
    """px and per cent per side, a preset, and the two ways out."""
    opened.tools.choose("frame")
    canvas = opened.session.document.canvas
    assert not button(bar, "frame.apply").isEnabled()
    bar._fields["left"].tell(100.0)
    assert opened.tools.frame.rect == Rect(-100, 0, canvas.w + 100, canvas.h)
    assert bar.findChild(QLabel, "frame.size").text() == f"{canvas.w + 100} × {canvas.h} px"
    QTest.mouseClick(button(bar, "frame.cancel"), LEFT)
    assert opened.tools.frame.rect == canvas
    assert bar._fields["left"].widget.value() == 0  # type: ignore[attr-defined]
    bar._fields["unit"].tell("%")
    assert bar._fields["right"].widget.box.suffix() == " %"  # type: ignore[attr-defined]
    bar._fields["right"].tell(50.0)
    assert opened.tools.frame.rect == Rect(0, 0, canvas.w + canvas.w // 2, canvas.h)
    QTest.mouseClick(button(bar, "frame.apply"), LEFT)
    await opened.settled()
    assert opened.session.document.canvas == Rect(0, 0, canvas.w + canvas.w // 2, canvas.h)
    assert not opened.session.document.mask.is_empty_in(opened.session.document.canvas)
    opened.undo()
    await opened.settled()
    assert opened.session.document.canvas == canvas


@pytest.mark.parametrize("tool_id", ["brush", "frame"])
async def test_the_bar_wraps_where_the_window_is_narrow(
    opened: Editor, on_screen: Shower, qtbot: QtBot, tool_id: str
) -> None:
    """In a window's tool bar nothing is cut, neither at 1,400 px nor at 600."""
    window, tool_bar = QMainWindow(), QToolBar()
    bar = OptionBar(opened)
    opened.tools.choose(tool_id)
    tool_bar.addWidget(bar)
    window.addToolBar(tool_bar)
    on_screen(window, 1400, 300)
    heights = []
    for width in (1400, 600):
        window.resize(width, 300)
        assert bar._page is not None
        page = bar._page
        qtbot.waitUntil(lambda page=page: bar.rect().contains(page.geometry()))  # type: ignore[misc]
        parts = [part for part in page.children() if isinstance(part, QWidget) and part.isVisible()]
        assert all(page.rect().contains(part.geometry()) for part in parts)
        assert bar.width() <= width
        heights.append(bar.height())
    assert heights[0] == option_bar.LOWEST
    assert heights[1] > 1.5 * heights[0]
