"""What an export would give, before anything is written: the size of the file, a part of it as it will look, notes."""

from __future__ import annotations

import asyncio
import io
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inlay.base.errors import Cancelled
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.editor.exporting import prepare, write_file
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.imaging.codec import ExportSettings, read_picture
from inlay.imaging.colour.depth import Pixels, to_8bit
from inlay.imaging.colour.space import ColourSpace
from inlay.storage import WorkingCopy
from inlay.storage.exchange import layered_formats

# What these hold is what was put in: for them only the size has to be worked out.
EXACT = frozenset({"png", "tiff"})
# Decoded pictures up to so many bytes stay in memory while they are looked at; larger ones are decoded again.
KEPT_BYTES = 128 << 20


@dataclass(frozen=True, eq=False)
class ExportPreview:
    """The file as the real writer makes it.

    `size` in bytes; `written` and `picture` are (h, w, 4) uint8 or uint16 of `box`, alpha not premultiplied: the file
    decoded again, in `colour`, and the picture as it is, in `picture_colour`.
    """

    size: int
    box: Rect
    written: Pixels
    colour: ColourSpace
    picture: Pixels
    picture_colour: ColourSpace
    notes: tuple[str, ...]


@dataclass(eq=False)
class _File:
    """A written file: its bytes, or None where what is in it is known; and its pixels once they were decoded."""

    document: Document
    format_id: str
    settings: ExportSettings
    size: int
    data: bytes | None
    notes: tuple[str, ...]
    pixels: Pixels | None = None
    colour: ColourSpace | None = None

    def serves(self, document: Document, format_id: str, settings: ExportSettings) -> bool:
        """Whether it is the file of this wish."""
        return self.document is document and (self.format_id, self.settings) == (format_id, settings)

    def decoded(self) -> tuple[Pixels, ColourSpace]:
        """All of its pixels, (H, W, 3 or 4)."""
        if self.pixels is not None and self.colour is not None:
            return self.pixels, self.colour
        assert self.data is not None
        picture = read_picture(self.data, tr("The file"))
        if picture.pixels.nbytes <= KEPT_BYTES:
            self.pixels, self.colour = picture.pixels, picture.colour
        return picture.pixels, picture.colour


class _Measure(io.RawIOBase):
    """A file that only knows how long it is."""

    def __init__(self) -> None:
        super().__init__()
        self._at = self.size = 0

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def seekable(self) -> bool:
        """Every place can be gone to."""
        return True

    def write(self, data: object) -> int:
        """Count bytes."""
        count = memoryview(data).nbytes  # type: ignore[arg-type]
        self._at += count
        self.size = max(self.size, self._at)
        return count

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        self._at = (0, self._at, self.size)[whence] + offset
        return self._at

    def tell(self) -> int:
        """Where it is."""
        return self._at


class Previewer:
    """Works out one preview at a time; the next wish ends the one before. Lives on the loop thread."""

    def __init__(self) -> None:
        self._wish = threading.Event()
        self._turn = asyncio.Lock()
        self._file: _File | None = None

    async def preview(self, session: Session, format_id: str, settings: ExportSettings, box: Rect) -> ExportPreview:
        """The file of the picture as it is now, looked at in `box` (in the canvas). Raises Cancelled where another wish
        came in between, and what the export itself would raise."""
        self._wish.set()
        mine = self._wish = threading.Event()
        try:
            async with self._turn:
                document = session.document
                _go_on(mine)
                if self._file is None or not self._file.serves(document, format_id, settings):
                    self._file = None
                    self._file = await in_pool(_write, document, session.working, format_id, settings, mine)
                return await in_pool(_look, self._file, box.intersect(document.canvas), mine)
        except asyncio.CancelledError:
            mine.set()
            raise
        except Exception as error:
            if session.is_closed:  # its working copy went while it was being read
                raise Cancelled(tr("The picture was closed.")) from error
            raise

    def forget(self) -> None:
        """End what is being worked out, and let go of the file."""
        self._wish.set()
        self._file = None


def _go_on(wish: threading.Event) -> None:
    if wish.is_set():
        raise Cancelled(tr("Another preview is wanted."))


def _write(
    document: Document, working: WorkingCopy, format_id: str, settings: ExportSettings, wish: threading.Event
) -> _File:
    prepared = prepare(document, working)
    data: bytes | None = None

    def progress(_share: float) -> None:
        _go_on(wish)

    if any(each.id == format_id for each in layered_formats()):
        with tempfile.TemporaryDirectory(prefix="inlay-") as folder:
            path = Path(folder) / "preview"
            notes = write_file(prepared, path, format_id, settings)
            size = path.stat().st_size
    elif format_id in EXACT and document.colour.model != "grey":
        measure = _Measure()
        notes = write_file(prepared, measure, format_id, settings, progress)  # type: ignore[arg-type]
        size = measure.size
    else:
        memory = io.BytesIO()
        notes = write_file(prepared, memory, format_id, settings, progress)
        data = memory.getvalue()
        size = len(data)
    _go_on(wish)
    return _File(document, format_id, settings, size, data, (*prepared.notes, *notes))


def _look(file: _File, box: Rect, wish: threading.Event) -> ExportPreview:
    document = file.document
    _go_on(wish)
    picture = compose(document, box)
    if file.data is None:
        written, colour = (to_8bit(picture) if file.settings.depth == 8 else picture), document.colour
    else:
        pixels, colour = file.decoded()
        written = _with_alpha(pixels[box.slices(document.canvas)])
    return ExportPreview(file.size, box, written, colour, picture, document.colour, file.notes)


def _with_alpha(pixels: Pixels) -> Pixels:
    """(h, w, 4), a copy; three channels are opaque."""
    if pixels.shape[2] == 4:
        return pixels.copy()
    opaque = np.full((*pixels.shape[:2], 1), np.iinfo(pixels.dtype).max, pixels.dtype)
    return np.concatenate([pixels, opaque], axis=2)
