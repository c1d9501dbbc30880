"""Going on with the fills that earlier runs left: each result reaches its picture, and the files that were wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inlay.base.errors import InlayError
from inlay.base.text import tr
from inlay.cli.export_options import from_texts
from inlay.cli.work import write_results
from inlay.editor.editor import Editor
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.storage import WorkingCopy


@dataclass(frozen=True)
class Resumed:
    """What became of one job, for the person; `exit_code` is 0 where its result came."""

    id: str
    state: str
    told: str
    exit_code: int = 0


async def resume_all(editor: Editor, ids: Sequence[str], timeout: float | None) -> list[Resumed]:
    """Finish the jobs of these ids that dead processes left; what became of each."""
    messages: list[str] = []
    editor.message.connect(messages.append)
    jobs = await editor.jobs.left_over(lambda job: job.id in ids)
    done = [_cannot(job) for job in jobs if not _can_go_on(job)]
    by_document: dict[str, list[Job]] = {}
    for job in jobs:
        if _can_go_on(job):
            by_document.setdefault(job.session, []).append(job)
    for together in by_document.values():
        if any("output" in job.wants for job in together):
            done += await _written(editor, together, timeout)
        else:
            done += [_ended(job, messages) for job in await _finished(editor, together, timeout)]
    return done


def _can_go_on(job: Job) -> bool:
    return job.ticket is not None and not job.has_ended


def _cannot(job: Job) -> Resumed:
    error = job.error
    told = error.sentence() if error is not None else job.status
    code = error.exit_code if error is not None and job.state is JobState.UNKNOWN else 0
    return Resumed(job.id, job.state.value, tr("{title}: {told}").format(title=job.title, told=told), code)


async def _finished(editor: Editor, jobs: Sequence[Job], timeout: float | None) -> list[Job]:
    return list(await asyncio.gather(*(editor.resume_job(job, timeout) for job in jobs)))


def _ended(job: Job, messages: list[str]) -> Resumed:
    if job.state is not JobState.DONE:
        error = job.error
        told = error.sentence() if error is not None else job.status
        return Resumed(job.id, job.state.value, told, error.exit_code if error is not None else 6)
    told = messages[-1] if messages else tr("Done")
    return Resumed(job.id, job.state.value, tr("{title}: {told}").format(title=job.title, told=told))


async def _written(editor: Editor, jobs: Sequence[Job], timeout: float | None) -> list[Resumed]:
    """Take up the work that a command left, put the results into it, and write what the command was to write."""
    left = [each for each in await asyncio.to_thread(WorkingCopy.recoverable) if each.document_id == jobs[0].session]
    if not left:
        return [_ended(job, []) for job in await _finished(editor, jobs, timeout)]
    await editor.recover(left[0])
    ended = await _finished(editor, jobs, timeout)
    await editor.settled()
    failed = [_ended(job, []) for job in ended if job.state is not JobState.DONE]
    try:
        if not failed:
            return await _write(editor, ended)
    except InlayError as error:
        failed = [Resumed(job.id, job.state.value, error.sentence(), error.exit_code) for job in ended]
    await editor.close_session()
    return failed


async def _write(editor: Editor, ended: Sequence[Job]) -> list[Resumed]:
    session, wants = editor.session, ended[0].wants
    assert session is not None
    ids = {job.id for job in ended}
    for candidate in list(session.candidates):
        if candidate.record.job_id in ids and candidate.record.index == 0:
            editor.accept_candidate(candidate.id)
            await editor.settled()
    output, project = Path(wants["output"]), wants.get("project")
    await write_results(editor, output, Path(project) if project else None, from_texts(wants))
    await editor.close_session(discard=True)
    told = tr("{output}: filled.").format(output=output)
    return [Resumed(job.id, job.state.value, told) for job in ended]
