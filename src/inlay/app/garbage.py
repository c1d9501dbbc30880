"""Garbage: reference cycles are looked for on the GUI thread alone.

Python looks for them in whichever thread happens to make the next object. A widget found so would be deleted in a
thread of the pool or of the network, which Qt doesn't survive.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from inlay.base.garbage import collect_due

PAUSE_MS = 250


class Collector(QObject):
    """Takes the place of Python's own collections from now on; made on the GUI thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()


def keep_for_good() -> None:
    """Don't look through what there is now again: it lives as long as the program, and there is much of it."""
    gc.freeze()
