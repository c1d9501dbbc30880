"""What a picture format is: how it is known, scanned, decoded and written; and which ones there are."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from inlay.base.errors import BadInput
from inlay.base.registry import discover
from inlay.base.text import tr
from inlay.imaging.codec.export import Export
from inlay.imaging.codec.records import Bits, Salvaged, Scan
from inlay.imaging.colour.depth import Pixels


class FormatError(ValueError):
    """A file says that it is of a format, and then isn't."""


@dataclass(frozen=True, eq=False)
class Format:
    """One file format. Suffixes are lower case with their dot, the usual one first.

    `scan` reads headers and metadata and raises FormatError where they are broken, BadInput (with the given name)
    where they tell of something that isn't supported. `loader` is libvips'. `write` gives notes for the person;
    None for a format that is only read. `recognise` says whether a file is of the format where its first bytes alone
    (`magics`) can't; `decode` gives pixels as `Scan` says where libvips' loader alone doesn't. `salvage` gives what can
    be read of a file that is cut off; None where that is never a part of the picture.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    magics: tuple[bytes, ...]
    scan: Callable[[bytes, str], Scan]
    loader: str
    depths: tuple[Bits, ...]
    alpha: bool
    write: Callable[[BinaryIO, Export], list[str]] | None
    recognise: Callable[[bytes], bool] | None = None
    decode: Callable[[bytes, Scan], Pixels] | None = None
    salvage: Callable[[bytes, Scan], Salvaged] | None = None

    def is_of(self, data: bytes) -> bool:
        """Whether the first bytes are of this format."""
        return data.startswith(self.magics) if self.recognise is None else self.recognise(data)


@functools.cache
def known_formats() -> tuple[Format, ...]:
    """All formats, in the order of their file names."""
    from inlay.imaging.codec import formats as folder

    return tuple(discover(folder, "FORMAT", Format))


def written_formats() -> tuple[Format, ...]:
    """The formats that can be written."""
    return tuple(each for each in known_formats() if each.write is not None)


def format_by_id(name: str) -> Format:
    """The format of that id ("png"); KeyError where there is none."""
    return next((each for each in known_formats() if each.id == name), None) or _missing(name)


def _missing(name: str) -> Format:
    raise KeyError(name)


def format_of(data: bytes) -> Format | None:
    """The format that the first bytes tell, whatever the file is called; None where it isn't one of ours."""
    return next((each for each in known_formats() if each.is_of(data)), None)


def titles() -> str:
    """What Inlay opens, for a sentence: "AVIF, HEIC, JPEG, PNG, TIFF and WebP"."""
    *most, last = sorted((each.title for each in known_formats()), key=str.casefold)
    return tr("{most} and {last}").format(most=", ".join(most), last=last)


def format_for_path(path: PurePath | str) -> Format:
    """The format to write by a file's suffix. Raises BadInput where there is none for it."""
    path = PurePath(path)
    suffix = path.suffix.lower()
    for each in written_formats():
        if suffix in each.suffixes:
            return each
    known = ", ".join(each.suffixes[0] for each in written_formats())
    raise BadInput(
        tr("Inlay doesn't know which format to write for {name}.").format(name=path.name),
        next_step=tr("Give it one of these endings: {endings}.").format(endings=known),
    )
