"""How long until there is a window, and until a picture is seen in it, against the barest window of the same Qt."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from tests.kit.desktop import ROOT, Desktop, desktop, wait_for
from tests.kit.eye import coloured

SIZES = {"2": (1732, 1155), "24": (6000, 4000), "100": (12245, 8165)}
RUNS = 3
REGION = (300, 420, 48, 48)
"""A part of the screen that is grey in an empty window, and coloured as soon as the picture is drawn: x, y, w, h."""
BARE = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget
class Plain(QWidget):
    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(self.rect(), self.picture)
app = QApplication([])
from PySide6.QtGui import QImageReader
QImageReader.setAllocationLimit(0)
window = Plain()
window.picture = QPixmap(sys.argv[1]) if len(sys.argv) > 1 else QPixmap()
window.setWindowTitle("Inlay")
window.resize(1360, 860)
window.show()
app.exec()
"""


def made(folder: Path, width: int, height: int) -> Path:
    """The sample photograph repeated to a size, as a JPEG."""
    with Image.open(ROOT / "resources" / "sample" / "picos-de-europa.jpg") as sample:
        pixels = np.asarray(sample.convert("RGB"))
    across, down = -(-width // pixels.shape[1]), -(-height // pixels.shape[0])
    path = folder / f"{width}x{height}.jpg"
    Image.fromarray(np.tile(pixels, (down, across, 1))[:height, :width]).save(path, quality=90)
    return path


def is_seen(screen: Desktop, path: Path) -> bool:
    """Whether the picture is drawn."""
    x, y, w, h = REGION
    screen.run("maim", "-g", f"{w}x{h}+{x}+{y}", str(path))
    with Image.open(path) as shot:
        return bool(coloured(np.asarray(shot.convert("RGB"))).mean() > 0.3)


def timed(screen: Desktop, command: Sequence[str], home: Path, seen: Callable[[], object]) -> float:
    """Seconds from the start of a program until `seen`; the program is ended."""
    start = time.perf_counter()
    program = screen.spawn(command, INLAY_HOME=str(home), **as_installed(home))
    try:
        wait_for("the window", seen, pause=0.004)
        return time.perf_counter() - start
    finally:
        program.terminate()
        program.wait(20)
        wait_for("the window to go", lambda: screen.find("Inlay") is None)


def as_installed(folder: Path) -> dict[str, str]:
    """The environment in which Python keeps compiled modules, as it does for an installed program."""
    pycache = str(folder / "pycache")
    return {"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": pycache}


def seconds_of_version(folder: Path) -> float:
    """Seconds of `inlay --version`, the median of five."""
    environment = {**os.environ, **as_installed(folder)}
    taken = []
    for _run in range(6):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "inlay", "--version"], env=environment, check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])  # the first one compiles


def run() -> dict[str, object]:
    """Medians in seconds; `times_bare` compares with the bare program that does the same."""
    inlay, bare = [sys.executable, "-m", "inlay"], [sys.executable, "-c", BARE]
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name, desktop() as screen:
        folder = Path(name)
        home, shot = folder / "home", folder / "shot.png"
        figures["version_s"] = round(seconds_of_version(home), 3)

        def median(command: Sequence[str], seen: Callable[[], object]) -> float:
            timed(screen, command, home, seen)  # the first one reads the program from the disk
            return statistics.median(timed(screen, command, home, seen) for _run in range(RUNS))

        ours = median(inlay, lambda: screen.find("Inlay"))
        plain = median(bare, lambda: screen.find("Inlay"))
        figures["window"] = {"s": round(ours, 3), "bare_s": round(plain, 3), "times_bare": round(ours / plain, 2)}
        for megapixels, size in SIZES.items():
            path = str(made(folder, *size))
            ours = median([*inlay, path], lambda: is_seen(screen, shot))
            plain = median([*bare, path], lambda: is_seen(screen, shot))
            figures[f"picture_seen_{megapixels}_mp"] = {
                "s": round(ours, 3), "bare_s": round(plain, 3), "times_bare": round(ours / plain, 2),
            }  # fmt: skip
    return figures
