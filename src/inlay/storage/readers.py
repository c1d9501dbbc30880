"""Reading connections, as many as threads read at once; idle ones are used again."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inlay.storage.damage import DamageError
from inlay.storage.schema import connect

_MOST_IDLE = 8


class Readers:
    """A pool of read-only connections to one file, for any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own for a while. Raises DamageError once the pool is closed."""
        with self._lock:
            if self._closed:
                raise DamageError("the working copy is closed")
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = connect(self._path, "ro")
        try:
            yield connection
        finally:
            self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            keep = not self._closed and len(self._idle) < _MOST_IDLE
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close()

    def close(self) -> None:
        """Close all connections; one in use is closed when it comes back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
