"""The canvas on a screen of twice the pixels: 100 % is one document pixel for one pixel of the *device*.

Runs in a process of its own with QT_SCALE_FACTOR=2.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from inlay.base.geometry import Point, Rect
from inlay.imaging.brush import BrushSettings, StrokeBuffer, StrokePoint
from inlay.imaging.mask import Mask
from inlay.tools.overlay import BrushCursor, Polyline, RectOutline, StrokePreview
from tests.kit.looking import document_of, layer_of, make_canvas, mouse, photo, seen, settle

pytestmark = pytest.mark.scale2x


def test_the_screen_is_doubled(qtbot: object) -> None:
    canvas, _ = make_canvas(qtbot, 300, 200)
    assert canvas.ratio == 2.0 and seen(canvas).shape == (400, 600, 3)


@pytest.mark.parametrize("scale", [1, 2])
def test_at_100_and_200_per_cent_every_pixel_is_the_documents(qtbot: object, scale: int) -> None:
    canvas, _ = make_canvas(qtbot, 320, 240)
    pixels = photo(900, 700)
    canvas.set_shown(document_of(layer_of(pixels)))
    canvas.zoom_to(float(scale))
    canvas.look(canvas.view.moved(101 - canvas.view.to_screen(512, 512).x, 77 - canvas.view.to_screen(512, 512).y))
    settle(qtbot, canvas)
    shown = canvas.view.visible.intersect(Rect(0, 0, 900, 700))
    where = canvas.view.screen_rect(shown)
    large = pixels[shown.slices(Rect(0, 0, 900, 700))].repeat(scale, axis=0).repeat(scale, axis=1)
    top, left = max(0, -where.y), max(0, -where.x)
    bottom, right = min(480, where.bottom), min(640, where.right)
    got = seen(canvas)[max(0, where.y) : bottom, max(0, where.x) : right]
    want = large[top : top + got.shape[0], left : left + got.shape[1]]
    assert got.shape == want.shape and got.size > 100_000
    assert np.abs(got.astype(int) - want).max() <= 1


@pytest.mark.parametrize("scale", [0.237, 0.5, 0.71, 1.37, 2.4])
def test_no_border_of_a_tile_is_seen(qtbot: object, scale: float) -> None:
    canvas, _ = make_canvas(qtbot, 320, 240)
    document = document_of(layer_of(np.full((1301, 1777, 3), (90, 140, 33), np.uint8), -300, -200))
    canvas.set_shown(document)
    canvas.zoom_to(scale)
    for shift in (0.0, 0.5, 17.5):
        canvas.pan(shift, -shift)
        settle(qtbot, canvas)
        where = canvas.view.screen_rect(document.canvas).intersect(Rect(0, 0, 640, 480))
        assert (seen(canvas)[where.y : where.bottom, where.x : where.right] == (90, 140, 33)).all()


def test_the_pointer_is_where_it_points(qtbot: object) -> None:
    canvas, sink = make_canvas(qtbot, 320, 240)
    canvas.set_shown(document_of(layer_of(photo(900, 700))))
    canvas.zoom_to(1.0)
    settle(qtbot, canvas)
    mouse(canvas, "press", 100.5, 40.0)
    assert sink.events[0].pos == canvas.view.to_plane(201, 80) and sink.events[0].screen == (100.5, 40.0)
    mouse(canvas, "release", 100.5, 40.0)
    assert canvas.tool_view.scale == 0.5
    left = canvas.view.left
    canvas.pan(10, 0)
    assert canvas.view.left == left + 20


def test_a_stroke_is_drawn_for_the_device(qtbot: object) -> None:
    canvas, _ = make_canvas(qtbot, 320, 240)
    canvas.set_shown(document_of(layer_of(np.full((700, 900, 3), 128, np.uint8))))
    canvas.set_mask(Mask.empty())
    canvas.zoom_to(1.0)
    settle(qtbot, canvas)
    assert canvas.tool_view.level == 0
    preview = StrokePreview(StrokeBuffer(BrushSettings(size=60, hardness=0.7), 0), Rect(0, 0, 900, 700))
    for step in range(30):
        at = StrokePoint(350 + 7 * step, 330 + 20 * math.sin(step / 4))
        canvas.show_stroke(preview, preview.buffer.extend([at]))
        qtbot.wait(1)  # type: ignore[attr-defined]
    painted = seen(canvas)
    canvas.set_mask(preview.final(Mask.empty()))
    canvas.drop_stroke(preview)
    settle(qtbot, canvas)
    assert np.abs(painted.astype(int) - seen(canvas)).max() <= 2
    assert (painted != 128).any()


def test_lines_are_as_wide_as_on_other_screens(qtbot: object) -> None:
    """Two pixels of the device for a logical one: neither hair-thin nor blurred."""
    canvas, _ = make_canvas(qtbot, 320, 240)
    canvas.set_shown(document_of(layer_of(np.zeros((700, 900, 3), np.uint8))))
    canvas.zoom_to(1.0)
    settle(qtbot, canvas)
    middle = Point(*canvas.view.to_plane(320, 240))
    canvas.set_overlay(BrushCursor(middle, 100, 1.0))
    row = seen(canvas)[240, :, 1]
    bright = np.flatnonzero(row > 128)
    assert len(bright) == 4 and abs(bright.min() - 220) <= 1 and abs(bright.max() - 419) <= 1
    canvas.set_overlay(Polyline((Point(middle.x - 50, middle.y - 90), Point(middle.x - 50, middle.y + 90))))
    assert 1 <= (seen(canvas)[240, :, 1] > 128).sum() <= 3
    canvas.set_overlay(RectOutline(middle.x - 80, middle.y - 60, middle.x + 80, middle.y + 60, label="160 x 120"))
    assert (seen(canvas)[240, :, 1] > 128).sum() == 4
    label = seen(canvas)[300:, 400:]
    assert (label > 128).sum() > 100


def test_what_is_repainted_is_enough(qtbot: object) -> None:
    from PySide6.QtGui import QImage

    canvas, _ = make_canvas(qtbot, 320, 240)
    canvas.set_shown(document_of(layer_of(np.full((700, 900, 3), 128, np.uint8))))
    for scale in (0.7, 1.0, 2.0):
        canvas.zoom_to(scale)
        for step in range(6):
            at = canvas.view.to_plane(120 + 9 * step, 90 + 5 * step)
            cursor = BrushCursor(at, 40 if step < 3 else 150, 0.5)
            canvas.set_overlay(cursor)
            canvas.pan(3.5 * step, -step)
            settle(qtbot, canvas)
            qtbot.wait(1)  # type: ignore[attr-defined]
            image = canvas.screen().grabWindow(canvas.winId()).toImage().convertToFormat(QImage.Format.Format_RGBA8888)
            rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, :, :3]
            # Without a screen, Qt gives the first quarter of the pixels.
            height, width = rows.shape[:2]
            assert height >= 240 and width >= 320
            assert np.abs(rows.astype(int) - seen(canvas)[:height, :width]).max() <= 4
