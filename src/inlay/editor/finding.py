"""Finding: which of the open documents a file is open as, so that it isn't opened a second time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from inlay.editor.exporting import is_same_file
from inlay.editor.session import Session


def find_open(path: Path, sessions: Sequence[Session]) -> Session | None:
    """The document that `path` is open as: its project, or its picture as it is now, not saved as a project since.

    Reads files, hence for the pool; what it reads of sessions doesn't change while a file is being opened.
    """
    for session in sessions:
        if session.path is not None and is_same_file(path, session.path):
            return session
    return next((each for each in sessions if each.path is None and _is_picture_of(path, each)), None)


def _is_picture_of(path: Path, session: Session) -> bool:
    source = session.document.source
    if source is None or source.path is None or not is_same_file(path, Path(source.path)):
        return False
    try:
        if path.stat().st_size != source.size:
            return False  # another picture has been written over it
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == source.digest
    except OSError:
        return False  # opening it tells what is wrong
