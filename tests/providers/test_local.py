"""The built-in fill as a service: from request to answer, with its real process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from inlay.base.errors import BadInput, Cancelled
from inlay.fill.prepare import prepare
from inlay.fill.request import FillRequest
from inlay.imaging.mask import Mask
from inlay.providers.catalogue import service, services
from inlay.providers.interface import Connection, Provider, Ticket
from tests.fill.scenes import box_mask, document_of, textured


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    made = service("local").make(Connection())
    yield made
    await made.close()


def request(side: int = 160, hole: int = 40, quality: str = "standard", grey: bool = False) -> FillRequest:
    document = document_of(textured(side, side, 16, grey=grey), 40, -30, grey)
    painted = Mask.from_array(box_mask(side, side, side // 3, side // 3, hole, hole), 40, -30)
    return prepare(document, painted, params={"quality": quality}, seed=7)


async def finished(provider: Provider, ticket: Ticket) -> list[float]:
    """Poll until it is done; what was told on the way."""
    told = []
    while True:
        poll = await provider.poll(ticket)
        told.append(poll.progress or 0.0)
        if poll.state == "done":
            return told
        await asyncio.sleep(0.01)


async def test_a_fill_from_request_to_answer(provider: Provider) -> None:
    asked = request(grey=True)
    ticket = await provider.submit(asked, await provider.upload(asked))
    assert not ticket.done
    told = await finished(provider, ticket)
    assert told == sorted(told) and told[-1] == 1
    answer = await provider.fetch(ticket)
    assert answer.pictures[0].data.shape == asked.image.shape and answer.pictures[0].data.dtype == np.uint16
    assert (answer.pictures[0].data[asked.hole == 0] == asked.image[asked.hole == 0]).all()
    assert (answer.pictures[0].data[..., 0] == answer.pictures[0].data[..., 2]).all()
    assert answer.cost is None and answer.seconds > 0
    again = await provider.fetch(ticket)
    assert (again.pictures[0].data == answer.pictures[0].data).all()
    await provider.clean_up(ticket, {})
    with pytest.raises(BadInput):
        await provider.poll(ticket)


async def test_a_large_hole_says_that_it_was_solved_smaller(provider: Provider) -> None:
    ticket = await provider.submit(request(700, 400, "fast"), {})
    answer = await provider.fetch(ticket)
    assert "refined" in answer.notes[0]


async def test_cancel_says_what_it_did(provider: Provider) -> None:
    ticket = await provider.submit(request(900, 500, "full"), {})
    assert (await provider.cancel(ticket)).stopped
    with pytest.raises(Cancelled):
        await provider.fetch(ticket)
    assert not (await provider.cancel(ticket)).stopped
    await provider.clean_up(ticket, {})


async def test_a_ticket_of_an_earlier_start_is_refused(provider: Provider) -> None:
    for call in (provider.poll, provider.fetch):
        with pytest.raises(BadInput, match="Inlay was closed"):
            await call(Ticket("gone"))
    assert not (await provider.cancel(Ticket("gone"))).stopped
    await provider.clean_up(Ticket("gone"), {})


def test_it_is_the_first_service_and_needs_nothing() -> None:
    spec = services()["local"]
    assert next(iter(services())) == "local"
    assert spec.hosts == () and not spec.needs_key and spec.accepts_itself
    assert spec.model().values({}) == {"quality": "standard"}
    with pytest.raises(BadInput, match="fast, standard, full"):
        spec.model().values({"quality": "best"})
