"""Edits: what they change, what they leave alone, and that taking them back gives the same document again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document import edits
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.document.undo import Step, UndoStack
from inlay.imaging.colour import SRGB
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster


def layer(name: str, size: int = 40, channels: int = 4) -> Layer:
    pixels = np.random.default_rng(len(name)).integers(0, 256, (size, size, channels), dtype=np.uint8)
    return Layer(new_id(), name, Raster.from_array(pixels))


def document(count: int = 3) -> Document:
    layers = tuple(layer("abc"[: 1 + index], channels=3 if index == 0 else 4) for index in range(count))
    return Document(Rect(0, 0, 40, 40), SRGB, 8, layers)


def names(of: Document) -> list[str]:
    return [each.name for each in of.layers]


def one_edit(of: Document, which: int, index: int, share: float) -> Document:
    target = of.layers[index % len(of.layers)].id
    choices = [
        lambda: edits.add_layer(of, layer("new"), above=target),
        lambda: edits.remove_layer(of, target) if len(of.layers) > 1 else edits.flatten(of),
        lambda: edits.rename_layer(of, target, f"name {index}"),
        lambda: edits.set_opacity(of, target, share),
        lambda: edits.set_mode(of, target, "multiply"),
        lambda: edits.set_visible(of, target, share > 0.5),
        lambda: edits.move_layer(of, target, index),
        lambda: edits.set_mask(of, Mask.from_array(np.full((3, 3), 1 + index, np.uint8), index, 0)),
        lambda: edits.set_canvas(of, Rect(-index, 0, 40 + index, 40)),
        lambda: edits.flatten(of),
    ]
    return choices[which]()


steps = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5), st.floats(0, 1)), min_size=1, max_size=8)


@given(steps)
def test_undo_of_do_is_identity(todo: list[tuple[int, int, float]]) -> None:
    start = document()
    stack = UndoStack((Step(start, "Open", None),))
    digests = [start.digest]
    for which, index, share in todo:
        after = one_edit(stack.now.document, which, index, share)
        stack = stack.push(Step(after, str(which), None))
        digests.append(after.digest)
    for digest in reversed(digests[:-1]):
        stack = stack.undo()
        assert stack.now.document.digest == digest
    assert stack.now.document is start and stack.undo_label is None
    for digest in digests[1:]:
        stack = stack.redo()
        assert stack.now.document.digest == digest
    assert stack.redo_label is None and stack.redo() is stack


@given(steps)
def test_the_document_before_an_edit_stays_as_it_was(todo: list[tuple[int, int, float]]) -> None:
    start = document()
    twin = Document(start.canvas, start.colour, start.depth, start.layers, start.mask)
    before = twin.digest
    now = start
    for which, index, share in todo:
        now = one_edit(now, which, index, share)
    assert Document(start.canvas, start.colour, start.depth, start.layers, start.mask).digest == before


def test_layers_are_added_and_moved() -> None:
    start = document()
    assert names(edits.add_layer(start, layer("top"))) == ["a", "ab", "abc", "top"]
    assert names(edits.add_layer(start, layer("mid"), above=start.layers[0].id)) == ["a", "mid", "ab", "abc"]
    first = start.layers[0].id
    assert names(edits.move_layer(start, first, 1)) == ["ab", "a", "abc"]
    assert names(edits.move_layer(start, first, 99)) == ["ab", "abc", "a"]
    assert names(edits.move_layer(start, start.layers[2].id, -5)) == ["abc", "a", "ab"]
    assert names(edits.remove_layer(start, first)) == ["ab", "abc"]


def test_what_makes_no_sense_is_refused() -> None:
    single = document(1)
    with pytest.raises(BadInput):
        edits.remove_layer(single, single.layers[0].id)
    with pytest.raises(BadInput):
        edits.rename_layer(single, single.layers[0].id, " \n ")
    with pytest.raises(BadInput):
        edits.set_mode(single, single.layers[0].id, "dissolve")
    with pytest.raises(BadInput):
        edits.set_canvas(single, Rect(0, 0, 0, 5))
    for large in (Rect(0, 0, 65_536, 5), Rect(0, 0, 30_000, 20_000)):  # what no project could be opened with
        with pytest.raises(BadInput, match="at most"):
            edits.set_canvas(single, large)
    assert edits.set_opacity(single, single.layers[0].id, 7.0).layers[0].opacity == 1.0
    assert edits.rename_layer(single, single.layers[0].id, "  two\n words ").layers[0].name == "two words"


def test_shrinking_the_frame_keeps_what_is_outside() -> None:
    start = document()
    small = edits.set_canvas(start, Rect(10, 10, 5, 5))
    assert all(one.raster is other.raster for one, other in zip(start.layers, small.layers, strict=True))
    assert edits.set_canvas(small, start.canvas).digest == start.digest


def test_flatten_shares_untouched_tiles() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (600, 1100, 3), dtype=np.uint8)
    photo = Layer(new_id(), "photo", Raster.from_array(pixels))
    fill = Layer(new_id(), "fill", Raster.from_array(np.full((20, 20, 4), 200, np.uint8), 1050, 20))
    flat = edits.flatten(Document(photo.raster.rect, SRGB, 8, (photo, fill)))
    shared = [cell for cell, tile in flat.layers[0].raster.tiles.items() if tile is photo.raster.tiles[cell]]
    assert set(photo.raster.tiles) - set(shared) == {(2, 0)}
    assert flat.layers[0].name == "photo"
