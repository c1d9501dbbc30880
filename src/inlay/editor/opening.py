"""From a picture file to a document."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.document import Document, Source
from inlay.document.layer import Layer, new_id
from inlay.document.version import Version
from inlay.imaging.codec import read_bytes, read_picture
from inlay.imaging.raster import Raster
from inlay.storage import Change, SavedState

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
    """Read a picture file into a document of one layer; with `salvage`, what can be read of a truncated one. Blocking,
    for the pool. Raises BadInput."""
    return open_bytes(read_bytes(path), path.name, path, salvage)


def open_bytes(data: bytes, name: str, path: Path | None = None, salvage: bool = False) -> Opened:
    """A document of one layer from a picture file's bytes; `path` is None for one that has no file: it came from the
    clipboard or the web. Otherwise as `open_picture`."""
    del salvage
    picture = read_picture(data, name)
    place = str(path.resolve()) if path is not None else None
    source = Source(name, picture.info.format, hashlib.sha256(data).hexdigest(), len(data), place)
    raster = Raster.from_array(picture.pixels)
    canvas = Rect(0, 0, raster.rect.w, raster.rect.h)
    depth = picture.depth
    layer = Layer(new_id(), tr("Photo"), raster)
    document = Document(canvas, picture.colour, depth, (layer,), source=source)
    return Opened(document, source, data, picture.notes)


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
