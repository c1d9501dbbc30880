"""What nobody caught: all of it in the log, one sentence for the person, and the loop goes on."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from pathlib import Path

import pytest

from inlay.app import loop as app_loop
from inlay.app.crash import CrashDesk
from inlay.base.errors import BadInput, Bug, InlayError


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CrashDesk:
    """A desk whose hooks are taken back after the test."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made = CrashDesk(tmp_path / "inlay.log")
    made.install()
    return made


async def test_all_three_places_are_told(desk: CrashDesk, caplog: pytest.LogCaptureFixture) -> None:
    told: list[InlayError] = []
    loop = asyncio.get_running_loop()
    desk.tell_with(loop, told.append)
    try:
        raise ValueError("in a slot")
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    desk.from_loop(loop, {"message": "in a callback", "exception": RuntimeError("in a callback")})
    await asyncio.sleep(0)
    assert [type(each) for each in told] == [Bug, Bug, Bug]
    assert all("in a" not in each.sentence() and "inlay.log" in each.sentence() for each in told)
    for text in ("in a slot", "ZeroDivisionError", "in a callback"):
        assert text in caplog.text


async def test_our_own_errors_are_told_as_they_are(desk: CrashDesk) -> None:
    told: list[InlayError] = []
    desk.tell_with(asyncio.get_running_loop(), told.append)
    error = BadInput("A file is missing.")
    desk.report(error)
    await asyncio.sleep(0)
    assert told == [error]


async def test_a_fault_while_telling_ends_there(desk: CrashDesk, caplog: pytest.LogCaptureFixture) -> None:
    def tell(_error: InlayError) -> None:
        raise KeyError("the bar is broken")

    desk.tell_with(asyncio.get_running_loop(), tell)
    desk.report(ValueError("first"))
    await asyncio.sleep(0)
    assert "the bar is broken" in caplog.text


def test_without_a_window_it_is_only_logged(desk: CrashDesk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert isinstance(desk.report(ValueError("early")), Bug)
    assert "early" in caplog.text


def test_the_loop_ends_what_is_left(qapp: object) -> None:
    ended: list[str] = []

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def main() -> int:
        app_loop.spawn(forever())
        await asyncio.sleep(0.01)
        return 7

    assert app_loop.run(qapp, main()) == 7  # type: ignore[arg-type]
    assert ended == ["cancelled"]
