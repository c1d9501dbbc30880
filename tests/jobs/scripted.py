"""A service that does what the test says, and what jobs need around it: requests, purse, keys, quick pauses."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.geometry import Rect
from inlay.base.secret import KeySlot, Secret
from inlay.document.version import Value
from inlay.fill.plan.price import Cost
from inlay.fill.request import FillRequest, SentPictures
from inlay.imaging.colour import SRGB
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.pace import Pace
from inlay.jobs.queue import JobQueue
from inlay.jobs.states import JobState
from inlay.providers.catalogue import services
from inlay.providers.interface import Account, Answer, CancelOutcome, Connection, Picture, Poll, Ticket, Uploads
from inlay.providers.spec import ModelSpec, Polling, ProviderSpec

SIDE = 64
FREE, PAID = "local", "paid"


def png(side: int = SIDE, value: int = 90) -> bytes:
    """A grey picture as a file."""
    out = io.BytesIO()
    Image.fromarray(np.full((side, side, 3), value, np.uint8)).save(out, "PNG")
    return out.getvalue()


def request(provider: str = PAID) -> FillRequest:
    """A small request for the built-in fill, or with pictures that are sent."""
    pixels, mask = np.zeros((SIDE, SIDE, 4), np.uint8), np.full((SIDE, SIDE), 255, np.uint8)
    pixels[..., 3] = 255
    box = Rect(0, 0, SIDE, SIDE)
    sent = None if provider == FREE else SentPictures(png(), png(), (SIDE, SIDE))
    return FillRequest(
        provider,
        "m",
        {"quality": "best"},
        "p",
        5,
        box,
        1.0,
        pixels,
        mask,
        mask,
        box,
        SRGB,
        "v1",
        {"region": "eu"},
        sent,
    )


def paid_job(title: str = "title", session: str = "") -> Job:
    """A job that costs something."""
    return Job(request(), title, session=session, cost=Cost(0.05, 0.05), wants={"output": "/tmp/out.png"})


class Scripted:
    """Notes what it was asked. Each list holds what the calls raise, in turn; then they work."""

    def __init__(self, polls: int = 2, submit_error: Exception | None = None, data: object = None) -> None:
        self.calls: list[str] = []
        self.polls = polls
        self.upload_errors: list[Exception] = []
        self.submit_errors: list[Exception] = [submit_error] if submit_error else []
        self.poll_results: list[Exception | Poll] = []
        self.fetch_errors: list[Exception] = []
        self.cancel_outcome: CancelOutcome | Exception = CancelOutcome(True)
        self.data = png() if data is None else data
        self.answers: list[bytes] = []  # before that
        self.on_submit: Callable[[], object] = lambda: None
        self.gate: asyncio.Event | None = None  # a submit waits for it
        self.sending = asyncio.Event()
        self.tickets: list[Ticket] = []

    def count(self, name: str) -> int:
        """How often it was asked for that."""
        return self.calls.count(name)

    async def upload(self, request: FillRequest) -> Uploads:
        self.calls.append("upload")
        if self.upload_errors:
            raise self.upload_errors.pop(0)
        return {"image": "up1"}

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        self.calls.append("submit")
        self.on_submit()
        self.sending.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.submit_errors:
            raise self.submit_errors.pop(0)
        return Ticket(f"t{self.count('submit')}", done=self.polls == 0, data={"region": "eu"})

    async def poll(self, ticket: Ticket) -> Poll:
        self.calls.append("poll")
        self.tickets.append(ticket)
        if self.poll_results:
            result = self.poll_results.pop(0)
            if isinstance(result, Exception):
                raise result
            return result
        self.polls -= 1
        return Poll("running", 0.5, "half") if self.polls > 0 else Poll("done", data={"url": f"r{self.count('poll')}"})

    async def fetch(self, ticket: Ticket) -> Answer:
        self.calls.append("fetch")
        self.tickets.append(ticket)
        if self.fetch_errors:
            raise self.fetch_errors.pop(0)
        if self.answers:
            return Answer((Picture(self.answers.pop(0)),), 1.0)
        assert isinstance(self.data, (bytes, np.ndarray))
        return Answer((Picture(self.data, 7, ("note",)),), 1.0, 0.05, ("told",))

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        self.calls.append("cancel")
        if isinstance(self.cancel_outcome, Exception):
            raise self.cancel_outcome
        return self.cancel_outcome

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        self.calls.append("clean_up")

    async def account(self, options: Mapping[str, Value]) -> Account:
        return Account()

    async def close(self) -> None:
        self.calls.append("close")


@dataclass(frozen=True)
class _Found:
    secret: Secret


@dataclass
class KeyRing:
    """Keys by service."""

    keys: dict[str, Secret] = field(default_factory=dict)
    refreshed: list[KeySlot] = field(default_factory=list)

    def refresh(self, slot: KeySlot) -> None:
        self.refreshed.append(slot)

    async def find(self, slot: KeySlot) -> _Found | None:
        key = self.keys.get(slot.service)
        return None if key is None else _Found(key)


@dataclass
class Accounts:
    """A purse that notes what it is told."""

    ordered: list[str] = field(default_factory=list)
    settled: list[tuple[str, JobState]] = field(default_factory=list)
    error: Exception | None = None

    async def order(self, job: Job) -> tuple[str, ...]:
        if self.error is not None:
            raise self.error
        self.ordered.append(job.id)
        return ()

    async def settle(self, job: Job) -> None:
        self.settled.append((job.id, job.state))


class QuickTime:
    """A clock that only pauses advance; they take no time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def pace(self, **changes: object) -> Pace:
        """A pace by this clock."""
        pace = Pace(sleep=self.sleep, chance=lambda: 1.0, clock=lambda: self.now)
        return replace(pace, **changes)  # type: ignore[arg-type]


