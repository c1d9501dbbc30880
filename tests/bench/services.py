"""How long the window's loop keeps a 5 ms timer waiting while 20 jobs are in flight, against the bare loop.

Both have the same pixel work beside them: a 24 MP picture that is encoded and one that is decoded, round and round. The
bare loop is Qt's own and has nothing else; the other one is qasync's with the queue's jobs at a service in another
process, and the picture that is decoded is downloaded first. They take turns, so that what else the computer does
befalls both.
"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from inlay.app import loop
from inlay.app.garbage import Collector, keep_for_good
from tests.bench._services_load import PixelWork, Traffic, in_threads, servers

TURNS = 4
SECONDS = 10.0
TICK = 5.0
MOST_ABOVE = 16.0
MOST_TIMES = 3.0


class Ticker:
    """Notes how much later than 5 ms each timer event comes, in ms."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin; the first event counts from now."""
        self._last = time.perf_counter()
        self._timer.start(int(TICK))

    def stop(self) -> None:
        """No more."""
        self._timer.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - TICK))
        self._last = now


def _bare(app: QApplication, ticker: Ticker, work: PixelWork) -> None:
    with in_threads(work):
        QTimer.singleShot(500, ticker.start)
        QTimer.singleShot(int(500 + SECONDS * 1000), app.quit)
        app.exec()
        ticker.stop()


def _busy(app: QApplication, ticker: Ticker, traffic: Traffic) -> None:
    async def main() -> None:
        QTimer.singleShot(500, ticker.start)
        QTimer.singleShot(int(500 + SECONDS * 1000), ticker.stop)
        await traffic.run(SECONDS + 1.0)

    loop.run(app, main())


def _figures(late: list[float]) -> dict[str, float]:
    shares = {"median": 50, "p95": 95, "p99": 99}
    told = {name: round(float(np.percentile(late, share)), 2) for name, share in shares.items()}
    return {**told, "worst": round(max(late), 2), "events": len(late)}


def run() -> dict[str, object]:
    """Milliseconds of waiting, of the bare loop and of the one with jobs; `failed` where the bounds don't hold."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    collector = Collector(app)  # as the program has it
    keep_for_good()
    bare, busy = Ticker(), Ticker()
    with tempfile.TemporaryDirectory() as name:
        os.environ["INLAY_HOME"] = f"{name}/home"
        work = PixelWork(Path(name))
        with servers(Path(name)) as at:
            traffic = Traffic(work, at)
            counts = {"bare": 0, "with_jobs": 0}
            for _turn in range(TURNS):
                before = work.encoded + work.decoded
                _bare(app, bare, work)
                counts["bare"] += work.encoded + work.decoded - before
                before = work.encoded + work.decoded
                _busy(app, busy, traffic)
                counts["with_jobs"] += work.encoded + work.decoded - before
    collector.deleteLater()
    figures: dict[str, object] = {
        "bare": _figures(bare.late),
        "with_jobs": _figures(busy.late),
        "pictures_of_24_mp": counts,
        "jobs": {
            "in_flight": float(np.median(traffic.active)),
            "accepted_of_them": float(np.median(traffic.accepted)),
            "done": traffic.done,
            "failed": traffic.failed,
            "changes": traffic.changes,
        },
        "downloads_of_24_mp": traffic.downloads,
    }
    return {**figures, **_judged(figures)}


def _judged(figures: dict[str, object]) -> dict[str, object]:
    bare, busy = figures["bare"], figures["with_jobs"]
    assert isinstance(bare, dict) and isinstance(busy, dict)
    above, times = round(busy["p99"] - bare["p99"], 2), round(busy["worst"] / max(bare["worst"], 1.0), 2)
    told: dict[str, object] = {"p99_above_bare_ms": above, "worst_times_bare": times}
    if above > MOST_ABOVE or times > MOST_TIMES:
        told["failed"] = f"more than {MOST_ABOVE:g} ms above at p99, or more than {MOST_TIMES:g} times at worst"
    return told
