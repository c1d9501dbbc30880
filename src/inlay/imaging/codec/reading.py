"""Reading a picture: header first, limits, then the pixels, upright and as RGB."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from inlay.base.errors import BadInput, TruncatedInput
from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import xmp as xmp_packets
from inlay.imaging.codec.cmyk import decode_cmyk, profile_for
from inlay.imaging.codec.format import Format, FormatError, format_of, titles
from inlay.imaging.codec.limits import check_memory, check_size
from inlay.imaging.codec.loader import DecodeError, decode
from inlay.imaging.codec.orientation import turn
from inlay.imaging.codec.records import Description, Metadata, Picture, PictureInfo, Salvaged, Scan
from inlay.imaging.codec.salvaged import as_picture, told_of
from inlay.imaging.codec.sniff import kind_of
from inlay.imaging.colour.depth import Pixels
from inlay.imaging.colour.display import validate_profile
from inlay.imaging.colour.space import GREY, SRGB, ColourSpace
from inlay.imaging.colour.standard import adobe_rgb

# What parsing broken bytes may raise below; the scanners are ours, and a fault in a file isn't one in the program.
_BROKEN = (FormatError, struct.error, ValueError, IndexError, KeyError, OverflowError, zlib.error)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises BadInput, naming it, where it is missing, a folder, empty, or can't be read."""
    try:
        if path.is_dir():
            raise BadInput(tr("{path} is a folder, not a picture.").format(path=path))
        if path.exists() and not path.is_file():
            raise BadInput(tr("{path} isn't a regular file.").format(path=path))
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(tr("{path} doesn't exist.").format(path=path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(tr("{path} can't be read: {reason}.").format(path=path, reason=reason)) from error
    if not data:
        raise BadInput(tr("{name} is empty.").format(name=path.name))
    return data


def _truncated(name: str, known: Format, found: Scan) -> TruncatedInput:
    return TruncatedInput(
        tr("{name} is truncated: the end of the file is missing.").format(name=name),
        next_step=tr("Copy or download it again."),
        salvageable=known.salvage is not None and not found.lost,
    )


def _damaged(name: str, title: str) -> BadInput:
    return BadInput(tr("{name} is a damaged {format} file.").format(name=name, format=title))


def _recognise(data: bytes, name: str) -> Format:
    if not data:
        raise BadInput(tr("{name} is empty.").format(name=name))
    known = format_of(data)
    if known is not None:
        return known
    kind = kind_of(data)
    opens = tr("Inlay opens {formats}.").format(formats=titles())
    if kind is None:
        raise BadInput(tr("{name} isn't a picture that Inlay knows.").format(name=name), next_step=opens)
    raise BadInput(tr("{name} is {kind}, which isn't supported.").format(name=name, kind=kind), next_step=opens)


def scan(data: bytes, name: str, salvage: bool = False) -> tuple[Format, Scan]:
    """The format and all that headers tell. Raises BadInput for what isn't a picture, or too large, and
    TruncatedInput for what is cut off, unless it is to be salvaged."""
    known = _recognise(data, name)
    try:
        found = known.scan(data, name)
    except _BROKEN as error:
        raise _damaged(name, known.title) from error
    check_size(name, found.info.width, found.info.height)
    if found.truncated and not salvage:
        raise _truncated(name, known, found)
    return known, found


def probe_picture(data: bytes, name: str = "", salvage: bool = False) -> PictureInfo:
    """What a picture is, from its headers alone. Raises BadInput as `read_picture` does, but for its pixels."""
    return scan(data, name or tr("The file"), salvage)[1].info


def describe_picture(data: bytes, name: str, salvage: bool = False) -> Description:
    """All that headers tell, and what reading the picture would tell. With `salvage`, the pixels are read, since only
    they say how much of them is there. Raises BadInput as `read_picture` does, but for its pixels."""
    _, found = scan(data, name, salvage)
    if salvage:
        picture = read_picture(data, name, salvage=True)
        return Description(picture.info, found.metadata, picture.notes)
    return Description(found.info, found.metadata, (*found.notes, *_colour(found)[1]))


def read_metadata(data: bytes, name: str = "") -> Metadata:
    """What a picture says beside its pixels, set upright; for an export from the bytes that a project keeps.

    Of a file that is cut off, what is there.
    """
    return _upright(scan(data, name or tr("The file"), salvage=True)[1].metadata)


def _upright(metadata: Metadata) -> Metadata:
    """The same with orientation 1, since the pixels are turned."""
    exif = exif_blocks.upright(metadata.exif) if metadata.exif is not None else None
    xmp = xmp_packets.upright(metadata.xmp) if metadata.xmp is not None else None
    return replace(metadata, exif=exif, xmp=xmp)


def _colour(found: Scan) -> tuple[ColourSpace, list[str]]:
    """The document's space: the file's profile where it can be used, else sRGB; and what to tell about it."""
    if found.info.cmyk:
        return SRGB, [profile_for(found.metadata.icc)[1]]
    profile, grey = found.metadata.icc, found.info.grey
    without = GREY if grey else SRGB
    if profile is None:
        exif = found.metadata.exif
        if exif is not None and not grey and exif_blocks.says_adobe_rgb(exif):
            note = tr("The file says Adobe RGB without holding its profile; a compatible one is used.")
            return ColourSpace.of(adobe_rgb()), [note]
        return without if found.implied is None else ColourSpace.of(found.implied), []
    model = validate_profile(profile)
    if model is None:
        return without, [tr("The file's colour profile can't be used; it is treated as sRGB.")]
    if model == "grey" and not grey:
        return without, [tr("The file is in colour, but its profile is for grey; it is treated as sRGB.")]
    return ColourSpace.of(profile, "grey" if grey else "rgb"), []


def _as_rgb(pixels: Pixels, grey: bool) -> Pixels:
    """(H, W, 3 or 4), contiguous: grey repeated."""
    if not grey:
        return np.ascontiguousarray(pixels)
    alpha = pixels.shape[2] == 2
    out = np.empty((*pixels.shape[:2], 4 if alpha else 3), pixels.dtype)
    out[..., :3] = pixels[..., :1]
    if alpha:
        out[..., 3] = pixels[..., 1]
    return out


def _decoded(data: bytes, name: str, known: Format, found: Scan) -> Pixels:
    """(H, W, bands) as stored."""
    try:
        if known.decode is not None:
            return known.decode(data, found)
        if found.info.cmyk:
            return decode_cmyk(known.loader, data, profile_for(found.metadata.icc)[0], found.info.alpha)
        return decode(known.loader, data)
    except DecodeError as error:
        raise (_truncated(name, known, found) if error.truncated else _damaged(name, known.title)) from error


def _salvaged(data: bytes, name: str, known: Format, found: Scan) -> Salvaged:
    nothing = BadInput(
        tr("{name} is truncated, and nothing of the picture can be read.").format(name=name),
        next_step=tr("Copy or download it again."),
    )
    if known.salvage is None or found.lost:
        raise nothing
    try:
        salvaged = known.salvage(data, found)
    except (DecodeError, *_BROKEN) as error:
        raise nothing from error
    if salvaged.rows <= 0:
        raise nothing
    return salvaged


def _checked(stored: Pixels, name: str, known: Format, found: Scan) -> Pixels:
    """(H, W, channels) as stored, without further channels, where they are what the headers said."""
    info = found.info
    wanted = np.uint16 if info.depth == 16 else np.uint8
    if stored.dtype != wanted or stored.shape[2] < info.channels or stored.shape[2] != found.bands:
        raise _damaged(name, known.title)
    size = stored.shape[:2] if info.orientation < 5 else stored.shape[1::-1]
    if size != (info.height, info.width):
        raise _damaged(name, known.title)
    return stored if stored.shape[2] == info.channels else np.ascontiguousarray(stored[..., : info.channels])


def _pixels(data: bytes, name: str, known: Format, found: Scan, salvage: bool) -> tuple[Pixels, list[str]]:
    """(H, W, channels) upright, and what to tell; what couldn't be read of a salvaged picture is transparent."""
    notes: list[str] = []
    try:
        stored = _decoded(data, name, known, found) if not found.truncated else None
    except TruncatedInput:
        if not salvage:
            raise
        stored = None
    if stored is None:
        found_part = _salvaged(data, name, known, found)
        stored = _checked(found_part.pixels, name, known, found)
        notes.append(told_of(found_part))
        stored = as_picture(stored, found_part.rows, found.info.alpha)
    else:
        stored = _checked(stored, name, known, found)
    return turn(stored, found.info.orientation), notes


def read_picture(data: bytes, name: str, memory_limit: int | None = None, salvage: bool = False) -> Picture:
    """Decode the bytes of a picture; `name` is for messages, `memory_limit` in bytes (None: most of what is free).

    8-bit files give uint8, 16-bit ones uint16, bit for bit; palettes and 1 to 4 bits become 8, 10 and 12 bits 16, and
    CMYK becomes sRGB. Orientation is applied here, once. Raises BadInput, with the reason, for everything that can't be
    opened; TruncatedInput for what is cut off. With `salvage`, that gives what can be read; the rest is transparent.
    """
    known, found = scan(data, name, salvage)
    check_memory(name, found, memory_limit, salvage)
    try:
        pixels, told = _pixels(data, name, known, found, salvage)
        pixels = _as_rgb(pixels, found.info.grey)
    except MemoryError as error:
        raise BadInput(tr("There isn't enough memory to open {name}.").format(name=name)) from error
    info = replace(found.info, alpha=pixels.shape[2] == 4)
    colour, about = _colour(found)
    return Picture(pixels, colour, _upright(found.metadata), info, (*told, *found.notes, *about))
