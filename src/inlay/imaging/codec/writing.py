"""Writing a picture in the format that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.codec.export import Export, ExportSettings, PixelSource
from inlay.imaging.codec.format import Format, format_by_id
from inlay.imaging.codec.records import Metadata
from inlay.imaging.colour.space import ColourSpace


def _nothing(_share: float) -> None:
    return


def check_depth(known: Format, depth: int | None) -> None:
    """BadInput, naming those that there are, where a depth was chosen that the format doesn't have."""
    if depth is not None and depth not in known.depths:
        raise BadInput(
            tr("{format} can't have {depth} bits a channel.").format(format=known.title, depth=depth),
            next_step=tr("Choose one of these: {depths}.").format(depths=", ".join(str(each) for each in known.depths)),
        )


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
    """Write `source` in a format ("png", "tiff", "jpeg", "webp", "avif") and return notes for the person.

    The profile that is written is `colour`'s, byte for byte. `target` is a path (overwritten; for a whole-or-nothing
    write give the temporary path of `base.files.write_atomically`) or a seekable binary file at its beginning.
    `original` are the bytes of the opened file. `progress` is told shares 0..1 on this thread; an exception raised
    there, or by the source, ends the writing. Raises BadInput where the format can't hold the picture, OSError where
    the disk fails.
    """
    known = format_by_id(format_id)
    assert known.write is not None, f"{format_id} is only read"
    export = Export(source, colour, metadata or Metadata(), settings or ExportSettings(), progress, original)
    check_depth(known, export.settings.depth)
    if isinstance(target, Path):
        with target.open("wb") as file:
            notes = known.write(file, export)
    else:
        notes = known.write(target, export)
    return [*notes, *export.cleaned.notes]
