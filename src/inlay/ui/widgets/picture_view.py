"""A picture as large as its place allows, at most at its own size, sharp on every screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class PictureView(QWidget):
    """Shows an image; nothing while there is none."""

    def __init__(self, parent: QWidget | None = None, least: QSize | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setMinimumSize(least or QSize(160, 120))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_image(self, image: QImage) -> None:
        """Show another image, or none where it is null."""
        self._image = image
        self.update()

    def image(self) -> QImage:
        """What is shown."""
        return self._image

    def sizeHint(self) -> QSize:
        """Qt's own."""
        return QSize(360, 300)

    def place(self) -> QRectF:
        """Where the image is drawn, in logical pixels."""
        if self._image.isNull():
            return QRectF()
        ratio = self.devicePixelRatioF()
        size = QSize(self._image.size() / ratio)
        if size.width() > self.width() or size.height() > self.height():
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2, *size.toTuple())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's own."""
        if self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.place(), self._image)
        painter.end()
