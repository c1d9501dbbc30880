"""What only a process of its own can show: Qt's signals are sound here, and `inlay --version` loads next to nothing."""

from __future__ import annotations

import os
import subprocess
import sys

from inlay import __version__
from tests.architecture.source import SOURCE

EMIT = """
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    plain = Signal()
    counted = Signal(int)

sender = Sender()
seen = []
sender.plain.connect(lambda: None)
sender.counted.connect(seen.append)
for number in range(2000):
    sender.plain.emit()
    sender.counted.emit(number)
assert seen == list(range(2000))
"""
VERSION = """
import sys
sys.argv = ["inlay", "--version"]
from inlay.app.main import main
try:
    code = main()
except SystemExit as stop:
    code = stop.code
assert not code, code
print(*sys.modules, file=sys.stderr)
"""
HEAVY = {"PIL", "PySide6", "asyncio", "cv2", "httpx", "keyring", "numpy", "patchmatch", "pyvips", "qasync", "sqlite3"}


def child(code: str) -> subprocess.CompletedProcess[str]:
    """Run Python code in a fresh process that sees this checkout."""
    variables = {**os.environ, "PYTHONPATH": str(SOURCE), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True)


def test_two_thousand_signals_leave_the_process_alive() -> None:
    """PySide6 6.12.0 loses references on Python 3.11 with every emit and aborts at exit, after all tests passed."""
    done = child(EMIT)
    assert done.returncode == 0, done.stderr


def test_version_is_printed_without_loading_what_it_does_not_use() -> None:
    done = child(VERSION)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith(__version__)
    assert HEAVY.isdisjoint(done.stderr.split())
