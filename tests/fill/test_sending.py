"""The pictures that leave the computer: sRGB, opaque, without metadata, and the document's own pixels at 1.00."""

from __future__ import annotations

import struct

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.edits import set_canvas
from inlay.document.extend import extend
from inlay.document.layer import Layer
from inlay.fill.plan.crop import Crop
from inlay.fill.prepare import prepare
from inlay.fill.sending import dithered
from inlay.imaging.colour import GREY, SRGB, ColourSpace, to_16bit
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from tests.fill.scenes import box_mask, document_of, textured
from tests.fill.services import decoded, request_for, sent_image
from tests.kit.pictures import p3_profile


def chunks(png: bytes) -> list[bytes]:
    names, place = [], 8
    while place < len(png):
        length, name = struct.unpack_from(">I4s", png, place)
        names.append(name)
        place += 12 + length
    return names


def sent_mask(request: object) -> np.ndarray:  # type: ignore[type-arg]
    return decoded(request.sent.mask)  # type: ignore[attr-defined]


HOLE = Mask.from_array(box_mask(700, 900, 300, 200, 120, 90))


def test_eight_bit_srgb_at_full_size_is_sent_bit_for_bit() -> None:
    picture = textured(700, 900)
    request = request_for(document_of(picture), HOLE)
    assert request.scale == 1.0 and request.sent is not None
    place = request.box.slices(Rect(0, 0, 900, 700))
    assert (sent_image(request) == picture[place][:, :, :3]).all()
    assert (request.image == picture[place]).all()
    assert request.sent.size == (request.box.w, request.box.h) == request.sent.answer_size


def test_the_files_are_pictures_and_nothing_else() -> None:
    request = request_for(document_of(textured(700, 900, 16)), HOLE)
    assert request.sent is not None and request.sent.mask is not None
    for png, kind in ((request.sent.image, 2), (request.sent.mask, 0)):
        assert set(chunks(png)) == {b"IHDR", b"IDAT", b"IEND"}
        assert struct.unpack_from(">IIBB", png, 16) == (*request.sent.size, 8, kind)


def test_the_mask_is_what_is_painted_above_ten_percent_and_four_px_more() -> None:
    soft = cv2.blur(box_mask(700, 900, 300, 200, 120, 90), (31, 31))
    request = request_for(document_of(textured(700, 900)), Mask.from_array(np.asarray(soft, np.uint8)))
    mask = sent_mask(request)
    assert set(np.unique(mask)) == {0, 255}
    shape = (request.painted > 25).astype(np.uint8)
    disc = (np.hypot(*np.mgrid[-4:5, -4:5]) <= 4).astype(np.uint8)
    assert (mask == cv2.dilate(shape, disc) * 255).all()
    assert (mask == request.hole).all()


@pytest.mark.parametrize(("limit", "side"), [(150_000, 700), (1_000_000, 200)])
def test_a_scaled_mask_lies_where_the_hole_is(limit: int, side: int) -> None:
    picture = textured(side, side)
    x, w = side // 3, side // 4
    request = request_for(document_of(picture), Mask.from_array(box_mask(side, side, x, x, w, w)), limit=limit)
    assert request.scale != 1.0
    mask = sent_mask(request)
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    for found, start in ((columns, x - request.box.x), (rows, x - request.box.y)):
        assert found[0] <= (start - 4) * request.scale + 0.5
        assert found[-1] + 1 >= (start + w + 4) * request.scale - 0.5
        assert len(found) <= (w + 8) * request.scale + 2.5


def test_a_shrunk_picture_shows_the_same_at_the_same_place() -> None:
    picture = textured(1400, 1600)
    picture[::2, ::2, :3] //= 2  # detail that must be averaged
    request = request_for(document_of(picture), Mask.from_array(box_mask(1400, 1600, 0, 0, 1500, 1300)))
    assert request.scale < 1
    shown = sent_image(request).astype(float)
    mean = cv2.blur(request.image[:, :, :3], (21, 21))
    again = cv2.resize(mean, shown.shape[1::-1], interpolation=cv2.INTER_LINEAR).astype(float)
    assert np.abs(cv2.blur(shown, (15, 15)) - again)[16:-16, 16:-16].max() < 4


def test_wide_gamut_is_converted_and_grey_stays_neutral() -> None:
    picture = textured(700, 900)
    picture[..., :3] = np.clip(picture[..., :3].astype(int) * [1.2, 0.8, 0.6], 0, 255)
    layer = Layer("a", "P", Raster.from_array(picture))
    p3 = Document(Rect(0, 0, 900, 700), ColourSpace.of(p3_profile()), 8, (layer,))
    shown = sent_image(request_for(p3, HOLE)).astype(int)
    plain = sent_image(request_for(document_of(picture), HOLE)).astype(int)
    # The same numbers mean more red in Display P3.
    assert (shown[..., 0] - plain[..., 0]).mean() > 3 and (shown[..., 1] - plain[..., 1]).mean() < 0
    grey = request_for(document_of(textured(700, 900, 16, grey=True), grey=True), HOLE)
    assert np.ptp(sent_image(grey).astype(int), axis=2).max() == 0 and grey.colour is GREY


