"""Icons: our own SVG files, drawn at the size and pixel ratio of wherever they appear, in the theme's greys."""

from __future__ import annotations

import functools
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from inlay.base.resources import resources_dir
from inlay.ui.theme import colours

SIZE = 24


def icon_path(name: str) -> Path:
    """The file of an icon."""
    return resources_dir() / "icons" / f"{name}.svg"


@functools.cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    text = icon_path(name).read_text(encoding="utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(text.encode()))


def paint_icon(painter: QPainter, name: str, box: QRectF, colour: str = "") -> None:
    """Draw an icon into `box` (logical pixels), in the text's colour if no other is given."""
    _renderer(name, colour or colours.TEXT).render(painter, box)


class _Engine(QIconEngine):
    """Draws one SVG file in the theme's greys: stronger when chosen, faint when disabled."""

    def __init__(self, name: str, primary: bool) -> None:
        super().__init__()
        self._name = name
        self._primary = primary

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        box = QRectF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side)
        usual = mode == QIcon.Mode.Disabled or not self._primary
        paint_icon(painter, self._name, box, _colour(mode, state) if usual else colours.ON_PRIMARY)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._draw(size, mode, state)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # The size is in logical pixels; Qt sets the ratio by the size of what it gets.
        return self._draw(QSize(round(size.width() * scale), round(size.height() * scale)), mode, state)

    def _draw(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._primary)


def _colour(mode: QIcon.Mode, state: QIcon.State) -> str:
    if mode == QIcon.Mode.Disabled:
        return colours.DISABLED
    if mode == QIcon.Mode.Selected or state == QIcon.State.On:
        return colours.STRONG
    return colours.TEXT


@functools.cache
def icon(name: str, primary: bool = False) -> QIcon:
    """The icon of that name, sharp at every size and pixel ratio; `primary` for one on a button with that role.

    Raises FileNotFoundError where there is none.
    """
    if not icon_path(name).is_file():
        raise FileNotFoundError(icon_path(name))
    return QIcon(_Engine(name, primary))


@functools.cache
def app_icon() -> QIcon:
    """The program's own icon, in the sizes that desktops ask for."""
    renderer = QSvgRenderer(str(icon_path("inlay")))
    found = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        found.addPixmap(pixmap)
    return found
