"""Ants that march along the mask's edge: a slow timer, and only pixels of edges are changed and painted again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QRegion

from inlay.base.geometry import Rect
from inlay.ui.canvas.ink import DASH
from inlay.ui.canvas.render import APRON, SIDE, Key, keys_over
from inlay.ui.canvas.view import View

if TYPE_CHECKING:
    from inlay.ui.canvas.widget import CanvasWidget

STEP_MS = 160


class Marching(QObject):
    """Runs while ants are shown in a window that is active, and rests while a button is held or a stroke is drawn."""

    def __init__(self, canvas: CanvasWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._timer = QTimer(self, interval=STEP_MS)
        self._timer.timeout.connect(self._step)

    @property
    def is_on(self) -> bool:
        """Whether the timer runs."""
        return self._timer.isActive()

    def follow(self) -> None:
        """Begin or end, by what is shown now."""
        canvas = self._canvas
        wanted = canvas.scene.ink.style == "ants" and canvas.isVisible() and canvas.isActiveWindow()
        if wanted != self.is_on:
            self._timer.start() if wanted else self._timer.stop()

    def _step(self) -> None:
        canvas = self._canvas
        scene = canvas.scene
        is_busy = bool(canvas.strokes.previews) or QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if is_busy or scene.document is None or scene.mask is None:
            return
        scene.ink = replace(scene.ink, step=(scene.ink.step + 1) % (2 * DASH))
        dirty = QRegion()
        for key in keys_over(scene.mask_level(canvas.view), canvas.view.visible.intersect(scene.document.canvas)):
            tile = scene.masks.get(key)
            if tile is not None and tile.ink.style == "ants":
                for box in tile.march(scene.ink):
                    dirty += _on_screen(canvas.view, key, box)
        canvas.update_device(dirty)


def _on_screen(view: View, key: Key, box: Rect) -> QRegion:
    """Where a part of a tile's pixels is drawn (device), and a little more."""
    scale = view.scale * key.unit
    left = (key.column * SIDE - APRON + box.x) * scale + view.x
    top = (key.row * SIDE - APRON + box.y) * scale + view.y
    width, height = box.w * scale, box.h * scale
    whole = QRect(0, 0, view.width, view.height)
    return QRegion(QRect(round(left) - 1, round(top) - 1, round(width) + 3, round(height) + 3) & whole)
