"""Only what is visible and dirty is worked out, and until it is there, what was there before stays."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from inlay.base.errors import BadInput, InlayError
from inlay.base.geometry import Rect
from inlay.document import edits
from inlay.document.document import Document
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Tile
from inlay.tools.overlay import RectOutline
from inlay.ui.canvas import CanvasWidget, scene
from inlay.ui.canvas.render import Key
from tests.kit.looking import document_of, layer_of, make_canvas, photo, seen, settle


class Counter:
    """Counts the tiles that are made, through the real functions; `gate` holds them up while it is closed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pictures: list[Key] = []
        self.masks: list[Key] = []
        self.gate = threading.Event()
        self.gate.set()
        picture, mask = scene._picture, scene._mask

        def counted_picture(document: Document, profile: bytes | None, key: Key) -> object:
            self.pictures.append(key)
            assert self.gate.wait(20)
            return picture(document, profile, key)

        def counted_mask(values: Mask, ink: scene.Ink, key: Key) -> object:
            self.masks.append(key)
            return mask(values, ink, key)

        monkeypatch.setattr(scene, "_picture", counted_picture)
        monkeypatch.setattr(scene, "_mask", counted_mask)

    def taken(self) -> tuple[list[Key], list[Key]]:
        """What was made since the last time."""
        made = sorted(self.pictures), sorted(self.masks)
        self.pictures.clear()
        self.masks.clear()
        return made


@pytest.fixture
def counter(monkeypatch: pytest.MonkeyPatch) -> Counter:
    return Counter(monkeypatch)


def at_full_size(qtbot: object, document: Document, x: float, y: float) -> CanvasWidget:
    """A canvas of 640 x 480 at 100 %, with a place of the plane in its top left corner."""
    canvas, _ = make_canvas(qtbot)
    canvas.set_shown(document)
    canvas.zoom_to(1.0)
    canvas.look(canvas.view.moved(-x - canvas.view.left, -y - canvas.view.top))
    settle(qtbot, canvas)
    return canvas


