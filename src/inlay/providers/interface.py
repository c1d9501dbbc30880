"""The narrow hook that every service hangs on: translate, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from numpy.typing import NDArray

from inlay.fill.request import FillRequest

PollState = Literal["running", "done", "failed"]
Uploads = Mapping[str, str]


@dataclass(frozen=True)
class Ticket:
    """What a service gave for a submitted request. `id` and `data` are plain text that can be kept on disk.

    A ticket that is already `done` has its answer waiting for `fetch`.
    """

    id: str
    done: bool = False
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Poll:
    """Where a job is: `progress` is 0..1 or None where nobody knows; `message` is for the person."""

    state: PollState
    progress: float | None = None
    message: str = ""


@dataclass(frozen=True, eq=False)
class Answer:
    """What came back: pixels (h, w, 3|4) uint8 or uint16 for the request's box, in the request's colour space.

    `seconds` is the service's own time, `cost` US dollars or None, `notes` are for the person.
    """

    pixels: NDArray[Any]
    seconds: float
    cost: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CancelOutcome:
    """What asking for a stop achieved; `message` tells the truth about it."""

    stopped: bool
    message: str = ""


class Provider(Protocol):
    """An adapter. No loop, no retry, no key look-up; every method may raise an InlayError."""

    async def upload(self, request: FillRequest) -> Uploads:
        """Put the pictures where the service wants them; may be repeated."""

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        """Order the fill; called once."""

    async def poll(self, ticket: Ticket) -> Poll:
        """Ask where the job is; may be repeated."""

    async def fetch(self, ticket: Ticket) -> Answer:
        """Get the answer of a finished job; may be repeated until `clean_up`."""

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        """Ask for the job to be stopped."""

    async def clean_up(self, ticket: Ticket) -> None:
        """Let go of whatever the job left behind."""

    async def close(self) -> None:
        """Let go of connections and processes; the adapter isn't used afterwards."""
