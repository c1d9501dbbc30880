"""Kills the program's window at random moments while a hand paints, fills and saves in it."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from pathlib import Path

from inlay.editor.editor import Editor
from tests.kit.desktop import Desktop, wait_for
from tests.kit.kill_driver import KINDS
from tests.kit.killing import LONGEST, Outcome, environment, home, look, make_picture
from tests.kit.noting import Notebook, Notes


class WindowKiller:
    """Opens a project in the window, works in it with mouse and keys, and kills the program."""

    def __init__(self, folder: Path, desktop: Desktop, seed: int) -> None:
        self.folder = folder
        self.desktop = desktop
        self.chance = random.Random(seed)
        self.outcome = Outcome()

    def run(self, kills: int) -> Outcome:
        """Kill that many windows, each with work of its own."""
        for number in range(kills):
            place = self.folder / f"window-{number}"
            place.mkdir(parents=True)
            kind = KINDS[number % len(KINDS)]
            with home(place / "home"):
                asyncio.run(self._prepare(place, number))
                self._kill(place, kind)
                notes = Notes.read(place / "notes")
                assert len(notes.documents) > 2, "nothing was done in the window"
                losses = asyncio.run(look(place / "photo.inlay", notes))
            self.outcome.count(f"window, {kind}", losses)
        return self.outcome

    async def _prepare(self, place: Path, number: int) -> None:
        """A project to begin with, and the first note."""
        make_picture(place / "photo.png", number)
        editor = Editor()
        await editor.open(place / "photo.png")
        await editor.save(place / "photo.inlay")
        assert editor.session is not None
        Notebook(place / "notes").opened(editor.session.document)
        await editor.shut_down()

    def _kill(self, place: Path, kind: str) -> None:
        command = [sys.executable, "-m", "tests.kit.kill_driver_window"]
        command += [str(place / "notes"), str(place / "photo.inlay")]
        paths = environment(place / "home")
        program = self.desktop.spawn(command, INLAY_HOME=paths["INLAY_HOME"], PYTHONPATH=paths["PYTHONPATH"])
        try:
            window = self.desktop.window("photo.inlay")
            self.desktop.activate(window)
            self._until_noted(place, window, 3)
            for _ in range(self.chance.randint(0, 2)):
                self._step("paint", window)
            self._step(kind, window)
            time.sleep(self.chance.uniform(0, LONGEST[kind] * 3))  # a window takes its time
            assert program.poll() is None, "the window ended by itself"
        finally:
            program.kill()
            program.wait()

    def _until_noted(self, place: Path, window: str, documents: int) -> None:
        """Paint until it is seen to arrive: a window that has just opened may miss the first stroke."""

        def painted() -> bool:
            self._step("paint", window)
            return len(Notes.read(place / "notes").documents) >= documents

        wait_for("a stroke in the window", painted)

    def _step(self, kind: str, window: str) -> None:
        if kind == "paint":
            self._stroke(window)
        elif kind == "fill":
            self.desktop.key("ctrl+Return")
        else:
            self.desktop.key("ctrl+s")

    def _stroke(self, window: str) -> None:
        told = self.desktop.run("xdotool", "getwindowgeometry", "--shell", window)
        box = dict(line.split("=") for line in told.splitlines())
        x = int(box["X"]) + int(box["WIDTH"]) * 0.42 + self.chance.uniform(-120, 120)
        y = int(box["Y"]) + int(box["HEIGHT"]) * 0.5 + self.chance.uniform(-80, 80)
        self.desktop.drag([(x, y), (x + 20, y + 15), (x + self.chance.uniform(20, 60), y + 40)])
