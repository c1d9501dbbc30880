"""Reading a picture: header first, limits, then the pixels, upright and as RGB."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.codec import exif as exif_blocks
from inlay.imaging.codec import xmp as xmp_packets
from inlay.imaging.codec.format import Format, FormatError, format_of
from inlay.imaging.codec.limits import check_memory, check_size
from inlay.imaging.codec.loader import DecodeError, decode
from inlay.imaging.codec.orientation import turn
from inlay.imaging.codec.records import Metadata, Picture, PictureInfo, Scan
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


def _truncated(name: str) -> BadInput:
    return BadInput(
        tr("{name} is truncated: the end of the file is missing.").format(name=name),
        next_step=tr("Copy or download it again."),
    )


def _damaged(name: str, title: str) -> BadInput:
    return BadInput(tr("{name} is a {format} file, but it is damaged.").format(name=name, format=title))


def _recognise(data: bytes, name: str) -> Format:
    if not data:
        raise BadInput(tr("{name} is empty.").format(name=name))
    known = format_of(data)
    if known is not None:
        return known
    kind = kind_of(data)
    if kind is None:
        raise BadInput(tr("{name} isn't a picture that Inlay knows. It opens JPEG, PNG and TIFF.").format(name=name))
    raise BadInput(
        tr("{name} is {kind}, which Inlay can't open. It opens JPEG, PNG and TIFF.").format(name=name, kind=kind)
    )


def scan(data: bytes, name: str) -> tuple[Format, Scan]:
    """The format and all that headers tell. Raises BadInput for what isn't a picture, is cut off, or too large."""
    known = _recognise(data, name)
    try:
        found = known.scan(data, name)
    except _BROKEN as error:
        raise _damaged(name, known.title) from error
    check_size(name, found.info.width, found.info.height)
    if found.truncated:
        raise _truncated(name)
    return known, found


def probe_picture(data: bytes, name: str = "") -> PictureInfo:
    """What a picture is, from its headers alone. Raises BadInput as `read_picture` does, but for its pixels."""
    return scan(data, name or tr("The file"))[1].info


def read_metadata(data: bytes, name: str = "") -> Metadata:
    """What a picture says beside its pixels, set upright; for an export from the bytes that a project keeps."""
    return _upright(scan(data, name or tr("The file"))[1].metadata)


def _upright(metadata: Metadata) -> Metadata:
    """The same with orientation 1, since the pixels are turned."""
    exif = exif_blocks.upright(metadata.exif) if metadata.exif is not None else None
    xmp = xmp_packets.upright(metadata.xmp) if metadata.xmp is not None else None
    return replace(metadata, exif=exif, xmp=xmp)


def _colour(found: Scan) -> tuple[ColourSpace, list[str]]:
    """The document's space: the file's profile where it can be used, else sRGB; and what to tell about it."""
    profile, grey = found.metadata.icc, found.info.grey
    without = GREY if grey else SRGB
    if profile is None:
        exif = found.metadata.exif
        if exif is not None and not grey and exif_blocks.says_adobe_rgb(exif):
            note = tr("The file says Adobe RGB without holding its profile; a compatible one is used.")
            return ColourSpace.of(adobe_rgb()), [note]
        return without, []
    model = validate_profile(profile)
    if model is None:
        return without, [tr("The file's colour profile can't be used; it is treated as sRGB.")]
    if model == "grey" and not grey:
        return without, [tr("The file is in colour, but its profile is for grey; it is treated as sRGB.")]
    return ColourSpace.of(profile, "grey" if grey else "rgb"), []


def _as_rgb(pixels: Pixels, info: PictureInfo) -> Pixels:
    """(H, W, 3 or 4), contiguous: grey repeated."""
    if not info.grey:
        return np.ascontiguousarray(pixels)
    out = np.empty((*pixels.shape[:2], 4 if info.alpha else 3), pixels.dtype)
    out[..., :3] = pixels[..., :1]
    if info.alpha:
        out[..., 3] = pixels[..., 1]
    return out


def _pixels(data: bytes, name: str, known: Format, found: Scan) -> Pixels:
    """(H, W, channels) as stored, upright, without further channels."""
    try:
        stored = decode(known.loader, data)
    except DecodeError as error:
        raise (_truncated(name) if error.truncated else _damaged(name, known.title)) from error
    info = found.info
    wanted = np.uint16 if info.depth == 16 else np.uint8
    if stored.dtype != wanted or stored.shape[2] < info.channels or stored.shape[2] != found.bands:
        raise _damaged(name, known.title)
    used = stored if stored.shape[2] == info.channels else np.ascontiguousarray(stored[..., : info.channels])
    upright = turn(used, info.orientation)
    if upright.shape[:2] != (info.height, info.width):
        raise _damaged(name, known.title)
    return upright


def read_picture(data: bytes, name: str, memory_limit: int | None = None) -> Picture:
    """Decode JPEG, PNG or TIFF bytes; `name` is for messages, `memory_limit` in bytes (None: most of what is free).

    8-bit files give uint8, 16-bit ones uint16, bit for bit; palettes and 1 to 4 bits become 8. Orientation is
    applied here, once. Raises BadInput, with the reason, for everything that can't be opened whole.
    """
    known, found = scan(data, name)
    check_memory(name, found, memory_limit)
    try:
        pixels = _pixels(data, name, known, found)
        pixels = _as_rgb(pixels, found.info)
    except MemoryError as error:
        raise BadInput(tr("There isn't enough memory to open {name}.").format(name=name)) from error
    colour, told = _colour(found)
    return Picture(pixels, colour, _upright(found.metadata), found.info, (*found.notes, *told))
