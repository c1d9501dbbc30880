"""The theme: greys without a tint, text that can be read, icons that exist and are sharp."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from inlay.base.resources import resources_dir
from inlay.tools.spec import all_tools
from inlay.ui.actions.listing import rows
from inlay.ui.canvas import CanvasWidget
from inlay.ui.theme import colours
from inlay.ui.theme.icons import icon
from inlay.ui.theme.style import apply_theme, stylesheet
from inlay.ui.widgets.icon_label import IconLabel
from tests.architecture.source import Module, modules, planted
from tests.kit.looking import Sink
from tests.kit.window import themed

__all__ = ["themed"]

FOLDER = resources_dir() / "theme"
ICONS = sorted(path.stem for path in (resources_dir() / "icons").glob("*.svg"))
READ = [
    ("TEXT", "WINDOW"), ("TEXT", "FIELD"), ("TEXT", "RAISED"), ("TEXT", "HOVER"), ("QUIET", "WINDOW"),
    ("QUIET", "FIELD"), ("QUIET", "RAISED"), ("QUIET", "CHOSEN_ROW"), ("HINT", "FIELD"),
    ("HINT", "WINDOW"), ("HINT", "ITEM_HOVER"), ("STRONG", "CHOSEN"), ("STRONG", "SELECTION"), ("STRONG", "CHOSEN_ROW"),
    ("ON_PRIMARY", "PRIMARY"), ("ON_PRIMARY", "PRIMARY_HOVER"), ("TEXT", "PRESSED"), ("QUIET", "PRESSED"),
    ("TEXT", "EMPTY"), ("QUIET", "EMPTY"), ("TEXT", "CHOSEN_ROW"), ("TEXT", "CHOSEN"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def dark_again() -> Iterator[None]:
    """What a test changed is put back."""
    yield
    colours.use("dark")


@pytest.mark.parametrize("theme", colours.THEMES)
def test_text_has_enough_contrast(theme: colours.Theme) -> None:
    colours.use(theme)
    for text, ground in READ:
        assert colours.contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5, (text, ground)
    # What can't be used may be faint, what has the focus may not.
    assert colours.contrast(colours.DISABLED, colours.WINDOW) >= 2.5
    assert colours.contrast(colours.FOCUS, colours.WINDOW) >= 3 and colours.contrast(colours.FOCUS, colours.FIELD) >= 3


@pytest.mark.parametrize("theme", colours.THEMES)
def test_every_colour_is_a_grey_and_the_picture_the_brightest_there_is(theme: colours.Theme) -> None:
    colours.use(theme)
    for name, value in colours.tokens().items():
        assert re.fullmatch(r"#([0-9a-f]{2})\1\1", value), name
        assert getattr(colours, name.upper()) == value
    assert colours.shown() == theme
    assert colours.luminance(colours.CANVAS) < colours.luminance(colours.WINDOW)
    assert colours.luminance(colours.CANVAS) < 0.3


@pytest.mark.parametrize("theme", colours.THEMES)
def test_the_stylesheet_knows_all_its_names(theme: colours.Theme) -> None:
    colours.use(theme)
    assert "@" not in stylesheet()
    for path in re.findall(r'url\("([^"]+)"\)', stylesheet()):
        assert Path(path).is_file() and Path(path).parent.name == theme


def test_both_themes_draw_the_same_signs() -> None:
    dark, light = (
        {path.name: re.sub(r"#[0-9a-f]{6}", "", path.read_text()) for path in (FOLDER / theme).iterdir()}
        for theme in colours.THEMES
    )
    assert dark == light


def copies(module: Module) -> Iterator[str]:
    """Places that keep a grey from when the module was read: they wouldn't follow a change of the theme."""
    at_once = [node for node in ast.walk(module.tree) if not isinstance(node, ast.expr)]
    inside = {id(part) for node in at_once for part in _later(node)}
    for node in ast.walk(module.tree):
        named = isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("colours") and node.attr.isupper()
        if named and id(node) not in inside:
            yield f"{module.name}:{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.ImportFrom) and node.module == "inlay.ui.theme.colours":
            yield from (f"{module.name}:{node.lineno}: {each.name}" for each in node.names if each.name.isupper())


