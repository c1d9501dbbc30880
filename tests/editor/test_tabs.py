"""Several documents at once: each has its own work, answers and place in the row, and none takes another's along."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import BadInput
from inlay.base.geometry import Point, Rect
from inlay.document.edits import set_mask
from inlay.editor.editor import Editor
from inlay.editor.filling import FillSettings
from inlay.editor.session import Session
from inlay.imaging.budget import BUDGET
from inlay.imaging.mask import Mask
from inlay.storage import WorkingCopy
from inlay.tools.events import Button, Phase, PointerEvent
from tests.editor.conftest import SPOT, mask_spot
from tests.editor.painter import painting

ROOT = Path(__file__).resolve().parents[2]
ASKED = FillSettings("painter", "fill", prompt="a wall", seed=7)


def made(path: Path, seed: int) -> Path:
    """A picture of noise, 120 x 100 px."""
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (100, 120, 3), np.uint8)).save(path)
    return path


@pytest.fixture
async def three(editor: Editor, photo: Path, tmp_path: Path) -> tuple[Session, Session, Session]:
    """The photo, a.png and b.png, which is looked at."""
    for path in (photo, made(tmp_path / "a.png", 1), made(tmp_path / "b.png", 2)):
        await editor.open(path)
    await editor.settled()
    one, two, last = editor.sessions
    return one, two, last


def painted_over(editor: Editor, box: Rect) -> None:
    editor.edit("Brush", lambda document: set_mask(document, Mask.rectangle(box)))


def names(editor: Editor) -> list[str]:
    return [each.name for each in editor.sessions]


async def until_idle(editor: Editor) -> None:
    async with asyncio.timeout(30):
        while editor.jobs.active:
            await asyncio.sleep(0.005)
    await editor.settled()


async def test_each_document_keeps_its_own_work_frame_and_history(
    editor: Editor, three: tuple[Session, Session, Session]
) -> None:
    one, two, last = three
    assert editor.session is last and names(editor) == ["photo.png", "a.png", "b.png"]
    painted_over(editor, SPOT)
    editor.set_crop_frame(Rect(0, 0, 64, 64))
    editor.switch_to(two.document_id)
    assert editor.session is two and editor.crop_frame is None and editor.undo_label is None
    painted_over(editor, Rect(5, 5, 10, 10))
    editor.step_session(1)
    assert editor.session is last and editor.crop_frame == Rect(0, 0, 64, 64)
    editor.undo()
    assert last.document.mask.is_empty and not two.document.mask.is_empty and not one.modified
    editor.step_session(1)
    assert editor.session is one, "round the end"
    editor.move_session(one.id, 2)
    assert names(editor) == ["a.png", "b.png", "photo.png"] and editor.session is one


async def test_a_gesture_is_given_up_when_another_document_is_looked_at(
    editor: Editor, three: tuple[Session, Session, Session]
) -> None:
    brush = editor.tools.active
    for phase, x in ((Phase.PRESS, 20), (Phase.MOVE, 60)):
        brush.handle_pointer(PointerEvent(phase, Point(x, 20), Point(x, 20), button=Button.LEFT, buttons=Button.LEFT))
    assert brush.is_in_gesture and editor.tools.previews
    editor.switch_to(three[0].id)
    assert not brush.is_in_gesture and not editor.tools.previews
    brush.handle_pointer(PointerEvent(Phase.RELEASE, Point(60, 20), Point(60, 20), button=Button.LEFT))
    await editor.settled()
    assert all(each.document.mask.is_empty for each in three)


async def test_the_original_isnt_left_in_sight_where_its_key_was_held(
    editor: Editor, three: tuple[Session, Session, Session]
) -> None:
    painted_over(editor, SPOT)
    editor.show_original(True)
    editor.step_session(1)
    editor.show_original(False)
    editor.step_session(-1)
    assert editor.session is three[2] and three[2].shown is three[2].document


async def test_answers_go_into_the_documents_they_belong_to(
    editor: Editor, three: tuple[Session, Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, last = three
    told: list[str] = []
    editor.message.connect(told.append)
    with painting(monkeypatch) as painter:
        painter.gate.clear()
        editor.switch_to(two.id)
        painted_over(editor, Rect(30, 30, 20, 20))
        by_service = asyncio.ensure_future(editor.fill(ASKED))
        while not painter.orders:
            await asyncio.sleep(0.005)
        editor.switch_to(one.id)
        await mask_spot(editor)
        built_in = asyncio.ensure_future(editor.fill(FillSettings(seed=1)))
        while len(editor.jobs.active) < 2:
            await asyncio.sleep(0.005)
        editor.switch_to(last.id)
        shown: list[object] = []
        editor.shown_changed.connect(lambda before, after: shown.append(after))
        before = last.document
        await built_in
        painter.gate.set()
        await by_service
        await until_idle(editor)
    assert editor.session is last and last.document is before and not shown, "nobody sees it but those who look"
    assert len(one.document.layers) == 2 and one.has_news
    assert (len(two.candidates), two.has_news) == ((1, True) if len(two.document.layers) == 1 else (0, True))
    assert any(text.startswith("a.png: ") for text in told) and any(text.startswith("photo.png: ") for text in told)
    editor.switch_to(two.id)
    assert not two.has_news and one.has_news
    if two.candidates:
        two.look_at(0)
        editor.accept_candidate()
        await editor.settled()
    assert len(two.document.layers) == 2 and len(last.document.layers) == 1


async def test_closing_one_of_several_ends_only_its_own_fill_and_keeps_its_work(
    editor: Editor, three: tuple[Session, Session, Session]
) -> None:
    one, two, last = three
    editor.switch_to(one.id)
    await mask_spot(editor)
    fill = asyncio.ensure_future(editor.fill(FillSettings(seed=1)))
    while not editor.jobs.active:
        await asyncio.sleep(0.005)
    editor.switch_to(two.id)
    painted_over(editor, Rect(5, 5, 10, 10))
    await editor.close_session()
    assert editor.session is last and names(editor) == ["photo.png", "b.png"] and two.is_closed
    [left] = WorkingCopy.recoverable()
    assert left.name == "a.png"
    await fill
    await editor.settled()
    assert len(one.document.layers) == 2, "its fill went on"
    await editor.close_session(session=one, discard=True)
    await editor.recover(left)
    assert names(editor) == ["b.png", "a.png"] and editor.session is not None
    assert editor.session.document.mask.bounds(editor.session.document.canvas) == Rect(5, 5, 10, 10)
    assert WorkingCopy.recoverable() == [], "nothing is left of what was discarded or had no work in it"


async def test_a_fill_of_another_document_isnt_cancelled_by_its_key(
    editor: Editor, three: tuple[Session, Session, Session]
) -> None:
    one, two, _last = three
    editor.switch_to(one.id)
    await mask_spot(editor)
    fill = asyncio.ensure_future(editor.fill(FillSettings(seed=1)))
    while not editor.jobs.active:
        await asyncio.sleep(0.005)
    editor.switch_to(two.id)
    told: list[str] = []
    editor.message.connect(told.append)
    editor.cancel_job()
    assert any("No fill is under way for this picture" in each for each in told)
    await fill
    await editor.settled()
    assert len(one.document.layers) == 2


async def test_a_file_that_is_open_is_looked_at_unless_it_has_changed(
    editor: Editor, three: tuple[Session, Session, Session], tmp_path: Path
) -> None:
    one, two, last = three
    await editor.open(tmp_path / "a.png")
    assert editor.session is two and len(editor.sessions) == 3
    await editor.save(tmp_path / "work.inlay")
    editor.switch_to(last.id)
    await editor.open(tmp_path / "work.inlay")
    assert editor.session is two and names(editor) == ["photo.png", "work.inlay", "b.png"]
    await editor.open(tmp_path / "a.png")
    assert len(editor.sessions) == 4, "the picture itself isn't open any more"
    made(tmp_path / "b.png", 3)
    await editor.open(tmp_path / "b.png")
    assert len(editor.sessions) == 5 and editor.session is not last, "another picture lies there now"
    with pytest.raises(BadInput, match=r"work\.inlay is open in another tab"):
        await editor.save(tmp_path / "work.inlay")
    assert one.path is None


async def test_copies_of_one_project_are_told_apart(editor: Editor, photo: Path, tmp_path: Path) -> None:
    await editor.open(photo)
    await editor.save(tmp_path / "first.inlay")
    await editor.save(tmp_path / "second.inlay")
    await editor.open(tmp_path / "first.inlay")
    second, first = editor.sessions
    assert first.document_id == second.document_id and first.id != second.id
    editor.switch_to(second.id)
    await mask_spot(editor)
    fill = asyncio.ensure_future(editor.fill(FillSettings(seed=1)))
    while not editor.jobs.active:
        await asyncio.sleep(0.005)
    editor.switch_to(first.id)
    await fill
    await editor.settled()
    assert len(second.document.layers) == 2 and len(first.document.layers) == 1


async def test_an_answer_goes_where_its_closed_document_was_saved_last(
    editor: Editor, three: tuple[Session, Session, Session], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    editor.message.connect(told.append)
    with painting(monkeypatch) as painter:
        painter.gate.clear()
        painted_over(editor, Rect(30, 30, 20, 20))
        await editor.save(tmp_path / "first.inlay")
        fill = asyncio.ensure_future(editor.fill(ASKED))
        while not painter.orders:
            await asyncio.sleep(0.005)
        await editor.save(tmp_path / "second.inlay")
        await editor.close_session()
        painter.gate.set()
        await fill
        await until_idle(editor)
    assert told[-1] == "A result is here; it waits in second.inlay."
    await editor.open(tmp_path / "second.inlay")
    assert editor.session is not None and len(editor.session.all_candidates) == 1


async def test_what_was_copied_from_a_document_outlives_it(
    editor: Editor, three: tuple[Session, Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    _one, two, last = three
    values = np.random.default_rng(5).integers(0, 255, (100, 120), np.uint8)
    editor.switch_to(two.id)
    editor.edit("Mask", lambda document: set_mask(document, Mask.from_array(values, 0, 0)))
    await two.flushed()
    mask = two.document.mask
    editor.switch_to(last.id)
    editor.edit("Paste mask", lambda document: set_mask(document, mask))
    await editor.close_session(session=two, discard=True)
    monkeypatch.setattr(BUDGET, "_tiles", OrderedDict())
    for tile in mask.tiles.values():
        tile.forget()
        assert tile._pixels is None
    assert np.array_equal(last.document.mask.region(last.document.canvas), values)


async def test_what_comes_goes_into_its_own_document_whichever_is_looked_at(
    editor: Editor, three: tuple[Session, Session, Session], tmp_path: Path
) -> None:
    one, two, last = three
    Image.new("L", (120, 100), 255).save(tmp_path / "white.png")
    data = (tmp_path / "white.png").read_bytes()
    painted_over(editor, Rect(5, 5, 10, 10))
    waiting = [
        asyncio.ensure_future(each)
        for each in (
            editor.export_mask(tmp_path / "mask.png"),
            editor.import_mask(tmp_path / "white.png"),
            editor.paste_picture(data, "white.png"),
        )
    ]
    await asyncio.sleep(0)
    editor.switch_to(one.id)
    await asyncio.gather(*waiting)
    await editor.settled()
    canvas = last.document.canvas
    assert last.document.mask.bounds(canvas) == canvas and len(last.document.layers) == 2
    assert np.asarray(Image.open(tmp_path / "mask.png")).max() == 255, "the mask of the document it was asked of"
    assert not one.modified and not two.modified
    editor.switch_to(last.id)
    await editor.paste_picture(data, "white.png", None, one)
    assert len(one.document.layers) == 2 and len(last.document.layers) == 2


async def test_a_document_isnt_closed_without_what_is_being_pasted(
    editor: Editor, three: tuple[Session, Session, Session], tmp_path: Path
) -> None:
    *_others, last = three
    data = (tmp_path / "a.png").read_bytes()
    paste = asyncio.ensure_future(editor.paste_picture(data, "a.png"))
    await asyncio.sleep(0)
    await editor.close_session(session=last)
    await paste
    [left] = WorkingCopy.recoverable()
    await editor.recover(left)
    assert editor.session is not None and [each.name for each in editor.session.document.layers] == ["Photo", "a"]
    with pytest.raises(BadInput, match=r"b\.png was closed"):
        await editor.paste_picture(data, "a.png", None, last)


async def test_a_picture_from_the_clipboard_is_work_from_the_start(editor: Editor) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (10, 200, 30)).save(out, "PNG", dpi=(300, 300))
    await editor.open_bytes(out.getvalue(), "Clipboard 1")
    session = editor.session
    assert session is not None and session.modified and session.path is None
    await session.flushed()
    source = session.document.source
    assert source is not None and source.path is None and session.working.source_bytes(source) == out.getvalue()
    await editor.close_session()
    [left] = WorkingCopy.recoverable()
    assert left.name == "Clipboard 1"
    await editor.recover(left)
    assert editor.session is not None and editor.session.document.canvas == Rect(0, 0, 40, 30)
    with pytest.raises(BadInput, match="Clipboard 2"):
        await editor.open_bytes(b"<html>", "Clipboard 2")
    assert names(editor) == ["Clipboard 1"]


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from inlay.base.geometry import Rect
from inlay.document.edits import set_mask
from inlay.editor.editor import Editor
from inlay.imaging.mask import Mask

async def main():
    editor = Editor()
    for number, name in enumerate(sys.argv[1:]):
        await editor.open(Path(name))
        if number < 2:
            mask = Mask.rectangle(Rect(10 + number, 10, 5, 5))
            editor.edit("Brush", lambda document: set_mask(document, mask))
    await editor.open_bytes(Path(sys.argv[1]).read_bytes(), "Clipboard 1")
    for session in editor.sessions:
        await session.flushed()
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.mark.only_on("linux", "darwin")
async def test_every_document_with_work_is_had_back_after_a_kill(editor: Editor, tmp_path: Path) -> None:
    paths = [str(made(tmp_path / f"{name}.png", seed)) for seed, name in enumerate("abc")]
    path = os.pathsep.join((str(ROOT / "src"), os.environ.get("PYTHONPATH", "")))
    command = [sys.executable, "-c", KILLED, *paths]
    ended = await asyncio.to_thread(subprocess.run, command, env={**os.environ, "PYTHONPATH": path}, check=False)
    assert ended.returncode == -signal.SIGKILL
    left = {each.name: each for each in WorkingCopy.recoverable()}
    assert set(left) == {"a.png", "b.png", "Clipboard 1"}, "nothing was done in the third picture"
    for name in ("a.png", "b.png", "Clipboard 1"):
        await editor.recover(left[name])
    one, two, _clipboard = editor.sessions
    assert one.document.mask.bounds(one.document.canvas) == Rect(10, 10, 5, 5)
    assert two.document.mask.bounds(two.document.canvas) == Rect(11, 10, 5, 5)
    assert all(each.modified for each in editor.sessions) and WorkingCopy.recoverable() == []
