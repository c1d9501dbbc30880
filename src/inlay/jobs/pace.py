"""Pace: how long things are waited for, how often they are tried, and the chance in it that keeps jobs apart."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from inlay.base.errors import InlayError, NotAccepted, TooBusy
from inlay.providers.spec import Polling


@dataclass(frozen=True)
class Pace:
    """All times in seconds. Tests put quicker ones in, and a `sleep` of their own.

    deadline       from the ticket to the answer, where nobody says otherwise
    tries          of an upload, and of a submit that failed to connect
    busy_tries     of a submit that the service had no room for
    trying_for     no further try is begun after so long
    first_pause, longest_pause   between tries; each is twice the one before
    missing_times, missing_pause   how long a ticket may be unknown to its service before it is overdue
    gone_after     that an order is old enough to be given up where its service doesn't know it
    bad_answers    how many unreadable answers in a row are asked again for
    fresh_links    how often a link that has expired is asked for anew
    again_within   that a result which can't be read is asked for once more
    stop_within    for asking a service to stop, and for tidying up there
    leave_within   that leaving the program waits for the outcome of a submit
    """

    deadline: float = 600.0
    tries: int = 4
    busy_tries: int = 10
    trying_for: float = 180.0
    first_pause: float = 1.0
    longest_pause: float = 30.0
    missing_times: int = 5
    missing_pause: float = 2.0
    gone_after: float = 86_400.0
    bad_answers: int = 3
    fresh_links: int = 3
    again_within: float = 60.0
    stop_within: float = 15.0
    leave_within: float = 20.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    clock: Callable[[], float] = time.monotonic

    def after(self, count: int, error: InlayError | None = None) -> float:
        """The pause after the `count`-th failure (1 is the first); never shorter than the service asks for."""
        wanted = error.retry_after if isinstance(error, NotAccepted) else None
        spread = 0.5 + 0.5 * self.chance()
        if wanted is not None and wanted >= 0:
            return wanted + spread * min(1.0, 0.1 * wanted)
        return spread * min(self.longest_pause, self.first_pause * 2.0 ** min(count - 1, 20))

    def polls(self, polling: Polling, count: int) -> float:
        """The pause before the `count`-th poll (0 is the first), a fifth longer or shorter by chance."""
        steady = min(polling.longest, polling.first * polling.growth ** min(count, 200))
        return steady * (0.8 + 0.4 * self.chance())


@dataclass
class Tries:
    """Counts the tries of one thing, and says how long to wait before the next."""

    pace: Pace
    count: int = 1
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.pace.clock()

    @property
    def most(self) -> int:
        """Of any kind."""
        return max(self.pace.tries, self.pace.busy_tries)

    def next_pause(self, error: InlayError) -> float | None:
        """Seconds to wait after a failed try, which is counted; None where enough has been tried."""
        pause = self.pace.after(self.count, error)
        most = self.pace.busy_tries if isinstance(error, TooBusy) else self.pace.tries
        over = self.pace.clock() - self.began + pause > self.pace.trying_for
        if self.count >= most or over:
            return None
        self.count += 1
        return pause
