"""Files are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.text import tr


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut, where the system can (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Have the system write a file's bytes to the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, sync it, and put it in the place of `path`.

    Whatever goes wrong, `path` stays as it was and nothing is left beside it. Raises BadInput
    when the folder is missing, can't be written, or is full.
    """
    folder = path.parent
    if not folder.is_dir():
        raise BadInput(tr("The folder {folder} doesn't exist.").format(folder=folder))
    temporary = folder / f".{path.name}.{secrets.token_hex(4)}.part"
    try:
        write(temporary)
        sync_file(temporary)
        _replace(temporary, path)
        sync_folder(folder)
    except OSError as error:
        raise BadInput(
            tr("{path} can't be written: {reason}.").format(path=path, reason=error.strerror or error),
            next_step=tr("Choose another place, or make room on the disk."),
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _replace(temporary: Path, path: Path) -> None:
    # On Windows a virus scanner or a preview may have the old file open for a moment.
    for wait in (0.05, 0.1, 0.2, 0.4, 0.8) if os.name == "nt" else ():
        try:
            temporary.replace(path)
            return
        except PermissionError:
            time.sleep(wait)
    temporary.replace(path)


def write_bytes_atomically(path: Path, data: bytes) -> None:
    """`write_atomically` for bytes at hand."""
    write_atomically(path, lambda temporary: temporary.write_bytes(data))
