"""Small pictures made from PNG bytes when they are first drawn, and forgotten when many others came since."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap


class ThumbnailCache:
    """The last `limit` pictures, by key, size and screen scale."""

    def __init__(self, limit: int = 256) -> None:
        self._limit = limit
        self._pixmaps: OrderedDict[tuple[str, int, int, float], QPixmap] = OrderedDict()
        self.decoded = 0

    def get(self, key: str, png: bytes, room: QSize, scale: float) -> QPixmap:
        """The picture fitted into `room` (logical pixels) for a screen of `scale`; null where it is damaged."""
        place = (key, room.width(), room.height(), scale)
        found = self._pixmaps.get(place)
        if found is None:
            found = self._decode(png, room, scale)
            self._pixmaps[place] = found
            if len(self._pixmaps) > self._limit:
                self._pixmaps.popitem(last=False)
        else:
            self._pixmaps.move_to_end(place)
        return found

    def forget(self) -> None:
        """Let go of all."""
        self._pixmaps.clear()

    def _decode(self, png: bytes, room: QSize, scale: float) -> QPixmap:
        self.decoded += 1
        image = QImage.fromData(png)
        if image.isNull():
            return QPixmap()
        image = image.scaled(
            room * scale, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(scale)
        return pixmap
