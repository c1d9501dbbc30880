"""What a person may choose of the canvas: a grid and soft pixels at large scales, a cross in the brush."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage, QPainter, QTransform

from inlay.base.geometry import Point, Rect
from inlay.tools.overlay import BrushCursor
from inlay.ui.canvas.habits import GRID_FROM, Habits
from inlay.ui.canvas.overlays import OverlayPainter, Screen
from inlay.ui.canvas.view import View
from tests.kit.looking import document_of, layer_of, make_canvas, photo, seen, settle


def test_a_grid_and_soft_pixels_are_drawn_only_at_large_scales(qtbot: object) -> None:
    canvas, _ = make_canvas(qtbot)
    canvas.set_shown(document_of(layer_of(photo(300, 280, seed=3))))
    for scale, grid_is_seen, is_soft in ((1.0, False, False), (4.0, False, True), (GRID_FROM, True, True)):
        canvas.set_habits(Habits())
        canvas.zoom_to(scale)
        settle(qtbot, canvas)
        plain = seen(canvas).copy()
        canvas.set_habits(Habits(grid=True))
        grid = (seen(canvas) != plain).any(axis=2)
        assert grid.any() == grid_is_seen
        if grid_is_seen:
            step = round(scale)
            columns, rows = np.flatnonzero(grid.all(axis=0)), np.flatnonzero(grid.mean(axis=1) > 0.9)
            assert len(rows) > 10 and set(np.diff(rows)) == {step}
            assert len(columns) == 0 or set(np.diff(columns)) == {step}
            assert 0.15 < grid.mean() < 0.3, "one line in eight, both ways"
        canvas.set_habits(Habits(smooth=True))
        assert (seen(canvas) != plain).any() == is_soft
        canvas.set_habits(Habits())
        assert (seen(canvas) == plain).all()


def test_the_brush_may_have_a_cross_in_its_middle(qtbot: object) -> None:
    view = View(200, 200)
    screen = Screen(view, 1.0, QTransform(), Rect(0, 0, 200, 200))
    looks = []
    for cross in (False, True, False):
        painter = OverlayPainter()
        painter.set_cross(cross)
        painter.replace([BrushCursor(Point(100, 100), 40, 1.0, False)], screen)
        image = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0xFF808080)
        brush = QPainter(image)
        painter.paint(brush, screen)
        brush.end()
        looks.append(np.array(image.constBits()).reshape(200, 200, 4)[90:110, 90:110, 0].copy())
    assert (looks[0] == 0x80).all() and (looks[2] == 0x80).all()
    assert (looks[1] == 255).sum() >= 12 and (looks[1] < 0x60).any(), "light lines with dark edges"
