"""What tiles hold once they are on the GUI thread: QImages over the arrays that the pool made."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from inlay.base.geometry import Rect
from inlay.imaging.mask import Coverage
from inlay.ui.canvas.ink import Ink, dashes
from inlay.ui.canvas.render import Bytes, Finished, Key


def image_over(pixels: Bytes, opaque: bool) -> QImage:
    """A QImage on the memory of (h, w, 4) uint8 B, G, R, A; whoever keeps the image keeps the array."""
    height, width = pixels.shape[:2]
    kind = QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32_Premultiplied
    return QImage(pixels.data, width, height, pixels.strides[0], kind)


def _box_of(values: Coverage) -> Rect:
    """The smallest box with all values above 0 (cv2 finds it ten times as fast as NumPy)."""
    return Rect(*cv2.boundingRect(values))


BLOCK = 64
"""Pixels of a tile that are painted again together where ants march."""
Edge = tuple[NDArray[np.intp], NDArray[np.intp], list[Rect]]


class PictureTile:
    """A tile of the composite.

    `inside` is the part of its pixels that lies in the canvas. `solid` draws that part faster where it has no
    translucent pixel, and is None where it has.
    """

    __slots__ = ("image", "inside", "pixels", "solid")

    def __init__(self, finished: Finished) -> None:
        self.pixels = finished.pixels
        inside = finished.inside
        self.inside = QRect(inside.x, inside.y, inside.w, inside.h)
        self.image = image_over(finished.pixels, opaque=False)
        self.solid = image_over(finished.pixels, opaque=True) if finished.opaque else None

    @property
    def nbytes(self) -> int:
        return int(self.pixels.nbytes)


class MaskTile:
    """A tile of the mask overlay: `values` as the document has them, `pixels` as they are drawn.

    The picture is drawn into where a stroke is in progress; `values` aren't. `inked` holds all pixels that aren't
    transparent, so that a small mask costs little on a large tile.
    """

    __slots__ = ("_edge", "image", "ink", "inked", "key", "pixels", "values")

    def __init__(self, key: Key, values: Coverage, pixels: Bytes, ink: Ink) -> None:
        self.key = key
        self.values = values
        self.pixels = pixels
        self.ink = ink
        self.inked = self._box()
        self.image = image_over(pixels, opaque=False)
        self._edge: Edge | None = None

    def _box(self) -> Rect:
        return Rect(0, 0, *self.values.shape[::-1]) if self.ink.covers else _box_of(self.values)

    def drawn_into(self) -> None:
        """The picture was changed for a stroke in progress."""
        self._edge = None

    def forget_strokes(self) -> None:
        """What was drawn over the mask's own values is gone."""
        self.inked = self._box()

    def march(self, ink: Ink) -> list[Rect]:
        """Let the dashes go on as `ink` says; the boxes (pixels of the tile) in which that is seen."""
        if self._edge is None:
            rows, columns = np.nonzero(self.pixels[:, :, 3] == 255)
            blocks = np.unique(np.stack([rows // BLOCK, columns // BLOCK]), axis=1).T.tolist()
            self._edge = rows, columns, [Rect(column * BLOCK, row * BLOCK, BLOCK, BLOCK) for row, column in blocks]
        rows, columns, boxes = self._edge
        self.pixels[rows, columns, :3] = dashes(rows, columns, ink.step)[:, np.newaxis]
        self.ink = ink
        return boxes

    @staticmethod
    def drawn(key: Key, values: Coverage, ink: Ink) -> MaskTile:
        """The tile of these values; runs in the pool."""
        return MaskTile(key, values, np.ascontiguousarray(ink.draw(values)), ink)

    @property
    def nbytes(self) -> int:
        return int(self.pixels.nbytes + self.values.nbytes)
