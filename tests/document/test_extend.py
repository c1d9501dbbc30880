"""A larger frame: the new border is mask, with an overlap at the sides that grew, and nothing moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document.edits import set_canvas
from inlay.document.extend import extend, extension_mask, new_area, overlap_bands
from inlay.imaging.mask import Mask
from tests.kit.workbench import small_document

PHOTO = small_document(90, 70, x=-10, y=5)
margins = st.integers(-30, 60)
AROUND = Rect(-200, -200, 600, 600)


def framed(left: int, right: int, top: int, bottom: int) -> Rect:
    old = PHOTO.canvas
    return Rect.from_edges(old.x - left, old.y - top, old.right + right, old.bottom + bottom)


@given(margins, margins, margins, margins, st.integers(0, 40))
def test_the_mask_is_the_new_area_and_bands_where_it_grew(left, right, top, bottom, overlap):
    old, new = PHOTO.canvas, framed(left, right, top, bottom)
    got = extension_mask(PHOTO, new, overlap).region(AROUND)
    rows, columns = np.indices(got.shape)
    x, y = columns + AROUND.x, rows + AROUND.y
    inside = (x >= new.x) & (x < new.right) & (y >= new.y) & (y < new.bottom)
    grown = (
        ((left > 0) & (x < old.x + overlap))
        | ((right > 0) & (x >= old.right - overlap))
        | ((top > 0) & (y < old.y + overlap))
        | ((bottom > 0) & (y >= old.bottom - overlap))
    )
    assert np.array_equal(got, np.where(inside & grown, 255, 0))


@given(margins, margins, margins, margins, st.integers(1, 40))
def test_what_is_drawn_is_what_becomes_mask(left, right, top, bottom, overlap):
    old, new = PHOTO.canvas, framed(left, right, top, bottom)
    drawn = np.zeros((AROUND.h, AROUND.w), int)
    for box in (*new_area(old, new), *overlap_bands(old, new, overlap)):
        drawn[box.slices(AROUND)] += 1
    assert drawn.max(initial=0) <= 1
    assert np.array_equal(drawn * 255, extension_mask(PHOTO, new, overlap).region(AROUND))


def test_nothing_moves_and_the_mask_that_was_there_stays():
    new = framed(300, 0, 0, 0)
    extended = extend(PHOTO, new, 12)
    assert extended.canvas == new and extended.layers is PHOTO.layers
    before = PHOTO.mask.region(PHOTO.canvas)
    after = extended.mask.region(PHOTO.canvas)
    assert (after[:, :12] == 255).all() and np.array_equal(after[:, 12:], before[:, 12:])
    assert (extended.mask.region(Rect(new.x, new.y, 300, new.h)) == 255).all()
    assert not extended.mask.region(Rect(new.x - 50, new.y, 50, new.h)).any()


def test_cropping_makes_no_mask():
    cropped = extend(PHOTO, framed(-20, 0, -10, 0))
    assert cropped.mask is PHOTO.mask and cropped.layers is PHOTO.layers


def test_a_crop_that_is_taken_back_has_nothing_to_fill():
    cropped = set_canvas(PHOTO, framed(-20, -5, 0, 0))
    assert extension_mask(cropped, PHOTO.canvas).digest == Mask.empty().digest
    beyond = extension_mask(cropped, framed(8, 0, 0, 0), overlap=6)
    assert beyond.bounds(AROUND) == Rect(PHOTO.canvas.x - 8, PHOTO.canvas.y, 14, PHOTO.canvas.h)


def test_a_hidden_layer_is_nothing():
    hidden = replace(PHOTO, layers=(replace(PHOTO.layers[0], visible=False),))
    cropped = set_canvas(hidden, framed(-20, 0, 0, 0))
    assert extension_mask(cropped, PHOTO.canvas, 0).bounds(AROUND) == Rect(-10, 5, 20, 70)


def test_an_inverted_mask_stays_full():
    everything = replace(PHOTO, mask=Mask.empty().inverted())
    assert (extend(everything, framed(40, 0, 0, 0)).mask.region(AROUND) == 255).all()


def test_large_borders_cost_no_memory():
    mask = extension_mask(PHOTO, framed(20_000, 0, 0, 10_000), 0)
    whole = [tile for tile in mask.tiles.values() if tile.constant is not None]
    assert len(whole) > 0.8 * len(mask.tiles)  # all but those at the border


def test_an_empty_frame_is_refused():
    with pytest.raises(BadInput):
        extend(PHOTO, Rect(0, 0, 0, 10))
