"""The selecting tools in the editor: work in the background, given up, and shown before it is part of the mask."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from inlay.base.errors import BadInput
from inlay.base.geometry import Point, Rect
from inlay.document.layer import Layer
from inlay.editor.editor import Editor
from inlay.imaging.raster import Raster
from inlay.tools.events import Button, KeyEvent, Phase, PointerEvent
from inlay.tools.working import Aside


@pytest.fixture
async def opened(editor: Editor, photo: Path) -> Editor:
    """The editor with a photo."""
    await editor.open(photo)
    return editor


def press(editor: Editor, x: float, y: float) -> None:
    """A click of the left button."""
    for phase, buttons in ((Phase.PRESS, Button.LEFT), (Phase.RELEASE, Button.NONE)):
        event = PointerEvent(phase, Point(x, y), Point(x, y), button=Button.LEFT, buttons=buttons)
        editor.tools.active.handle_pointer(event)


async def test_the_wand_is_one_step_and_says_when_the_tool_is_ready(opened: Editor) -> None:
    changes: list[str] = []
    opened.gesture_changed.connect(lambda: changes.append(opened.tools.active.cursor))
    opened.tools.choose("wand")
    opened.tools.set_options("wand", tolerance=255)
    press(opened, 10, 10)
    assert opened.tools.active.is_in_gesture
    await opened.settled()
    assert not opened.tools.active.is_in_gesture and changes[-1] == "cross" and "busy" in changes
    assert opened.undo_label == "Magic wand"
    canvas = opened.session.document.canvas
    assert (opened.session.document.mask.region(canvas) == 255).all()


async def test_esc_and_another_tool_give_up_what_is_under_way(opened: Editor) -> None:
    opened.tools.choose("wand")
    for give_up in (
        lambda: opened.tools.active.handle_key(KeyEvent("Escape")),
        lambda: opened.tools.choose("brush"),
    ):
        press(opened, 10, 10)
        give_up()
        await opened.settled()
        assert opened.undo_label is None


async def test_a_range_is_shown_in_place_of_the_mask_until_it_is_applied(opened: Editor) -> None:
    shown: list[bool] = []
    opened.mask_preview_changed.connect(lambda: shown.append(opened.tools.mask_preview is not None))
    opened.tools.choose("colour-range")
    opened.tools.set_options("colour-range", fuzziness=100)
    press(opened, 10, 10)
    await opened.settled()
    preview = opened.tools.mask_preview
    canvas = opened.session.document.canvas
    assert preview is not None and shown == [True] and opened.undo_label is None
    values = preview.at(0, canvas)
    opened.tools.active.handle_key(KeyEvent("Enter"))
    await opened.settled()
    assert np.array_equal(opened.session.document.mask.region(canvas), values) and shown == [True, False]


async def test_colours_come_from_all_layers_or_the_active_one(opened: Editor) -> None:
    red = Layer("red", "Red", Raster.from_array(np.full((5, 5, 4), (255, 0, 0, 255), np.uint8)), opacity=0.5)
    opened.edit("Layer", lambda document: replace(document, layers=(*document.layers, red)))
    await opened.settled()
    box = Rect(2, 2, 1, 1)
    below = opened.session.document.layers[0].raster.region(box)[0, 0, :3]
    assert opened.tools.sample(box, merged=False)[0, 0].tolist() == [255, 0, 0, 255]
    mixed = opened.tools.sample(box, merged=True)[0, 0, :3].astype(int)
    assert np.abs(2 * mixed - below - np.array([255, 0, 0])).max() <= 1


async def test_what_takes_long_is_said_and_trouble_is_told(opened: Editor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inlay.editor.toolbox.PATIENCE", 0.0)
    said: list[str] = []
    failed: list[bool] = []
    opened.message.connect(said.append)
    gate = asyncio.get_running_loop().create_future()
    loop = asyncio.get_running_loop()

    def work(_stop: object) -> None:
        asyncio.run_coroutine_threadsafe(_wait(gate), loop).result()
        raise BadInput("No.")

    opened.tools.aside(Aside(), "Working…", work, lambda _result: None, lambda: failed.append(True))
    while not said:
        await asyncio.sleep(0)
    gate.set_result(None)
    await opened.settled()
    assert said == ["Working…", ""] and failed == [True]
    troubles = opened.troubles  # type: ignore[attr-defined]
    assert [error.what for error in troubles] == ["No."]
    troubles.clear()


async def _wait(gate: asyncio.Future[None]) -> None:
    await gate
