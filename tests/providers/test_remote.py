"""An adapter on the network loop, and its caller on another one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from typing import Any, cast

import pytest

from inlay.base.errors import BadInput, Unreachable
from inlay.document.version import Value
from inlay.providers.interface import Account, Answer, CancelOutcome, Connection, Poll, Provider, Ticket, Uploads
from inlay.providers.remote import across, network_loop, on_network_loop

TICKET = Ticket("1")


class Noting:
    """Notes in which thread and loop each call ran."""

    made: list[Noting] = []

    def __init__(self, connection: Connection) -> None:
        if connection.base_url == "bad":
            raise BadInput("That isn't an address.")
        self.ran: list[tuple[str, str, asyncio.AbstractEventLoop]] = []
        self.stopped = threading.Event()
        self.begun = threading.Event()
        Noting.made.append(self)
        self.note("made")

    def note(self, name: str) -> None:
        self.ran.append((name, threading.current_thread().name, asyncio.get_running_loop()))

    async def upload(self, request: Any) -> Uploads:
        self.note("upload")
        self.begun.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            self.stopped.set()
            raise
        return {}

    async def submit(self, request: Any, uploads: Uploads) -> Ticket:
        self.note("submit")
        return TICKET

    async def poll(self, ticket: Ticket) -> Poll:
        self.note("poll")
        raise Unreachable("Nobody is there.")

    async def fetch(self, ticket: Ticket) -> Answer:
        self.note("fetch")
        return Answer((), 1.0)

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        self.note("cancel")
        return CancelOutcome(True)

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        self.note("clean_up")

    async def account(self, options: Mapping[str, Value]) -> Account:
        self.note("account")
        return Account("12 USD")

    async def close(self) -> None:
        self.note("close")


def remote(base: str | None = None) -> Provider:
    Noting.made.clear()
    return on_network_loop(cast("Any", Noting))(Connection(base_url=base))


async def test_every_method_runs_on_the_network_loop() -> None:
    adapter = remote()
    assert not Noting.made
    request = cast("Any", None)
    assert await adapter.submit(request, {}) is TICKET
    with pytest.raises(Unreachable):
        await adapter.poll(TICKET)
    assert (await adapter.fetch(TICKET)).seconds == 1.0
    assert (await adapter.cancel(TICKET)).stopped
    await adapter.clean_up(None, {})
    assert (await adapter.account({})).balance == "12 USD"
    await adapter.close()
    (made,) = Noting.made
    names = ["made", "submit", "poll", "fetch", "cancel", "clean_up", "account", "close"]
    assert made.ran == [(name, "inlay-network", network_loop()) for name in names]
    assert network_loop() is not asyncio.get_running_loop()


async def test_a_wish_to_stop_is_handed_on() -> None:
    adapter = remote()
    task = asyncio.ensure_future(adapter.upload(cast("Any", None)))
    while not (Noting.made and Noting.made[0].begun.is_set()):
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(Noting.made[0].stopped.wait, 10)


async def test_what_making_it_raises_comes_out_of_the_call() -> None:
    adapter = remote("bad")
    with pytest.raises(BadInput):
        await adapter.account({})
    await adapter.close()


async def test_one_that_was_never_used_is_not_made_to_be_closed() -> None:
    await remote().close()
    assert Noting.made == []


def test_two_loops_may_call_at_a_time() -> None:
    """Each caller waits on its own loop; a slow one holds up nobody."""
    results: list[str] = []

    async def slowly(name: str, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return name

    def call(name: str, seconds: float) -> None:
        results.append(asyncio.run(across(slowly, name, seconds)))

    threads = [threading.Thread(target=call, args=("slow", 0.3)), threading.Thread(target=call, args=("quick", 0.0))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == ["quick", "slow"]


async def test_names_are_looked_up_by_threads_that_nobody_waits_for() -> None:
    async def look_up() -> bool:
        return await asyncio.to_thread(lambda: threading.current_thread().daemon)

    assert await across(look_up)

    async def failing() -> None:
        await asyncio.to_thread(int, "no number")

    with pytest.raises(ValueError, match="no number"):
        await across(failing)
