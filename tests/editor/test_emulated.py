"""The editor with every service over real HTTP: a fill that is paid once, known wholly, and leaks no key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import InlayError
from inlay.base.secret import Secret
from inlay.document.edits import set_mask
from inlay.editor.editor import Editor
from inlay.editor.services import keep_base_url
from inlay.editor.session import Session
from inlay.imaging.mask import Mask
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service
from inlay.storage import WorkingCopy
from tests.editor.conftest import SPOT
from tests.services import Emulator

NAMES = ("bfl", "cometapi", "vercel", "fal", "eachlabs")


def session_of(editor: Editor) -> Session:
    assert editor.session is not None
    return editor.session


async def ready(editor: Editor, tmp_path: Path, emulator: Emulator, model: str | None = None) -> None:
    """A picture that is large enough for every model, masked, and the emulated service chosen with its key."""
    rng = np.random.default_rng(4)
    pixels = rng.normal(120, 18, (420, 520, 3)).clip(0, 255).astype(np.uint8)
    path = tmp_path / "large.png"
    Image.fromarray(pixels).save(path)
    await editor.open(path)
    editor.edit("Mask", lambda document: set_mask(document, Mask.rectangle(SPOT)))
    keep_base_url(editor.settings, emulator.name, emulator.base_url)
    slot = service(emulator.name).slot(emulator.base_url)
    assert slot is not None
    editor.keys.keep_for_session(slot, Secret(emulator.key))
    editor.set_fill(provider=emulator.name, model=model, params={}, prompt="a brick wall", seed=11)
    await editor.settled()


def holding(folder: Path, text: str) -> list[Path]:
    """The files below a folder with that text in them."""
    return [path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("name", NAMES)
async def test_a_fill_is_paid_once_and_known_wholly(editor: Editor, tmp_path: Path, name: str) -> None:
    with Emulator(name) as emulator:
        await ready(editor, tmp_path, emulator)
        assert editor.plan is not None and editor.plan_error is None
        job = await editor.fill()
        await editor.settled()
        assert job.state is JobState.DONE, job.error
        session = session_of(editor)
        record = session.versions[session.current_version].fill
        assert len(session.document.layers) == 2 and record is not None
        assert record.unmasked_changed == 0 and record.host == emulator.base_url.removeprefix("http://")
        assert (record.answer_colour, record.expected_high) == ("srgb", editor.plan.cost.high)
        assert record.answer is not None and record.answer.dtype == np.uint8
        await editor.save(tmp_path / "work.inlay")
        await editor.close_session()
        await asyncio.to_thread(editor.settings.save)
        assert len(emulator.accepted) == 1 and emulator.complaints == []
        assert holding(tmp_path, emulator.key) == []


async def test_a_row_of_strengths_costs_what_was_told(editor: Editor, tmp_path: Path) -> None:
    with Emulator("bfl") as emulator:
        await ready(editor, tmp_path, emulator, "flux-pro-1.0-fill-finetuned")
        editor.set_fill(params={"finetune": "my-rooms"})
        await editor.settled()
        told = editor.series_cost(3)
        await editor.try_strengths([0.9, 1.1, 1.3])
        await editor.settled()
        session = session_of(editor)
        assert sorted(task.strength for task in emulator.accepted) == [0.9, 1.1, 1.3] and emulator.complaints == []
        assert sorted(each.record.params["strength"] for each in session.candidates) == [0.9, 1.1, 1.3]  # type: ignore[type-var]
        assert sum(each.record.expected_high or 0 for each in session.candidates) == pytest.approx(told.high)
        assert len(session.document.layers) == 1
        editor.keep_candidates([each.id for each in session.candidates])
        await editor.settled()
        assert len({each.parent for each in session.versions.values() if each.kind == "fill"}) == 1


async def test_the_answer_of_a_service_waits_in_a_project_that_was_closed(editor: Editor, tmp_path: Path) -> None:
    with Emulator("bfl", delay=0.5) as emulator:
        await ready(editor, tmp_path, emulator)
        project = tmp_path / "work.inlay"
        await editor.save(project)
        fill = asyncio.ensure_future(editor.fill())
        await until(lambda: any(job.ticket for job in editor.jobs.active.values()))
        await editor.close_session()
        assert (await fill).state is JobState.DONE
        assert WorkingCopy.recoverable() == []
        await editor.open(project)
        await editor.settled()
        assert len(session_of(editor).candidates) == 1 and not session_of(editor).modified
        assert len(emulator.accepted) == 1 and emulator.complaints == []


@pytest.mark.parametrize("way", ["bad-key", "no-credit", "refused-input", "429", "submit-lost", "failed"])
async def test_trouble_tells_about_money_and_keeps_mask_and_prompt(editor: Editor, tmp_path: Path, way: str) -> None:
    with Emulator("bfl") as emulator:
        await ready(editor, tmp_path, emulator)
        emulator.misbehave(way, times=1)
        job = await editor.fill()
        troubles: list[InlayError] = editor.troubles  # type: ignore[attr-defined]
        told = list(troubles)
        troubles.clear()
        await editor.settled()
        document = session_of(editor).document
        assert document.mask.bounds(document.canvas) == SPOT and editor.fill_settings.prompt == "a brick wall"
        if way == "429":
            assert job.state is JobState.DONE and not told
        else:
            [error] = told
            assert error.kept and error.next_step and len(document.layers) == 1
            assert job.state is (JobState.UNKNOWN if way == "submit-lost" else JobState.FAILED)
        assert len(emulator.accepted) <= 1 and emulator.complaints == []
        assert emulator.key not in "".join(error.sentence() for error in told)


@pytest.mark.parametrize("name", NAMES)
async def test_a_key_is_tested_without_paying(editor: Editor, tmp_path: Path, name: str) -> None:
    with Emulator(name) as emulator:
        await ready(editor, tmp_path, emulator)
        account = await editor.test_key(name)
        assert isinstance(account.balance, str)
        if service(name).lists_finetunes:
            found = await editor.fetch_finetunes(name)
            assert found and all(replace(each, notes="") in editor.finetunes.all for each in found)
        assert emulator.accepted == [] and emulator.complaints == []
