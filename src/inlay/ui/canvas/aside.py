"""What is kept of a picture while another one is shown, so that going back to it takes no time."""

from __future__ import annotations

from dataclasses import dataclass

from inlay.document.document import Document
from inlay.imaging.mask import Mask
from inlay.tools.overlay import MaskPreview
from inlay.ui.canvas.content import MaskTile, PictureTile
from inlay.ui.canvas.ink import Ink
from inlay.ui.canvas.store import TileStore
from inlay.ui.canvas.view import View

ASIDE_LIMIT = 96 << 20
"""Bytes of tiles of a picture that isn't shown: those of a large screen, and the whole picture fitted to it."""


@dataclass(frozen=True, eq=False)
class Aside:
    """What was made of a document that isn't shown now: its tiles go on where they were when it is shown again."""

    document: Document | None
    mask: Mask | MaskPreview | None
    ink: Ink
    profile: bytes | None
    pictures: TileStore[PictureTile]
    masks: TileStore[MaskTile]


@dataclass(frozen=True, eq=False)
class AsideView:
    """The same, and how the picture was looked at: its view, and the largest scale where it was fitted."""

    scene: Aside
    view: View
    fit_limit: float | None
