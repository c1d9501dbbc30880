"""What a layered file format is, what comes out of reading one, and what goes into writing one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from inlay.document.document import Document
from inlay.imaging.codec.export import Export
from inlay.imaging.codec.records import Metadata, PictureInfo


@dataclass(frozen=True, eq=False)
class Layered:
    """A layered file that was read.

    The document's canvas begins at (0, 0), and it has no source yet. `notes` are sentences for the person: what of
    the file is shown another way or left out. `data` are the file's bytes.
    """

    document: Document
    metadata: Metadata
    notes: tuple[str, ...]
    data: bytes = field(repr=False)


@dataclass(frozen=True, eq=False)
class Facts:
    """A layered file without its pixels: as a picture, its metadata, and the names of its layers, bottom first."""

    info: PictureInfo
    metadata: Metadata
    layers: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Outgoing:
    """A document on its way into a layered file.

    `export` carries its composite, profile, metadata and the person's settings, as for any picture.
    """

    document: Document
    export: Export


@dataclass(frozen=True, eq=False)
class LayeredFormat:
    """One layered file format. Suffixes are lower case with their dot, the usual one first.

    `is_it` tells by the first bytes. `read` gets the bytes, a name for messages and a memory limit (None: most of
    what is free), `probe` bytes and name; both raise BadInput where the file can't be used. `write` gives notes for
    the person: what the file doesn't hold.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    is_it: Callable[[bytes], bool]
    read: Callable[[bytes, str, int | None], Layered]
    probe: Callable[[bytes, str], Facts]
    write: Callable[[BinaryIO, Outgoing], list[str]]
