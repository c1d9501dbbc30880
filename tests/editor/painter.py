"""A service that paints what it is asked for in one colour, at once or when the test lets it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import InlayError
from inlay.document.version import Value
from inlay.fill.plan.price import Price
from inlay.fill.plan.sizes import Sizes
from inlay.fill.request import FillRequest
from inlay.providers.catalogue import services
from inlay.providers.interface import (
    Account,
    AccountFinetune,
    Answer,
    CancelOutcome,
    Connection,
    Picture,
    Poll,
    Ticket,
    Uploads,
)
from inlay.providers.spec import ModelSpec, Parameter, Polling, ProviderSpec

SIZES = Sizes(multiple=16, least_side=64, most_side=1024, good_least=64 * 64, most=1_000_000)
STRENGTH = Parameter("strength", "Strength", "float", 1.0, 0, 2)
COUNT = Parameter("count", "Pictures", "int", 1, 1, 4)
FINETUNE = Parameter("finetune", "Finetune", "finetune", "", required=True)
REGION = Parameter("region", "Region", "choice", "global", choices=(("global", "Global"), ("eu", "Europe")))
PRICE = Price(per_picture=0.05)


class Painter:
    """What the service is, and the adapter to it in one. `gate` is open unless the test closes it."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.orders: list[FillRequest] = []
        self.connections: list[Connection] = []
        self.submit_error: InlayError | None = None
        self.cancelled: list[str] = []
        self.billed: float | None = None
        self._jobs: dict[str, FillRequest] = {}

    async def upload(self, request: FillRequest) -> Uploads:
        del request
        return {}

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        del uploads
        if self.submit_error is not None:
            raise self.submit_error
        self.orders.append(request)
        ticket = Ticket(f"task-{len(self.orders)}")
        self._jobs[ticket.id] = request
        return ticket

    async def poll(self, ticket: Ticket) -> Poll:
        del ticket
        return Poll("done" if self.gate.is_set() else "running")

    async def fetch(self, ticket: Ticket) -> Answer:
        request = self._jobs[ticket.id]
        assert request.sent is not None
        count = int(request.params.get("count") or 1)
        pictures = tuple(
            Picture(painted(request.sent.answer_size, request.seed + place), request.seed + place)
            for place in range(count)
        )
        return Answer(pictures, 1.5, self.billed)

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        self.cancelled.append(ticket.id)
        return CancelOutcome(False, "Asked the service to stop; it may still be charged.")

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        del ticket, uploads

    async def account(self, options: Mapping[str, Value]) -> Account:
        return Account("12.40 USD", (AccountFinetune("rooms-1", "Rooms"), AccountFinetune("bad id")), True)

    async def close(self) -> None:
        pass


def painted(size: tuple[int, int], seed: int) -> bytes:
    """A PNG of one colour that tells the seed."""
    colour = (seed * 37 % 200, 200, seed * 11 % 250)
    out = io.BytesIO()
    Image.fromarray(np.full((size[1], size[0], 3), colour, np.uint8)).save(out, "PNG")
    return out.getvalue()


@contextmanager
def painting(monkeypatch: pytest.MonkeyPatch, environment: str | None = None) -> Iterator[Painter]:
    """The service "painter", with a model for prompts and one for finetunes."""
    painter = Painter()

    def make(connection: Connection) -> Painter:
        painter.connections.append(connection)
        return painter

    fill = ModelSpec("fill", "Fill", (COUNT, STRENGTH), sizes=SIZES, price=PRICE)
    tuned = replace(fill, id="tuned", title="Tuned", parameters=(FINETUNE, STRENGTH), needs_prompt=True)
    spec = ProviderSpec(
        id="painter",
        title="Painter",
        models=(fill, tuned),
        make=make,
        hosts=("painter.example",),
        environment=environment,
        options=(REGION,),
        concurrency=8,
        polling=Polling(0.01, 1.0, 0.01),
    )
    with monkeypatch.context() as patch:
        patch.setitem(services(), "painter", spec)
        yield painter
