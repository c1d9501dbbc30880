"""A misbehaviour: one row that says what goes wrong, where, and what a careful client comes to."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from tests.services.core.http import Request, Response
    from tests.services.core.service import Service
    from tests.services.core.tasks import Task

Stage = Literal[
    "submit", "poll", "result", "download", "presign", "upload", "public", "cancel", "delete", "account", "schema"
]
ALL = ("bfl", "cometapi", "vercel", "fal", "eachlabs")
QUEUED = ("bfl", "cometapi", "fal", "eachlabs")


@dataclass(frozen=True)
class Instead:
    """The service does nothing and answers with this: `act(service, request, **options)`; None to leave it alone."""

    act: Callable[..., Response | None]


@dataclass(frozen=True)
class After:
    """The service does its work, and the answer is changed: `act(service, response, **options)`."""

    act: Callable[..., Response]


@dataclass(frozen=True)
class OnTask:
    """An accepted job goes another way: `act(service, task, **options)`."""

    act: Callable[..., None]


@dataclass(frozen=True)
class Misbehaviour:
    """One row.

    stages    which requests it befalls; for what befalls a job it is ("submit",)
    options   what can be set, with the defaults
    services  which services can misbehave like this
    ends      what a careful client comes to when it happens as often as `times` says: "done", or the name of the
              error in inlay.base.errors; a service whose own rules know better may come to something milder
    times     how often it happens unless told otherwise; None for ever
    """

    name: str
    help: str
    stages: tuple[Stage, ...]
    what: Instead | After | OnTask
    options: Mapping[str, Any] = field(default_factory=dict)
    services: tuple[str, ...] = ALL
    ends: str = "done"
    times: int | None = 1

    @property
    def accepts(self) -> bool:
        """Whether an order that it befalls is accepted, hence perhaps paid."""
        return "submit" not in self.stages or not isinstance(self.what, Instead)


@dataclass
class Trouble:
    """A row at work: `left` is how often it still happens, None for ever."""

    row: Misbehaviour
    left: int | None
    options: dict[str, Any]
    stages: tuple[Stage, ...]

    @classmethod
    def start(cls, row: Misbehaviour, times: int | None, options: Mapping[str, Any]) -> Trouble:
        """Put a row to work; `stage` among the options moves it to another kind of request."""
        given = dict(options)
        stages = (given.pop("stage"),) if "stage" in given else row.stages
        unknown = set(given) - set(row.options)
        if unknown:
            raise ValueError(f"{row.name} has no option {sorted(unknown)}; it has {sorted(row.options)}")
        return cls(row, times, {**row.options, **given}, stages)

    def befalls(self, stage: Stage, kind: type[Instead | After | OnTask]) -> bool:
        """Whether it is this one's turn; counts down if so."""
        if stage not in self.stages or not isinstance(self.row.what, kind) or self.left == 0:
            return False
        if self.left is not None:
            self.left -= 1
        return True


def instead(trouble: Trouble, service: Service, request: Request) -> Response | None:
    """The answer that comes in place of the service's own, if any."""
    assert isinstance(trouble.row.what, Instead)
    return trouble.row.what.act(service, request, **trouble.options)


def after(trouble: Trouble, service: Service, response: Response) -> Response:
    """The service's own answer, changed."""
    assert isinstance(trouble.row.what, After)
    return trouble.row.what.act(service, response, **trouble.options)


def on_task(trouble: Trouble, service: Service, task: Task) -> None:
    """Let a job go another way."""
    assert isinstance(trouble.row.what, OnTask)
    trouble.row.what.act(service, task, **trouble.options)


def check_row(row: Misbehaviour) -> None:
    """ValueError where a row's options aren't those that its act takes."""
    taken = list(inspect.signature(row.what.act).parameters)[2:]
    if set(taken) != set(row.options):
        raise ValueError(f"{row.name}: options {sorted(row.options)}, and its act takes {sorted(taken)}")
