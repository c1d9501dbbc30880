"""What a person sees and does in the real window, on a desktop for tests."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tests.kit.desktop import Desktop, wait_for
from tests.kit.eye import Box, picture_box, thumbnails

SIZE = (1440, 900)
DOCKS = 1116
"""Where the docks begin, in a window of that size."""
TOP = 88
"""Where the canvas and the docks begin; above are the bars."""
BRUSH = 100
SAMPLE = "picos-de-europa.jpg"


class Story:
    """What a person sees and does in one window."""

    def __init__(self, screen: Desktop, sample: Path, home: Path, shots: Path) -> None:
        self.screen = screen
        self.shots = shots
        self.program = screen.inlay(str(sample), home=home)
        self.window = screen.window(SAMPLE)
        screen.activate(self.window)
        screen.run("wmctrl", "-i", "-r", self.window, "-b", "add,maximized_vert,maximized_horz")
        self.count = 0

    @property
    def docks(self) -> int:
        """Where the docks begin, in pixels of the screen."""
        return DOCKS * self.screen.scale

    @property
    def top(self) -> int:
        """Where the canvas and the docks begin, in pixels of the screen."""
        return TOP * self.screen.scale

    def see(self) -> np.ndarray:
        """The screen now."""
        self.count += 1
        return self.screen.shot(self.shots / f"{self.count:03}.png")

    def wait(self, what: str, test: Callable[[np.ndarray], object]) -> np.ndarray:
        """Look until something is to be seen, and then until nothing moves any more."""

        def probe() -> np.ndarray | None:
            shot = self.see()
            time.sleep(0.25)
            return shot if test(shot) and (self.see() == shot).all() else None

        end = time.monotonic() + 60
        while time.monotonic() < end:
            shot = probe()
            if shot is not None:
                return shot
        raise AssertionError(f"waited for {what}; see {self.shots}")

    def versions(self, shot: np.ndarray) -> list[Box]:
        """The thumbnails of the History, the last of the panels: those below the widest gap between thumbnails."""
        found = thumbnails(shot, self.docks, self.top)
        gaps = [below.top - above.bottom for above, below in itertools.pairwise(found)]
        return found[gaps.index(max(gaps)) + 1 :] if gaps else []

    def picture(self, shot: np.ndarray) -> Box:
        """Where the picture is drawn."""
        return picture_box(shot, self.docks - 8 * self.screen.scale, self.top)

    def export(self, target: Path) -> np.ndarray:
        """Export as PNG through the dialogs; the file's pixels as Pillow reads them."""
        self.screen.key("ctrl+shift+e")
        dialog = self.screen.window("^Export")
        self.screen.activate(dialog)
        self.screen.key("alt+f")
        self.screen.type("png")
        self.screen.key("alt+c")
        wait_for("the file dialog", lambda: self.files_dialog(dialog))
        time.sleep(0.5)
        self.screen.key("ctrl+a")
        self.screen.type(str(target))
        self.screen.key("Return")
        wait_for(f"{target.name}", lambda: target.is_file() and self.screen.find("^Export") is None)
        with Image.open(target) as picture:
            return np.asarray(picture.convert("RGB"))

    def files_dialog(self, dialog: str) -> bool:
        """Whether a second window called Export is there: the one for the file."""
        found = self.screen.run("xdotool", "search", "--onlyvisible", "--name", "^Export").splitlines()
        return any(each != dialog for each in found)
