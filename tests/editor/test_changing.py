"""Opening beside what is open, closing, a full disk: nothing of anybody's work is lost on the way."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import BadInput, Cancelled, InlayError
from inlay.document.edits import set_mask
from inlay.editor.editor import Editor
from inlay.editor.filling import FillSettings
from inlay.editor.session import Session
from inlay.imaging.budget import BUDGET
from inlay.imaging.mask import Mask
from inlay.jobs.states import JobState
from inlay.storage import WorkingCopy
from inlay.storage.recorder import Recorder
from tests.editor.conftest import SPOT, mask_spot


def session_of(editor: Editor) -> Session:
    assert editor.session is not None
    return editor.session


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another picture."""
    path = tmp_path / "other.png"
    Image.fromarray(np.random.default_rng(9).integers(0, 255, (60, 80, 3), np.uint8)).save(path)
    return path


def _full(_recorder: Recorder, _change: Any) -> None:
    raise sqlite3.OperationalError("database or disk is full")


async def test_a_stroke_that_is_still_on_its_way_is_kept_when_its_document_is_closed(
    editor: Editor, photo: Path
) -> None:
    await editor.open(photo)
    await editor.settled()
    editor.tools.apply_mask("Brush", lambda _mask: Mask.rectangle(SPOT))
    assert not session_of(editor).modified, "it is in the pool"
    await editor.close_session()
    assert editor.session is None
    [left] = WorkingCopy.recoverable()
    await editor.recover(left)
    assert session_of(editor).document.mask.bounds(session_of(editor).document.canvas) == SPOT