QUICK = Polling(0.001, 1.0, 0.001)


def offer(
    monkeypatch: pytest.MonkeyPatch,
    provider: Scripted,
    service_id: str = PAID,
    *,
    key: bool = False,
    concurrency: int = 1,
    polling: Polling = QUICK,
    tickets_last: bool = True,
    connections: list[Connection] | None = None,
) -> None:
    """Have the service in the catalogue."""

    def make(connection: Connection) -> Scripted:
        if connections is not None:
            connections.append(connection)
        return provider

    paid = service_id == PAID
    spec = ProviderSpec(
        service_id,
        "Paid Service" if paid else "Built-in",
        (ModelSpec("m", "M"),),
        make,  # type: ignore[arg-type]
        hosts=("api.example.com",) if paid else (),
        environment="PAID_KEY" if key else None,
        concurrency=concurrency,
        polling=polling,
        tickets_last=tickets_last and paid,
    )
    monkeypatch.setitem(services(), service_id, spec)


class Taker:
    """Takes answers, and notes what it was told; each list entry of `wants` says whether a done one is taken."""

    def __init__(self, *wants: bool | Exception | None) -> None:
        self.wants = list(wants)
        self.jobs: list[Job] = []

    async def __call__(self, job: Job) -> bool | None:
        self.jobs.append(job)
        want = self.wants.pop(0) if self.wants else None
        if isinstance(want, Exception):
            raise want
        return want


def make_queue(folder: Path, pace: Pace | None = None, **parts: object) -> JobQueue:
    """A queue with its journal in `folder`."""
    return JobQueue(Journal(folder), pace=pace or QuickTime().pace(), **parts)  # type: ignore[arg-type]


def records(folder: Path) -> list[str]:
    """The places of all jobs in a journal."""
    return sorted(str(path.parent.relative_to(folder)) for path in folder.rglob("job.json"))


def die(queue: JobQueue) -> None:
    """Let go of the journal as the system does for a process that dies."""
    queue._desk.journal._lock.release()
