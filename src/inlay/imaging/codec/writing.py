"""Writing a picture in the format that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from inlay.imaging.codec.export import Export, ExportSettings, PixelSource
from inlay.imaging.codec.format import format_by_id
from inlay.imaging.codec.records import Metadata
from inlay.imaging.colour.space import ColourSpace


def _nothing(_share: float) -> None:
    return


def write_picture(
    target: Path | BinaryIO,
    format_id: str,
    source: PixelSource,
    colour: ColourSpace,
    metadata: Metadata | None = None,
    settings: ExportSettings | None = None,
    progress: Callable[[float], None] = _nothing,
    original: bytes | None = None,
) -> list[str]:
    """Write `source` as "png", "tiff" or "jpeg" and return notes for the person.

    The profile that is written is `colour`'s, byte for byte. `target` is a path (overwritten; for a whole-or-nothing
    write give the temporary path of `base.files.write_atomically`) or a seekable binary file at its beginning.
    `progress` is told shares 0..1 on this thread; an exception raised there, or by the source, ends the writing.
    Raises BadInput where the format can't hold the picture, OSError where the disk fails.
    """
    write = format_by_id(format_id).write
    assert write is not None, f"{format_id} is only read"
    export = Export(source, colour, metadata or Metadata(), settings or ExportSettings(), progress, original)
    if isinstance(target, Path):
        with target.open("wb") as file:
            return write(file, export)
    return write(target, export)
