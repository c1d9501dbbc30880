"""A desktop for tests: an X server of their own with a window manager, driven and seen from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

TOOLS = ("Xvfb", "openbox", "xdotool", "maim", "xprop")
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
T = TypeVar("T")


class ToolMissing(AssertionError):
    """A program that the tests drive windows with isn't installed."""


def wait_for(what: str, probe: Callable[[], T | None], patience: float = PATIENCE, pause: float = 0.1) -> T:
    """Ask until something true comes back; AssertionError says what never came."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = probe()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError(f"waited {patience:.0f} s for {what}")


class Desktop:
    """One X server; everything started on it is ended with it, by its own process id."""

    def __init__(self, width: int = 1440, height: int = 900, scale: int = 1) -> None:
        for tool in TOOLS:
            if shutil.which(tool) is None:
                raise ToolMissing(f"{tool} isn't installed; it is needed to drive a real window")
        self.scale = scale
        self._size = f"{width * scale}x{height * scale}x24"
        self._started: list[subprocess.Popen[bytes]] = []
        self.env = dict(os.environ)

    def start(self) -> None:
        """Start the server on a display that is free, and the window manager."""
        reading, writing = os.pipe()
        server = ["Xvfb", "-displayfd", str(writing), "-screen", "0", self._size, "-nolisten", "tcp"]
        self._started.append(
            subprocess.Popen(server, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb didn't start"
        self.env = {
            key: value for key, value in os.environ.items() if key not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
        }
        self.env.update(DISPLAY=f":{number}", QT_SCALE_FACTOR=str(self.scale), LC_ALL="C.UTF-8")
        self.spawn(["openbox"])
        wait_for("the window manager", lambda: "window id" in self.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"))

    def spawn(self, command: Sequence[str], **more: str) -> subprocess.Popen[bytes]:
        """Start a program on this desktop."""
        env = {**self.env, **more}
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._started.append(process)
        return process

    def inlay(self, *arguments: str, home: Path) -> subprocess.Popen[bytes]:
        """Start Inlay's window with its own home."""
        path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        return self.spawn([sys.executable, "-m", "inlay", *arguments], INLAY_HOME=str(home), PYTHONPATH=path)

    def stop(self) -> None:
        """End everything that was started here, the last first."""
        for process in reversed(self._started):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        self._started.clear()

    def run(self, *command: str) -> str:
        """What a program says on stdout; a failure is an empty answer."""
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=30)
        return done.stdout.strip() if done.returncode == 0 else ""

    # The hand

    def key(self, *keys: str) -> None:
        """Press keys, one after the other, in xdotool's names ("ctrl+Return")."""
        self.run("xdotool", "key", "--delay", "60", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.run("xdotool", "type", "--delay", "15", text)

    def move(self, x: float, y: float) -> None:
        """Move the pointer to a place on the screen."""
        self.run("xdotool", "mousemove", str(round(x)), str(round(y)))

    def click(self, x: float, y: float, times: int = 1) -> None:
        """Click, or double-click, at a place on the screen."""
        self.move(x, y)
        self.run("xdotool", "click", "--repeat", str(times), "--delay", "60", "1")

    def drag(self, points: Sequence[tuple[float, float]]) -> None:
        """Press at the first point, go through the others, and let go at the last."""
        self.move(*points[0])
        self.run("xdotool", "mousedown", "1")
        for x, y in points[1:]:
            self.move(x, y)
            time.sleep(0.01)
        self.run("xdotool", "mouseup", "1")

    # The eye

    def window(self, title: str, patience: float = PATIENCE) -> str:
        """The id of a visible window by a part of its title."""
        return wait_for(f"a window called {title!r}", lambda: self.find(title), patience)

    def find(self, title: str) -> str | None:
        """The same, without waiting."""
        found = self.run("xdotool", "search", "--onlyvisible", "--name", title).splitlines()
        return found[-1] if found else None

    def title(self, window: str) -> str:
        """The title of a window."""
        return self.run("xdotool", "getwindowname", window)

    def activate(self, window: str) -> None:
        """Give a window the keyboard."""
        self.run("xdotool", "windowactivate", "--sync", window)

    def shot(self, path: Path, window: str | None = None) -> np.ndarray:
        """A picture of the screen, or of one window, kept at `path`: (h, w, 3) uint8."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("maim", *(["-i", window] if window else []), str(path))
        with Image.open(path) as picture:
            return np.asarray(picture.convert("RGB"))


@contextmanager
def desktop(width: int = 1440, height: int = 900, scale: int = 1) -> Iterator[Desktop]:
    """A desktop for the time of a test."""
    made = Desktop(width, height, scale)
    try:
        made.start()
        yield made
    finally:
        made.stop()