async def test_what_is_painted_while_a_document_closes_is_kept_too(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    closing = asyncio.ensure_future(editor.close_session())
    edits = 0
    while editor.session is not None:
        edits += 1
        size = SPOT._replace(w=1 + edits % 90)
        editor.edit("Brush", lambda document, size=size: set_mask(document, Mask.rectangle(size)))
        await asyncio.sleep(0.002 if edits < 20 else 0.05)
    await closing
    [left] = WorkingCopy.recoverable()
    await editor.recover(left)
    document = session_of(editor).document
    assert document.mask.bounds(document.canvas) == SPOT._replace(w=1 + edits % 90)


async def test_a_broken_file_leaves_what_is_open_and_its_fill_alone(editor: Editor, photo: Path, other: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    before = session_of(editor)
    fill = asyncio.ensure_future(editor.fill(FillSettings(seed=1)))
    project = other.with_suffix(".inlay")
    project.write_bytes(b"no project")
    other.write_bytes(b"no picture")
    for path in (other, project, other.with_name("missing.png")):
        with pytest.raises(BadInput):
            await editor.open(path)
    assert editor.sessions == (before,) and session_of(editor) is before
    job = await fill
    await editor.settled()
    assert job.state is JobState.DONE and len(session_of(editor).document.layers) == 2


async def test_a_fill_that_is_being_prepared_isnt_started_once_its_document_is_closed(
    editor: Editor, photo: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inlay.editor import ordering

    await editor.open(photo)
    await mask_spot(editor)
    opened = asyncio.Event()
    prepare = ordering.in_pool

    async def slowly(work: Any, *args: Any, **how: Any) -> Any:
        done = await prepare(work, *args, **how)
        await opened.wait()
        return done

    monkeypatch.setattr(ordering, "in_pool", slowly)
    fill = asyncio.ensure_future(editor.fill())
    await asyncio.sleep(0)
    await editor.open(other)
    await editor.close_session(session=editor.sessions[0])
    opened.set()
    with pytest.raises(Cancelled):
        await fill
    assert not editor.jobs.active and not session_of(editor).all_candidates


async def test_an_answer_that_is_here_is_taken_before_the_document_closes(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    session = session_of(editor)
    fill = asyncio.ensure_future(editor.fill(FillSettings(seed=1)))
    closing: list[asyncio.Task[None]] = []

    def close_when_done(job: Any) -> None:
        if job.state is JobState.DONE and not closing:
            closing.append(asyncio.ensure_future(editor.close_session()))

    editor.jobs_changed.connect(close_when_done)
    job = await fill
    await closing[0]
    assert job.state is JobState.DONE and len(session.document.layers) == 2
    [left] = WorkingCopy.recoverable()
    await editor.recover(left)
    assert session_of(editor).document.digest == session.document.digest


async def test_who_no_longer_waits_for_a_fill_doesnt_stop_its_answer(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    fill = asyncio.ensure_future(editor.fill(FillSettings(seed=1)))
    while not editor.jobs.active:
        await asyncio.sleep(0.005)
    fill.cancel()
    while editor.jobs.active:
        await asyncio.sleep(0.005)
    await editor.settled()
    assert len(session_of(editor).document.layers) == 2


async def test_pixels_without_a_place_are_spilled_to_where_no_document_takes_them_along(
    editor: Editor, photo: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inlay.editor import opening

    await editor.open(photo)
    await editor.settled()
    read = opening.open_picture

    def read_in_little_memory(path: Path, salvage: bool = False) -> opening.Opened:
        opened = read(path, salvage)
        BUDGET.trim()
        return opened

    monkeypatch.setattr(opening, "open_picture", read_in_little_memory)
    # Tiles of other tests, kept in modules, aren't to be spilled into what is removed at the end of this one.
    monkeypatch.setattr(BUDGET, "_tiles", OrderedDict())
    monkeypatch.setattr(BUDGET, "used", 0)
    monkeypatch.setattr(BUDGET, "limit", 1)
    old = session_of(editor)
    await editor.open(other)
    tiles = session_of(editor).document.layers[0].raster.tiles.values()
    assert all(tile.is_stored and tile._source is not old.working for tile in tiles)
    await editor.close_session(session=old)
    await editor.settled()
    BUDGET.trim()
    pixels = session_of(editor).document.layers[0].raster.region(session_of(editor).document.canvas)
    assert np.array_equal(pixels, np.asarray(Image.open(other)))


async def test_a_full_disk_is_told_once_and_the_work_is_neither_lost_nor_closed(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await editor.settled()
    told: list[str] = []
    editor.message.connect(told.append)
    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(Recorder, "_write", _full)
        for width in range(1, 8):
            size = SPOT._replace(w=width)
            editor.edit("Brush", lambda document, size=size: set_mask(document, Mask.rectangle(size)))
            await asyncio.sleep(0.01)
        for act in (editor.close_session(), editor.save(photo.with_suffix(".inlay"))):
            with pytest.raises(BadInput, match="disk"):
                await act
        assert session_of(editor).name == "photo.png" and session_of(editor).modified
        assert not photo.with_suffix(".inlay").exists()
        troubles: list[InlayError] = editor.troubles  # type: ignore[attr-defined]
        assert len(troubles) == 1 and "disk is full" in troubles.pop().sentence()
    editor.edit("Brush", lambda document: set_mask(document, Mask.rectangle(SPOT)))
    await session_of(editor).flushed()
    await asyncio.sleep(0)
    assert [text for text in told if "again" in text]
    await editor.save(photo.with_suffix(".inlay"))
    assert not session_of(editor).modified


async def test_a_fill_goes_on_from_memory_while_the_disk_is_full(
    editor: Editor, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    await session_of(editor).flushed()
    with monkeypatch.context() as disk:
        disk.setattr(Recorder, "_write", _full)
        job = await editor.fill(FillSettings(seed=1))
        await editor.settled()
        assert job.state is JobState.DONE and len(session_of(editor).document.layers) == 2
        await asyncio.sleep(0.05)
        troubles: list[InlayError] = editor.troubles  # type: ignore[attr-defined]
        assert len(troubles) == 1
        troubles.clear()
    await session_of(editor).flushed()


async def test_a_failed_save_leaves_the_work_unsaved(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    with pytest.raises(BadInput):
        await editor.save(photo.parent / "missing" / "a.inlay")
    assert session_of(editor).modified and session_of(editor).path is None


async def test_what_is_done_while_saving_counts_as_unsaved(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    await mask_spot(editor)
    saving = asyncio.ensure_future(editor.save(photo.with_suffix(".inlay")))
    await asyncio.sleep(0.001)
    editor.edit("Brush", lambda document: set_mask(document, Mask.empty()))
    await saving
    assert session_of(editor).modified
    await editor.save()
    assert not session_of(editor).modified
