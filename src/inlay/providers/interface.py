"""The narrow hook that every service hangs on: translate, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from numpy.typing import NDArray

from inlay.base.errors import InlayError
from inlay.base.secret import Secret
from inlay.document.version import Value
from inlay.fill.request import FillRequest

PollState = Literal["running", "done", "failed", "missing"]
Uploads = Mapping[str, str]


@dataclass(frozen=True)
class Connection:
    """How an adapter reaches its service.

    key        None for a service without one
    base_url   replaces all of the service's own hosts; None for the real service
    own_hosts  hosts that the person marked as their own: plain http may go there
    """

    key: Secret | None = None
    base_url: str | None = None
    own_hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ticket:
    """What a service gave for a submitted request. `id` and `data` are plain text that can be kept on disk.

    A ticket that is already `done` has its answer waiting for `fetch`; `body` is that answer itself where
    the service gave it at once, and is kept on disk too.
    """

    id: str
    done: bool = False
    data: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Poll:
    """Where a job is: `progress` is 0..1 or None where nobody knows; `message` is for the person.

    "failed" comes with the `error` that says why; "missing" is a ticket that the service doesn't know, which
    happens for a moment after the order too. `data` is merged into the ticket's (the link to the result).
    """

    state: PollState
    progress: float | None = None
    message: str = ""
    error: InlayError | None = None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture of an answer: bytes of a file as the service sent them, or pixels (h, w, 3|4) uint8 or uint16
    for the request's box, in the request's colour space. `seed` is the one it was made with, where told."""

    data: bytes | NDArray[Any]
    seed: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Answer:
    """What came back: one picture or more. `seconds` is the service's own time where it tells it, else as we saw it;
    `cost` what was billed in US dollars for all pictures, None where not told; `notes` are for the person."""

    pictures: tuple[Picture, ...]
    seconds: float
    cost: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CancelOutcome:
    """What asking for a stop achieved; `message` tells the truth about it, and about the money."""

    stopped: bool
    message: str = ""


@dataclass(frozen=True)
class AccountFinetune:
    """A finetune that the account lists; what isn't told is empty."""

    id: str
    name: str = ""
    region: str = ""
    trigger: str = ""


@dataclass(frozen=True)
class Account:
    """What a call that costs nothing tells: `balance` for the person ("12.40 USD", "1,240 credits"), empty where the
    service doesn't say; `checked` is False where the service has no call that proves the key."""

    balance: str = ""
    finetunes: tuple[AccountFinetune, ...] = ()
    checked: bool = True


class Provider(Protocol):
    """An adapter. No loop, no retry, no key look-up; every method may raise an InlayError.

    Errors of `submit` tell whether the order can have been accepted: NotAccepted surely wasn't and may be sent
    again; OutcomeUnknown may have been; any other error was refused for good. Unreachable from any other
    method may be tried again.
    """

    async def upload(self, request: FillRequest) -> Uploads:
        """Put the pictures where the service wants them; may be repeated."""

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        """Order the fill; called once, over a fresh connection."""

    async def poll(self, ticket: Ticket) -> Poll:
        """Ask where the job is; may be repeated."""

    async def fetch(self, ticket: Ticket) -> Answer:
        """Get the answer of a finished job; may be repeated until `clean_up`. LinkExpired asks for another poll."""

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        """Ask for the job to be stopped."""

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        """Let go of whatever the job left behind; `ticket` is None for an order that came to nothing."""

    async def account(self, options: Mapping[str, Value]) -> Account:
        """Ask with a call that costs nothing, to test the key; KeyRejected where the service doesn't take it."""

    async def close(self) -> None:
        """Let go of connections and processes; the adapter isn't used afterwards."""
