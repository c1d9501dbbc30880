"""The canvas at 2, 24 and 100 MP beside a plain Qt widget on a 2 MP pixmap, in milliseconds; median and 95 % of many.

`outside`: events into the X server, pixels out of it, as other editors are measured; left out without an X display.
`inside`: from an event given to the widget to the end of the painting, where nothing of the system counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from inlay.ui.canvas import CanvasWidget
from tests.bench._canvas_outside import figure, measured
from tests.bench._canvas_windows import BRUSH, FRUGAL, PLAIN, SIZES, WINDOW, Plain, canvas_window, document, picture

MOVES = 120
Send = Callable[[], None]
Figure = dict[str, float]


def _mouse(kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton, held: Qt.MouseButton, on: QWidget) -> None:
    at = QPointF(x, y)
    QApplication.sendEvent(on, QMouseEvent(kind, at, on.mapToGlobal(at), button, held, Qt.KeyboardModifier.NoModifier))


def _wheel(on: QWidget, turn: int) -> None:
    at = QPointF(WINDOW[0] / 2 + 37, WINDOW[1] / 2 - 21)
    control = Qt.KeyboardModifier.ControlModifier
    event = QWheelEvent(
        at, on.mapToGlobal(at), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, control,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(on, event)


def _until(done: Callable[[], bool], limit: float = 60.0) -> None:
    end = time.perf_counter() + limit
    while not done():
        QApplication.processEvents()
        if time.perf_counter() > end:
            raise TimeoutError("the canvas didn't settle")


def _rest(widget: QWidget) -> None:
    """Let everything that was asked for be painted."""
    _until(lambda: _is_settled(widget))
    for _ in range(5):
        QApplication.processEvents()
        time.sleep(0.002)


def _is_settled(widget: QWidget) -> bool:
    return not isinstance(widget, CanvasWidget) or widget.scene.is_settled


def _timed(widget: Any, send: Send, settled: bool = False) -> float:
    """Milliseconds from an event to the end of the painting that it causes; of the last one, with `settled`."""
    before = widget.painted
    start = time.perf_counter()
    send()
    _until(lambda: widget.painted > before)
    if settled and not _is_settled(widget):
        _until(lambda: _is_settled(widget))
        before = widget.painted
        _until(lambda: widget.painted > before)
    return (time.perf_counter() - start) * 1000


def _stroke(widget: QWidget) -> Figure:
    kinds, left, none = QEvent.Type, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    path = [(300 + 8 * step, 500 + 200 * float(np.sin(step / 9))) for step in range(MOVES)]
    _mouse(kinds.MouseButtonPress, *path[0], left, left, widget)
    _rest(widget)
    times = [
        _timed(widget, lambda x=x, y=y: _mouse(kinds.MouseMove, x, y, none, left, widget))  # type: ignore[misc]
        for x, y in path[1:]
    ]
    _mouse(kinds.MouseButtonRelease, *path[-1], left, none, widget)
    _rest(widget)
    return figure(times)


def _pan(widget: QWidget, settled: bool) -> Figure:
    kinds, middle, none = QEvent.Type, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
    path = [(800 + 9 * step, 500 + 5 * step) for step in [*range(50), *range(50, 0, -1)]]
    _mouse(kinds.MouseButtonPress, *path[0], middle, middle, widget)
    times = [
        _timed(widget, lambda x=x, y=y: _mouse(kinds.MouseMove, x, y, none, middle, widget), settled)  # type: ignore[misc]
        for x, y in path[1:]
    ]
    _mouse(kinds.MouseButtonRelease, *path[-1], middle, none, widget)
    _rest(widget)
    return figure(times)


def _zoom(widget: QWidget, rounds: int) -> Figure:
    turns = ([120] * 4 + [-120] * 4) * rounds
    times = [_timed(widget, lambda turn=turn: _wheel(widget, turn), settled=True) for turn in turns]  # type: ignore[misc]
    return figure(times)


def _canvas(name: str) -> dict[str, Any]:
    shown = document(name)
    canvas = canvas_window()
    canvas.resize(*WINDOW)
    canvas.show()
    _rest(canvas)
    figures: dict[str, Any] = {"first paint": round(_timed(canvas, lambda: canvas.set_shown(shown), settled=True), 1)}
    figures["stroke, fitted"] = _stroke(canvas)
    figures["zoom step, fitted, first time"] = _zoom(canvas, 1)
    figures["zoom step, fitted"] = _zoom(canvas, 4)
    canvas.zoom_to(1.0)
    _rest(canvas)
    figures["stroke"] = _stroke(canvas)
    figures["pan, first time, settled"] = _pan(canvas, settled=True)
    figures["pan"] = _pan(canvas, settled=False)
    figures["zoom step, first time"] = _zoom(canvas, 1)
    figures["zoom step"] = _zoom(canvas, 4)
    canvas.workshop.close()
    canvas.close()
    return figures


def _plain(frugal: bool) -> dict[str, Any]:
    widget = Plain(picture(*SIZES["2 MP"]), frugal)
    widget.resize(*WINDOW)
    widget.show()
    _rest(widget)
    figures = {"stroke": _stroke(widget), "pan": _pan(widget, settled=False), "zoom step": _zoom(widget, 4)}
    widget.close()
    return figures


def _inside() -> dict[str, Any]:
    app = QApplication.instance() or QApplication([])
    report = {PLAIN: _plain(False), FRUGAL: _plain(True), **{name: _canvas(name) for name in SIZES}}
    report["ratios"] = {
        f"{what}: 100 MP to 2 MP": round(report["100 MP"][what]["median"] / report["2 MP"][what]["median"], 2)
        for what in ("stroke, fitted", "stroke", "pan", "zoom step, fitted", "zoom step")
    }
    del app
    return report


def run() -> dict[str, Any]:
    """Figures of every size, of the plain widget in the same run, and their ratios."""
    report: dict[str, Any] = {"window": list(WINDOW), "brush": BRUSH}
    outside = measured()
    if outside is not None:
        report["outside"] = outside
    report["inside"] = _inside()
    report["platform"] = QApplication.platformName()
    return report
