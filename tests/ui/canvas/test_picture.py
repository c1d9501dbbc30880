"""What the canvas shows: the export's own pixels at 100 % and above, and no border of a tile at any zoom."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.editor.exporting import pixels_of
from inlay.imaging.blend import MODES
from inlay.imaging.codec import ExportSettings, write_picture
from inlay.imaging.colour import to_8bit
from inlay.imaging.colour.standard import adobe_rgb
from inlay.ui.canvas import CanvasWidget
from inlay.ui.theme import colours
from tests.kit.looking import document_of, layer_of, make_canvas, photo, seen, settle

SURROUND = int(colours.CANVAS[1:3], 16)  # the dark theme's

Look = NDArray[np.uint8]


def shown_part(canvas: CanvasWidget, part: Rect) -> tuple[Look, Rect]:
    """The pixels on the screen where `part` of the plane is, cut at the screen; and where that is."""
    where = canvas.view.screen_rect(part).intersect(Rect(0, 0, canvas.view.width, canvas.view.height))
    return seen(canvas)[where.y : where.bottom, where.x : where.right], where


# Blending itself is tested elsewhere: here each mode comes once.
DEPTHS = [(mode, np.uint16 if index % 2 else np.uint8) for index, mode in enumerate(MODES)]


@pytest.mark.parametrize(("mode", "dtype"), DEPTHS)
def test_at_100_and_200_per_cent_it_is_the_export(qtbot: object, mode: str, dtype: type) -> None:
    canvas, _ = make_canvas(qtbot)
    upper = photo(300, 280, dtype, seed=5)
    alpha = np.random.default_rng(2).integers(0, np.iinfo(dtype).max + 1, (280, 300, 1)).astype(dtype)
    # Over the corner of four tiles.
    document = document_of(
        layer_of(photo(900, 700, dtype), -40, -30),
        layer_of(np.concatenate([upper, alpha], axis=2), 400, 390, mode=mode, opacity=0.8),
    )
    canvas.set_shown(document)
    want = to_8bit(compose(document, document.canvas))[..., :3]
    for scale in (1.0, 2.0):
        canvas.zoom_to(scale)
        # The corner of four tiles goes to a place on the screen that no tile begins at.
        corner = canvas.view.to_screen(512, 512)
        canvas.look(canvas.view.moved(251.3 - corner.x, 173.8 - corner.y))
        settle(qtbot, canvas)
        got, where = shown_part(canvas, document.canvas)
        times = int(scale)
        large = want.repeat(times, axis=0).repeat(times, axis=1)
        first = canvas.view.screen_rect(document.canvas)
        expected = large[where.y - first.y : where.bottom - first.y, where.x - first.x : where.right - first.x]
        assert got.shape == expected.shape and where.w > 300 and where.h > 200
        assert np.abs(got.astype(int) - expected).max() <= 1


@pytest.mark.parametrize("mode", ["normal", "overlay", "color"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_what_is_shown_is_what_a_file_gets(qtbot: object, tmp_path: Path, mode: str, dtype: type) -> None:
    canvas, _ = make_canvas(qtbot)
    layers = layer_of(photo(320, 240, dtype)), layer_of(photo(200, 150, dtype, seed=3), 30, 40, mode=mode, opacity=0.6)
    document = document_of(*layers)
    target = tmp_path / "exported.png"
    write_picture(target, "png", pixels_of(document), document.colour, None, ExportSettings(depth=8))
    canvas.set_shown(document)
    canvas.zoom_to(1.0)
    settle(qtbot, canvas)
    got, _ = shown_part(canvas, document.canvas)
    assert np.abs(got.astype(int) - np.asarray(Image.open(target).convert("RGB"))).max() <= 1


ODD = [0.013, 0.1, 0.237, 0.333, 0.49, 0.5, 0.71, 0.99, 1.0, 1.37, 1.99, 2.0, 2.4, 5.3, 31.0]


@pytest.mark.parametrize("scale", ODD)
def test_one_colour_is_one_colour_at_every_zoom(qtbot: object, scale: float) -> None:
    canvas, _ = make_canvas(qtbot)
    document = document_of(layer_of(np.full((1301, 1777, 3), (90, 140, 33), np.uint8), -300, -200))
    canvas.set_shown(document)
    canvas.zoom_to(scale)
    for shift in (0.0, 0.4, 17.7):
        canvas.look(canvas.view.moved(shift, -shift))
        settle(qtbot, canvas)
        got, where = shown_part(canvas, document.canvas)
        assert where.area > 0
        assert (got == (90, 140, 33)).all(), "a border of a tile, or the edge of the canvas, shows"


@pytest.mark.parametrize("scale", [0.31, 0.66, 0.83, 1.21, 1.7])
def test_a_gradient_goes_on_across_borders_of_tiles(qtbot: object, scale: float) -> None:
    canvas, _ = make_canvas(qtbot, 900, 300)
    ramp = np.linspace(10, 245, 2048).astype(np.uint8)
    document = document_of(layer_of(np.repeat(np.broadcast_to(ramp[None, :, None], (600, 2048, 1)), 3, axis=2)))
    canvas.set_shown(document)
    canvas.zoom_to(scale)
    canvas.look(canvas.view.moved(450 - canvas.view.to_screen(1024, 0).x, 0))
    settle(qtbot, canvas)
    got, where = shown_part(canvas, document.canvas)
    row = got[got.shape[0] // 2, :, 0].astype(int)
    steps = np.diff(row)
    assert where.w > 500 and steps.min() >= 0 and steps.max() <= 1, "the ramp jumps"


@pytest.mark.parametrize("scale", [0.375, 0.671875, 0.75, 1.5])  # the origins differ by whole pixels
def test_noise_is_the_same_whether_a_border_runs_through_it_or_not(qtbot: object, scale: float) -> None:
    """Scaled smoothly, pixels at a border of two tiles have to look at both."""
    canvas, _ = make_canvas(qtbot, 500, 400)
    grain = photo(600, 500)
    looks = []
    for x in (0, -256):  # the border lies at 512, then at 256 of the picture
        canvas.set_shown(None)
        canvas.set_shown(document_of(layer_of(grain, x, 0)))
        canvas.zoom_to(scale)
        canvas.look(canvas.view.moved(20.0 - canvas.view.to_screen(x, 0).x, 20.0 - canvas.view.to_screen(x, 0).y))
        settle(qtbot, canvas)
        looks.append(seen(canvas).astype(int))
    assert np.abs(looks[0] - looks[1]).max() <= 2


def test_around_it_is_the_surround_and_under_it_a_checkerboard(qtbot: object) -> None:
    canvas, _ = make_canvas(qtbot, 400, 300)
    clear = np.zeros((100, 200, 4), np.uint8)
    clear[:, 100:] = (200, 10, 10, 255)
    canvas.set_shown(document_of(layer_of(clear)))
    settle(qtbot, canvas)
    assert canvas.view_scale == 1.0  # never larger than it is when it is opened
    got, where = shown_part(canvas, Rect(0, 0, 200, 100))
    assert (got[:, 100:] == (200, 10, 10)).all()
    greys = np.unique(got[:, :100].reshape(-1, 3), axis=0)
    assert greys.tolist() == [[102] * 3, [153] * 3]
    whole = seen(canvas)
    whole[where.y - 1 : where.bottom + 1, where.x - 1 : where.right + 1] = (SURROUND,) * 3
    assert (whole == SURROUND).all()


def test_nothing_open_is_nothing_but_surround(qtbot: object) -> None:
    canvas, _ = make_canvas(qtbot, 100, 80)
    assert (seen(canvas) == SURROUND).all()
    canvas.set_shown(document_of(layer_of(photo(50, 50))))
    settle(qtbot, canvas)
    canvas.set_shown(None)
    assert (seen(canvas) == SURROUND).all()


def test_what_lies_outside_the_canvas_is_not_shown(qtbot: object) -> None:
    canvas, _ = make_canvas(qtbot, 400, 300)
    document = document_of(layer_of(np.full((200, 200, 3), 250, np.uint8)), canvas=Rect(50, 60, 70, 80))
    canvas.set_shown(document)
    settle(qtbot, canvas)
    bright = (seen(canvas) == 250).all(axis=2)
    assert bright.sum() == 70 * 80


def test_a_display_profile_changes_what_is_shown(qtbot: object) -> None:
    canvas, _ = make_canvas(qtbot, 300, 200)
    document = document_of(layer_of(np.full((100, 100, 3), (200, 30, 40), np.uint8)))
    canvas.set_shown(document)
    settle(qtbot, canvas)
    plain, _ = shown_part(canvas, document.canvas)
    canvas.set_display_profile(adobe_rgb())
    settle(qtbot, canvas)
    wide, _ = shown_part(canvas, document.canvas)
    assert (plain == (200, 30, 40)).all()
    # The same colour has less red, and some green, in the wider space.
    assert (wide[..., 0] < 185).all() and (wide[..., 1] > 33).all()
