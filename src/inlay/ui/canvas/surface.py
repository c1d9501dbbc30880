"""The surface: draws finished tiles, the checkerboard under transparency, the surround and the canvas' border."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPixmap, QRegion, QTransform

from inlay.base.geometry import Rect
from inlay.ui.canvas.content import PictureTile
from inlay.ui.canvas.pixels import boxes_of
from inlay.ui.canvas.render import APRON, SIDE, Key, keys_over
from inlay.ui.canvas.scene import Scene
from inlay.ui.canvas.store import TileStore
from inlay.ui.canvas.view import MAX_DRAWN_LEVEL, View, rounded
from inlay.ui.theme import colours

CHECKS = QColor(102, 102, 102), QColor(153, 153, 153)
CHECK_SIDE = 8  # logical pixels


def qrect(rect: Rect) -> QRect:
    """The same box for Qt."""
    return QRect(rect.x, rect.y, rect.w, rect.h)


def _checkerboard(side: int) -> QPixmap:
    pixmap = QPixmap(2 * side, 2 * side)
    pixmap.fill(CHECKS[0])
    painter = QPainter(pixmap)
    painter.fillRect(side, 0, side, side, CHECKS[1])
    painter.fillRect(0, side, side, side, CHECKS[1])
    painter.end()
    return pixmap


def checks(ratio: float) -> QBrush:
    """The checkerboard that is seen through transparency, in pixels of the device."""
    return QBrush(_checkerboard(max(1, round(CHECK_SIDE * ratio))))


class Surface:
    """Draws the scene in pixels of the device. `painter` must have such coordinates, and nothing clipped."""

    def __init__(self, scene: Scene, ratio: float) -> None:
        self.scene = scene
        self.smooth = False  # whether pixels run into each other at large scales
        self.lost_some = False  # whether a tile that was there has fallen victim to the memory budget
        self._cut = True  # nothing beyond the edge of the canvas is shown
        self._checks = checks(ratio)

    def paint(self, painter: QPainter, view: View, area: Rect, exposed: QRegion, base: QTransform) -> None:
        """Draw what is `exposed` (device). `area` of the plane is shown; `base` leads to device coordinates."""
        shown = qrect(view.screen_rect(area))
        self._cut = self.scene.document is not None and area == self.scene.document.canvas
        painter.setTransform(base)
        for around in boxes_of(exposed.subtracted(QRegion(shown))):
            painter.fillRect(around, QColor(colours.CANVAS))
        exposed_box = exposed.boundingRect() & shown
        if exposed_box.isEmpty():
            return
        plane = _plane_of(view, exposed_box).intersect(area)
        for key in keys_over(view.level, plane):
            target = qrect(view.screen_rect(key.plane)) & exposed_box
            if exposed.intersects(target):
                self._tile(painter, view, key, target, base)
        self._masks(painter, view, exposed, exposed_box, base)
        painter.setTransform(base)
        painter.setClipping(False)

    def border(self, painter: QPainter, view: View, rect: Rect) -> None:
        """A thin dark line around a box of the plane."""
        painter.setPen(QPen(QColor(colours.CANVAS_EDGE), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        shown = qrect(view.screen_rect(rect))
        painter.drawRect(shown.adjusted(-1, -1, 0, 0))

    def _tile(self, painter: QPainter, view: View, key: Key, target: QRect, base: QTransform) -> None:
        pictures = self.scene.pictures
        tile = pictures.get(key)
        self.lost_some |= pictures.is_lost(key)
        if tile is not None:
            pictures.used(key)
            self._picture(painter, view, key, tile, target, base)
            return
        others = _stand_ins(pictures, key)
        painter.setTransform(base)
        if not others:
            painter.fillRect(target, QColor(colours.WAITING))  # nothing has been worked out here yet
        for other, content in others:
            part = target & qrect(view.screen_rect(other.plane))
            if not part.isEmpty():
                self._picture(painter, view, other, content, part, base)

    def _picture(
        self, painter: QPainter, view: View, key: Key, tile: PictureTile, target: QRect, base: QTransform
    ) -> None:
        if tile.solid is not None and (self._cut or tile.inside.size() == tile.solid.size()):
            # Smooth scaling must not look beyond the edge of the canvas, where there is nothing.
            draw_tile(painter, view, key, tile.solid, target, base, tile.inside, large=self.smooth)
            return
        painter.setTransform(base)
        painter.setBrushOrigin(QPoint(view.x, view.y))
        painter.fillRect(target, self._checks)
        inside = tile.inside if self._cut else None
        draw_tile(painter, view, key, tile.image, target, base, inside, large=self.smooth)

    def _masks(self, painter: QPainter, view: View, exposed: QRegion, box: QRect, base: QTransform) -> None:
        scene = self.scene
        if scene.document is None or scene.mask is None or scene.ink.style == "off":
            return
        inside = box & qrect(view.screen_rect(scene.document.canvas))
        if inside.isEmpty():
            return
        for key in keys_over(scene.mask_level(view), _plane_of(view, inside)):
            tile = scene.masks.get(key)
            self.lost_some |= scene.masks.is_lost(key)
            if tile is None:
                self._blank(painter, qrect(view.screen_rect(key.plane)) & inside, key, base)
                continue
            target = qrect(view.screen_rect(key.plane)) & inside & _screen_box(view, key, tile.inked)
            if exposed.intersects(target):
                scene.masks.used(key)
                draw_tile(painter, view, key, tile.image, target, base, smooth=not tile.ink.is_line)

    def _blank(self, painter: QPainter, target: QRect, key: Key, base: QTransform) -> None:
        """Where nothing is masked there are no tiles, and in black and white that is black."""
        if self.scene.ink.covers and self.scene.mask_value(key) == 0:
            painter.setTransform(base)
            painter.fillRect(target, Qt.GlobalColor.black)


def _plane_of(view: View, box: QRect) -> Rect:
    return view.plane_rect(box.x(), box.y(), box.x() + box.width(), box.y() + box.height())


def _screen_box(view: View, key: Key, part: Rect) -> QRect:
    """Where a part of a tile's pixels is drawn, and a pixel more for smooth edges."""
    if part.is_empty:
        return QRect()
    scale = view.scale * key.unit
    left, top = (key.column * SIDE - APRON) * scale + view.x, (key.row * SIDE - APRON) * scale + view.y
    x, y = rounded(left + (part.x - 1) * scale) - 1, rounded(top + (part.y - 1) * scale) - 1
    right, bottom = rounded(left + (part.right + 1) * scale) + 1, rounded(top + (part.bottom + 1) * scale) + 1
    return QRect(x, y, right - x, bottom - y)


