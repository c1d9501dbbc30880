"""A job at a service: accepted, hence paid, unless it was refused; it moves on with time and with being asked."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.services.core import painting
from tests.services.core.pictures import Array

Outcome = Literal["done", "failed", "refused-input", "refused-output", "empty", "cancelled"]
Spoil = Callable[[Array], Array]
SpoilFile = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Look:
    """Where a job is: `progress` is 0..1, `position` its place in the queue or None where it runs."""

    state: Literal["queued", "running", "strange", "over"]
    progress: float = 0.0
    position: int | None = None


@dataclass(eq=False)
class Task:
    """An accepted job. `fields` is the request's body without its pictures; `cost` is in US dollars.

    polls      how often it is told to be unfinished before it is over; `asked` counts
    ready_at   the clock's reading before which it isn't over
    queue      for how many of these polls it waits in the queue
    is_flagged  the service found its pictures doubtful, and gives them out
    said       what the service keeps of the order, to say it again
    links      what stands before the path of its result's links; None for the service's own address
    """

    id: str
    model: str
    fields: Mapping[str, Any]
    image: Array
    mask: Array
    seed: int
    cost: float
    kind: str = "png"
    count: int = 1
    strength: float = 1.0
    polls: int = 1
    started: float = field(default_factory=time.monotonic)
    ready_at: float = 0.0
    outcome: Outcome = "done"
    is_stuck: bool = False
    queue: int = 0
    strange_until: int = 0
    links: str | None = None
    cancel_is_late: bool = False
    asked: int = 0
    spoils: list[Spoil] = field(default_factory=list)
    spoils_of_files: list[SpoilFile] = field(default_factory=list)
    expired: set[str] = field(default_factory=set)
    issued: int = 0
    is_flagged: bool = False
    said: dict[str, Any] = field(default_factory=dict)
    _files: dict[int, bytes] = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the answer, in px."""
        return self.image.shape[1], self.image.shape[0]

    @property
    def charged(self) -> float:
        """What it costs as it ended, in US dollars."""
        return self.cost if self.outcome == "done" else 0.0

    @property
    def is_active(self) -> bool:
        """Whether it takes one of the account's places."""
        return self.outcome != "cancelled" and (self.is_stuck or time.monotonic() < self.ready_at)

    def look(self, *, counts: bool = True) -> Look:
        """Where it is now; `counts` moves it on by one."""
        asked, now = self.asked, time.monotonic()
        self.asked += counts
        if self.outcome == "cancelled":
            return Look("over")
        if self.is_stuck:
            return Look("running", 0.1)
        if asked >= self.polls and now >= self.ready_at:
            return Look("over", 1.0)
        if asked < self.strange_until:
            return Look("strange", 0.5)
        if asked < self.queue:
            return Look("queued", 0.0, self.queue - asked)
        return Look("running", self._progress(asked, now))

    def _progress(self, asked: int, now: float) -> float:
        by_polls = asked / self.polls if self.polls else 1.0
        span = self.ready_at - self.started
        by_time = (now - self.started) / span if span > 0 else 1.0
        return round(max(0.0, min(by_polls if span <= 0 else 1.0, by_time, 0.99)), 2)

    def finish(self) -> None:
        """Be over at the next look."""
        self.is_stuck, self.polls, self.ready_at, self.strange_until = False, 0, 0.0, 0

    def file(self, index: int = 0) -> bytes:
        """The file of one of its pictures."""
        if index not in self._files:
            self._files[index] = self._make(index)
        return self._files[index]

    def data_uri(self, index: int = 0) -> str:
        """One of its pictures as `data:` address."""
        return f"data:{painting.media_type_of(self.kind)};base64,{base64.b64encode(self.file(index)).decode()}"

    def _make(self, index: int) -> bytes:
        pixels = painting.paint(self.image, self.mask, self.seed + index, self.strength)
        for spoil in self.spoils:
            pixels = spoil(pixels)
        content = painting.encode(pixels, self.kind)
        for spoil_file in self.spoils_of_files:
            content = spoil_file(content)
        return content
