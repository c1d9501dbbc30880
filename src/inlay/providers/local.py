"""The built-in fill as a service like any other: no network, no key, a process of its own."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.fill.local.options import Options, Quality
from inlay.fill.local.runs import Run, Workers
from inlay.fill.prepare import GROW
from inlay.fill.request import FillRequest
from inlay.providers.interface import Account, Answer, CancelOutcome, Connection, Picture, Poll, Ticket, Uploads
from inlay.providers.spec import ModelSpec, Parameter, Polling, ProviderSpec


@dataclass
class _Job:
    run: Run
    started: float = field(default_factory=time.monotonic)
    seconds: float | None = None


class LocalProvider:
    """Runs fills in a worker process; a ticket is known only while this adapter lives."""

    def __init__(self, connection: Connection) -> None:
        del connection
        self._workers = Workers()
        self._jobs: dict[str, _Job] = {}

    async def upload(self, request: FillRequest) -> Uploads:
        """Nothing leaves this computer."""
        del request
        return {}

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        """Start the fill."""
        del uploads
        quality = cast(Quality, request.params.get("quality", "standard"))
        options = Options(quality=quality, grey=request.colour.model == "grey", grown=GROW)
        run = self._workers.start(request.image, request.hole, request.seed, options)
        ticket = Ticket(uuid.uuid4().hex)
        self._jobs[ticket.id] = _Job(run)
        return ticket

    async def poll(self, ticket: Ticket) -> Poll:
        """How far it is; an error is told by `fetch`."""
        job = self._job(ticket)
        if not job.run.is_done:
            return Poll("running", job.run.progress)
        if job.seconds is None:
            job.seconds = time.monotonic() - job.started
        return Poll("done", 1.0)

    async def fetch(self, ticket: Ticket) -> Answer:
        """The filled crop (h, w, 4); waits where it isn't done yet."""
        job = self._job(ticket)
        result = await job.run.result()
        seconds = time.monotonic() - job.started if job.seconds is None else job.seconds
        return Answer((Picture(result.pixels),), seconds, None, result.notes)

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        """End the process that works on it."""
        job = self._jobs.get(ticket.id)
        return CancelOutcome(job.run.cancel() if job is not None else False)

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        """Forget the job and its picture."""
        del uploads
        job = self._jobs.pop(ticket.id, None) if ticket is not None else None
        if job is not None:
            job.run.cancel()

    async def account(self, options: Mapping[str, Value]) -> Account:
        """There is none."""
        del options
        return Account(checked=False)

    async def close(self) -> None:
        """End all processes."""
        for job in self._jobs.values():
            job.run.cancel()
        self._jobs.clear()
        self._workers.close()

    def _job(self, ticket: Ticket) -> _Job:
        try:
            return self._jobs[ticket.id]
        except KeyError:
            raise BadInput(
                tr("This fill ended when Inlay was closed."), next_step=tr("Start it again; it costs nothing.")
            ) from None


_QUALITY = Parameter(
    "quality",
    tr("Quality"),
    "choice",
    "standard",
    help=tr(
        "Large holes are solved at a lower scale and refined with full-size pixels, to stay within about 3 s (fast) "
        "or 10 s (standard); full size takes as long as it takes."
    ),
    choices=(("fast", tr("Fast")), ("standard", tr("Standard")), ("full", tr("Full size"))),
)

PROVIDER = ProviderSpec(
    id="local",
    title=tr("Built-in"),
    models=(
        ModelSpec(
            "content-aware",
            tr("Content-aware"),
            (_QUALITY,),
            has_prompt=False,
            help=tr("Continues the surroundings into the hole. Works on this computer, without a network."),
        ),
    ),
    make=LocalProvider,
    tickets_last=False,
    polling=Polling(0.05, 1.3, 0.25),
)
