"""A daemon thread that does one call after the other, for those who can't wait for ever."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class OwnThread:
    """Calls into what may block for as long as it likes, such as a keyring that asks for a password.

    One call at a time. The thread starts with the first call and never keeps the program from ending.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._given_up: Future[Any] | None = None

    async def do(self, work: Callable[[], T], patience: float) -> T:
        """What `work` gives or raises; TimeoutError after `patience` seconds.

        A call that hasn't begun by then never will. One that has can't be stopped: until it ends, every other call
        is answered with TimeoutError at once instead of waiting behind it.
        """
        if self._given_up is not None and not self._given_up.done():
            raise TimeoutError
        call: Future[T] = Future()
        self._calls.put((call, work))
        self._start()
        try:
            return await asyncio.wait_for(asyncio.wrap_future(call), patience)
        except TimeoutError:
            if call.running():
                self._given_up = call
            raise

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            call, work = self._calls.get()
            if not call.set_running_or_notify_cancel():
                continue
            try:
                result = work()
            except BaseException as error:
                call.set_exception(error)
            else:
                call.set_result(result)
