"""The parent's side of the fill process: start a job, see its progress, await its result, end it at once.

A job is driven by a thread of its own, so that it works under every event loop and never blocks one.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import subprocess
import sys
import threading
import weakref
from concurrent.futures import Future
from dataclasses import asdict
from pathlib import Path

import inlay
from inlay.base.errors import BadAnswer, BadInput, Bug, Cancelled, InlayError
from inlay.base.text import tr
from inlay.fill.local.options import Coverage, Options, Pixels, Result
from inlay.fill.local.wire import Message, receive, send
from inlay.fill.local.worker import WORKER_FLAG

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

_log = logging.getLogger(__name__)
_alive: weakref.WeakSet[Process] = weakref.WeakSet()


class Process:
    """One fill process and its pipes."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(), creationflags=_flags()
        )
        _alive.add(self)

    @property
    def pid(self) -> int:
        """The id by which the system knows it."""
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def send(self, message: Message) -> None:
        """Write a message; OSError where the process is gone."""
        assert self.process.stdin is not None
        send(self.process.stdin, message)

    def receive(self) -> Message | None:
        """Wait for a message; None where the process is gone."""
        assert self.process.stdout is not None
        return receive(self.process.stdout)

    def end(self) -> None:
        """Kill it and wait until it is gone."""
        self.process.kill()
        self.process.wait()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER_FLAG]  # an installed bundle has no `-m`; its main looks for the flag first
    return [sys.executable, "-P", "-m", "inlay.fill.local.worker"]


def _environment() -> dict[str, str]:
    """The parent's environment, Inlay findable, and one thread for linear algebra: its sums must not hang on cores."""
    source = str(Path(inlay.__file__).resolve().parent.parent)
    paths = [source, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, **dict.fromkeys(_THREADS, "1"), "PYTHONPATH": os.pathsep.join(paths)}


def _flags() -> int:
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
    return 0


@atexit.register
def _end_all() -> None:
    for process in list(_alive):
        if process.is_alive:
            process.end()


class Run:
    """One job. `progress` is 0..1; `result` waits; `cancel` frees the processor at once."""

    def __init__(self, job: Message, workers: Workers) -> None:
        self.progress = 0.0
        self._job = job
        self._workers = workers
        self._process: Process | None = None
        self._cancelled = False
        self._started = False
        self._lock = threading.Lock()
        self._future: Future[Result] = Future()
        threading.Thread(target=self._drive, name="inlay-fill", daemon=True).start()

    @property
    def is_done(self) -> bool:
        """Whether there is a result or an error."""
        return self._future.done()

    @property
    def pid(self) -> int | None:
        """Id of the process that works on it, once there is one."""
        return self._process.pid if self._process else None

    async def result(self) -> Result:
        """Wait for the filled picture. Raises what went wrong: BadInput, BadAnswer, Cancelled, Bug."""
        return await asyncio.shield(asyncio.wrap_future(self._future))

    def cancel(self) -> bool:
        """End the work now; False where it was over already. Doesn't wait."""
        with self._lock:
            if self._future.done():
                return False
            self._cancelled = True
            if self._process is not None:
                self._process.process.kill()
        return True

    def _drive(self) -> None:
        try:
            result = self._answered()
        except InlayError as error:
            self._future.set_exception(error)
        except Exception as error:
            _log.exception("The built-in fill could not be run")
            self._future.set_exception(_stopped() if isinstance(error, OSError) else _faulty())
        else:
            self._future.set_result(result)

    def _answered(self) -> Result:
        process = self._workers.take()
        reused = process is not None
        message = self._talk(process or Process())
        if message is None and reused and not self._started and not self._cancelled:
            # The waiting process had ended in the meantime, as it does when nothing is asked of it.
            message = self._talk(Process())
        if message is None:
            raise _cancelled() if self._cancelled else _stopped()
        return _read(message)

    def _talk(self, process: Process) -> Message | None:
        """Send the job and follow it; the last message, or None where the process ended before that."""
        with self._lock:
            self._process = process
            if self._cancelled:
                process.process.kill()
        try:
            process.send(self._job)
            message = process.receive()
            while message is not None and message.head["say"] in ("started", "progress"):
                self._started = True
                self.progress = max(self.progress, message.head.get("fraction", 0.0))
                message = process.receive()
        except OSError:
            message = None
        with self._lock:
            if message is None or self._cancelled:
                process.end()
                return None
            self._process = None
        self._workers.give_back(process)
        return message


class Workers:
    """Starts jobs; keeps one process warm for the next, as starting one takes about half a second."""

    def __init__(self) -> None:
        self._idle: Process | None = None
        self._closed = False
        self._lock = threading.Lock()

    def start(self, image: Pixels, hole: Coverage, seed: int, options: Options) -> Run:
        """Start filling; arguments as of `engine.fill`. Returns at once. The arrays must not change meanwhile."""
        head = {"seed": seed, "options": asdict(options)}
        return Run(Message(head, (image, hole)), self)

    def take(self) -> Process | None:
        """The warm process, which is the caller's now, or None."""
        with self._lock:
            process, self._idle = self._idle, None
        return process

    def give_back(self, process: Process) -> None:
        """Keep a process for the next job; a second one is ended."""
        with self._lock:
            if self._idle is None and not self._closed and process.is_alive:
                self._idle = process
                return
        process.end()

    def close(self) -> None:
        """End the warm process and keep no more."""
        with self._lock:
            self._closed = True
            process, self._idle = self._idle, None
        if process is not None:
            process.end()


def _read(message: Message) -> Result:
    head = message.head
    if head["say"] == "done":
        return Result(message.arrays[0], float(head["scale"]), tuple(head["notes"]))
    if head["say"] == "refused" and head["kind"] == BadInput.__name__:
        raise BadInput(head["what"], head["kept"], head["next_step"])
    if head["say"] == "memory":
        raise BadAnswer(
            tr("There is not enough memory for this fill."), _kept(), tr("Mask less, or set the quality to fast.")
        )
    _log.error("The built-in fill failed: %s", head)
    raise _faulty()


def _kept() -> str:
    return tr("The picture and the mask are as they were.")


def _cancelled() -> Cancelled:
    return Cancelled(tr("The fill was cancelled."), _kept())


def _stopped() -> BadAnswer:
    what = tr("The built-in fill stopped before it was done.")
    return BadAnswer(what, _kept(), tr("Try again, or mask less at a time."))


def _faulty() -> Bug:
    return Bug(tr("The built-in fill failed by a fault of its own."), _kept(), tr("The log file has the details."))
