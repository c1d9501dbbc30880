"""What changed between two documents: never less than what looks different, and not much more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.geometry import Rect
from inlay.document import edits
from inlay.document.compose import compose
from inlay.document.diff import changed_boxes, changed_mask_boxes
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.imaging.colour import SRGB
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels

WHOLE = Rect(-60, -60, 1200, 720)
places = st.builds(Rect, st.integers(-60, 1000), st.integers(-60, 520), st.integers(1, 130), st.integers(1, 130))


def flat_layer(box: Rect, seed: int, **how: object) -> Layer:
    colour = np.random.default_rng(seed).integers(0, 256, 4, dtype=np.uint8)
    pixels = np.broadcast_to(colour, (box.h, box.w, 4))
    return Layer(new_id(), str(seed), Raster.from_array(pixels, box.x, box.y), **how)  # type: ignore[arg-type]


def base() -> Document:
    photo = np.random.default_rng(0).integers(0, 256, (600, 1080, 3), dtype=np.uint8)
    raster = Raster.from_array(photo)
    layers = (
        Layer(new_id(), "photo", raster),
        flat_layer(Rect(50, 60, 200, 200), 1),
        flat_layer(Rect(600, 500, 30, 30), 2, mode="multiply"),
    )
    return Document(raster.rect, SRGB, 8, layers)


BASE = base()


def edited(which: str, box: Rect, seed: int) -> Document:
    document, layer = BASE, BASE.layers[1 + seed % 2]
    match which:
        case "add":
            return edits.add_layer(document, flat_layer(box, seed), above=document.layers[seed % 3].id)
        case "remove":
            return edits.remove_layer(document, layer.id)
        case "opacity":
            return edits.set_opacity(document, layer.id, 0.5)
        case "hide":
            return edits.set_visible(document, layer.id, False)
        case "mode":
            return edits.set_mode(document, layer.id, "luminosity")
        case "move":
            return edits.move_layer(document, layer.id, seed % 3)
        case "mask":
            mask = Mask.from_array(np.zeros((box.h, box.w), np.uint8), box.x, box.y, 255)
            return replace(document, layers=(document.layers[0], replace(layer, mask=mask)))
        case "paint":
            photo = document.layers[0]
            raster = photo.raster.with_region(box.x, box.y, np.zeros((box.h, box.w, 3), np.uint8))
            return replace(document, layers=(replace(photo, raster=raster), *document.layers[1:]))
        case _:
            return edits.flatten(document)


def look(document: Document) -> Pixels:
    if document is not BASE:
        return compose(document, WHOLE)
    if not _base_look:
        _base_look.append(compose(BASE, WHOLE))
    return _base_look[0]


_base_look: list[Pixels] = []


def assert_holds(before: Document, after: Document, boxes: list[Rect]) -> None:
    differs = (look(before) != look(after)).any(axis=2)
    # What is flattened is cut at the canvas, and only what is inside the canvas counts as its look.
    inside = np.zeros_like(differs)
    inside[BASE.canvas.slices(WHOLE)] = True
    for box in boxes:
        differs[box.intersect(WHOLE).slices(WHOLE)] = False
    assert not (differs & inside).any()


KINDS = ["add", "remove", "opacity", "hide", "mode", "move", "mask", "paint", "flatten"]


@settings(max_examples=30)
@given(st.sampled_from(KINDS), places, st.integers(0, 50))
def test_whatever_looks_different_is_in_a_box(which: str, box: Rect, seed: int) -> None:
    after = edited(which, box, seed)
    boxes = changed_boxes(BASE, after)
    assert_holds(BASE, after, boxes)
    assert changed_boxes(after, BASE) == boxes
    assert all(one.intersect(other).is_empty for i, one in enumerate(boxes) for other in boxes[:i])
    if which == "add":
        assert sum(each.area for each in boxes) == box.area


def test_what_looks_the_same_is_no_change() -> None:
    assert changed_boxes(BASE, BASE) == []
    renamed = edits.rename_layer(BASE, BASE.layers[0].id, "new name")
    assert changed_boxes(BASE, renamed) == []
    hidden = flat_layer(Rect(0, 0, 999, 999), 3, visible=False)
    assert changed_boxes(BASE, edits.add_layer(BASE, hidden)) == []
    assert changed_boxes(BASE, edits.set_canvas(BASE, Rect(-50, 0, 300, 300))) == []


def test_flattening_touches_only_where_there_was_more_than_one_layer() -> None:
    boxes = changed_boxes(BASE, edits.flatten(BASE))
    assert boxes and all(box.right <= 1024 for box in boxes)


@settings(max_examples=40)
@given(places, places, st.sampled_from([0, 255]), st.booleans())
def test_masks(one: Rect, other: Rect, outside: int, inverted: bool) -> None:
    before = Mask.from_array(np.full((one.h, one.w), 200, np.uint8), one.x, one.y, outside)
    after = before.with_region(other.x, other.y, np.full((other.h, other.w), 9, np.uint8))
    if inverted:
        after = after.inverted()
    boxes = changed_mask_boxes(before, after, WHOLE)
    differs = before.region(WHOLE) != after.region(WHOLE)
    for box in boxes:
        assert WHOLE.contains(box)
        differs[box.slices(WHOLE)] = False
    assert not differs.any()
    if not inverted:
        assert all(not box.intersect(other.grow(512)).is_empty for box in boxes)
