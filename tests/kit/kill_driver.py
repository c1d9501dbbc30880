"""A person at work, without a window: paints, fills and saves until the process is killed.

    python -m tests.kit.kill_driver PICTURE PROJECT NOTES [REMEMBER]

Waits for a line "KIND SEED" on standard input, where KIND is what it does most, goes on with what
an earlier one left behind, and prints the name of every step before it takes it.
"""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from inlay.base.errors import InlayError
from inlay.base.geometry import Point
from inlay.editor.editor import Editor
from inlay.editor.filling import FillSettings
from inlay.storage import WorkingCopy
from inlay.tools.events import Button, Phase, PointerEvent
from tests.kit.noting import Notebook, note_every_record

KINDS = ("paint", "fill", "save")


class Worker:
    """Takes steps of a retoucher's work at random."""

    def __init__(self, editor: Editor, project: Path, kind: str, chance: random.Random) -> None:
        self.editor = editor
        self.project = project
        self.kind = kind
        self.chance = chance
        self.saving: set[asyncio.Task[None]] = set()

    async def open(self, picture: Path) -> None:
        """Go on with what was left behind, with the project, or begin with the picture."""
        left = WorkingCopy.recoverable()
        if left:
            await self.editor.recover(left[0])
        else:
            await self.editor.open(self.project if self.project.exists() else picture)

    async def work(self) -> None:
        """Take steps for ever."""
        while True:
            name = self.kind if self.chance.random() < 0.4 else self.chance.choice((*KINDS, "paint", "other"))
            print(name, flush=True)
            await {"paint": self.paint, "fill": self.fill, "save": self.save, "other": self.other}[name]()
            await self.editor.settled()

    def _point(self) -> Point:
        assert self.editor.session is not None
        canvas = self.editor.session.document.canvas
        # Strokes may begin and end outside the picture.
        return Point(
            canvas.x + self.chance.uniform(-0.1, 1.1) * canvas.w, canvas.y + self.chance.uniform(-0.1, 1.1) * canvas.h
        )

    def _send(self, phase: Phase, pos: Point) -> None:
        button = Button.NONE if phase is Phase.MOVE else Button.LEFT
        held = Button.NONE if phase is Phase.RELEASE else Button.LEFT
        self.editor.tools.active.handle_pointer(PointerEvent(phase, pos, pos, button=button, buttons=held))

    async def paint(self) -> None:
        """One stroke of the brush or the eraser."""
        self.editor.tools.choose(self.chance.choice(("brush", "brush", "eraser")))
        pos = self._point()
        self._send(Phase.PRESS, pos)
        for _ in range(self.chance.randint(1, 6)):
            pos = Point(pos.x + self.chance.uniform(-40, 40), pos.y + self.chance.uniform(-40, 40))
            self._send(Phase.MOVE, pos)
            await asyncio.sleep(0.002)
        self._send(Phase.RELEASE, pos)

    async def fill(self) -> None:
        """Mask a spot and fill it with the built-in fill."""
        self.editor.select_none()
        await self.editor.settled()
        await self.paint()
        await self.editor.settled()
        try:
            await self.editor.fill(FillSettings(seed=self.chance.randrange(1000)))
        except InlayError as error:
            print("refused:", error, flush=True)  # a stroke outside the picture masks nothing

    async def save(self) -> None:
        """Save, and often go on before it is done."""
        task = asyncio.create_task(self.editor.save(self.project))
        self.saving.add(task)
        task.add_done_callback(self.saving.discard)
        if self.chance.random() < 0.5:
            await task

    async def other(self) -> None:
        """Undo, redo, keep a version, or change a layer."""
        assert self.editor.session is not None
        step = self.chance.randrange(4)
        if step == 0:
            self.editor.undo()
        elif step == 1:
            self.editor.redo()
        elif step == 2:
            self.editor.keep_version()
        else:
            layer = self.editor.session.document.layers[-1]
            self.editor.set_opacity(layer.id, self.chance.random())


async def main(picture: Path, project: Path, notes: Path, remember: int | None) -> None:
    """Work until killed."""
    print("ready", flush=True)
    kind, seed = sys.stdin.readline().split()
    notebook = Notebook(notes)
    note_every_record(notebook, remember)
    editor = Editor()
    editor.failed.connect(lambda error: print("failed:", error, flush=True))
    worker = Worker(editor, project, kind, random.Random(int(seed)))
    await worker.open(picture)
    assert editor.session is not None
    await editor.session.flushed()
    notebook.opened(editor.session.document)
    await worker.work()


if __name__ == "__main__":
    asyncio.run(main(*map(Path, sys.argv[1:4]), remember=int(sys.argv[4]) if len(sys.argv) > 4 else None))
