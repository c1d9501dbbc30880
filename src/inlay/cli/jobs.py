"""`inlay jobs`: the fills that haven't come to an end, and a way to finish or forget them."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from inlay.base.errors import BadInput
from inlay.base.text import tr, tr_count
from inlay.cli.resuming import Resumed, resume_all
from inlay.editor.editor import Editor
from inlay.fill.plan.money_text import cost_text
from inlay.jobs.job import Job
from inlay.jobs.owners import Listed
from inlay.jobs.states import JobState, state_label
from inlay.providers.catalogue import services

HELP = tr("List the fills that haven't come to an end; finish them with “inlay jobs resume”.")
WHERE = {
    "running": tr("another Inlay is working on it"),
    "left": tr("“inlay jobs resume” goes on with it"),
    "parked": tr("its result waits until its document is opened"),
    "kept": tr("its answer couldn't be used and is kept in {folder}"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this sub-command."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=("list", "resume", "forget"),
        default="list",
        help=tr("list them (the default), finish them, or give some up; the service isn't asked to stop those"),
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help=tr("only these jobs (the beginning of an id is enough)"))
    parser.add_argument(
        "--timeout", type=float, default=None, metavar="S", help=tr("with resume: stop waiting after so many seconds")
    )
    parser.add_argument("--json", action="store_true", help=tr("print one JSON array"))


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code."""
    if options.timeout is not None and not options.timeout > 0:
        raise BadInput(tr("A time-out is a number of seconds above 0."))
    if options.action == "resume":
        return asyncio.run(_with_editor(lambda editor: _resume(editor, options)))
    if options.action == "forget":
        return asyncio.run(_with_editor(lambda editor: _forget(editor, options)))
    return asyncio.run(_with_editor(lambda editor: _list(editor, options)))


async def _with_editor(act: Callable[[Editor], Awaitable[int]]) -> int:
    from inlay.cli.work import command_settings

    with tempfile.TemporaryDirectory(prefix="inlay-") as folder:
        editor = Editor(command_settings(Path(folder)))
        try:
            return await act(editor)
        finally:
            await editor.shut_down()


# Listing


async def _list(editor: Editor, options: argparse.Namespace) -> int:
    found = _chosen(await editor.jobs.listed(), options.ids)
    if options.json:
        print(json.dumps([_plain(each) for each in found]))
    else:
        print("\n".join(_line(each) for each in found) or tr("No fill is unfinished."))
    return 0


def _chosen(found: list[Listed], ids: list[str]) -> list[Listed]:
    for wanted in ids:
        if not any(each.job.id.startswith(wanted) for each in found):
            raise BadInput(tr("There is no unfinished fill {id}. See “inlay jobs”.").format(id=wanted))
    return [each for each in found if not ids or any(each.job.id.startswith(wanted) for wanted in ids)]


def _plain(each: Listed) -> dict[str, Any]:
    job = each.job
    return {
        "id": job.id,
        "where": each.where,
        "state": _state(job).value,
        "title": job.title,
        "service": job.request.provider,
        "model": job.request.model,
        "created": job.created,
        "task": job.ticket.id if job.ticket is not None else "",
        "expected_cost": [job.cost.low, job.cost.high],
        "wants": dict(job.wants),
    }


def _line(each: Listed) -> str:
    job = each.job
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(job.created))
    told = WHERE[each.where].format(folder=each.folder)
    if each.where == "left" and job.ticket is None and job.state in (JobState.SENDING, JobState.UNKNOWN):
        told = tr("nobody knows whether it was accepted; it may have been charged, and is never sent again by itself")
    return tr("{id}  {when}  {service}, {model}: “{title}”, {price}. {state}: {told}.").format(
        id=job.id[:8],
        when=when,
        service=_title(job.request.provider),
        model=job.request.model,
        title=job.title,
        state=state_label(_state(job)),
        price=cost_text(job.cost),
        told=told,
    )


def _state(job: Job) -> JobState:
    """Where a job is. Its record is written with its ticket, which comes while it is being sent."""
    return JobState.WAITING if job.state is JobState.SENDING and job.ticket is not None else job.state


def _title(service_id: str) -> str:
    """What a service is called; its id where this Inlay doesn't have it."""
    spec = services().get(service_id)
    return spec.title if spec is not None else service_id


# Finishing and forgetting


async def _resume(editor: Editor, options: argparse.Namespace) -> int:
    ids = [each.job.id for each in _chosen(await editor.jobs.listed(), options.ids) if each.where == "left"]
    done = await resume_all(editor, ids, options.timeout)
    if options.json:
        print(json.dumps([vars(each) for each in done]))
        return _exit_code(done)
    for each in done:
        print(each.told, file=sys.stderr if each.exit_code else sys.stdout)
    if not done:
        print(tr("There is nothing to go on with."))
    return _exit_code(done)


def _exit_code(done: list[Resumed]) -> int:
    """The first trouble's code; 0 where every result came."""
    return next((each.exit_code for each in done if each.exit_code), 0)


async def _forget(editor: Editor, options: argparse.Namespace) -> int:
    if not options.ids:
        raise BadInput(tr("Say which: inlay jobs forget ID."))
    chosen = _chosen(await editor.jobs.listed(), options.ids)
    if any(each.where == "running" for each in chosen):
        raise BadInput(tr("Another Inlay is working on it. Cancel it there."))
    ids = {each.job.id for each in chosen}
    await editor.jobs.left_over(lambda job: job.id in ids)
    for job_id in ids:
        editor.jobs.forget(job_id)
    print(tr_count("{count} fill was forgotten.", "{count} fills were forgotten.", len(ids)))
    return 0
