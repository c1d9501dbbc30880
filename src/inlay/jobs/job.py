"""Job: one request on its way to an answer, as a value."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from inlay.base.errors import Bug, InlayError
from inlay.base.text import tr
from inlay.document.layer import new_id
from inlay.fill.answer import Received
from inlay.fill.plan.price import FREE, Cost
from inlay.fill.request import FillRequest
from inlay.jobs.states import ENDED, MOVES, JobState, state_label
from inlay.providers.interface import Ticket


@dataclass(frozen=True, eq=False)
class Result:
    """One picture of a job's answer. `seed` is the one it was made with, where the service told it."""

    received: Received
    seed: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Job:
    """A request and where it is. `created` is in seconds since 1970; `progress` is 0..1 or None.

    session   the id of the document that the answer belongs to
    project   path of the project that held it when the job was made; empty where there was none
    group     what it shares with other results of the same request
    base_url  replaces the service's own hosts
    cost      what it is expected to cost; `billed` what the service says it did, in US dollars
    results   the pictures of the answer; `seconds` is how long the service took for them
    wants     what the command line was asked to write when it is done ("output", "project": absolute paths; and how)
    """

    request: FillRequest
    title: str
    session: str = ""
    project: str = ""
    group: str = ""
    base_url: str | None = None
    cost: Cost = FREE
    wants: Mapping[str, str] = field(default_factory=dict)
    id: str = field(default_factory=new_id)
    state: JobState = JobState.QUEUED
    created: float = field(default_factory=time.time)
    ticket: Ticket | None = None
    progress: float | None = None
    message: str = ""
    error: InlayError | None = None
    uploads: Mapping[str, str] = field(default_factory=dict)
    results: tuple[Result, ...] = ()
    seconds: float = 0.0
    billed: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED

    @property
    def status(self) -> str:
        """What it is doing, for the person."""
        return self.message or state_label(self.state)

    def move(self, state: JobState, **changes: object) -> Job:
        """The job in another state; Bug for a move that the table doesn't allow."""
        if state not in MOVES[self.state]:
            raise Bug(tr("A job can't go from {old} to {new}.").format(old=self.state.value, new=state.value))
        return replace(self, state=state, **changes)  # type: ignore[arg-type]
