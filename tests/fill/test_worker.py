"""The fill process: the same answer, progress, ended at once, and never a hang."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from inlay.base.errors import BadAnswer, BadInput, Cancelled
from inlay.fill.local.options import Options
from inlay.fill.local.runs import Process, Run, Workers
from inlay.fill.local.wire import Message, receive, send
from tests.fill.scenes import box_mask, textured

SMALL = (textured(120, 150), box_mask(120, 150, 50, 40, 30, 30))


def large() -> tuple[np.ndarray, np.ndarray]:
    """A fill of many seconds."""
    return textured(900, 1200), box_mask(900, 1200, 300, 200, 600, 500)


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers()
    yield made
    made.close()


async def working(run: Run) -> int:
    """Wait until a process works on it; its id."""
    while run.progress == 0:
        assert not run.is_done
        await asyncio.sleep(0.01)
    assert run.pid is not None
    return run.pid


async def test_runs_fill_one_after_the_other_in_one_process(workers: Workers) -> None:
    runs = [workers.start(*SMALL, 3, Options())]
    first = await runs[0].result()
    warm = workers.take()
    assert warm is not None
    workers.give_back(warm)
    second = await workers.start(*SMALL, 3, Options()).result()
    again = workers.take()
    assert again is warm
    workers.give_back(again)
    assert (first.pixels == second.pixels).all()
    image, hole = SMALL
    assert (first.pixels[hole == 0] == image[hole == 0]).all()
    assert (first.pixels != image).any()
    assert runs[0].progress > 0


async def test_cancel_frees_the_processor_at_once(workers: Workers) -> None:
    run = workers.start(*large(), 1, Options("full"))
    pid = await working(run)
    started = time.monotonic()
    assert run.cancel()
    with pytest.raises(Cancelled):
        await run.result()
    gone = time.monotonic() - started
    assert not psutil.pid_exists(pid)
    assert gone < 0.3, f"{gone:.2f} s"
    assert not run.cancel()
    assert workers.take() is None


async def test_cancel_before_it_has_begun(workers: Workers) -> None:
    run = workers.start(*large(), 1, Options())
    assert run.cancel()
    with pytest.raises(Cancelled):
        await run.result()
    assert run.pid is None or not psutil.pid_exists(run.pid)


async def test_a_killed_process_is_one_clear_error(workers: Workers) -> None:
    run = workers.start(*large(), 1, Options("full"))
    psutil.Process(await working(run)).kill()
    with pytest.raises(BadAnswer, match="stopped before it was done"):
        await run.result()
    assert (await workers.start(*SMALL, 1, Options()).result()).scale == 1


async def test_a_warm_process_that_has_ended_is_replaced(workers: Workers) -> None:
    await workers.start(*SMALL, 1, Options()).result()
    warm = workers.take()
    assert warm is not None
    workers.give_back(warm)
    warm.end()
    assert (await workers.start(*SMALL, 1, Options()).result()).scale == 1


async def test_refusals_come_back_as_they_are(workers: Workers) -> None:
    run = workers.start(SMALL[0], np.full((120, 150), 255, np.uint8), 1, Options())
    with pytest.raises(BadInput, match="Everything is masked") as caught:
        await run.result()
    assert caught.value.next_step == "Leave part of the picture unmasked."


async def test_closing_ends_the_warm_process(workers: Workers) -> None:
    await workers.start(*SMALL, 1, Options()).result()
    warm = workers.take()
    assert warm is not None
    workers.give_back(warm)
    workers.close()
    assert not warm.is_alive
    run = workers.start(*SMALL, 1, Options())
    await run.result()
    assert workers.take() is None


def test_the_process_dies_with_its_parent() -> None:
    """A parent that is killed in the middle of a fill leaves nothing behind."""
    code = (
        "import sys, time\n"
        "from tests.fill.test_worker import large\n"
        "from inlay.fill.local.runs import Workers\n"
        "from inlay.fill.local.options import Options\n"
        "run = Workers().start(*large(), 1, Options('full'))\n"
        "while run.progress == 0: time.sleep(0.01)\n"
        "print(run.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    paths = os.pathsep.join(path for path in sys.path if path)
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths}
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    try:
        child.wait(timeout=20)  # what counts is that it ends; its new parent may be slow to notice
    except psutil.TimeoutExpired:
        assert child.status() == psutil.STATUS_ZOMBIE


def test_a_process_ends_when_its_input_is_closed() -> None:
    process = Process()
    assert process.process.stdin is not None
    process.process.stdin.close()
    assert process.process.wait(timeout=30) == 0
    assert process.receive() is None


def test_messages_survive_the_wire() -> None:
    arrays = (np.arange(24, dtype=np.uint16).reshape(2, 3, 4)[:, ::-1], np.zeros((0, 5), np.uint8))
    stream = io.BytesIO()
    send(stream, Message({"say": "done", "scale": 0.5}, arrays))
    data = stream.getvalue()
    read = receive(io.BytesIO(data))
    assert read is not None and read.head == {"say": "done", "scale": 0.5}
    assert all((a == b).all() and a.dtype == b.dtype for a, b in zip(read.arrays, arrays, strict=True))
    assert all(receive(io.BytesIO(data[:length])) is None for length in range(len(data)))
