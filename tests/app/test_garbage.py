"""Cycles of Qt objects end on the GUI thread, however busy the others are."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROBE = """
import sys, threading
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from inlay.app.garbage import Collector

ended = set()

class Ring(QObject):
    def __init__(self):
        super().__init__()
        self.me = self

    def __del__(self):
        ended.add(threading.current_thread() is threading.main_thread())

app = QCoreApplication([])
if sys.argv[1] == "with":
    Collector(app)
busy = True

def allocate():
    kept = []
    while busy:
        kept.append([[] for _ in range(100)])
        if len(kept) > 50:
            kept.clear()

threads = [threading.Thread(target=allocate) for _ in range(4)]
for thread in threads:
    thread.start()
making = QTimer(interval=1)
making.timeout.connect(lambda: [Ring() for _ in range(20)])
making.start()
QTimer.singleShot(1500, app.quit)
app.exec()
busy = False
for thread in threads:
    thread.join()
print(sorted(ended))
"""


@pytest.mark.parametrize(("mode", "told"), [("with", "[True]"), ("without", "False")])
def test_only_the_gui_thread_deletes_what_refers_to_itself(mode: str, told: str) -> None:
    """Without the collector the other threads do it: that is what it is there for."""
    done = subprocess.run([sys.executable, "-c", PROBE, mode], capture_output=True, text=True, timeout=60)
    if mode == "with":
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == told
    else:
        assert told in done.stdout or done.returncode != 0
