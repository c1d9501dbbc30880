"""The log file in the state folder, with the last few megabytes of what happened."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path
from typing import TYPE_CHECKING

from inlay.base.paths import state_dir
from inlay.base.secret import redacted

if TYPE_CHECKING:
    from types import TracebackType

    ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Formatter(logging.Formatter):
    """Blots out every key, whoever wrote it into a message or an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, traceback and all."""
        return redacted(super().format(record))

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802  (a name of the standard library)
        """The traceback as text; the record keeps it for other handlers, so no key may be in it either."""
        return redacted(super().formatException(ei))


def set_up_logging(level: int = logging.INFO) -> Path:
    """Send all records to `inlay.log` (1 MB, three old ones kept) and return its path."""
    path = state_dir() / "inlay.log"
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(Formatter(FORMAT))
    logging.raiseExceptions = False  # a full disk costs the log, and isn't told on stderr for every line of it
    root = logging.getLogger()
    root.setLevel(level)
    root.addHandler(handler)
    return path
