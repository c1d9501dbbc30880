"""The one place that knows qasync: asyncio on Qt's event loop, started once and ended in order."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import Any, TypeVar

# PySide6 comes first: qasync takes whichever binding is imported already.
from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

import qasync  # isort: skip

T = TypeVar("T")
Handler = Callable[[asyncio.AbstractEventLoop, dict[str, Any]], object]


def run(app: QApplication, main: Coroutine[Any, Any, T], handler: Handler | None = None) -> T:
    """Run a coroutine to its end on Qt's loop, then end every task that is left. `handler` gets what nobody caught."""
    app.setQuitOnLastWindowClosed(False)  # the end is ours to choose: tasks come first
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    if handler is not None:
        loop.set_exception_handler(handler)
    try:
        return loop.run_until_complete(_and_shut_down(main))
    finally:
        asyncio.set_event_loop(None)
        loop.close()


async def _and_shut_down(main: Coroutine[Any, Any, T]) -> T:
    try:
        return await main
    finally:
        await shutdown()


def spawn(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start a task on the running loop."""
    return asyncio.get_running_loop().create_task(work)


async def shutdown() -> None:
    """Cancel every other task and wait until all have ended."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class StopSignals:
    """Has SIGTERM and SIGINT call `stop` on the loop's thread.

    Qt's loop sleeps in C, where Python's handlers don't run; a byte in a socket wakes it.
    """

    def __init__(self, stop: Callable[[], object]) -> None:
        self._stop = stop
        self._out, self._in = socket.socketpair()
        self._out.setblocking(False)
        self._in.setblocking(False)
        self._old_fd = signal.set_wakeup_fd(self._in.fileno(), warn_on_full_buffer=False)
        self._old = {number: signal.signal(number, _noted) for number in (signal.SIGTERM, signal.SIGINT)}
        self._notifier = QSocketNotifier(self._out.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._woken)

    def _woken(self) -> None:
        numbers = set(self._out.recv(64))
        if numbers & {int(number) for number in self._old}:
            self._stop()

    def close(self) -> None:
        """Put back what was there before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_fd)
        for number, old in self._old.items():
            signal.signal(number, old)
        self._out.close()
        self._in.close()


def _noted(_number: int, _frame: FrameType | None) -> None:
    """The byte in the socket does the work."""
