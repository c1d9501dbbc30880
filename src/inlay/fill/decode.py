"""Decode: the bytes that a service calls a picture, judged by their header before anything is unpacked."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from inlay.base.errors import BadAnswer, BadInput
from inlay.base.memory import available_memory
from inlay.base.text import tr, tr_number
from inlay.imaging.codec import probe_picture, read_picture
from inlay.imaging.codec.sniff import kind_of

MOST_SIDE = 16_384
MOST_PIXELS = 64_000_000
_SHARE_OF_FREE = 0.5
_BYTES_A_PIXEL = 24  # decoded, as 16 bits, and once more while it is converted
_CODEC = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff"}

# What Pillow raises for broken files.
_BROKEN = (OSError, ValueError, SyntaxError, NotImplementedError, EOFError, Image.DecompressionBombError)


@dataclass(frozen=True, eq=False)
class Decoded:
    """pixels (h, w, 3|4) uint8 or uint16 RGB, as stored; `profile` is the picture's own, None for sRGB."""

    pixels: NDArray[Any]
    profile: bytes | None


def unusable(what: str, next_step: str = "") -> BadAnswer:
    """The error for an answer that can't be taken, with the truth about the money."""
    kept = tr("The service may have charged for it. The mask and the prompt are kept.")
    return BadAnswer(what, kept, next_step or tr("Try again, or use the built-in fill, which works without a network."))


def decode(data: bytes) -> Decoded:
    """A PNG, JPEG or WebP. Raises BadAnswer, in one sentence, for anything else, for what is damaged or cut off, and
    for pictures of more than 16,384 px a side, 64 MP, or half of the free memory."""
    if not data:
        raise unusable(tr("The service sent an empty file instead of a picture."))
    if data.startswith(tuple(_CODEC.values())):
        return _by_codec(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    kind = kind_of(data)
    if kind is None:
        raise unusable(tr("The service sent something that isn't a picture."))
    raise unusable(tr("The service sent {kind} instead of a PNG, JPEG or WebP picture.").format(kind=kind))


def _by_codec(data: bytes) -> Decoded:
    try:
        info = probe_picture(data, _name())
        _check(info.width, info.height)
        picture = read_picture(data, _name())
    except BadInput as error:
        raise unusable(error.what) from error
    return Decoded(picture.pixels, picture.colour.profile)


def _name() -> str:
    return tr("The picture from the service")


def _webp(data: bytes) -> Decoded:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # judged by our own limits
            with Image.open(io.BytesIO(data), formats=["WEBP"]) as image:
                _check(*image.size)
                profile = image.info.get("icc_profile")
                pixels = np.array(image.convert("RGBA" if image.mode in ("RGBA", "LA", "PA") else "RGB"))
    except (UnidentifiedImageError, *_BROKEN) as error:
        raise unusable(tr("{name} is a WebP file, but it is damaged.").format(name=_name())) from error
    return Decoded(pixels, profile if isinstance(profile, bytes) and profile else None)


def _check(width: int, height: int) -> None:
    """Raises BadAnswer, naming the size, for what isn't to be unpacked."""
    needed = width * height * _BYTES_A_PIXEL
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS or needed > available_memory() * _SHARE_OF_FREE:
        raise unusable(
            tr("The service sent a picture of {width} x {height} px, which is too large to be opened.").format(
                width=tr_number(width), height=tr_number(height)
            )
        )
