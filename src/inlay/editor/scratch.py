"""Scratch: where pixels go that no document's file holds yet when memory runs short, whichever document they are of."""

from __future__ import annotations

import threading

from inlay.imaging.budget import BUDGET
from inlay.storage import WorkingCopy


class Scratch:
    """The `Spill` of the one memory budget. It outlives every document, so none of them loses pixels with another.

    Its file is made when it is first needed, and removed by `close`, or by the next start where this one dies.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._place: WorkingCopy | None = None
        self._closed = False

    def take(self, tiles: list[object]) -> None:
        """Keep tiles that have no place yet; on the budget's own thread. BadInput where the disk doesn't take them."""
        with self._guard:
            if self._closed:
                return
            if self._place is None:
                self._place = WorkingCopy.create()
            self._place.take(tiles)

    def serve(self) -> None:
        """Be what the budget spills to from now on."""
        BUDGET.spill = self

    def rest(self) -> None:
        """Serve no more for now: there is nothing open whose pixels could be spilled."""
        if BUDGET.spill is self:
            BUDGET.spill = None

    def close(self) -> None:
        """Serve no more, and remove the file; touches the disk. No pixels in it may be needed any more."""
        self.rest()
        with self._guard:
            self._closed = True
            place, self._place = self._place, None
        if place is not None:
            place.close(discard=True)
