"""Opens the window and runs it to its end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inlay.app.screen import check_libraries, check_screen
from inlay.base.errors import Bug, InlayError
from inlay.base.log import set_up_logging
from inlay.base.settings import Settings

if TYPE_CHECKING:
    import asyncio

    from inlay.app.application import Application
    from inlay.app.crash import CrashDesk
    from inlay.ui.main_window import MainWindow


def run_window(names: Sequence[str]) -> int:
    """Open the window with these files; the exit code. What keeps it from opening is one sentence on stderr."""
    try:
        log_path = set_up_logging()
        check_libraries()
        check_screen()
        settings = Settings()
    except InlayError as error:
        sys.stderr.write(error.sentence() + "\n")
        return error.exit_code
    from inlay.app import loop
    from inlay.app.application import make_application
    from inlay.app.crash import CrashDesk

    app = make_application(settings)
    desk = CrashDesk(log_path)
    desk.install()
    try:
        return loop.run(app, _live(app, desk, settings, [Path(name) for name in names]), desk.from_loop)
    except Exception as error:
        # Nobody is left to tell it in the window.
        sys.stderr.write(desk.report(error).sentence() + "\n")
        return Bug.exit_code


async def _live(app: Application, desk: CrashDesk, settings: Settings, paths: list[Path]) -> int:
    """The life of the window, from showing it to closing it for good."""
    import asyncio

    from inlay.app.garbage import keep_for_good
    from inlay.app.loop import StopSignals
    from inlay.editor.editor import Editor
    from inlay.imaging.budget import set_limit
    from inlay.jobs.journal import Journal
    from inlay.ui.main_window import MainWindow

    stop = asyncio.Event()
    editor = Editor(settings, Journal())
    set_limit(settings.get("memory.gib", 0))
    window = MainWindow(editor)
    window.stop_wanted.connect(stop.set)
    desk.tell_with(asyncio.get_running_loop(), editor.failed.emit)
    signals = StopSignals(stop.set)
    app.file_wanted = lambda path: window.arriving.open_files([path])
    window.frame.fit_screen()
    window.show()
    keep_for_good()
    if settings.trouble is not None:
        # A bar of its own: it stays whatever is opened meanwhile.
        trouble = settings.trouble
        window.bars.show_bar("settings", trouble.what, f"{trouble.kept} {trouble.next_step}".strip())
    try:
        if paths:
            window.arriving.open_files(paths)
        window.tasks.spawn(window.files.offer_left())
        window.tasks.spawn(editor.resume_jobs())
        await _until_left(window, stop, editor.failed.emit)
    finally:
        desk.tell_with(None, None)
        signals.close()
    return 0


async def _until_left(window: MainWindow, stop: asyncio.Event, tell: Callable[[InlayError], object]) -> None:
    """Wait until the person leaves. Where their work can't be kept, as on a full disk, they are told, and it stays."""
    while True:
        await stop.wait()
        stop.clear()
        try:
            return await window.end()
        except InlayError as error:
            window.setEnabled(True)
            tell(error)
