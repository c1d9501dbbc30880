"""The workshop: runs pure functions in a few threads and hands back what they give on the GUI thread."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Qt, Signal

Work = Callable[[], object]
Done = Callable[[object], None]


def default_workers() -> int:
    """One thread a core, two to eight."""
    return min(8, max(2, os.cpu_count() or 2))


class Workshop(QObject):
    """Work goes in on the GUI thread, and its result, or the exception it raised, comes back there.

    Only as much is taken in at once as there are threads (`is_free`), so that whoever has a lot to do can change
    their mind about the rest.
    """

    _arrived = Signal()

    def __init__(self, workers: int | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers or default_workers()
        self._pool = ThreadPoolExecutor(self._workers, "canvas")
        self._results: deque[tuple[Done, object]] = deque()
        self._running = 0
        self._closed = threading.Event()
        self._arrived.connect(self._hand_back, Qt.ConnectionType.QueuedConnection)

    @property
    def is_free(self) -> bool:
        """Whether work put in now begins soon: one more piece than threads keeps them busy."""
        return not self._closed.is_set() and self._running <= self._workers

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being worked on."""
        return self._running == 0

    def run(self, work: Work, done: Done) -> None:
        """Run `work` in a thread, then call `done` with its result or exception on the GUI thread."""
        self._running += 1
        self._pool.submit(self._work, work, done)

    def _work(self, work: Work, done: Done) -> None:
        result: object
        try:
            result = work()
        except Exception as error:  # handed to whoever asked, on their own thread
            result = error
        self._results.append((done, result))
        if not self._closed.is_set():
            self._arrived.emit()

    def _hand_back(self) -> None:
        while self._results and not self._closed.is_set():
            done, result = self._results.popleft()
            self._running -= 1
            done(result)

    def close(self) -> None:
        """Take no more results; threads end with what they are doing."""
        self._closed.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
