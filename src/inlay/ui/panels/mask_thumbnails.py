"""Pictures of saved masks for the list, made in the pool and kept as long as the mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from weakref import WeakKeyDictionary

from inlay.base.geometry import Rect
from inlay.document.document import SavedMask
from inlay.document.thumbnail import mask_thumbnail
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.imaging.mask import Mask

SIDE = 144
_NUMBERS = count()


@dataclass(frozen=True, eq=False)
class _Picture:
    """The PNG of a mask inside a canvas, empty while it is being made, and a key that no other has."""

    canvas: Rect
    png: bytes = b""
    key: str = ""


class MaskThumbnails:
    """Gives pictures that are there; `make` makes the others, and `made()` tells when one is ready."""

    def __init__(self, made: Callable[[], object]) -> None:
        self._made: Callable[[], object] | None = made
        self._pictures: WeakKeyDictionary[Mask, _Picture] = WeakKeyDictionary()

    def get(self, saved: SavedMask) -> tuple[str, bytes] | None:
        """(key, PNG) of a mask, or None while it is being made small."""
        found = self._pictures.get(saved.mask)
        return (found.key, found.png) if found is not None and found.png else None

    def make(self, session: Session) -> None:
        """Start making the pictures that are missing for the session's saved masks and canvas."""
        canvas = session.document.canvas
        for saved in session.document.saved_masks:
            found = self._pictures.get(saved.mask)
            if found is None or found.canvas != canvas:
                self._pictures[saved.mask] = _Picture(canvas)  # asked for once, even if that fails
                session.spawn(self._make(saved.mask, canvas))

    def stop(self) -> None:
        """Nobody is to be told any more."""
        self._made = None

    async def _make(self, mask: Mask, canvas: Rect) -> None:
        png = await in_pool(mask_thumbnail, mask, canvas, SIDE)
        self._pictures[mask] = _Picture(canvas, png, f"mask:{next(_NUMBERS)}")
        if self._made is not None:
            self._made()
