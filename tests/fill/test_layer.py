"""From mask to request and from answer to layer: with real documents, and nothing outside the mask changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inlay.base.errors import BadAnswer, BadInput
from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.edits import add_layer, flatten, set_canvas
from inlay.fill.composite import answer_to_layer
from inlay.fill.local.engine import fill
from inlay.fill.paste import paste_alpha
from inlay.fill.prepare import engine_hole, prepare
from inlay.fill.request import FillRequest
from inlay.fill.verify import count_unmasked_changes
from inlay.imaging.mask import Mask
from tests.fill.scenes import box_mask, document_of, textured
from tests.fill.test_paste import random_mask


def inverse(request: FillRequest) -> NDArray[Any]:
    """An answer that differs from the picture everywhere, as a careless service might send."""
    answer = ~request.image
    answer[:, :, 3] = np.iinfo(answer.dtype).max
    return answer


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_nothing_outside_the_mask_changes_whatever_the_answer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    painted = random_mask(rng)
    height, width = painted.shape
    depth, grey = int(rng.choice([8, 16])), bool(rng.integers(2))
    picture = textured(height, width, depth, seed, grey)
    if rng.integers(2):
        picture[:, :, 3] = (rng.random((height, width)) * np.iinfo(picture.dtype).max).astype(picture.dtype)
    x, y = (int(v) for v in rng.integers(-600, 600, 2))
    before = document_of(picture, x, y, grey)
    mask = Mask.from_array(painted, x, y)
    try:
        request = prepare(before, mask, seed=seed)
    except BadInput:
        return
    assert request.colour is before.colour and request.image.dtype == picture.dtype
    try:
        layer = answer_to_layer(request, inverse(request), "Fill")
    except BadAnswer:
        assert painted.max() <= 1
        return
    after = add_layer(before, layer)
    assert count_unmasked_changes(before, after, mask) == (int((painted == 0).sum()), 0)
    seen = compose(after, after.canvas)
    assert (seen[painted == 0] == compose(before, before.canvas)[painted == 0]).all()
    solid = paste_alpha(painted, against=(picture[:, :, 3] > 0).astype(np.uint8)) == 255
    whole = np.zeros_like(picture)
    box = request.box.translate(-x, -y)
    whole[box.y : box.bottom, box.x : box.right] = inverse(request)
    assert (seen[solid] == whole[solid]).all()


def test_the_layer_stores_its_own_box_and_zeros() -> None:
    document = document_of(textured(400, 500), -70, 30)
    painted = Mask.from_array(box_mask(400, 500, 200, 150, 41, 33), -70, 30)
    request = prepare(document, painted)
    layer = answer_to_layer(request, inverse(request), "Fill")
    assert layer.raster.rect == Rect(130, 180, 41, 33)
    spread = np.zeros((60, 60), np.uint8)
    spread[5, 5] = spread[50, 40] = 255
    sparse = Mask.from_array(spread, 100, 100)
    layer = answer_to_layer(prepare(document, sparse), inverse(prepare(document, sparse)), "Fill")
    assert layer.raster.rect == Rect(105, 105, 36, 46)
    pixels = layer.raster.region(layer.raster.rect)
    assert np.count_nonzero(pixels.any(axis=2)) == 2


def test_the_engines_hole_is_grown_by_four_and_hard() -> None:
    soft = np.zeros((60, 60), np.uint8)
    soft[30, 20:40] = [20, 30] + [255] * 16 + [30, 20]
    hole = engine_hole(soft)
    assert set(np.unique(hole)) == {0, 255}
    assert np.flatnonzero(hole[30]).tolist() == list(range(17, 43))
    assert np.flatnonzero(hole[:, 30]).tolist() == list(range(26, 35))
    faint = np.where(soft > 0, 5, 0).astype(np.uint8)
    assert engine_hole(faint)[30, 30] == 255


def test_small_pictures_grow_the_hole_by_less() -> None:
    document = document_of(textured(16, 16))
    request = prepare(document, Mask.from_array(box_mask(16, 16, 9, 9, 3, 3)))
    assert request.hole[10, 10] == 255
    result = fill(request.image, request.hole)
    assert result.pixels[:, :, :3].min() >= 85


def test_the_crop_holds_the_context_and_stays_on_the_canvas() -> None:
    document = document_of(textured(1500, 2000), 100, 200)
    request = prepare(document, Mask.from_array(box_mask(1500, 2000, 900, 700, 50, 40), 100, 200))
    assert request.box == Rect(100 + 896 - 384, 200 + 696 - 384, 58 + 768, 48 + 768)
    corner = prepare(document, Mask.from_array(box_mask(1500, 2000, 0, 0, 50, 40), 100, 200))
    assert corner.box == Rect(100, 200, 54 + 384, 44 + 384)
    assert (request.image == compose(document, request.box)).all()


def test_sources_are_looked_for_everywhere_before_giving_up() -> None:
    picture = textured(300, 1500)
    picture[:, :1400, 3] = 0
    request = prepare(document_of(picture), Mask.from_array(box_mask(300, 1500, 50, 50, 60, 60)))
    assert request.box == Rect(0, 0, 1500, 300)
    assert (fill(request.image, request.hole).pixels[60:100, 60:100, :3] >= 85).all()


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (Mask.empty(), "mask is empty"),
        (Mask.from_array(np.full((9, 9), 255, np.uint8), 5000, 5000), "mask is empty"),
        (Mask({}, 255), "Everything is masked"),
    ],
)
def test_refusals(mask: Mask, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        prepare(document_of(textured(90, 80)), mask)


def test_the_mask_reaches_no_farther_than_the_canvas() -> None:
    document = document_of(textured(100, 120))
    request = prepare(document, Mask.from_array(np.full((50, 50), 255, np.uint8), -30, -30))
    assert (request.painted > 0).sum() == 20 * 20
    layer = answer_to_layer(request, inverse(request), "Fill")
    assert layer.raster.rect == Rect(0, 0, 20, 20)
    assert layer.raster.region(Rect(0, 0, 1, 1))[0, 0, 3] == 255  # no fade at the border of the canvas


def test_an_extension_is_pasted_opaque_and_blends_into_the_picture_alone() -> None:
    before = set_canvas(document_of(textured(200, 260)), Rect(-60, 0, 320, 200))
    painted = Mask.from_array(np.full((200, 72), 255, np.uint8), -60, 0)
    request = prepare(before, painted)
    layer = answer_to_layer(request, fill(request.image, request.hole, 1).pixels, "Fill")
    assert layer.raster.rect == Rect(-60, 0, 72, 200)
    after = add_layer(before, layer)
    seen = compose(after, after.canvas)
    assert (seen[:, :, 3] == 255).all()
    alpha = layer.raster.region(layer.raster.rect)[:, :, 3]
    assert (alpha[:, :60] == 255).all() and (alpha[:, -1] < 30).all()
    assert count_unmasked_changes(before, after, painted) == (248 * 200, 0)


def test_answers_of_another_size_or_depth_are_bad() -> None:
    request = prepare(document_of(textured(90, 80)), Mask.from_array(box_mask(90, 80, 30, 30, 9, 9)))
    with pytest.raises(BadAnswer, match="another size"):
        answer_to_layer(request, request.image[1:], "Fill")
    with pytest.raises(BadAnswer, match="another depth"):
        answer_to_layer(request, request.image.astype(np.uint16), "Fill")


def test_an_answer_without_alpha_is_opaque() -> None:
    request = prepare(document_of(textured(90, 80)), Mask.from_array(box_mask(90, 80, 30, 30, 9, 9)))
    layer = answer_to_layer(request, request.image[:, :, :3], "Fill")
    assert layer.raster.region(Rect(34, 34, 1, 1))[0, 0, 3] == 255


def _changed(document: Document, x: int, y: int) -> Document:
    """The document with one pixel of another colour on top."""
    picture = document_of(np.array([[[1, 2, 3, 255]]], np.uint8), x, y)
    return add_layer(document, picture.layers[0])


def test_a_changed_pixel_outside_the_mask_is_counted() -> None:
    before = document_of(textured(1300, 1400), -300, -200)
    painted = Mask.from_array(box_mask(1300, 1400, 500, 500, 100, 100), -300, -200)
    total = 1300 * 1400 - 100 * 100
    assert count_unmasked_changes(before, before, painted) == (total, 0)
    assert count_unmasked_changes(before, _changed(before, -300, -200), painted) == (total, 1)
    assert count_unmasked_changes(before, _changed(before, 210, 310), painted) == (total, 0)
    assert count_unmasked_changes(before, flatten(before), painted) == (total, 0)
    assert count_unmasked_changes(before, document_of(textured(1300, 1400), -300, -200), painted) == (total, 0)
    assert count_unmasked_changes(before, before, painted.inverted()) == (100 * 100, 0)