def test_dithering_keeps_the_mean_of_a_ramp_and_whole_levels() -> None:
    ramp = np.tile(np.linspace(20_000, 22_000, 500).astype(np.uint16)[:, np.newaxis], (1, 2000))
    made = dithered(ramp)
    assert np.abs(made.mean(axis=1) * 257 - ramp[:, 0]).max() < 257 * 0.06  # five standard errors
    assert abs(made.mean() * 257 - ramp.mean()) < 257 * 0.003
    assert (np.abs(made.astype(int) * 257 - ramp) < 257).all()
    whole = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert (dithered(to_16bit(whole)) == whole).all()


def test_the_same_pixels_are_sent_as_the_same_bytes() -> None:
    first, second = (request_for(document_of(textured(700, 900, 16)), HOLE).sent for _ in range(2))
    assert first is not None and second is not None
    assert (first.image, first.mask) == (second.image, second.mask)
    other = request_for(document_of(textured(700, 900, 16, seed=1)), HOLE).sent
    assert other is not None and other.image != first.image


def test_an_extension_is_neither_black_nor_transparent() -> None:
    wider = extend(document_of(textured(700, 900)), Rect(-150, 0, 1050, 700))
    request = request_for(wider, wider.mask)
    left = sent_image(request)[:, : 150 - request.box.x - 150]
    assert left.min() >= 80
    assert request.image[:, :100, 3].max() == 0  # the document itself is empty there


def test_what_a_crop_has_hidden_isnt_sent() -> None:
    picture = textured(400, 400)
    picture[:, 300:, :3] = (255, 0, 255)
    cropped = set_canvas(document_of(picture), Rect(0, 0, 300, 400))
    request = request_for(cropped, Mask.rectangle(Rect(260, 100, 40, 50)))
    shown = sent_image(request).astype(int)
    assert not request.image[:, 300 - request.box.x :].any()
    assert (shown[..., 1] > 60).all()


def test_where_the_hole_meets_the_end_of_the_picture_it_goes_on_beyond() -> None:
    canvas = Rect(0, 0, 1000, 700)
    request = request_for(document_of(textured(700, 1000)), Mask.from_array(box_mask(700, 1000, 0, 200, 300, 100)))
    assert canvas.contains(request.box)
    whole = request_for(document_of(textured(700, 1000)), Mask.rectangle(canvas))
    assert not canvas.contains(whole.box) and (whole.hole == 255).all()
    assert (whole.painted > 0).sum() == 1000 * 700


def test_a_border_sends_the_inner_picture_alone() -> None:
    picture = textured(700, 900)
    wider = extend(document_of(picture), Rect(-200, 0, 1100, 700))
    request = request_for(wider, wider.mask, takes="border")
    sent = request.sent
    assert sent is not None and sent.mask is None and sent.border is not None
    assert sent.answer_size == (request.box.w, request.box.h)
    x, y = request.box.x + sent.border.left, request.box.y + sent.border.top
    width, height = sent.size
    assert x >= 12
    assert (sent_image(request) == picture[y : y + height, x : x + width, :3]).all()
    assert not request.hole[sent.border.top : sent.border.top + height, sent.border.left :][:, :width].any()


def test_a_border_is_found_for_a_crop_that_doesnt_say_where_it_is() -> None:
    wider = extend(document_of(textured(700, 900)), Rect(-200, 0, 1100, 700))
    planned = request_for(wider, wider.mask, takes="border")
    crop = Crop(planned.box, (planned.box.w, planned.box.h))
    request = prepare(wider, wider.mask, crop=crop, takes="border")
    assert request.sent is not None and planned.sent is not None
    assert (request.sent.image, request.sent.border) == (planned.sent.image, planned.sent.border)
    with pytest.raises(BadInput, match="plain border"):
        prepare(wider, Mask.rectangle(Rect(100, 100, 50, 50)), crop=crop, takes="border")


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_every_sent_picture_is_as_large_as_it_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    height, width = (int(each) for each in rng.integers(1, 900, 2))
    picture = textured(height, width, int(rng.choice([8, 16])), seed)
    if rng.integers(2):
        picture[rng.random((height, width)) < 0.3] = 0
    box = [int(rng.integers(0, side)) for side in (width, height)]
    painted = Mask.from_array(box_mask(height, width, *box, int(rng.integers(1, 400)), int(rng.integers(1, 400))))
    request = request_for(document_of(picture), painted, limit=int(rng.choice([200_000, 1_000_000])))
    assert request.sent is not None
    assert sent_image(request).shape == (*request.sent.size[::-1], 3)
    assert sent_mask(request).shape == request.sent.size[::-1]
    assert (sent_mask(request) > 0).any() and request.painted.any()


def test_nothing_masked_in_the_crop_is_refused() -> None:
    document = document_of(textured(700, 900))
    crop = Crop(Rect(600, 0, 256, 256), (256, 256))
    with pytest.raises(BadInput, match="mask is empty"):
        prepare(document, HOLE, crop=crop)


def test_options_are_kept_with_the_request() -> None:
    crop = Crop(Rect(0, 0, 896, 640), (896, 640))
    request = prepare(document_of(textured(700, 900)), HOLE, options={"region": "eu"}, crop=crop)
    assert request.options == {"region": "eu"} and request.megapixels == pytest.approx(0.57344)
    assert prepare(document_of(textured(700, 900)), HOLE).sent is None and request.colour == SRGB
