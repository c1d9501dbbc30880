"""What nobody caught: the log gets all of it, the person one sentence, and the work goes on."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from inlay.base.errors import Bug, InlayError
from inlay.base.text import tr

log = logging.getLogger(__name__)
Tell = Callable[[InlayError], object]


class CrashDesk:
    """Takes uncaught exceptions from all three places they surface in, on any thread."""

    def __init__(self, log_path: Path) -> None:
        self._log_path = log_path
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tell: Tell | None = None

    def tell_with(self, loop: asyncio.AbstractEventLoop | None, tell: Tell | None) -> None:
        """From now on, have `tell` called on the loop's thread; None while there is no window."""
        self._loop, self._tell = loop, tell

    def install(self) -> None:
        """Take over `sys.excepthook` and `threading.excepthook`; `from_loop` is for the event loop."""
        sys.excepthook = self._from_main
        threading.excepthook = self._from_thread

    def report(self, error: BaseException) -> InlayError:
        """Write an error to the log, and tell the person; what is told comes back."""
        known = isinstance(error, InlayError)
        log.error("uncaught: %s", error, exc_info=None if known else error)
        told = error if isinstance(error, InlayError) else self._as_bug()
        if self._loop is not None and not self._loop.is_closed():
            # Not at once: the fault may lie in what shows it, and must not come back here without end.
            self._loop.call_soon_threadsafe(self._tell_now, told)
        return told

    def _tell_now(self, error: InlayError) -> None:
        if self._tell is None:
            return
        try:
            self._tell(error)
        except Exception:
            log.exception("the error couldn't be told")

    def from_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """For `loop.set_exception_handler`."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(error)
        else:
            log.error("event loop: %s", context.get("message"))

    def _as_bug(self) -> Bug:
        return Bug(
            tr("Something went wrong inside Inlay."),
            tr("Your work is kept."),
            tr("What happened is in {path}.").format(path=self._log_path),
        )

    def _from_main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        self.report(error.with_traceback(trace))

    def _from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_value)
