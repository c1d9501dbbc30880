"""The mask over the picture, and strokes in progress: what is seen while painting is what the mask becomes."""

from __future__ import annotations

import numpy as np
import pytest

from inlay.base.geometry import Rect
from inlay.imaging.brush import BrushSettings, StrokeBuffer, StrokePoint
from inlay.imaging.mask import Mask
from inlay.tools.overlay import StrokePreview
from inlay.ui.canvas import CanvasWidget
from tests.kit.looking import document_of, layer_of, make_canvas, seen, settle

GREY = 128
PATH = [(300 + 4 * step, 420 + 30 * float(np.sin(step / 5))) for step in range(90)]


def grey_canvas(qtbot: object, scale: float, mask: Mask) -> CanvasWidget:
    """A grey picture over the corner of four tiles, looked at from its middle."""
    canvas, _ = make_canvas(qtbot)
    canvas.set_shown(document_of(layer_of(np.full((900, 1100, 3), GREY, np.uint8))))
    canvas.set_mask(mask)
    canvas.zoom_to(scale)
    at = canvas.view.to_screen(512, 470)
    canvas.look(canvas.view.moved(320 - at.x, 240 - at.y))
    settle(qtbot, canvas)
    return canvas


def values_seen(canvas: CanvasWidget) -> np.ndarray:
    """Mask values (0..255) as the red overlay of 50 % shows them over grey."""
    look = seen(canvas).astype(float)
    # Green: grey (1 - a) + 0.1 a, where a is half the mask.
    return (GREY - look[..., 1]) / (GREY - 0.1 * 255) * 510


def stroke(canvas: CanvasWidget, **how: object) -> StrokePreview:
    settings = BrushSettings(size=90, hardness=0.5, **how)  # type: ignore[arg-type]
    return StrokePreview(StrokeBuffer(settings, canvas.tool_view.level), Rect(0, 0, 1100, 900))


def draw(canvas: CanvasWidget, preview: StrokePreview, points: list[tuple[float, float]]) -> None:
    """Point by point, painting in between as the window does."""
    for index, point in enumerate(points):
        canvas.show_stroke(preview, preview.buffer.extend([StrokePoint(*point)]))
        if index % 7 == 0:
            seen(canvas)


SOFT = Mask.from_array(np.tile(np.linspace(0, 255, 700).astype(np.uint8), (500, 1)), 200, 300)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("mode", ["add", "subtract"])
@pytest.mark.parametrize("opacity", [1.0, 0.4])
def test_a_stroke_looks_as_the_mask_becomes(qtbot: object, scale: float, mode: str, opacity: float) -> None:
    canvas = grey_canvas(qtbot, scale, SOFT)
    preview = stroke(canvas, mode=mode, opacity=opacity)
    draw(canvas, preview, PATH)
    while_painting = seen(canvas)
    canvas.set_mask(preview.final(SOFT))
    canvas.drop_stroke(preview)
    handed_over = seen(canvas)  # before the new tiles are made
    settle(qtbot, canvas)
    afterwards = seen(canvas)
    assert np.abs(while_painting.astype(int) - afterwards).max() <= 2
    assert (handed_over == while_painting).all(), "the stroke is gone for a moment"
    assert np.abs(afterwards.astype(int) - seen(grey_canvas(qtbot, scale, SOFT))).max() > 12


def test_made_small_it_is_nearly_the_same(qtbot: object) -> None:
    canvas = grey_canvas(qtbot, 0.4, SOFT)
    assert canvas.tool_view.level == 1
    preview = stroke(canvas)
    draw(canvas, preview, PATH)
    while_painting = seen(canvas)
    canvas.set_mask(preview.final(SOFT))
    canvas.drop_stroke(preview)
    settle(qtbot, canvas)
    assert np.abs(while_painting.astype(int) - seen(canvas)).max() <= 6


@pytest.mark.parametrize("mask", [Mask.empty(), SOFT])
def test_giving_up_a_stroke_leaves_nothing(qtbot: object, mask: Mask) -> None:
    canvas = grey_canvas(qtbot, 1.0, mask)
    before = seen(canvas)
    preview = stroke(canvas)
    draw(canvas, preview, PATH)
    assert (seen(canvas) != before).any()
    canvas.drop_stroke(preview)
    assert (seen(canvas) == before).all()
    assert canvas.strokes.previews == ()


def test_a_stroke_goes_on_through_zoom_and_pan(qtbot: object) -> None:
    canvas = grey_canvas(qtbot, 1.0, SOFT)
    preview = stroke(canvas)
    draw(canvas, preview, PATH[:40])
    canvas.zoom_to(0.45)
    draw(canvas, preview, PATH[40:60])
    canvas.pan(30, -20)
    canvas.zoom_to(1.0)
    draw(canvas, preview, PATH[60:])
    settle(qtbot, canvas)
    while_painting = seen(canvas)
    canvas.set_mask(preview.final(SOFT))
    canvas.drop_stroke(preview)
    settle(qtbot, canvas)
    assert np.abs(while_painting.astype(int) - seen(canvas)).max() <= 2


