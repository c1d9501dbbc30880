"""From what a service sent back to pixels in the document's own colour and depth, exactly for the request's box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inlay.base.errors import BadAnswer, BadInput
from inlay.base.text import tr, tr_number
from inlay.fill.decode import Decoded, decode, unusable
from inlay.fill.flatten import flattened
from inlay.fill.request import FillRequest
from inlay.fill.resize import resized
from inlay.imaging.colour import is_srgb, to_16bit, validate_profile
from inlay.imaging.colour.convert import from_srgb, profile_to_srgb

Pixels = NDArray[Any]
Size = tuple[int, int]

MOST_RESIZED = 8  # an answer may be so many times larger or smaller than what was asked for


@dataclass(frozen=True, eq=False)
class Received:
    """One picture of an answer.

    pixels  (h, w, 3|4) for the request's box, in the document's colour and depth: what is pasted
    raw     (h', w', 3|4) uint8 or uint16 sRGB, just as it was answered and of its own size; None where
            `pixels` are that already
    notes   what was done to make it fit, for the person
    """

    pixels: NDArray[Any]
    raw: NDArray[Any] | None = None
    notes: tuple[str, ...] = ()


def receive(request: FillRequest, data: bytes | NDArray[Any]) -> Received:
    """Turn one picture of an answer into pixels for the request's box; for the pool.

    data  bytes of a PNG, JPEG or WebP, or pixels (h, w, 3|4) for the box in the document's colour

    A picture of the size that was asked for, or of the same shape within a pixel, is resampled at most once,
    straight to the box. An answer is opaque: what can be seen through is filled from around it. Raises BadAnswer for
    what isn't a picture, and for one of another shape, naming both sizes.
    """
    if not isinstance(data, bytes):
        if data.shape[:2] != request.image.shape[:2]:
            raise BadAnswer(tr("The result has another size than the request."))
        return Received(data)
    decoded = decode(data)
    notes = _size_notes(request, (decoded.pixels.shape[1], decoded.pixels.shape[0]))
    raw, told = _as_srgb(decoded)
    return Received(_fitted(request, raw), raw, (*notes, *told))


def _wanted(request: FillRequest) -> Size:
    return request.sent.answer_size if request.sent is not None else (request.box.w, request.box.h)


def _size_notes(request: FillRequest, got: Size) -> tuple[str, ...]:
    """What to tell about an answer of another size; BadAnswer where it can't be the picture that was asked for."""
    wanted = _wanted(request)
    if got == wanted:
        return ()
    names = {
        "got": f"{tr_number(got[0])} x {tr_number(got[1])}",
        "wanted": f"{tr_number(wanted[0])} x {tr_number(wanted[1])}",
    }
    if not _same_shape(got, wanted):
        raise unusable(
            tr("The service sent a picture of {got} px where {wanted} px were asked for.").format(**names),
            tr("It has another shape and would lie in the wrong place, so it isn't used."),
        )
    return (
        tr("The service sent {got} px where {wanted} px were asked for; the picture is resampled.").format(**names),
    )


def _same_shape(got: Size, wanted: Size) -> bool:
    """Whether one is the other at another size, within a pixel of either side, and not absurdly smaller or larger."""
    times = got[0] / wanted[0]
    across, down = got[1] * wanted[0] / wanted[1], got[0] * wanted[1] / wanted[0]
    return 1 / MOST_RESIZED <= times <= MOST_RESIZED and (abs(got[0] - across) <= 1 or abs(got[1] - down) <= 1)


def _as_srgb(decoded: Decoded) -> tuple[Pixels, tuple[str, ...]]:
    """The picture as answered where it is sRGB, else converted once in 16 bits; and what to tell."""
    pixels, profile = decoded.pixels, decoded.profile
    if profile is None or is_srgb(profile):
        return np.ascontiguousarray(pixels), ()
    model = validate_profile(profile)
    if model is None or (model == "grey" and not _is_neutral(pixels)):
        return np.ascontiguousarray(pixels), (tr("The colour profile of the answer can't be used; it counts as sRGB."),)
    made = profile_to_srgb(pixels[:, :, :3], profile)
    if pixels.shape[2] == 4:
        made = np.dstack([made, to_16bit(pixels[:, :, 3])])
    return made, ()


def _is_neutral(pixels: Pixels) -> bool:
    red, green, blue = (pixels[:, :, channel] for channel in range(3))
    return bool((red == green).all() and (green == blue).all())


def _fitted(request: FillRequest, raw: Pixels) -> Pixels:
    """(h, w, 3) for the box, in the document's colour and depth."""
    rgb = flattened(raw) if raw.shape[2] == 4 else raw
    box = request.box.w, request.box.h
    if rgb.shape[1::-1] != box:
        # In 16 bits, so that nothing is rounded before the conversion has been made.
        rgb = resized(to_16bit(rgb), box)
    try:
        return from_srgb(rgb, request.colour, request.image.dtype)
    except BadInput as error:
        raise unusable(error.what) from error
