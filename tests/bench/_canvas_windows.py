"""The windows that the bench of the canvas looks at: the canvas with a brush in it, and a plain Qt widget.

As a program (`python -m tests.bench._canvas_windows "24 MP"`) it shows one of them and does what stdin says.
"""

from __future__ import annotations

import os
import sys
import threading

import cv2
import numpy as np

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.imaging.brush import BrushSettings, StrokeBuffer, StrokePoint
from inlay.imaging.colour import SRGB
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.tools.events import KeyEvent, Phase, PointerEvent, WheelEvent
from inlay.tools.overlay import BrushCursor, StrokePreview
from inlay.ui.canvas import CanvasWidget

WINDOW = 1600, 1000
PLAIN = "plain widget, 2 MP"
FRUGAL = "plain widget that paints only what changed, 2 MP"
SIZES = {"2 MP": (1732, 1155), "24 MP": (6000, 4000), "100 MP": (12250, 8165)}
BRUSH = 100


def picture(width: int, height: int) -> np.ndarray:
    """(height, width, 3) uint8 with detail at every size, so that nothing is cheap by being flat."""
    rng = np.random.default_rng(7)
    seeds = rng.integers(0, 200, (24, 36, 3), dtype=np.uint8)
    coarse = cv2.resize(seeds, (width, height), interpolation=cv2.INTER_CUBIC)
    grain = rng.integers(0, 50, (512, 512, 3), dtype=np.uint8)
    for top in range(0, height, 512):
        for left in range(0, width, 512):
            part = coarse[top : top + 512, left : left + 512]
            cv2.add(part, grain[: part.shape[0], : part.shape[1]], part)
    return coarse


class BrushSink:
    """A brush as the editor's: every move extends a stroke and moves the circle."""

    def __init__(self) -> None:
        self.canvas: CanvasWidget | None = None
        self.preview: StrokePreview | None = None

    def pointer(self, event: PointerEvent) -> None:
        canvas = self.canvas
        assert canvas is not None
        if event.phase is Phase.PRESS:
            settings = BrushSettings(size=BRUSH, hardness=0.8, grain=1 / canvas.tool_view.scale)
            self.preview = StrokePreview(StrokeBuffer(settings, canvas.tool_view.level), canvas.area)
        if self.preview is not None and event.phase in (Phase.PRESS, Phase.MOVE):
            dirty = self.preview.buffer.extend([StrokePoint(event.pos.x, event.pos.y)])
            canvas.show_stroke(self.preview, dirty)
        canvas.set_overlay(BrushCursor(event.pos, BRUSH / 2, 0.8))
        if event.phase is Phase.RELEASE and self.preview is not None:
            canvas.drop_stroke(self.preview)
            self.preview = None

    def wheel(self, event: WheelEvent) -> bool:
        return False

    def key(self, event: KeyEvent) -> bool:
        return False


class Painted:
    """Counts what a widget has painted."""

    painted = 0


class TimedCanvas(CanvasWidget, Painted):
    """The canvas, counting."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted += 1


class Plain(QWidget, Painted):
    """What a person would write in an afternoon: one pixmap that is painted into, moved and scaled."""

    def __init__(self, pixels: np.ndarray, frugal: bool = False) -> None:
        super().__init__()
        self.frugal = frugal
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        height, width = pixels.shape[:2]
        self.pixmap = QPixmap(width, height)
        self.pixmap.loadFromData(cv2.imencode(".bmp", pixels)[1].tobytes())
        self.offset = QPointF((WINDOW[0] - width) / 2, (WINDOW[1] - height) / 2).toPoint()
        self.scale = 1.0
        self.last: QPointF | None = None
        self.held: QPoint | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(40, 40, 40))
        if self.scale == 1.0:
            exposed = event.rect()
            painter.drawPixmap(exposed, self.pixmap, exposed.translated(-self.offset))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.translate(self.offset)
            painter.scale(self.scale, self.scale)
            painter.drawPixmap(0, 0, self.pixmap)
        painter.end()
        self.painted += 1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.last = event.position() if event.button() == Qt.MouseButton.LeftButton else None
        self.held = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self.last is not None:
            painter = QPainter(self.pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(200, 30, 30), BRUSH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(self.last - QPointF(self.offset), at - QPointF(self.offset))
            painter.end()
            box = QPoint(BRUSH, BRUSH)
            reach = [at.toPoint() + box, at.toPoint() - box, self.last.toPoint() + box, self.last.toPoint() - box]
            xs, ys = [each.x() for each in reach], [each.y() for each in reach]
            if self.frugal:
                self.update(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
            else:
                self.update()
            self.last = at
        elif self.held is not None:
            self.offset += at.toPoint() - self.held
            self.held = at.toPoint()
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.scale *= 1.25 if event.angleDelta().y() > 0 else 0.8
        self.scale = 1.0 if abs(self.scale - 1.0) < 1e-6 else self.scale
        self.update()


def canvas_window() -> TimedCanvas:
    """A canvas that shows nothing yet, with the brush in the hand."""
    sink = BrushSink()
    canvas = TimedCanvas(sink)
    sink.canvas = canvas
    canvas.set_mask(Mask.empty())
    return canvas


def document(name: str) -> Document:
    """The picture of one of the sizes, as a document of one layer."""
    width, height = SIZES[name]
    layer = Layer(new_id(), "photo", Raster.from_array(picture(width, height)))
    return Document(Rect(0, 0, width, height), SRGB, 8, (layer,))


class Orders(QObject):
    """Lines of stdin, on the GUI thread."""

    given = Signal(str)

    def start(self) -> None:
        """Read from now on; whoever wants to hear has to be connected."""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.given.emit(line.strip())
            if line.strip() == "quit":
                return  # a thread that still reads would hold up the end of the program


def main(name: str) -> int:
    """Show a window at the screen's top left corner; answer each order when it has been painted."""
    app = QApplication([])
    widget: QWidget = canvas_window() if name in SIZES else Plain(picture(*SIZES["2 MP"]), name == FRUGAL)
    widget.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    widget.setGeometry(0, 0, *WINDOW)
    widget.show()

    def answer() -> None:
        if isinstance(widget, CanvasWidget) and not widget.scene.is_settled:
            QTimer.singleShot(5, answer)
        else:
            QTimer.singleShot(60, lambda: print("done", flush=True))

    def obey(order: str) -> None:
        if order == "quit":
            app.quit()
        elif isinstance(widget, CanvasWidget):
            if order == "open":
                widget.set_shown(document(name))
            elif order == "fit":
                widget.zoom_fit()
            elif order == "full":
                widget.zoom_to(1.0)
        answer()

    orders = Orders()
    orders.given.connect(obey)
    orders.start()
    code = app.exec()
    if isinstance(widget, CanvasWidget):
        widget.workshop.close()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
