"""Being told to end while services work: they are asked to stop, and what may be charged all the same is kept."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Iterable, Iterator

from inlay.base.errors import InlayError
from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.jobs.job import Job
from inlay.jobs.runner import truth
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service
from inlay.providers.interface import CancelOutcome

log = logging.getLogger(__name__)
WITHIN = 15.0
"""Seconds for asking a service to stop."""


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Being told to end cancels the current task, as Ctrl+C does, so that there is time to ask services to stop."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # Only those that end a command: what is to be ignored stays ignored.
    caught = [number for number in numbers if signal.getsignal(number) is signal.default_int_handler]
    with contextlib.suppress(NotImplementedError):  # a loop on Windows knows no signals
        for number in caught:
            loop.add_signal_handler(number, task.cancel)
    try:
        yield
    finally:
        for number in caught:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, signal.default_int_handler)


async def stop_jobs(editor: Editor, jobs: Iterable[Job]) -> tuple[list[str], bool]:
    """Let go of stopped jobs: what is to be told of each, and whether anything is kept for later.

    `jobs` as they were when the queue had stopped them without asking anybody.
    """
    told, keeps = [], False
    for job in jobs:
        if job.state is JobState.DONE:
            keeps = keeps or not job.cost.is_free
        elif job.state is JobState.UNKNOWN:
            told.append(" ".join((job.message, tr("See “inlay jobs”."))))
            keeps = True
        elif job.ticket is not None and not job.has_ended:
            text, is_kept = await _stop(editor, job)
            told.append(text)
            keeps = keeps or is_kept
    return list(dict.fromkeys(told)), keeps


async def _stop(editor: Editor, job: Job) -> tuple[str, bool]:
    """Ask the service of one job; what came of it, and whether the job is kept since it may go on."""
    outcome = await _asked(editor, job)
    text = truth(service(job.request.provider).title, outcome)
    if outcome is not None and outcome.stopped:
        editor.jobs.forget(job.id)
        return text, False
    return " ".join((text, tr("Its ticket is kept: “inlay jobs resume” fetches the result."))), True


async def _asked(editor: Editor, job: Job) -> CancelOutcome | None:
    assert job.ticket is not None
    outcome = None
    try:
        async with asyncio.timeout(WITHIN):
            adapter = await editor.jobs.adapter(job.request.provider, job.base_url)
            outcome = await adapter.cancel(job.ticket)
            if outcome.stopped:
                await adapter.clean_up(job.ticket, job.uploads)
    except (InlayError, TimeoutError) as error:
        log.warning("job %s: asking to stop it, or tidying up after it: %s", job.id, error)
    return outcome