def test_the_next_stroke_may_begin_before_the_last_one_has_landed(qtbot: object) -> None:
    canvas = grey_canvas(qtbot, 1.0, Mask.empty())
    first, second = stroke(canvas), stroke(canvas, mode="subtract")
    draw(canvas, first, PATH)
    draw(canvas, second, [(x, y + 20) for x, y in PATH])
    both = seen(canvas)
    landed = first.final(Mask.empty())
    canvas.set_mask(landed)
    canvas.drop_stroke(first)
    settle(qtbot, canvas)
    assert np.abs(seen(canvas).astype(int) - both).max() <= 2
    canvas.set_mask(second.final(landed))
    canvas.drop_stroke(second)
    settle(qtbot, canvas)
    assert np.abs(seen(canvas).astype(int) - both).max() <= 2


def test_a_stroke_is_cut_where_it_must_not_reach(qtbot: object) -> None:
    canvas = grey_canvas(qtbot, 1.0, Mask.empty())
    clip = Rect(400, 380, 100, 60)
    preview = StrokePreview(StrokeBuffer(BrushSettings(size=90)), clip)
    draw(canvas, preview, PATH)
    shown = canvas.view.screen_rect(clip)
    touched = np.argwhere(np.abs(values_seen(canvas)) > 4)
    assert touched[:, 0].min() == shown.y and touched[:, 0].max() == shown.bottom - 1
    assert touched[:, 1].min() == shown.x and touched[:, 1].max() == shown.right - 1


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_red_is_as_strong_as_the_mask(qtbot: object, scale: float) -> None:
    canvas = grey_canvas(qtbot, scale, SOFT)
    view = canvas.view.visible
    want = SOFT.region(view).repeat(int(scale), axis=0).repeat(int(scale), axis=1)
    shown = canvas.view.screen_rect(view)
    want = want[-shown.y : -shown.y + 480, -shown.x : -shown.x + 640]
    assert np.abs(values_seen(canvas) - want).max() <= 8  # red is drawn in steps of half a level
    canvas.set_overlay_opacity(0.25)
    settle(qtbot, canvas)
    assert np.abs(values_seen(canvas) * 2 - want).max() <= 14


def test_off_shows_the_bare_picture_and_comes_back(qtbot: object) -> None:
    canvas = grey_canvas(qtbot, 1.0, SOFT)
    red = seen(canvas)
    canvas.set_overlay_style("off")
    assert (seen(canvas) == GREY).all()
    canvas.set_overlay_style("red")
    assert (seen(canvas) == red).all()


@pytest.mark.parametrize("scale", [0.5, 0.7, 1.0, 2.0, 6.0])
def test_the_outline_runs_along_the_edge_and_nowhere_else(qtbot: object, scale: float) -> None:
    box = Rect(480, 440, 71, 60)
    canvas = grey_canvas(qtbot, scale, Mask.from_array(np.full((box.h, box.w), 255, np.uint8), box.x, box.y))
    canvas.set_overlay_style("outline")
    settle(qtbot, canvas)
    shown = canvas.view.screen_rect(box)
    marked = np.abs(seen(canvas).astype(int) - GREY).max(axis=2) > 20
    picture = canvas.view.screen_rect(Rect(0, 0, 1100, 900)).intersect(Rect(0, 0, 640, 480))
    within = np.zeros_like(marked)
    within[picture.y : picture.bottom, picture.x : picture.right] = True
    marked &= within
    rows, columns = np.nonzero(marked)
    screen = Rect(0, 0, 640, 480)
    if screen.contains(shown):
        assert abs(rows.min() - shown.y) <= 2 and abs(rows.max() - shown.bottom) <= 2
        assert abs(columns.min() - shown.x) <= 2 and abs(columns.max() - shown.right) <= 2
    inner = shown.grow(-5).intersect(screen)
    assert not marked[inner.y : inner.bottom, inner.x : inner.right].any()
    edge = marked[max(0, shown.y + 5) : shown.bottom - 5, max(0, shown.x - 1) : max(0, shown.x) + 4]
    assert edge.any(axis=1).all(), "the line has holes"


@pytest.mark.parametrize("scale", [0.6, 1.0, 3.0])
def test_the_outline_follows_a_stroke(qtbot: object, scale: float) -> None:
    canvas = grey_canvas(qtbot, scale, SOFT)
    canvas.set_overlay_style("outline")
    settle(qtbot, canvas)
    preview = stroke(canvas)
    draw(canvas, preview, PATH)
    while_painting = seen(canvas)
    canvas.set_mask(preview.final(SOFT))
    canvas.drop_stroke(preview)
    settle(qtbot, canvas)
    differs = np.abs(while_painting.astype(int) - seen(canvas)).max(axis=2) > 40
    assert differs.mean() < (0.0005 if scale >= 1 else 0.01)


def test_the_mask_ends_at_the_canvas(qtbot: object) -> None:
    canvas, _ = make_canvas(qtbot)
    canvas.set_shown(document_of(layer_of(np.full((100, 100, 3), GREY, np.uint8)), canvas=Rect(20, 20, 60, 60)))
    canvas.set_mask(Mask.empty().inverted())
    settle(qtbot, canvas)
    red = seen(canvas)[..., 0].astype(int) - seen(canvas)[..., 2] > 50
    assert red.sum() == 60 * 60
