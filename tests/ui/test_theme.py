"""The theme: greys without a tint, text that can be read, icons that exist and are sharp."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QApplication

from inlay.base.resources import resources_dir
from inlay.tools.spec import all_tools
from inlay.ui.actions.table import rows
from inlay.ui.theme import colours
from inlay.ui.theme.icons import icon
from inlay.ui.theme.style import stylesheet

ICONS = sorted(path.stem for path in (resources_dir() / "icons").glob("*.svg"))
READ = [
    ("TEXT", "WINDOW"), ("TEXT", "FIELD"), ("TEXT", "RAISED"), ("TEXT", "HOVER"), ("QUIET", "WINDOW"),
    ("QUIET", "FIELD"), ("QUIET", "RAISED"), ("QUIET", "CHOSEN_ROW"), ("QUIET", "CANVAS"), ("HINT", "FIELD"),
    ("HINT", "WINDOW"), ("STRONG", "CHOSEN"), ("STRONG", "PRIMARY"), ("STRONG", "PRIMARY_HOVER"),
    ("STRONG", "SELECTION"), ("STRONG", "CHOSEN_ROW"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_has_enough_contrast(text: str, ground: str) -> None:
    assert colours.contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


def test_every_colour_is_a_grey() -> None:
    for name, value in colours.TOKENS.items():
        assert re.fullmatch(r"#([0-9a-f]{2})\1\1", value), name
    assert max(map(colours.luminance, (colours.CANVAS, colours.WINDOW, colours.FIELD))) < 0.03


def test_the_stylesheet_knows_all_its_names() -> None:
    assert "@" not in stylesheet()
    for path in re.findall(r'url\("([^"]+)"\)', stylesheet()):
        assert (resources_dir() / "theme" / path.rpartition("/")[2]).is_file()


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
    assert off[..., :3].max() < on[..., :3].max()


def _pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)
