"""Answers: every kind of file, right and wrong sizes, and what isn't a picture at all."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from inlay.base.errors import BadAnswer
from inlay.fill import decode as decoding
from inlay.fill.answer import receive
from inlay.fill.request import FillRequest
from inlay.imaging.mask import Mask
from tests.fill.scenes import box_mask, document_of, textured
from tests.fill.services import at_size, decoded, echo, request_for, sent_image
from tests.kit.pictures import by_opencv, by_pillow, chunk, p3_profile


@pytest.fixture(scope="module")
def request_() -> FillRequest:
    """A request of 512 x 512 px at 1.00."""
    return request_for(document_of(textured(700, 900)), Mask.from_array(box_mask(700, 900, 300, 200, 60, 50)))


def header_only(width: int, height: int) -> bytes:
    """A PNG that says it is large and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


def webp(pixels: NDArray[Any], **options: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", **options)
    return out.getvalue()


def test_an_answer_of_the_right_size_is_taken_bit_for_bit(request_: FillRequest) -> None:
    got = receive(request_, echo(request_))
    assert (got.pixels == request_.image[:, :, :3]).all() and got.notes == ()
    assert got.raw is not None and (got.raw == sent_image(request_)).all()


def test_other_files_and_depths(request_: FillRequest) -> None:
    shown = sent_image(request_)
    for data in (by_pillow(shown, "JPEG", quality=97, subsampling=0), webp(shown, quality=95)):
        got = receive(request_, data)
        assert got.raw is not None and got.pixels.shape == shown.shape and got.pixels.dtype == np.uint8
        assert np.abs(got.pixels.astype(int) - shown).mean() < 3
    assert (receive(request_, webp(shown, lossless=True)).pixels == shown).all()
    deep = receive(request_, by_opencv(shown.astype(np.uint16) * 257, ".png"))
    assert deep.raw is not None and deep.raw.dtype == np.uint16 and (deep.pixels == shown).all()
    grey = receive(request_, by_pillow(shown[:, :, 0], "PNG"))
    assert (grey.pixels == shown[:, :, :1]).all()


@pytest.mark.parametrize("lossless_webp", [False, True])
def test_an_answer_is_opaque(request_: FillRequest, lossless_webp: bool) -> None:
    shown = sent_image(request_)
    alpha = np.full((*shown.shape[:2], 1), 255, np.uint8)
    alpha[100:200, 100:200] = 0
    seen_through = np.dstack([shown, alpha])
    seen_through[100:200, 100:200, :3] = 0
    data = webp(seen_through, lossless=True, exact=True) if lossless_webp else by_opencv(seen_through, ".png")
    got = receive(request_, data)
    assert got.pixels.shape[2] == 3 and got.pixels.min() > 60
    opaque = alpha[..., 0] == 255
    assert (got.pixels[opaque] == shown[opaque]).all()
    assert got.raw is not None and got.raw.shape[2] == 4


def test_an_embedded_profile_counts(request_: FillRequest) -> None:
    shown = sent_image(request_)
    got = receive(request_, by_pillow(shown, "PNG", icc_profile=p3_profile()))
    assert got.raw is not None and got.raw.dtype == np.uint16
    assert 1 < np.abs(got.pixels.astype(int) - shown).max() < 60
    broken = receive(request_, by_pillow(shown, "PNG", icc_profile=b"nonsense" * 30))
    assert (broken.pixels == shown).all()


@pytest.mark.parametrize(("width", "height"), [(1024, 1024), (256, 256), (513, 512), (500, 500), (300, 301)])
def test_another_size_of_the_same_shape_is_resampled_to_the_box(request_: FillRequest, width: int, height: int) -> None:
    got = receive(request_, at_size(request_, width, height))
    assert got.pixels.shape == (512, 512, 3) and got.raw is not None and got.raw.shape[:2] == (height, width)
    assert f"{width:,} x {height:,} px where 512 x 512 px" in got.notes[0]
    smooth = [cv2.blur(each, (15, 15)).astype(int) for each in (got.pixels, sent_image(request_))]
    assert np.abs(smooth[0] - smooth[1])[16:-16, 16:-16].max() <= 4


@pytest.mark.parametrize(("width", "height"), [(512, 448), (640, 512), (1024, 1030), (16, 16), (4608, 4608)])
def test_another_shape_is_refused_with_both_sizes(request_: FillRequest, width: int, height: int) -> None:
    with pytest.raises(BadAnswer) as caught:
        receive(request_, at_size(request_, width, height))
    said = caught.value.sentence()
    assert f"{width:,} x {height:,} px" in said and "512 x 512 px" in said
    assert "may have charged" in said and "mask and the prompt are kept" in said


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty file"),
        (b"<!DOCTYPE html><html><body>Bad gateway</body></html>", "a web page instead of a PNG"),
        (b'{"error": "busy"}', "a text file instead"),
        (b"GIF89a" + bytes(200), "a GIF picture instead"),
        (b"\x00\x01\x02\x03" * 40, "isn't a picture"),
        (b"RIFF\x20\x00\x00\x00WEBPVP8 " + bytes(40), "WebP file, but it is damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"junk" * 50, "The picture from the service"),
        (header_only(30_000, 20), "30,000 x 20 px, which is too large"),
        (header_only(12_000, 12_000), "12,000 x 12,000 px, which is too large"),
    ],
)
def test_what_isnt_a_usable_picture(request_: FillRequest, data: bytes, words: str) -> None:
    with pytest.raises(BadAnswer, match=words):
        receive(request_, data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.9, 0.999])
def test_a_truncated_picture_is_never_taken(request_: FillRequest, kind: str, share: float) -> None:
    whole = by_pillow(sent_image(request_), kind)
    with pytest.raises(BadAnswer) as caught:
        receive(request_, whole[: int(len(whole) * share)])
    assert "\n" not in caught.value.sentence()


def test_flipped_bytes_give_a_picture_or_a_sentence(request_: FillRequest) -> None:
    rng = np.random.default_rng(3)
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = by_pillow(sent_image(request_), kind)
        for _ in range(25):
            broken = bytearray(whole)
            for place in rng.integers(0, min(len(whole), 4000), 6):
                broken[int(place)] = int(rng.integers(256))
            try:
                got = receive(request_, bytes(broken))
            except BadAnswer:
                continue
            assert got.pixels.shape == request_.image[:, :, :3].shape


def test_memory_is_looked_at_before_anything_is_unpacked(
    request_: FillRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "available_memory", lambda: 10_000_000)
    with pytest.raises(BadAnswer, match="512 x 512 px, which is too large"):
        receive(request_, by_opencv(np.zeros((512, 512, 3), np.uint8), ".png"))


def test_pixels_of_the_box_are_taken_as_they_are(request_: FillRequest) -> None:
    got = receive(request_, request_.image)
    assert got.pixels is request_.image and got.raw is None
    with pytest.raises(BadAnswer, match="another size"):
        receive(request_, request_.image[1:])


def test_a_grey_document_gets_grey() -> None:
    document = document_of(textured(700, 900, 16, grey=True), grey=True)
    request = request_for(document, Mask.from_array(box_mask(700, 900, 300, 200, 60, 50)))
    colourful = sent_image(request).copy()
    colourful[:, :, 0] //= 2
    got = receive(request, by_opencv(colourful, ".png"))
    assert got.pixels.dtype == np.uint16 and np.ptp(got.pixels.astype(int), axis=2).max() == 0
    assert decoded(echo(request)).shape == colourful.shape and got.raw is not None and (got.raw == colourful).all()
