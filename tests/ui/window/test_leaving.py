"""Leaving while the disk is full: the window stays with the work until there is a way."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from inlay.app.window import _until_left
from inlay.base.errors import InlayError
from inlay.base.geometry import Rect
from inlay.document.edits import set_mask
from inlay.imaging.mask import Mask
from inlay.storage.recorder import Recorder
from inlay.ui.main_window import MainWindow
from tests.kit.window import picture, until


def _full(_recorder: Recorder, _change: Any) -> None:
    raise sqlite3.OperationalError("database or disk is full")


async def test_work_that_cant_be_kept_keeps_the_window_open(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = window.editor
    await editor.open(picture(tmp_path))
    await editor.settled()
    stop, told = asyncio.Event(), list[InlayError]()
    leaving = asyncio.ensure_future(_until_left(window, stop, told.append))
    with monkeypatch.context() as disk:
        disk.setattr(Recorder, "_write", _full)
        editor.edit("Brush", lambda document: set_mask(document, Mask.rectangle(Rect(5, 5, 9, 9))))
        stop.set()
        await until("the trouble is told", lambda: told)
        assert window.isVisible() and window.isEnabled() and not leaving.done()
        assert editor.session is not None and editor.session.modified
    stop.set()
    await leaving
    assert editor.session is None and not window.isVisible()
