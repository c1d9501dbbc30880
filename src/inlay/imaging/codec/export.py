"""What a format's writer gets: rows on demand, the colour space, the metadata and the person's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import xmp as xmp_packets
from inlay.imaging.codec.cleaning import Cleaned, Keep, clean
from inlay.imaging.codec.records import Bits, Depth, Metadata, Sampling
from inlay.imaging.colour.depth import Pixels, to_8bit, to_16bit
from inlay.imaging.colour.space import ColourSpace

# A strip is what one worker compresses at a time. Measured: as PNG, 256 KiB take half the time of 1 MiB, because
# they stay in the processor's cache, and make the file 0.4 % larger.
STRIP_BYTES = 1 << 18


@dataclass(frozen=True, eq=False)
class PixelSource:
    """Pixels that are asked for strip by strip, so that nobody has to hold the whole picture.

    `rows(y, h)` gives (h, width, 3 or 4), uint8 or uint16 by `depth`, alpha not premultiplied; it is called from one
    thread, from top to bottom. `alpha` says whether a fourth channel is to be written: an opaque composite has
    four channels and none to write.
    """

    width: int
    height: int
    depth: Depth
    alpha: bool
    rows: Callable[[int, int], Pixels]

    @classmethod
    def of(cls, pixels: Pixels) -> PixelSource:
        """A whole (H, W, 3 or 4) array; four channels mean alpha."""
        height, width, bands = pixels.shape
        depth: Depth = 16 if pixels.dtype == np.uint16 else 8
        return cls(width, height, depth, bands == 4, lambda y, h: pixels[y : y + h])


@dataclass(frozen=True)
class ExportSettings:
    """The person's choices; None means "as the source".

    `depth` is one of the format's (JPEG and WebP are always 8), `quality` 1..100 for JPEG, WebP and AVIF, `sampling`
    for JPEG. Without a JPEG source these are 95 and 4:4:4. `lossless` is for WebP and AVIF. `metadata` is what of the
    source's EXIF, XMP and IPTC goes into the file; the profile and the resolution always do.
    """

    depth: Bits | None = None
    quality: int | None = None
    sampling: Sampling | None = None
    lossless: bool = False
    metadata: Keep = "all"


def _nothing(_share: float) -> None:
    return


@dataclass(frozen=True, eq=False)
class Export:
    """One picture on its way into a file. `progress` is told 0..1; what it raises ends the export.

    `original` are the bytes of the file that was opened, where the picture still has its size, orientation and
    profile: a JPEG can keep what didn't change of it bit for bit.
    """

    source: PixelSource
    colour: ColourSpace
    metadata: Metadata = field(default_factory=Metadata)
    settings: ExportSettings = field(default_factory=ExportSettings)
    progress: Callable[[float], None] = _nothing
    original: bytes | None = None

    @property
    def depth(self) -> Bits:
        """Bits a channel to write, where the format can."""
        return self.settings.depth or self.source.depth

    @property
    def grey(self) -> bool:
        """Whether the document is grey."""
        return self.colour.model == "grey"

    @cached_property
    def cleaned(self) -> Cleaned:
        """The metadata as the person wants them, without pictures; and what to tell about that."""
        return clean(self.metadata, self.settings.metadata, self.original)

    def exif(self) -> bytes | None:
        """The EXIF block: upright, with this picture's size; None where there is none that can be read."""
        block = self.cleaned.exif
        if block is None:
            return None
        return exif_blocks.with_size(exif_blocks.upright(block), self.source.width, self.source.height)

    def xmp(self) -> bytes | None:
        """The XMP packet, upright."""
        return xmp_packets.upright(self.cleaned.xmp) if self.cleaned.xmp else None

    def iptc(self) -> bytes | None:
        """The IPTC records."""
        return self.cleaned.iptc

    def strips(self, rows: int, depth: Bits, grey: bool, alpha: bool) -> Iterator[Pixels]:
        """The picture from top to bottom in strips of at most `rows`: (h, w, 1..4) contiguous, of that depth."""
        source = self.source
        for y in range(0, source.height, rows):
            pixels = source.rows(y, min(rows, source.height - y))
            pixels = to_8bit(pixels) if depth == 8 else to_16bit(pixels)
            yield np.ascontiguousarray(_channels(pixels, grey, alpha))
            self.progress(min(1.0, (y + rows) / source.height))


def _channels(pixels: Pixels, grey: bool, alpha: bool) -> Pixels:
    colours = _grey(pixels) if grey else pixels[..., :3]
    if not alpha:
        return colours
    if not grey and pixels.shape[2] == 4:
        return pixels
    opaque = np.iinfo(pixels.dtype).max
    last = pixels[..., 3:4] if pixels.shape[2] == 4 else np.full_like(pixels[..., :1], opaque)
    return np.concatenate([colours, last], axis=2)


def _grey(pixels: Pixels) -> Pixels:
    """One channel: a grey document has R = G = B; where a colour got in, its luma (Rec. 709 weights)."""
    first = pixels[..., :1]
    if (pixels[..., 1:3] == first).all():
        return first
    weights = np.array([0.2126, 0.7152, 0.0722])
    luma: Pixels = np.rint(pixels[..., :3] @ weights)[..., None].astype(pixels.dtype)
    return luma
