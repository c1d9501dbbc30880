"""Locks between processes: the system lets go of them when their process ends, however it ends."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_held: set[str] = set()  # POSIX locks belong to the process, so those held in this one are noted here
_guard = threading.Lock()


class FileLock:
    """A lock that one holder on this machine can have. Not inherited by child processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._key = os.path.normcase(os.path.realpath(path))
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Take the lock; False where another holder, in this process or not, has it."""
        with _guard:
            if self._key in _held:
                return False
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(handle)
            except OSError:
                os.close(handle)
                return False
            self._handle = handle
            _held.add(self._key)
            return True

    def release(self, remove: bool = False) -> None:
        """Let go; with `remove`, of a lock that nobody will want again."""
        with _guard:
            if self._handle is None:
                return
            if remove and sys.platform != "win32":
                self._path.unlink(missing_ok=True)
            os.close(self._handle)
            if remove and sys.platform == "win32":
                self._path.unlink(missing_ok=True)
            self._handle = None
            _held.discard(self._key)


def lock_of(path: Path, folder: Path) -> FileLock:
    """The lock for a file by its real place; the lock itself lies in `folder`."""
    real = os.path.normcase(os.path.realpath(path))
    name = hashlib.blake2b(os.fsencode(real), digest_size=16).hexdigest()
    return FileLock(folder / f"{name}.lock")


def lock_beside(path: Path) -> FileLock:
    """The lock for a folder of our own, beside it: it must be there before the folder is."""
    return FileLock(path.with_name(f"{path.name}.lock"))


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
