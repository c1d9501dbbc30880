"""What a picture file says of itself, and what comes out of reading it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from inlay.imaging.colour.depth import Pixels
from inlay.imaging.colour.space import ColourSpace

Depth = Literal[8, 16]
Bits = Literal[8, 10, 12, 16]
"""Bits a channel in a written file."""
Sampling = Literal["4:4:4", "4:2:2", "4:2:0"]


@dataclass(frozen=True, eq=False)
class JpegSettings:
    """How a JPEG was compressed, so that it can be compressed so again.

    `tables` are the quantisation tables (luma, then chroma; 64 values in row order, 1..255), or empty where they
    can't be used again. `quality` 1..100 is the nearest of the standard's own scale.
    """

    tables: tuple[tuple[int, ...], ...]
    sampling: Sampling
    quality: int
    progressive: bool


@dataclass(frozen=True, eq=False)
class Metadata:
    """What a file says beside its pixels.

    `exif` is a TIFF-structured block without the "Exif" prefix, `xmp` the packet, `iptc` the IIM records, `icc` the
    profile as it lies in the file, `dpi` dots per inch. After reading, the orientation in them is 1.
    """

    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    icc: bytes | None = None
    dpi: tuple[float, float] | None = None
    jpeg: JpegSettings | None = None


@dataclass(frozen=True, eq=False)
class PictureInfo:
    """A picture without its pixels. `width` and `height` are upright (after `orientation`, 1..8, is applied).

    `depth` is 8 for 1 to 8 bits a channel in the file, else 16. `format` is the id of the file format. `cmyk` says that
    the file holds CMYK, which is converted to RGB as it is read. `orientation` is 1 where the format's own loader turns
    the picture (HEIC, AVIF).
    """

    format: str
    width: int
    height: int
    depth: Depth
    grey: bool
    alpha: bool
    orientation: int = 1
    has_profile: bool = False
    pages: int = 1
    cmyk: bool = False

    @property
    def channels(self) -> int:
        """Channels of the picture: 1 or 3, and one more with alpha."""
        return (1 if self.grey else 3) + self.alpha


@dataclass(frozen=True, eq=False)
class Scan:
    """What a format reads from the headers alone. `metadata` is as in the file.

    `bands` are what the loader will give; `working` are bytes that the loader needs besides its result;
    `truncated` says that data are missing at the end, `lost` that nothing of the picture can be had without them.
    `implied` is the profile of a colour space that the file names
    without holding a profile.
    """

    info: PictureInfo
    metadata: Metadata
    bands: int
    notes: tuple[str, ...] = ()
    working: int = 0
    truncated: bool = False
    lost: bool = False
    implied: bytes | None = None


@dataclass(frozen=True, eq=False)
class Salvaged:
    """What could be read of a file that is cut off.

    `pixels` are as `Scan` says; `rows` of them, from the top as stored, could be read, and the others mean nothing.
    `coarse`: all of them are there, but not in full detail (a progressive picture).
    """

    pixels: Pixels
    rows: int
    coarse: bool = False


@dataclass(frozen=True, eq=False)
class Description:
    """A picture without its pixels, what stands beside them as it lies in the file, and what is to be told of it."""

    info: PictureInfo
    metadata: Metadata
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that was read: upright, colour and grey alike as R, G, B.

    `pixels` is (H, W, 3) or, with alpha (not premultiplied), (H, W, 4), uint8 or uint16 by `depth`, contiguous, perhaps
    read-only.
    `notes` are sentences that the person should be told.
    """

    pixels: Pixels
    colour: ColourSpace
    metadata: Metadata
    info: PictureInfo
    notes: tuple[str, ...] = field(default=())

    @property
    def depth(self) -> Depth:
        """Bits a channel."""
        return self.info.depth

    @property
    def had_alpha(self) -> bool:
        """Whether the file had an alpha channel."""
        return self.info.alpha

    @property
    def grey(self) -> bool:
        """Whether the file was grey."""
        return self.info.grey
