"""The pictures of a request: decoded, and checked as pair of picture and mask."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.services.core.checks import Breach, Broken

Array = NDArray[np.uint8]
FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
# What a PNG may tell besides its pixels without saying anything about the person or the camera.
HARMLESS = {"srgb", "gamma", "dpi", "aspect", "jfif", "jfif_version", "jfif_unit", "jfif_density"}
GREY_SHARE = 0.2


@dataclass(frozen=True, eq=False)
class Sent:
    """A picture that was sent: `pixels` is (h, w, 3), or (h, w) for a mask."""

    pixels: Array
    media_type: str
    mode: str
    metadata: tuple[str, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px."""
        return self.pixels.shape[1], self.pixels.shape[0]


def decode(content: bytes, where: str, *, mask: bool = False) -> Sent:
    """The picture in `content`; Broken where it is none or of another format than PNG, JPEG and WebP."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            kind, mode, told = picture.format or "", picture.mode, set(picture.info) - HARMLESS
            pixels = np.asarray(picture.convert("L" if mask else "RGB"))
    except Exception:
        raise Broken(Breach(where, "not a picture that can be decoded")) from None
    if kind not in FORMATS:
        raise Broken(Breach(where, f"{kind} isn't taken"))
    return Sent(pixels, FORMATS[kind], mode, tuple(sorted(map(str, told))))


def check_pair(image: Sent, mask: Sent, image_name: str, mask_name: str) -> list[Breach]:
    """What is wrong with a mask: its size, its mode, its values."""
    breaches = []
    if image.size != mask.size:
        sizes = f"{mask.size[0]} x {mask.size[1]}, and {image_name} has {image.size[0]} x {image.size[1]}"
        breaches.append(Breach(mask_name, f"the mask has {sizes}"))
    if mask.mode not in ("L", "1"):
        breaches.append(Breach(mask_name, f"the mask is of mode {mask.mode}, not L"))
    grey = float(np.mean((mask.pixels > 16) & (mask.pixels < 239)))
    if grey > GREY_SHARE:
        breaches.append(Breach(mask_name, f"{grey:.0%} of the mask is neither black nor white"))
    if not (mask.pixels > 127).any():
        breaches.append(Breach(mask_name, "the mask is black all over: there is nothing to fill"))
    return breaches


def check_size(image: Sent, name: str, *, low: int = 1, megapixels: float = 20.0) -> list[Breach]:
    """What is wrong with the size of a picture."""
    width, height = image.size
    breaches = []
    if min(width, height) < low:
        breaches.append(Breach(name, f"{width} x {height}: each side needs {low} px", "image_too_small"))
    if width * height > megapixels * 1e6:
        breaches.append(Breach(name, f"{width} x {height} is more than {megapixels:g} MP", "image_too_large"))
    return breaches


def notes_on(*pictures: tuple[str, Sent | None]) -> list[str]:
    """What a service would take without a word and Inlay promises not to send: metadata, lossy pictures, alpha."""
    notes = []
    for name, picture in pictures:
        if picture is None:
            continue
        if picture.metadata:
            notes.append(f"{name} carries metadata: {', '.join(picture.metadata)}")
        if picture.media_type != "image/png":
            notes.append(f"{name} is {picture.media_type}, not PNG")
        if picture.mode not in ("RGB", "L", "1"):
            notes.append(f"{name} is of mode {picture.mode}")
    return notes
