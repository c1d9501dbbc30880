"""The fill process: reads jobs from its standard input, answers on its standard output, and dies with its parent.

Started as `python -m inlay.fill.local.worker`, or by the installed program with `WORKER_FLAG`.
"""

from __future__ import annotations

import os
import queue
import threading
import time
import traceback
from typing import IO, Any

from inlay.fill.local.wire import Message, receive, send

WORKER_FLAG = "--inlay-fill-worker"
_IDLE_SECONDS = 120.0
_EVERY = 0.05  # seconds between two reports of progress


class _Output:
    """The pipe to the parent, used by several threads."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._last = 0.0

    def send(self, message: Message) -> None:
        with self._lock:
            try:
                send(self._stream, message)
            except OSError:
                os._exit(0)  # nobody listens any more

    def progress(self, fraction: float) -> None:
        now = time.monotonic()
        if now - self._last >= _EVERY:
            self._last = now
            self.send(Message({"say": "progress", "fraction": fraction}))


def main() -> None:
    """Serve jobs until the parent is gone or nothing was asked for two minutes."""
    source = os.fdopen(os.dup(0), "rb")
    output = _Output(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # whatever a library prints must not get into the messages
    _step_back()
    jobs: queue.Queue[Message] = queue.Queue()
    threading.Thread(target=_listen, args=(source, jobs), daemon=True).start()
    lines = _captured_errors()
    while True:
        try:
            job = jobs.get(timeout=_IDLE_SECONDS)
        except queue.Empty:
            os._exit(0)
        output.send(Message({"say": "started"}))
        _serve(job, output, lines)


def _listen(source: IO[bytes], jobs: queue.Queue[Message]) -> None:
    """Queue what comes; when the parent closes the pipe or dies, end at once, whatever is being worked on."""
    while True:
        message = receive(source)
        if message is None:
            os._exit(0)
        jobs.put(message)


def _step_back() -> None:
    """Leave the window its processor: lower priority, and one core free."""
    if hasattr(os, "nice"):
        os.nice(5)
    import cv2

    cv2.setNumThreads(max(1, (os.cpu_count() or 2) - 1))


class _Lines:
    """Where lines from standard error go: to the meter of the current job, else to the real standard error."""

    def __init__(self, real: int) -> None:
        self._real = real
        self.report: Any = None

    def take(self, line: bytes) -> None:
        report = self.report
        if report is None or not report(line.decode(errors="replace")):
            os.write(self._real, line)


def _captured_errors() -> _Lines:
    real = os.dup(2)
    read_end, write_end = os.pipe()
    os.dup2(write_end, 2)
    os.close(write_end)
    lines = _Lines(real)
    threading.Thread(target=_pump, args=(os.fdopen(read_end, "rb"), lines), daemon=True).start()
    return lines


def _pump(stream: IO[bytes], lines: _Lines) -> None:
    for line in stream:
        lines.take(line)


def _serve(job: Message, output: _Output, lines: _Lines) -> None:
    from inlay.base.errors import InlayError

    try:
        answer = _filled(job, output, lines)
    except InlayError as error:
        words = {"what": error.what, "kept": error.kept, "next_step": error.next_step}
        answer = Message({"say": "refused", "kind": type(error).__name__, **words})
    except MemoryError:
        answer = Message({"say": "memory"})
    except Exception:
        answer = Message({"say": "failed", "trace": traceback.format_exc()})
    finally:
        lines.report = None
    output.send(answer)


def _filled(job: Message, output: _Output, lines: _Lines) -> Message:
    import patchmatch

    from inlay.fill.local.engine import fill
    from inlay.fill.local.meter import Meter
    from inlay.fill.local.options import Options, Report

    patchmatch.set_verbose(True)
    meter = Meter()

    def report(line: str) -> bool:
        fraction = meter.feed(line)
        if fraction is not None:
            output.progress(fraction)
        return fraction is not None or line.startswith((" ", "Init", "Energy"))

    lines.report = report
    image, hole = job.arrays
    result = fill(image, hole, job.head["seed"], Options(**job.head["options"]), Report(output.progress, meter.stage))
    head = {"say": "done", "scale": result.scale, "notes": list(result.notes)}
    return Message(head, (result.pixels,))


if __name__ == "__main__":
    main()