def draw_tile(
    painter: QPainter,
    view: View,
    key: Key,
    image: QImage,
    target: QRect,
    base: QTransform,
    inside: QRect | None = None,
    smooth: bool = True,
    large: bool = False,
) -> None:
    """Draw the part of a tile that lies in `target` (device): whole pixels where sizes agree, else smoothly; from
    200 % on only with `large`, so that single pixels can be told apart.

    Only pixels of the tile that lie `inside` are looked at.
    """
    scale = view.scale * key.unit
    left = (key.column * SIDE - APRON) * scale + view.x
    top = (key.row * SIDE - APRON) * scale + view.y
    if scale == 1.0:
        painter.setTransform(base)
        painter.drawImage(target.topLeft(), image, target.translated(-round(left), -round(top)))
        return
    painter.setTransform(base)
    painter.setClipRect(target)
    blurs = view.scale < 2.0 or key.level > 0 or large
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth and blurs)
    painter.setTransform(QTransform(scale, 0, 0, scale, left, top) * base)
    if inside is None:
        painter.drawImage(0, 0, image)
    else:
        painter.drawImage(inside.topLeft(), image, inside)
    painter.setClipping(False)


def _stand_ins(store: TileStore[PictureTile], key: Key) -> list[tuple[Key, PictureTile]]:
    """What may be shown until a tile is there: the next smaller size, and the larger one over it."""
    found: list[tuple[Key, PictureTile]] = []
    for up in range(1, MAX_DRAWN_LEVEL + 1 - key.level):
        other = Key(key.level + up, key.column >> up, key.row >> up)
        tile = store.get(other)
        if tile is not None:
            found.append((other, tile))
            break
    if key.level > 0:
        for row in (2 * key.row, 2 * key.row + 1):
            for column in (2 * key.column, 2 * key.column + 1):
                child = Key(key.level - 1, column, row)
                tile = store.get(child)
                if tile is not None:
                    found.append((child, tile))
    return found
