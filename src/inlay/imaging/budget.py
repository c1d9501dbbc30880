"""One memory budget for all tiles: what goes over it leaves memory, never the file."""

from __future__ import annotations

import logging
import threading
import weakref
from collections import OrderedDict
from typing import Protocol

from inlay.base.memory import GIB, total_memory

log = logging.getLogger(__name__)


class Resident(Protocol):
    """What the budget asks of a tile."""

    @property
    def is_stored(self) -> bool: ...
    def forget(self) -> None: ...


class Spill(Protocol):
    """Somewhere to put tiles that have no place on disk yet."""

    def take(self, tiles: list[object]) -> None:
        """Keep these tiles, so that they become `is_stored`. Called on the budget's own thread."""


def default_limit() -> int:
    """A third of the machine's memory, at most 8 GiB, in bytes."""
    return min(total_memory() // 3, 8 * GIB)


class MemoryBudget:
    """Tiles in memory, the longest unused first; over `limit` bytes, a thread of its own makes room.

    Tiles that lie in a file are dropped; those that don't are first given to `spill` (the working
    copy). Without a spill they stay, since dropping them would lose them.
    """

    def __init__(self, limit: int | None = None) -> None:
        self.limit = limit if limit is not None else default_limit()
        self.spill: Spill | None = None
        self.used = 0
        self._tiles: OrderedDict[int, tuple[weakref.ref[Resident], int]] = OrderedDict()
        # Re-entrant: the collector may run a finalizer, which takes the lock, while it is held.
        self._lock = threading.RLock()
        self._room_needed = threading.Event()
        self._trimming = threading.Lock()
        self._thread: threading.Thread | None = None

    def added(self, tile: Resident, nbytes: int) -> None:
        """Count a tile whose pixels have come into memory; never waits."""
        key = id(tile)
        with self._lock:
            self._drop(key)
            self._tiles[key] = (weakref.ref(tile, lambda _ref, key=key: self._gone(key)), nbytes)  # type: ignore[misc]
            self.used += nbytes
            over = self.used > self.limit
        if over:
            self._wake()

    def touched(self, tile: Resident) -> None:
        """Note that a tile was used just now."""
        with self._lock:
            if id(tile) in self._tiles:
                self._tiles.move_to_end(id(tile))

    def resize(self, limit: int) -> None:
        """Hold at most so many bytes from now on; room is made on the budget's own thread."""
        with self._lock:
            self.limit = limit
            over = self.used > limit
        if over:
            self._wake()

    def trim(self) -> None:
        """Make room now, on this thread. Not for the GUI thread: it may write to disk."""
        with self._trimming:
            for tile in self._excess(stored_only=True):
                self._let_go(tile)
            self._spill_rest()

    def _let_go(self, tile: Resident) -> None:
        # In this order: a thread that reads the tile right after it was dropped counts it anew.
        self._gone(id(tile))
        tile.forget()

    def _spill_rest(self) -> None:
        spill = self.spill
        if spill is None or self.used <= self.limit:
            return
        tiles = self._excess(stored_only=False)
        spill.take([tile for tile in tiles if not tile.is_stored])
        for tile in tiles:
            if tile.is_stored:
                self._let_go(tile)

    def _excess(self, stored_only: bool) -> list[Resident]:
        with self._lock:
            excess = self.used - self.limit * 9 // 10 if self.used > self.limit else 0
            chosen: list[Resident] = []
            for reference, nbytes in list(self._tiles.values()):
                if excess <= 0:
                    break
                tile = reference()
                if tile is not None and (tile.is_stored or not stored_only):
                    chosen.append(tile)
                    excess -= nbytes
            return chosen

    def _drop(self, key: int) -> None:
        entry = self._tiles.pop(key, None)
        if entry is not None:
            self.used -= entry[1]

    def _gone(self, key: int) -> None:
        with self._lock:
            self._drop(key)

    def _wake(self) -> None:
        self._room_needed.set()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="memory-budget", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._room_needed.wait()
            self._room_needed.clear()
            try:
                self.trim()
            except Exception:
                log.exception("making room in memory failed")


BUDGET = MemoryBudget()


def set_limit(gib: int) -> None:
    """Give the pixels so many GiB of memory; 0 for the default."""
    BUDGET.resize(gib * GIB if gib > 0 else default_limit())
