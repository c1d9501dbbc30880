"""Layered files of other programs, in and out: OpenRaster and Photoshop documents."""

from __future__ import annotations

import functools
from pathlib import Path, PurePath

from inlay.document.document import Document
from inlay.imaging.codec.export import Export, ExportSettings, PixelSource
from inlay.imaging.codec.reading import read_bytes
from inlay.imaging.codec.records import Metadata
from inlay.storage.exchange.layered import Facts, Layered, LayeredFormat, Outgoing

__all__ = [
    "Facts",
    "Layered",
    "LayeredFormat",
    "layered_for_path",
    "layered_formats",
    "layered_of",
    "probe_layers",
    "read_layers",
    "write_layers",
]


@functools.cache
def layered_formats() -> tuple[LayeredFormat, ...]:
    """The layered formats, in the order of their file names."""
    from inlay.base.registry import discover
    from inlay.storage.exchange import formats as folder

    return tuple(discover(folder, "FORMAT", LayeredFormat))


def layered_of(data: bytes) -> LayeredFormat | None:
    """The layered format that the first bytes tell; None for everything else."""
    return next((each for each in layered_formats() if each.is_it(data)), None)


def layered_for_path(path: PurePath | str) -> LayeredFormat | None:
    """The layered format to write by a file's suffix; None where it isn't one."""
    suffix = PurePath(path).suffix.lower()
    return next((each for each in layered_formats() if suffix in each.suffixes), None)


def read_layers(data: bytes | Path, name: str = "", memory_limit: int | None = None) -> Layered:
    """The layers of a file whose format `layered_of` knows; `name` is for messages, `memory_limit` in bytes.

    Raises BadInput, in one sentence, for what is damaged, too large or of a kind that can't be opened.
    """
    if isinstance(data, Path):
        name, data = name or data.name, read_bytes(data)
    known = layered_of(data)
    assert known is not None, "ask layered_of first"
    return known.read(data, name, memory_limit)


def probe_layers(data: bytes, name: str) -> Facts | None:
    """What a layered file is, from its headers alone; None for other files. Raises BadInput as `read_layers` does."""
    known = layered_of(data)
    return known.probe(data, name) if known is not None else None


def write_layers(
    document: Document,
    target: Path,
    format_id: str,
    composite: PixelSource,
    metadata: Metadata | None = None,
    settings: ExportSettings | None = None,
    original: bytes | None = None,
) -> list[str]:
    """Write all layers as "ora", "psd" or "psb", with `composite`, what the picture looks like, for other viewers.

    `original` are the bytes of the file that was opened: what showed the old picture in them is told. Notes say what
    the file doesn't hold. `target` is overwritten; for a whole-or-nothing write give the temporary path of
    `base.files.write_atomically`. Raises BadInput where the format can't hold the picture, OSError where the disk
    fails.
    """
    known = next(each for each in layered_formats() if each.id == format_id)
    wanted = settings or ExportSettings()
    export = Export(composite, document.colour, metadata or Metadata(), wanted, original=original)
    with target.open("wb") as file:
        notes = known.write(file, Outgoing(document, export))
    return [*notes, *export.cleaned.notes]
