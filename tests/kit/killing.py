"""Kills Inlay at random moments, again and again on the same work, and looks at what is offered afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from inlay.base.errors import InlayError
from inlay.editor.editor import Editor
from inlay.storage import WorkingCopy
from tests.kit.kill_driver import KINDS
from tests.kit.noting import Notes

ROOT = Path(__file__).resolve().parents[2]
ROUND = 10  # kills on the same work before another picture is opened
LONGEST = {"paint": 0.06, "fill": 0.6, "save": 0.06}  # seconds that such a step takes, more or less


@dataclass
class Outcome:
    """How many kills lost nothing, what the others lost, and when they happened."""

    kills: int = 0
    good: int = 0
    losses: list[str] = field(default_factory=list)
    moments: Counter[str] = field(default_factory=Counter)

    def count(self, moment: str, losses: list[str]) -> None:
        """Add one kill."""
        self.kills += 1
        self.good += not losses
        self.moments[moment] += 1
        self.losses += [f"kill {self.kills} ({moment}): {loss}" for loss in losses]


def make_picture(path: Path, seed: int, width: int = 420, height: int = 320) -> None:
    """A textured picture."""
    pixels = np.random.default_rng(seed).normal(120, 25, (height, width, 3)).clip(0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(path)


def environment(place: Path) -> dict[str, str]:
    """What a child process needs."""
    return {**os.environ, "INLAY_HOME": str(place), "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}


async def look(project: Path, notes: Notes) -> list[str]:
    """What is missing of what is offered after a kill, or of the project if all of it was saved."""
    left = WorkingCopy.recoverable()
    editor = Editor()
    troubles: list[str] = []
    editor.failed.connect(lambda error: troubles.append(str(error)))
    if len(left) > 1:
        troubles.append("more than one working copy is offered")
    try:
        if left:
            await editor.recover(left[0])
        elif project.exists():
            await editor.open(project)
    except InlayError as error:
        return [*troubles, str(error)]
    if editor.session is None and not notes.are_of_a_look:
        troubles.append("nothing is offered")
    session = editor.session
    if session is not None:
        troubles += notes.losses(session.document, session.versions, list(session.all_candidates))
        troubles += await asyncio.to_thread(session.working.verify)
        await session.settled()
    await editor.shut_down()
    return troubles


class EditorKiller:
    """Kills the editor without a window; the next process starts while the last one works."""

    def __init__(self, folder: Path, seed: int, remember: int | None = None) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.remember = remember
        self.outcome = Outcome()
        self._round = -1

    def run(self, kills: int) -> Outcome:
        """Kill that many times."""
        waiting = self._start(0)
        try:
            for number in range(kills):
                child, waiting = waiting, self._start(number + 1)
                try:
                    moment = self._kill(child, KINDS[number % len(KINDS)])
                finally:
                    end(child)
                self.outcome.count(moment, self._look(number))
        finally:
            end(waiting)
        return self.outcome

    def _place(self, number: int) -> Path:
        place = self.folder / f"round-{number // ROUND}"
        if not place.exists():
            place.mkdir(parents=True)
            make_picture(place / "photo.png", number)
        return place

    def _start(self, number: int) -> subprocess.Popen[str]:
        place = self._place(number)
        command = [sys.executable, "-m", "tests.kit.kill_driver"]
        command += [str(place / name) for name in ("photo.png", "photo.inlay", "notes")]
        command += [] if self.remember is None else [str(self.remember)]
        return subprocess.Popen(
            command, env=environment(place / "home"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def _kill(self, child: subprocess.Popen[str], kind: str) -> str:
        """Let it work, and kill it at a random moment of, or after, the n-th step of a kind; what it was doing."""
        assert child.stdin is not None and child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.stdin.write(f"{kind} {self.chance.randrange(2**31)}\n")
        child.stdin.flush()
        wanted = self.chance.randint(1, 4) if self.remember is None else 6  # time to lose something
        for line in child.stdout:
            assert not line.startswith("failed"), line
            wanted -= line.strip() == kind
            if wanted == 0:
                break
        else:
            raise AssertionError(f"the editor ended by itself: {child.wait()}")
        time.sleep(self.chance.uniform(0, LONGEST[kind]))
        child.kill()
        rest = [line.strip() for line in child.stdout if line.strip() in (*KINDS, "other")]
        return rest[-1] if rest else kind

    def _look(self, number: int) -> list[str]:
        place = self._place(number)
        notes = Notes.read(place / "notes")
        with home(place / "home"):
            was_offered = bool(WorkingCopy.recoverable())
            troubles = asyncio.run(look(place / "photo.inlay", notes))
        if notes.are_of_a_look and not was_offered and not (place / "photo.inlay").exists():
            # Nothing was offered, and rightly: the next process opens the picture afresh.
            (place / "notes").unlink(missing_ok=True)
        return troubles


@contextmanager
def home(place: Path) -> Iterator[None]:
    """Inlay's own folders are below `place` for a while."""
    before = os.environ.get("INLAY_HOME")
    os.environ["INLAY_HOME"] = str(place)
    try:
        yield
    finally:
        if before is None:
            del os.environ["INLAY_HOME"]
        else:
            os.environ["INLAY_HOME"] = before


def end(child: subprocess.Popen[str]) -> None:
    """Make sure that a child is gone."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
