"""Remote: lets an adapter work on an asyncio loop in a thread of its own, while its caller awaits from another loop.

The window's loop shares its thread with all drawing, and opening connections there is felt in the hand.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import ParamSpec, TypeVar

from inlay.document.version import Value
from inlay.fill.request import FillRequest
from inlay.providers.interface import Account, Answer, CancelOutcome, Connection, Poll, Provider, Ticket, Uploads

T = TypeVar("T")
P = ParamSpec("P")


def on_network_loop(make: Callable[[Connection], Provider]) -> Callable[[Connection], Provider]:
    """`make` for adapters whose every method runs on the network loop; also what it raises comes out of a method."""
    return lambda connection: Remote(make, connection)


class Remote:
    """An adapter by proxy. Cancelling a call cancels the work on the other loop, too."""

    def __init__(self, make: Callable[[Connection], Provider], connection: Connection) -> None:
        self._make = make
        self._connection = connection
        self._made: Provider | None = None  # touched by the network loop only

    async def upload(self, request: FillRequest) -> Uploads:
        """As the adapter's own."""
        return await self._run(lambda adapter: adapter.upload(request))

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        """As the adapter's own."""
        return await self._run(lambda adapter: adapter.submit(request, uploads))

    async def poll(self, ticket: Ticket) -> Poll:
        """As the adapter's own."""
        return await self._run(lambda adapter: adapter.poll(ticket))

    async def fetch(self, ticket: Ticket) -> Answer:
        """As the adapter's own."""
        return await self._run(lambda adapter: adapter.fetch(ticket))

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        """As the adapter's own."""
        return await self._run(lambda adapter: adapter.cancel(ticket))

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        """As the adapter's own."""
        await self._run(lambda adapter: adapter.clean_up(ticket, uploads))

    async def account(self, options: Mapping[str, Value]) -> Account:
        """As the adapter's own."""
        return await self._run(lambda adapter: adapter.account(options))

    async def close(self) -> None:
        """As the adapter's own; one that was never used isn't made for it."""
        await across(self._close)

    async def _run(self, work: Callable[[Provider], Awaitable[T]]) -> T:
        return await across(self._work, work)

    async def _work(self, work: Callable[[Provider], Awaitable[T]]) -> T:
        if self._made is None:
            self._made = self._make(self._connection)
        return await work(self._made)

    async def _close(self) -> None:
        made, self._made = self._made, None
        if made is not None:
            await made.close()


async def across(work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns or raises on the network loop; a wish to stop is handed on to it."""

    async def there() -> T:
        return await work(*args, **kwargs)

    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(there(), network_loop()))


_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def network_loop() -> asyncio.AbstractEventLoop:
    """The one loop of all services; its thread ends with the process and holds nobody up."""
    global _loop
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            _loop.set_default_executor(_Helpers())
            threading.Thread(target=_serve, args=(_loop,), name="inlay-network", daemon=True).start()
        return _loop


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()


class _Helpers(concurrent.futures.ThreadPoolExecutor):
    """A thread for each name that is looked up. The usual pool's threads are waited for when the program ends, and
    without a network a name may take half a minute."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> concurrent.futures.Future[T]:
        """Run `fn` at once."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # handed to the one who waits
                future.set_exception(error)
            else:
                future.set_result(result)

        threading.Thread(target=run, name="inlay-look-up", daemon=True).start()
        return future
