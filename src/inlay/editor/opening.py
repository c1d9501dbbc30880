"""From a picture file to a document."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.document import Document, Source
from inlay.document.layer import Layer, new_id
from inlay.document.version import Version
from inlay.imaging.codec import read_bytes, read_picture
from inlay.imaging.raster import Raster
from inlay.storage import Change, SavedState
from inlay.storage.exchange import layered_of, read_layers

KEPT_BYTES = 200_000_000
"""Above this size the project keeps the opened file's path and hash instead of its bytes."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A document fresh from a file, the file's own bytes, and what is to be told about it."""

    document: Document
    source: Source
    data: bytes
    notes: Sequence[str]


def open_picture(path: Path, salvage: bool = False) -> Opened:
    """Read a picture file into a document; with `salvage`, what can be read of a truncated one. Blocking, for the pool.
    Raises BadInput."""
    return open_bytes(read_bytes(path), path.name, path, salvage)


def open_bytes(data: bytes, name: str, path: Path | None = None, salvage: bool = False) -> Opened:
    """A document from a picture file's bytes: of one layer, or of all that a layered file has. `path` is None for one
    that has no file: it came from the clipboard or the web. Otherwise as `open_picture`."""
    layered = layered_of(data)
    if layered is not None:
        return _open_layered(data, name, layered.id, path)
    picture = read_picture(data, name, salvage=salvage)
    source = _source(data, name, picture.info.format, path)
    raster = Raster.from_array(picture.pixels)
    canvas = Rect(0, 0, raster.rect.w, raster.rect.h)
    depth = picture.depth
    layer = Layer(new_id(), tr("Photo"), raster)
    document = Document(canvas, picture.colour, depth, (layer,), source=source)
    return Opened(document, source, data, picture.notes)


def _open_layered(data: bytes, name: str, kind: str, path: Path | None) -> Opened:
    found = read_layers(data, name)
    source = _source(data, name, kind, path)
    return Opened(replace(found.document, source=source), source, data, found.notes)


def _source(data: bytes, name: str, kind: str, path: Path | None) -> Source:
    place = str(path.resolve()) if path is not None else None
    return Source(name, kind, hashlib.sha256(data).hexdigest(), len(data), place)


def first_state(opened: Opened) -> tuple[SavedState, Change]:
    """A session's first state, with the opened file as the root of the history; and the change that records it. A
    picture that lies in no file is work from the start: it can't be opened again."""
    version = Version(new_id(), None, time.time(), opened.source.name, "opened", opened.document, b"")
    state = SavedState(document=opened.document, current_version=version.id, versions=[version], candidates=[])
    return state, Change(
        opened.document,
        version.id,
        (version,),
        source=(opened.source, opened.data),
        name=opened.source.name,
        is_work=opened.source.path is None,
    )
