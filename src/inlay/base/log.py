"""The log file in the state folder, with the last few megabytes of what happened."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

from inlay.base.paths import state_dir

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def set_up_logging(level: int = logging.INFO) -> Path:
    """Send all records to `inlay.log` (1 MB, three old ones kept) and return its path."""
    path = state_dir() / "inlay.log"
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter(FORMAT))
    logging.raiseExceptions = False  # a full disk costs the log, and isn't told on stderr for every line of it
    root = logging.getLogger()
    root.setLevel(level)
    root.addHandler(handler)
    return path