def test_only_visible_tiles_are_made(qtbot: object, counter: Counter) -> None:
    canvas, _ = make_canvas(qtbot)
    canvas.set_shown(document_of(layer_of(photo(4000, 3000))))
    settle(qtbot, canvas)
    level = canvas.view.level
    assert level == 2
    assert counter.taken()[0] == [Key(2, column, row) for column in (0, 1) for row in (0, 1)]
    canvas.zoom_to(1.0)
    settle(qtbot, canvas)
    pictures, masks = counter.taken()
    assert set(pictures) == {
        Key(0, column, row)
        for column in range(canvas.view.visible.x // 512, (canvas.view.visible.right - 1) // 512 + 1)
        for row in range(canvas.view.visible.y // 512, (canvas.view.visible.bottom - 1) // 512 + 1)
    }
    assert len(pictures) == len(set(pictures)) and masks == []
    canvas.look(canvas.view.moved(1.0, 1.0))
    settle(qtbot, canvas)
    assert counter.taken() == ([], [])
    canvas.zoom_fit()
    canvas.zoom_to(1.0)
    settle(qtbot, canvas)
    assert counter.taken() == ([], [])  # what was made is kept


def test_an_edit_makes_only_the_tiles_it_touches(qtbot: object, counter: Counter) -> None:
    document = document_of(layer_of(photo(2000, 1600)), layer_of(photo(40, 40, seed=1), 560, 100))
    canvas = at_full_size(qtbot, document, 300, 80)
    counter.taken()
    after = edits.set_opacity(document, document.layers[1].id, 0.5)
    canvas.set_shown(after)
    settle(qtbot, canvas)
    assert counter.taken()[0] == [Key(0, 1, 0)]
    canvas.set_shown(edits.rename_layer(after, after.layers[0].id, "new"))
    settle(qtbot, canvas)
    assert counter.taken()[0] == []
    # A layer at the very border of a tile counts for its neighbour, whose smooth edge it belongs to.
    canvas.set_shown(edits.add_layer(after, layer_of(photo(4, 4), 1024, 200)))
    settle(qtbot, canvas)
    assert counter.taken()[0] == [Key(0, 1, 0)]
    # Elsewhere nothing is made until it is looked at.
    canvas.set_shown(edits.add_layer(after, layer_of(photo(4, 4), 1500, 1500)))
    settle(qtbot, canvas)
    assert counter.taken()[0] == [Key(0, 1, 0)]  # the layer before is gone again


def test_other_levels_are_made_again_when_they_are_looked_at(qtbot: object, counter: Counter) -> None:
    document = document_of(layer_of(photo(2000, 1600)))
    canvas = at_full_size(qtbot, document, 300, 80)
    counter.taken()
    canvas.set_shown(edits.add_layer(document, layer_of(np.full((50, 50, 3), 255, np.uint8), 1900, 1500)))
    settle(qtbot, canvas)
    assert counter.taken()[0] == []
    canvas.zoom_fit()
    settle(qtbot, canvas)
    assert canvas.view.level == 1 and counter.taken()[0] == [Key(1, 1, 1)]


def test_a_mask_is_made_only_where_there_is_one_and_where_it_differs(qtbot: object, counter: Counter) -> None:
    canvas = at_full_size(qtbot, document_of(layer_of(photo(2000, 1600))), 300, 80)
    canvas.set_mask(Mask.empty())
    settle(qtbot, canvas)
    assert counter.taken()[1] == []
    mask = Mask.from_array(np.full((20, 20), 255, np.uint8), 600, 100)
    canvas.set_mask(mask)
    settle(qtbot, canvas)
    assert counter.taken()[1] == [Key(0, 1, 0)]
    two = mask.with_region(310, 90, np.full((20, 20), 255, np.uint8))
    canvas.set_mask(two)
    settle(qtbot, canvas)
    # Differences are told by whole cells, and a tile shows one pixel of its neighbours.
    assert counter.taken()[1] == [Key(0, 0, 0), Key(0, 1, 0)]
    canvas.set_mask(two.inverted())
    settle(qtbot, canvas)
    assert len(counter.taken()[1]) == 4
    canvas.set_mask(Mask.empty())
    settle(qtbot, canvas)
    assert counter.taken()[1] == []
    plain = seen(canvas)
    canvas.set_mask(None)
    assert (seen(canvas) == plain).all()


def test_until_a_tile_is_there_the_old_one_is_shown(qtbot: object, counter: Counter) -> None:
    """Never a hole, never a flash: neither after an edit, nor after zooming, nor after moving on."""
    photo_layer = layer_of(np.full((3000, 3000, 3), 180, np.uint8))
    document = document_of(photo_layer)
    canvas, _ = make_canvas(qtbot)
    canvas.set_shown(document)
    settle(qtbot, canvas)
    counter.gate.clear()
    canvas.set_shown(edits.add_layer(document, layer_of(np.full((3000, 3000, 3), 60, np.uint8))))
    inside = canvas.view.screen_rect(document.canvas)
    assert (seen(canvas)[inside.y : inside.bottom, inside.x : inside.right] == 180).all()
    for scale in (0.5, 1.0, 3.3, 0.9, 0.3):
        canvas.zoom_to(scale)
        assert (seen(canvas) == 180).all(), scale
    canvas.zoom_to(1.0)
    for _ in range(3):
        canvas.pan(-350, -300)
        assert (seen(canvas) == 180).all()
    counter.gate.set()
    settle(qtbot, canvas)
    assert (seen(canvas) == 60).all()


def test_a_tile_that_became_dirty_while_it_was_made_is_made_again(qtbot: object, counter: Counter) -> None:
    document = document_of(layer_of(np.full((600, 500, 3), 10, np.uint8)))
    canvas = at_full_size(qtbot, document, 0, 0)
    counter.gate.clear()
    for grey in (50, 90, 130):
        canvas.set_shown(edits.add_layer(document, layer_of(np.full((600, 500, 3), grey, np.uint8))))
    counter.gate.set()
    settle(qtbot, canvas)
    box = canvas.view.screen_rect(document.canvas).intersect(Rect(0, 0, 640, 480))
    assert (seen(canvas)[box.y : box.bottom, box.x : box.right] == 130).all()


def test_another_picture_starts_with_nothing_of_the_one_before(qtbot: object, counter: Counter) -> None:
    canvas, _ = make_canvas(qtbot)
    canvas.set_shown(document_of(layer_of(np.full((480, 640, 3), 200, np.uint8))))
    settle(qtbot, canvas)
    counter.gate.clear()
    canvas.set_shown(None)
    canvas.set_shown(document_of(layer_of(np.full((480, 640, 3), 90, np.uint8))))
    assert not (seen(canvas) == 200).any()
    counter.gate.set()
    settle(qtbot, canvas)
    assert (seen(canvas) == 90).any()


def test_the_memory_that_tiles_take_is_bounded(qtbot: object) -> None:
    canvas = at_full_size(qtbot, document_of(layer_of(photo(6000, 6000))), 0, 0)
    canvas.scene.pictures.limit = 12 * 514 * 514 * 4
    base = {key for key in canvas.scene.pictures.kept if key.level == canvas.scene.pictures.pinned_level}
    assert base
    for step in range(12):
        canvas.look(canvas.view.moved(-400, -400 if step % 2 else -350))
        settle(qtbot, canvas)
        assert canvas.scene.pictures._bytes <= canvas.scene.pictures.limit
    assert base <= set(canvas.scene.pictures.kept)  # what stands in everywhere stays


def test_tiles_that_the_memory_budget_took_are_made_again(qtbot: object, counter: Counter) -> None:
    canvas = at_full_size(qtbot, document_of(layer_of(photo(2000, 1600))), 300, 80)
    before = seen(canvas)
    counter.taken()
    for entry in canvas.scene.pictures._entries.values():
        entry.forget()
    canvas.update()
    qtbot.waitUntil(lambda: len(counter.pictures) >= 4)  # type: ignore[attr-defined]
    settle(qtbot, canvas)
    assert (seen(canvas) == before).all()


class Gone:
    """A place on disk that has lost its tiles."""

    def load(self, digest: bytes) -> np.ndarray:
        raise BadInput("gone")


def test_a_tile_that_cannot_be_read_is_told_once_and_the_rest_is_shown(qtbot: object) -> None:
    canvas, _ = make_canvas(qtbot)
    told: list[InlayError] = []
    canvas.failed.connect(told.append)
    layer = layer_of(np.full((1000, 1000, 3), 77, np.uint8))
    broken = {(0, 0): Tile.stored(b"x" * 20, (512, 512, 3), np.dtype(np.uint8), Gone())}
    raster = Raster(layer.raster.rect, 3, layer.raster.dtype, {**layer.raster.tiles, **broken})
    canvas.set_shown(document_of(replace(layer, raster=raster)))
    canvas.zoom_to(1.0)
    settle(qtbot, canvas)
    assert [str(each) for each in told] == ["gone."]
    canvas.look(canvas.view.moved(-400 - canvas.view.left, -400 - canvas.view.top))
    settle(qtbot, canvas)
    assert (seen(canvas)[200:, 200:590] == 77).all()


def test_extending_the_frame_shows_the_new_part_at_once(qtbot: object) -> None:
    document = document_of(layer_of(np.full((500, 701, 3), 200, np.uint8)))
    canvas, _ = make_canvas(qtbot)
    canvas.set_shown(document)
    canvas.zoom_to(0.45)
    settle(qtbot, canvas)
    grown = edits.set_canvas(document, Rect(-100, 0, 801, 500))
    canvas.set_overlay(RectOutline(-100, 0, 701, 500, dim_outside=True))
    assert canvas.extent == grown.canvas
    canvas.set_overlay()
    canvas.set_shown(grown)
    settle(qtbot, canvas)
    shown = canvas.view.screen_rect(grown.canvas)
    look = seen(canvas)[shown.y : shown.bottom, shown.x : shown.right]
    new = canvas.view.edge_x(0) - shown.x
    assert set(np.unique(look[:, : new - 1])) == {102, 153}
    assert (look[:, new + 1 :] == 200).all()
