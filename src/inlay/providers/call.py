"""Call: one HTTP request and what may come of it, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import httpx

Failure = Literal["connect", "slow", "broken", "long"]


class Broken(Exception):
    """An exchange that came to nothing.

    failure   "connect": no connection, TLS included; "slow": out of time; "broken": ended in between; "long": the
              answer is over its limit
    was_sent  whether any of the request may have left
    """

    def __init__(self, failure: Failure, was_sent: bool, reason: str = "") -> None:
        super().__init__(failure)
        self.failure = failure
        self.was_sent = was_sent
        self.reason = reason


@dataclass(frozen=True)
class Call:
    """One request. `numbers` are the addresses to connect to in place of the host's name; `is_near` asks no proxy;
    `fresh` opens a connection of its own. `timeout` in seconds is for all of it, `silence` for the longest time without
    a byte, `limit` in bytes for the answer. `heard` is called with the bytes that came so far, and with how many there
    will be, None where that isn't told."""

    method: str
    url: httpx.URL
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes | None = field(default=None, repr=False)
    timeout: float = 30.0
    limit: int = 4_194_304
    fresh: bool = False
    is_near: bool = False
    numbers: tuple[str, ...] = ()
    silence: float = 60.0
    heard: Callable[[int, int | None], object] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Raw:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes
