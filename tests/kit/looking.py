"""For tests of the canvas: documents from arrays, a sink that keeps what it is told, and the pixels on the screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.imaging.colour import SRGB
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels
from inlay.tools.events import KeyEvent, PointerEvent, WheelEvent
from inlay.ui.canvas import CanvasWidget


def layer_of(pixels: Pixels, x: int = 0, y: int = 0, **how: object) -> Layer:
    """A layer of an array (h, w, 3|4)."""
    return Layer(new_id(), "layer", Raster.from_array(pixels, x, y), **how)  # type: ignore[arg-type]


def document_of(*layers: Layer, canvas: Rect | None = None, mask: Mask | None = None) -> Document:
    """A document in sRGB of these layers, bottom first, as large as the first one."""
    depth = 8 if layers[0].raster.dtype == np.uint8 else 16
    rect = canvas if canvas is not None else layers[0].raster.rect
    return Document(rect, SRGB, depth, layers, mask if mask is not None else Mask.empty())


def photo(width: int, height: int, dtype: type = np.uint8, seed: int = 0) -> Pixels:
    """(height, width, 3) of noise: any pixel out of place is seen."""
    top = int(np.iinfo(dtype).max) + 1
    return np.random.default_rng(seed).integers(0, top, (height, width, 3)).astype(dtype)


class Sink:
    """Keeps every event; `takes` are the names of keys that it uses."""

    def __init__(self) -> None:
        self.events: list[PointerEvent] = []
        self.keys: list[KeyEvent] = []
        self.wheels: list[WheelEvent] = []
        self.takes: set[str] = set()
        self.takes_wheel = False

    def pointer(self, event: PointerEvent) -> None:
        self.events.append(event)

    def wheel(self, event: WheelEvent) -> bool:
        self.wheels.append(event)
        return self.takes_wheel

    def key(self, event: KeyEvent) -> bool:
        self.keys.append(event)
        return event.name in self.takes


def make_canvas(qtbot: object, width: int = 640, height: int = 480) -> tuple[CanvasWidget, Sink]:
    """A canvas on the screen, and its sink."""
    sink = Sink()
    canvas = CanvasWidget(sink)
    qtbot.addWidget(canvas, before_close_func=lambda widget: widget.workshop.close())  # type: ignore[attr-defined]
    canvas.resize(width, height)
    canvas.show()
    qtbot.waitExposed(canvas)  # type: ignore[attr-defined]
    return canvas, sink


def settle(qtbot: object, canvas: CanvasWidget) -> None:
    """Wait until everything visible is drawn at its best."""
    qtbot.waitUntil(lambda: canvas.scene.is_settled and canvas.workshop.is_idle, timeout=20000)  # type: ignore[attr-defined]


def seen(widget: QWidget) -> NDArray[np.uint8]:
    """(h, w, 3) R, G, B of every pixel of the device."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[:, :, :3].copy()


def mouse(widget: QWidget, kind: str, x: float, y: float, **how: object) -> None:
    """Send a "press", "move", "release" or "double" at logical pixels; `button`, `buttons`, `modifiers`."""
    kinds = {
        "press": QEvent.Type.MouseButtonPress,
        "move": QEvent.Type.MouseMove,
        "release": QEvent.Type.MouseButtonRelease,
        "double": QEvent.Type.MouseButtonDblClick,
    }
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = how.get("button", none if kind == "move" else left)
    buttons = how.get("buttons", none if kind == "release" else left)
    modifiers = how.get("modifiers", Qt.KeyboardModifier.NoModifier)
    at = QPointF(x, y)
    event = QMouseEvent(kinds[kind], at, widget.mapToGlobal(at), button, buttons, modifiers)  # type: ignore[call-overload]
    QApplication.sendEvent(widget, event)
