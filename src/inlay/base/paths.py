"""Where things are kept: settings, and state (working copies, journal, log)."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from inlay.base.errors import BadInput
from inlay.base.text import tr

APP = "inlay"


def _path(kind: str, default: str) -> Path:
    home = os.environ.get("INLAY_HOME")
    return Path(home) / kind if home else Path(default)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            tr("The folder {folder} can't be made: {reason}.").format(folder=folder, reason=error.strerror or error),
            next_step=tr("Inlay needs it for its settings and for what isn't saved yet."),
        ) from error
    return folder


def config_path() -> Path:
    """The folder for settings, there or not. `INLAY_HOME` moves it, and the one for state."""
    return _path("config", platformdirs.user_config_dir(APP, appauthor=False, roaming=True))


def config_dir() -> Path:
    """The folder for settings; made when missing (BadInput where it can't be)."""
    return _made(config_path())


def state_dir() -> Path:
    """The folder for working copies, the job journal and the log; made when missing."""
    return _made(_path("state", platformdirs.user_state_dir(APP, appauthor=False)))
