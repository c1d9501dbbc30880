"""How far PyPatchMatch is, read from the lines that it prints when it is told to be verbose."""

from __future__ import annotations

import re
import threading

_LEVEL = re.compile(r"Inpainting level: (\d+)")
_ROUND = re.compile(r"EM Iteration: (\d+)")
# Share of the time that is over when a level of the pyramid begins; measured on holes of 0.1 to 0.5 MP.
_BEGINS = {-1: 1.0, 0: 0.78, 1: 0.5, 2: 0.27, 3: 0.17}


class Meter:
    """Turns lines into 0..1 of the whole fill. `stage` is called by one thread and `feed` by another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._start, self._end = 0.0, 1.0
        self._level, self._top, self._best = 0, 0, 0.0

    def stage(self, start: float, end: float) -> None:
        """The next lines cover this share of the whole."""
        with self._lock:
            self._start, self._end = start, end
            self._level, self._top, self._best = 0, 0, 0.0

    def feed(self, line: str) -> float | None:
        """The share of the whole that is done after this line, or None where the line tells nothing."""
        with self._lock:
            level, iteration = _LEVEL.search(line), _ROUND.search(line)
            if level:
                self._level = int(level.group(1))
                self._top = max(self._top, self._level)
                within = self._begins(self._level)
            elif iteration:
                rounds = 2 * self._level + 1
                done = min(1.0, int(iteration.group(1)) / rounds)
                begin, end = self._begins(self._level), self._begins(self._level - 1)
                within = begin + (end - begin) * done
            else:
                return None
            self._best = max(self._best, within)
            return self._start + (self._end - self._start) * self._best

    def _begins(self, level: int) -> float:
        if level in _BEGINS:
            return _BEGINS[level]
        return _BEGINS[3] * (self._top - level) / max(1, self._top - 3)
