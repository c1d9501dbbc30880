"""From a document to a picture file: the same pixels as on the canvas, with all that the source said of itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from inlay.base.errors import BadInput, InlayError
from inlay.base.files import write_atomically
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.compose import compose, is_covered
from inlay.document.document import Document
from inlay.imaging.codec import (
    ExportSettings,
    Metadata,
    PixelSource,
    format_for_path,
    read_metadata,
    write_picture,
    written_formats,
)
from inlay.imaging.tile import TILE, Pixels
from inlay.storage import WorkingCopy
from inlay.storage.exchange import layered_for_path, layered_formats, probe_layers, write_layers


@dataclass(frozen=True, eq=False)
class ExportOptions:
    """The person's choices; `settings` None means "as the source". The opened file itself is only written over
    when `overwrite_original` says so."""

    settings: ExportSettings = field(default_factory=ExportSettings)
    overwrite_original: bool = False


def check_target(path: Path, original: Path | None, overwrite_original: bool = False) -> None:
    """BadInput where `path` has no known ending or folder, or is the original and that wasn't asked for."""
    _check_ending(path)
    if path.is_dir():
        raise BadInput(tr("{path} is a folder.").format(path=path))
    if not path.absolute().parent.is_dir():
        raise BadInput(tr("The folder {folder} doesn't exist.").format(folder=path.parent))
    if original is not None and not overwrite_original and is_same_file(path, original):
        raise BadInput(
            tr("{name} is the original; it isn't overwritten.").format(name=path.name),
            next_step=tr("Choose another name."),
        )


def _check_ending(path: Path) -> None:
    if layered_for_path(path) is not None:
        return
    try:
        format_for_path(path)
    except BadInput as error:
        endings = [each.suffixes[0] for each in written_formats()] + [each.suffixes[0] for each in layered_formats()]
        error.next_step = tr("Give it one of these endings: {endings}.").format(endings=", ".join(endings))
        raise


def is_same_file(path: Path, other: Path) -> bool:
    """Whether both names lead to one file."""
    try:
        return path.samefile(other)
    except OSError:
        return os.path.realpath(path) == os.path.realpath(other)


def export_document(document: Document, working: WorkingCopy, path: Path, options: ExportOptions) -> list[str]:
    """Write the picture to `path`, whole or not at all; what is to be told about it comes back. For the pool."""
    source = document.source
    original = Path(source.path) if source is not None and source.path else None
    check_target(path, original, options.overwrite_original)
    prepared = prepare(document, working)
    layered = layered_for_path(path)
    format_id = layered.id if layered is not None else format_for_path(path).id
    notes = list(prepared.notes)
    write_atomically(
        path.absolute(), lambda temporary: notes.extend(write_file(prepared, temporary, format_id, options.settings))
    )
    return notes


@dataclass(frozen=True, eq=False)
class Prepared:
    """A document on its way into a file: its pixels, what its source said, and the source's bytes, where known."""

    document: Document
    pixels: PixelSource
    metadata: Metadata
    original: bytes | None
    notes: tuple[str, ...]


def prepare(document: Document, working: WorkingCopy) -> Prepared:
    """What every format's writer needs. For the pool."""
    data, notes = _source_bytes(document, working)
    metadata = _metadata(document, data, notes)
    return Prepared(document, pixels_of(document), metadata, data, tuple(notes))


def write_file(
    prepared: Prepared,
    target: Path | BinaryIO,
    format_id: str,
    settings: ExportSettings,
    progress: Callable[[float], None] = lambda _share: None,
) -> list[str]:
    """Write a prepared picture as `write_picture` does, or its layers; a layered format needs a path."""
    document, pixels, metadata = prepared.document, prepared.pixels, prepared.metadata
    if any(each.id == format_id for each in layered_formats()):
        assert isinstance(target, Path)
        return write_layers(document, target, format_id, pixels, metadata, settings, prepared.original)
    return write_picture(target, format_id, pixels, document.colour, metadata, settings, progress, prepared.original)


def _source_bytes(document: Document, working: WorkingCopy) -> tuple[bytes | None, list[str]]:
    """The bytes of the file that was opened; where they are gone, none, and that is told."""
    if document.source is None:
        return None, []
    try:
        return working.source_bytes(document.source), []
    except InlayError as error:
        return None, [error.sentence(), tr("The file was written without its metadata.")]


def _metadata(document: Document, data: bytes | None, notes: list[str]) -> Metadata:
    """The source's metadata, or none; trouble with it is told in `notes`."""
    if document.source is None or data is None:
        return Metadata()
    try:
        facts = probe_layers(data, document.source.name)
        return facts.metadata if facts is not None else read_metadata(data, document.source.name)
    except InlayError as error:
        notes += [error.sentence(), tr("The file was written without its metadata.")]
        return Metadata()


def pixels_of(document: Document) -> PixelSource:
    """The composite of the canvas, strip by strip; with alpha only where something can be seen through."""
    canvas = document.canvas
    strips = _Strips(document)
    return PixelSource(canvas.w, canvas.h, document.depth, not is_opaque(document), strips.rows)


def is_opaque(document: Document) -> bool:
    """Whether nothing of the canvas can be seen through."""
    if is_covered(document):
        return True
    top = np.iinfo(document.dtype).max
    canvas = document.canvas
    return all(
        bool((compose(document, Rect(canvas.x, y, canvas.w, min(TILE, canvas.bottom - y)))[..., 3] == top).all())
        for y in range(canvas.y, canvas.bottom, TILE)
    )


class _Strips:
    """Rows of the composite; a band of tiles is blended once, however thin the strips that are asked for."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._band = Rect(0, 0, 0, 0)
        self._pixels: Pixels | None = None

    def rows(self, y: int, h: int) -> Pixels:
        """Rows y to y + h of the canvas: (h, width, 4)."""
        canvas = self._document.canvas
        wanted = Rect(canvas.x, canvas.y + y, canvas.w, h)
        if self._pixels is None or not self._band.contains(wanted):
            top = wanted.y
            bottom = min(canvas.bottom, max(wanted.bottom, top + TILE))
            self._band = Rect.from_edges(canvas.x, top, canvas.right, bottom)
            self._pixels = compose(self._document, self._band)
        return self._pixels[wanted.slices(self._band)]
