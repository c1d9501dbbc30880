"""There and back: what an echoing service gives is the document again, and nothing outside the mask ever changes."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inlay.base.errors import BadAnswer, BadInput
from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.edits import add_layer
from inlay.document.extend import extend
from inlay.document.layer import Layer
from inlay.fill.answer import receive
from inlay.fill.composite import answer_to_layer
from inlay.fill.plan.calls import plan_calls
from inlay.fill.plan.price import Price
from inlay.fill.plan.sizes import Sizes
from inlay.fill.prepare import prepare
from inlay.fill.verify import count_unmasked_changes
from inlay.imaging.colour import GREY, SRGB, ColourSpace
from inlay.imaging.colour.standard import adobe_rgb, grey_profile
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from tests.fill.plan.masks import random_scene
from tests.fill.scenes import box_mask, document_of, textured
from tests.fill.services import at_size, echo, request_for, shifted
from tests.kit.pictures import p3_profile

SPACES = {
    "srgb": SRGB,
    "p3": ColourSpace.of(p3_profile()),
    "adobe": ColourSpace.of(adobe_rgb()),
    "grey": GREY,
    "gamma grey": ColourSpace.of(grey_profile("g", 2.2), "grey"),
}


def document_in(picture: NDArray[Any], colour: ColourSpace, x: int = 0, y: int = 0) -> Document:
    depth = 8 if picture.dtype == np.uint8 else 16
    layer = Layer("photo", "Photo", Raster.from_array(picture, x, y))
    return Document(Rect(x, y, picture.shape[1], picture.shape[0]), colour, depth, (layer,))  # type: ignore[arg-type]


def filled(document: Document, painted: Mask, data: Any, **how: Any) -> Document:
    request = request_for(document, painted, **how)
    return add_layer(document, answer_to_layer(request, receive(request, data(request)).pixels, "Fill"))


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("space", SPACES)
def test_an_echo_gives_the_same_picture(space: str, depth: int) -> None:
    colour = SPACES[space]
    picture = textured(601, 733, depth, 5, grey=colour.model == "grey")
    document = document_in(picture, colour)
    after = filled(document, Mask.from_array(box_mask(601, 733, 201, 155, 97, 83)), echo)
    off = np.abs(compose(after, after.canvas).astype(int) - picture)
    if depth == 8:
        assert off.max() <= (0 if space in ("srgb", "grey") else 2)
    else:
        # Within an 8-bit level, which is what the service works in, and right on average.
        assert off.max() <= 2 * 257
        hole = (compose(after, after.canvas).astype(int) - picture)[160:230, 210:290, :3]
        assert abs(hole.mean()) < 12


@pytest.mark.parametrize("limit", [200_000, 1_000_000])
@pytest.mark.parametrize(("height", "width"), [(201, 177), (601, 733), (1203, 411)])
def test_an_echo_at_another_scale_lies_in_the_same_place(height: int, width: int, limit: int) -> None:
    picture = textured(height, width, 8, 9)
    picture[..., :3] = cv2.GaussianBlur(picture[..., :3], (0, 0), 3)
    painted = Mask.from_array(box_mask(height, width, 20, 30, width - 61, height - 53))
    after = filled(document_of(picture), painted, echo, limit=limit)
    off = np.abs(compose(after, after.canvas).astype(int) - picture)
    assert off.max() <= 12 and off.mean() < 1  # a shift by a pixel shows as much more


def test_an_answer_at_twice_the_size_lies_in_the_same_place() -> None:
    picture = textured(700, 900, 8, 9)
    picture[..., :3] = cv2.GaussianBlur(picture[..., :3], (0, 0), 3)
    painted = Mask.from_array(box_mask(700, 900, 300, 200, 300, 250))
    request = request_for(document_of(picture), painted)
    width, height = request.box.w, request.box.h
    answer = receive(request, at_size(request, 2 * width, 2 * height)).pixels
    off = np.abs(answer.astype(int) - request.image[:, :, :3])
    assert off[8:-8, 8:-8].max() <= 4 and np.abs(np.mean(answer.astype(int) - request.image[:, :, :3])) < 0.1


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_nothing_outside_the_mask_changes_at_any_scale(seed: int) -> None:
    rng = np.random.default_rng(seed)
    painted, canvas, values = random_scene(rng)
    if canvas.area > 700_000:
        return
    depth, space = int(rng.choice([8, 16])), list(SPACES)[int(rng.integers(len(SPACES)))]
    picture = textured(canvas.h, canvas.w, depth, seed, grey=SPACES[space].model == "grey")
    if rng.integers(2):
        top = np.iinfo(picture.dtype).max
        picture[..., 3] = (rng.random(picture.shape[:2]) * top).astype(picture.dtype)
    before = document_in(picture, SPACES[space], canvas.x, canvas.y)
    after = before
    limit = int(rng.choice([100_000, 300_000, 1_000_000]))
    try:
        plan = plan_calls(painted, canvas, Sizes(multiple=16, least_side=64), Price(0.05), limit=limit)
    except BadInput:
        assert not values.any()
        return
    for call in plan.calls:
        request = prepare(before, call.painted, crop=call.crop)
        try:
            after = add_layer(after, answer_to_layer(request, receive(request, shifted(request)).pixels, "Fill"))
        except BadAnswer as error:
            assert "too faint" in error.what
    assert count_unmasked_changes(before, after, painted) == (int((values == 0).sum()), 0)
    seen, was = compose(after, canvas), compose(before, canvas)
    assert (seen[values == 0] == was[values == 0]).all()
    solid = cv2.erode((values == 255).astype(np.uint8), np.ones((13, 13), np.uint8), borderValue=0) > 0
    if solid.any():
        assert (seen[solid] != was[solid]).any(axis=1).mean() > 0.5  # and inside something did


def test_a_frame_that_ends_right_at_the_mask_has_no_hard_edge() -> None:
    picture = textured(900, 1200)
    painted = Mask.from_array(box_mask(900, 1200, 320, 128, 512, 512))
    request = request_for(document_of(picture), painted, frame=Rect(320, 128, 512, 512))
    assert request.box == Rect(320, 128, 512, 512)
    layer = answer_to_layer(request, receive(request, shifted(request)).pixels, "Fill")
    alpha = layer.raster.region(request.box)[:, :, 3]
    for line in (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]):
        assert line[8:-8].max() < 30
    assert alpha[10:-10, 10:-10].min() == 255


def test_a_fill_up_to_the_border_of_the_canvas_isnt_faded_there_though_the_box_reaches_beyond() -> None:
    picture = textured(300, 300)
    painted = Mask.from_array(box_mask(300, 300, 200, 100, 100, 100))
    request = request_for(document_of(picture), painted, sizes=Sizes(least_side=512))
    assert request.box.right > 300 or request.scale > 1
    padded = request_for(document_of(textured(1000, 900)), Mask.rectangle(Rect(0, 0, 900, 1000)))
    assert padded.box.w > 900
    for each, x in ((request, 299), (padded, 899)):
        layer = answer_to_layer(each, receive(each, shifted(each)).pixels, "Fill")
        assert layer.raster.region(Rect(x, 150, 1, 1))[0, 0, 3] == 255
        assert Rect(0, 0, x + 1, 1000).contains(layer.raster.rect)


@pytest.mark.parametrize("takes", ["mask", "border"])
def test_an_extension_comes_back_opaque_and_leaves_the_picture_alone(takes: Any) -> None:
    wider = extend(document_of(textured(700, 900)), Rect(-180, 0, 1080, 700))
    after = filled(wider, wider.mask, shifted, takes=takes, limit=2_000_000)
    seen = compose(after, after.canvas)
    assert (seen[:, :, 3] == 255).all()
    assert count_unmasked_changes(wider, after, wider.mask)[1] == 0
    inside = Rect(12, 0, 888, 700)
    assert (compose(after, inside) == compose(wider, inside)).all()


def test_twelve_fills_in_the_same_place_leave_the_rest_alone_and_start_from_the_document() -> None:
    """As in diffusers #10204: each request is cut from the document's own pixels, never from an earlier answer's."""
    picture = textured(450, 550, 16, 3)
    document = document_in(picture, SPACES["p3"])
    painted = Mask.from_array(box_mask(450, 550, 50, 40, 425, 350))
    small = Sizes(multiple=16, least_side=64)
    free = painted.region(document.canvas) == 0
    first = request_for(document, painted, limit=100_000, sizes=small)
    after = document
    for _ in range(12):
        request = request_for(after, painted, limit=100_000, sizes=small)
        assert request.scale < 1
        outside = request.painted == 0
        assert (request.image[outside] == first.image[outside]).all()
        after = filled(after, painted, echo, limit=100_000, sizes=small)
        assert (compose(after, after.canvas)[free] == picture[free]).all()
    assert count_unmasked_changes(document, after, painted)[1] == 0
    again = request_for(document, painted, limit=100_000, sizes=small)
    assert again.sent is not None and first.sent is not None and again.sent.image == first.sent.image