def _later(node: ast.AST) -> Iterator[ast.AST]:
    """What is only looked up when a function runs."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from (part for statement in node.body for part in ast.walk(statement))


def test_no_module_keeps_a_colour_of_its_own() -> None:
    assert [fault for module in modules() for fault in copies(module)] == []


@pytest.mark.parametrize(
    "text",
    [
        "EDGE = QColor(colours.LINE)",
        "class A:\n    edge = colours.LINE",
        "def paint(colour=colours.TEXT):\n    pass",
        "from inlay.ui.theme.colours import TEXT",
    ],
)
def test_a_planted_copy_is_seen(text: str) -> None:
    assert len(list(copies(planted(text)))) == 1
    assert list(copies(planted("def paint():\n    return QColor(colours.LINE)"))) == []


def test_open_windows_follow_a_change_of_the_theme(themed: QApplication, qtbot: QtBot) -> None:
    panel = QWidget()
    qtbot.addWidget(panel)
    column = QVBoxLayout(panel)
    button = QToolButton()
    button.setIcon(icon("plus"))
    sign = IconLabel(icon("plus"), 20)
    canvas = CanvasWidget(Sink())
    for widget in (button, sign, canvas):
        column.addWidget(widget)
    panel.show()

    def looks() -> list[tuple[float, float]]:
        """The extremes of every widget, as it is painted now."""
        whole = _pixels(panel.grab().toImage())[..., :3]
        boxes = (widget.geometry() for widget in (button, sign, canvas))
        found = [whole[box.top() : box.bottom() + 1, box.left() : box.right() + 1] for box in boxes]
        return [(float(each.min()), float(each.max())) for each in found]

    dark = looks()
    apply_theme(themed, "light")
    light = looks()
    grey = {name: int(value[1:3], 16) for name, value in colours.tokens().items()}
    assert [low for low, _high in dark] == [0x2B, 0x2B, 0x1C]
    assert dark[0][1] > 0x90 and dark[1][1] > 0x90 and dark[2][1] == 0x1C
    assert [high for _low, high in light] == [grey["window"], grey["window"], grey["canvas"]]
    assert light[0][0] < 0x80 and light[1][0] < 0x80 and light[2][0] == grey["canvas"]
    apply_theme(themed, "dark")
    assert looks() == dark


def test_every_icon_that_is_asked_for_exists() -> None:
    wanted = {row.icon for row in rows() if row.icon} | {spec.icon for spec in all_tools()}
    assert wanted <= set(ICONS)
    with pytest.raises(FileNotFoundError):
        icon("no such icon")


@pytest.mark.parametrize("name", [name for name in ICONS if name != "inlay"])
def test_icons_are_drawn_at_any_size_and_ratio(qapp: QApplication, name: str) -> None:
    for side in (16, 24, 48):
        for ratio in (1.0, 2.0):
            pixmap = icon(name).pixmap(QSize(side, side), ratio)
            assert pixmap.width() == side * ratio
            pixels = _pixels(pixmap.toImage())
            drawn = pixels[..., 3] > 0
            assert 0.02 < drawn.mean() < 0.75
            assert (pixels[drawn][:, 0] == pixels[drawn][:, 2]).all()
    off = _pixels(icon(name).pixmap(QSize(24, 24), 1.0, QIcon.Mode.Disabled).toImage())
    on = _pixels(icon(name).pixmap(QSize(24, 24), 1.0, QIcon.Mode.Normal, QIcon.State.On).toImage())
    assert (off[..., :3] * (off[..., 3:] / 255)).max() < (on[..., :3] * (on[..., 3:] / 255)).max()  # in the dark theme


def _pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)
