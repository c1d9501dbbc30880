"""A result whose picture nobody can open again: it is listed after a restart, saved as a file, and forgotten."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from inlay.base.errors import BadInput
from inlay.editor.editor import Editor
from inlay.editor.fill_settings import FillSettings
from inlay.ui.panels.fill_jobs import FillJobs
from inlay.ui.panels.jobs import JobsPanel
from tests.kit.emulated import mask_something
from tests.kit.ui_fixtures import write_picture
from tests.services import Emulator


async def paid_for_a_picture_that_is_gone(editor: Editor, service: Emulator, tmp_path: Path) -> None:
    await editor.open(write_picture(tmp_path / "photo.png"))
    await mask_something(editor)
    settings = FillSettings("bfl", prompt="grass", base_url=service.base_url)
    fill = asyncio.ensure_future(editor.fill_all(settings))
    while not service.accepted:
        await asyncio.sleep(0.01)
    await editor.close_session(discard=True)
    [job] = await fill
    assert job.id in editor.jobs.active


async def test_it_is_listed_again_after_a_restart_saved_and_forgotten(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Emulator("bfl", delay=0.5) as service:
        monkeypatch.setenv("BFL_API_KEY", service.key)
        first = Editor()
        await paid_for_a_picture_that_is_gone(first, service, tmp_path)
        await first.shut_down()
        editor = Editor()
        panel, beside_fill = JobsPanel(editor), FillJobs(editor)
        await editor.resume_jobs()
        [job_id] = editor.jobs.active
        row = panel.rows[job_id]
        assert not beside_fill.lines, "nothing is under way there"
        assert not row.buttons["save"].isHidden() and "save it as a file" in row.told.text()
        [written] = await editor.save_result(job_id, tmp_path / "kept.jpg")
        assert written.name == "kept.png" and written.read_bytes().startswith(b"\x89PNG")
        editor.jobs.forget(job_id)
        assert not editor.jobs.active and not panel.rows
        await editor.shut_down()
        assert len(service.accepted) == 1 and not service.complaints
        again = Editor()
        await again.resume_jobs()
        assert not again.jobs.active
        with pytest.raises(BadInput):
            await again.save_result(job_id, tmp_path / "gone.png")
        await again.shut_down()
