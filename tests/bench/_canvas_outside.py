"""The canvas measured from outside, as other editors were: events into the X server, pixels out of it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench._canvas_windows import FRUGAL, PLAIN, SIZES, WINDOW
from tests.bench._x11 import CONTROL, Display

LEFT, MIDDLE, WHEEL_UP, WHEEL_DOWN = 1, 2, 4, 5
PERIOD = 0.008  # 125 moves a second
QUIET = 0.08
AHEAD = 30  # pixels of the screen before the middle of the brush, well inside it
Figure = dict[str, float]


class Window:
    """A window in a process of its own."""

    def __init__(self, name: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench._canvas_windows", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, order: str) -> None:
        """Give an order and wait until it is done and painted."""
        assert self._process.stdin is not None and self._process.stdout is not None
        print(order, file=self._process.stdin, flush=True)
        if order != "quit" and self._process.stdout.readline().strip() != "done":
            raise RuntimeError("the window is gone")

    def close(self) -> None:
        """End the process."""
        self.do("quit")
        self._process.wait(timeout=20)


@contextmanager
def window(name: str) -> Iterator[Window]:
    """A window that is closed again."""
    opened = Window(name)
    try:
        yield opened
    finally:
        opened.close()


def figure(times: list[float]) -> Figure:
    """Median and 95 % in milliseconds."""
    ordered = sorted(times)
    return {"median": round(statistics.median(ordered), 2), "p95": round(ordered[int(len(ordered) * 0.95)], 2)}


def _until(changed: Callable[[], bool], limit: float = 0.5) -> float | None:
    """Milliseconds until the screen has changed; None where it doesn't."""
    start = time.perf_counter()
    while not changed():
        if time.perf_counter() - start > limit:
            return None
        time.sleep(0.0002)
    return (time.perf_counter() - start) * 1000


def _differs(one: bytes, other: bytes) -> bool:
    return any(abs(a - b) > 8 for a, b in zip(one, other, strict=True))


def _wait_for_the_next(start: float) -> None:
    time.sleep(max(0.0, PERIOD - (time.perf_counter() - start)))


def stroke(display: Display) -> Figure:
    """From a move with the button held to the pixel ahead of it being painted."""
    times: list[float] = []
    for row in range(7):
        y = 120 + 125 * row
        display.move(80, y)
        time.sleep(0.05)
        display.button(LEFT, True)
        time.sleep(0.05)
        for x in range(160, WINDOW[0] - 100, 40):
            at = (x + AHEAD, y, 1, 1)
            before = display.pixels(*at)
            start = time.perf_counter()
            display.move(x, y)
            took = _until(lambda at=at, before=before: _differs(display.pixels(*at), before))  # type: ignore[misc]
            if took is not None:
                times.append(took)
            _wait_for_the_next(start)
        display.button(LEFT, False)
        time.sleep(0.05)
    return figure(times)


def pan(display: Display) -> Figure:
    """From a move with the middle button held to the picture having moved."""
    times: list[float] = []
    block = (1200, 800, 24, 24)
    display.move(800, 500)
    time.sleep(0.1)
    display.button(MIDDLE, True)
    time.sleep(0.1)
    for step in [*range(1, 60), *range(60, 0, -1)]:
        before = display.pixels(*block)
        start = time.perf_counter()
        display.move(800 + 5 * step, 500 + 3 * step)
        took = _until(lambda before=before: display.pixels(*block) != before)  # type: ignore[misc]
        if took is not None:
            times.append(took)
        _wait_for_the_next(start)
    display.button(MIDDLE, False)
    time.sleep(0.1)
    return figure(times)


def zoom(display: Display, rounds: int) -> Figure:
    """From a notch of the wheel to the last change of the screen."""
    line = (0, 517, WINDOW[0], 1)
    display.move(837, 479)
    display.key(CONTROL, True)
    time.sleep(0.1)
    times: list[float] = []
    for turn in ([WHEEL_UP] * 4 + [WHEEL_DOWN] * 4) * rounds:
        seen = display.pixels(*line)
        start = last = time.perf_counter()
        display.button(turn, True)
        display.button(turn, False)
        while time.perf_counter() - last < QUIET:
            now = display.pixels(*line)
            if now != seen:
                seen, last = now, time.perf_counter()
            time.sleep(0.0002)
        if last > start:
            times.append((last - start) * 1000)
    display.key(CONTROL, False)
    time.sleep(0.1)
    return figure(times)


def _measured(display: Display, name: str) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    with window(name) as shown:
        shown.do("open")
        if name in SIZES:
            shown.do("fit")
            zoom(display, 1)
            figures["zoom step, fitted"] = zoom(display, 3)
            shown.do("full")
        figures["stroke"] = stroke(display)
        figures["pan"] = pan(display)
        zoom(display, 1)
        figures["zoom step"] = zoom(display, 3)
    return figures


def measured() -> dict[str, Any] | None:
    """Figures of all windows and their ratios; None where there is no X display, or no XTEST."""
    if not os.environ.get("DISPLAY"):
        return None
    try:
        display = Display()
    except OSError:
        return None
    report: dict[str, Any] = {name: _measured(display, name) for name in (PLAIN, FRUGAL, *SIZES)}
    report["ratios"] = _ratios(report)
    return report


def _ratios(report: dict[str, Any]) -> dict[str, float]:
    ratios = {}
    for what in ("stroke", "pan", "zoom step"):
        small = report["2 MP"][what]["median"]
        ratios[f"{what}: 100 MP to 2 MP"] = round(report["100 MP"][what]["median"] / small, 2)
        for peer in (PLAIN, FRUGAL):
            name = peer.removesuffix(", 2 MP")
            ratios[f"{what}: 2 MP to the {name}"] = round(small / report[peer][what]["median"], 2)
    fitted = [report[name]["zoom step, fitted"]["median"] for name in ("100 MP", "2 MP")]
    ratios["zoom step, fitted: 100 MP to 2 MP"] = round(fitted[0] / fitted[1], 2)
    return ratios
