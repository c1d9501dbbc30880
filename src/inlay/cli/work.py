"""The one job behind `fill` and `extend`: open, mask, fill, export, report, with the editor that the window uses."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from inlay.base.errors import BadInput, Cancelled, InlayError
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.cli.dry_run import dry_report, dry_summary
from inlay.cli.export_options import as_texts, export_settings
from inlay.cli.options import check_options
from inlay.cli.reports import report_of, summary_of
from inlay.cli.stopping import ended_by_signals, stop_jobs
from inlay.cli.wishes import fill_settings
from inlay.document.document import Document
from inlay.editor.editor import Editor
from inlay.editor.exporting import ExportOptions, check_target
from inlay.editor.files import PROJECT_SUFFIX
from inlay.editor.filling import FillSettings
from inlay.editor.services import keep_own_hosts, own_hosts_in
from inlay.imaging.codec import ExportSettings
from inlay.jobs.errand import end_cancelling
from inlay.jobs.job import Job
from inlay.jobs.states import JobState

Edit = Callable[[Document], Document]
LASTING = ("services.", "money.")  # settings of accounts rather than habits of the window


def run_fill(options: argparse.Namespace, image: Path, prepare: Edit) -> int:
    """Open `image`, let `prepare` set mask and frame, fill by `options`, write what was asked for; the exit code."""
    check_options(options)
    settings = fill_settings(options, (*own_hosts_in(Settings()), *options.own_hosts))
    _check_outputs(options, image)
    export_settings(options)
    report = asyncio.run(_work(options, image, prepare, settings))
    if options.json:
        print(json.dumps(report))
    else:
        print(dry_summary(report) if options.dry_run else summary_of(report))
    return 0


def _check_outputs(options: argparse.Namespace, image: Path) -> None:
    if options.output is not None:
        check_target(options.output, image)
    if options.project is not None:
        if options.project.suffix.lower() != PROJECT_SUFFIX:
            raise BadInput(tr("A project's name ends in {suffix}.").format(suffix=PROJECT_SUFFIX))
        if not options.project.absolute().parent.is_dir():
            raise BadInput(tr("The folder {folder} doesn't exist.").format(folder=options.project.parent))


def command_settings(folder: Path) -> Settings:
    """What the person set about services and money. Habits of the window are neither used nor changed."""
    settings = Settings(folder / "settings.json")
    for name, value in Settings().all().items():
        if name.startswith(LASTING):
            settings.set(name, value)
    return settings


async def _work(options: argparse.Namespace, image: Path, prepare: Edit, settings: FillSettings) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="inlay-") as folder:
        kept = command_settings(Path(folder))
        keep_own_hosts(kept, [*own_hosts_in(kept), *options.own_hosts])
        run = _Run(Editor(kept), options)
        try:
            with ended_by_signals():
                return await run.steps(image, prepare, settings)
        except asyncio.CancelledError:
            raise await run.stop() from None
        finally:
            await run.editor.shut_down(discard=not run.leaves_something)


class _Run:
    """One call of the command. `leaves_something`: what was paid for, or may have been, hasn't been written yet."""

    def __init__(self, editor: Editor, options: argparse.Namespace) -> None:
        self.editor, self._options = editor, options
        self.leaves_something = False
        self._jobs: dict[str, Job] = {}
        self._troubles: list[InlayError] = []
        self._about: list[str] = []
        editor.noted.connect(lambda _name, notes: self._about.extend(notes))
        editor.money.run_budget = options.budget
        editor.failed.connect(self._troubles.append)
        editor.jobs_changed.connect(self._note)

    async def steps(self, image: Path, prepare: Edit, settings: FillSettings) -> dict[str, Any]:
        """Everything from opening to the report."""
        editor = self.editor
        await editor.open(image, self._options.salvage)
        assert editor.session is not None
        before = prepare(editor.session.document)
        editor.session.commit(before, tr("Mask"))
        if self._options.dry_run:
            return await dry_report(editor, settings)
        jobs = await self._fill(settings)
        self._judge(jobs)
        notes = await write_results(editor, self._options.output, self._options.project, export_settings(self._options))
        return report_of(editor.session, jobs, before, self._options.output, [*self._about, *notes])

    async def _fill(self, settings: FillSettings) -> list[Job]:
        is_seen = sys.stderr.isatty()
        if is_seen:
            self.editor.jobs_changed.connect(_show_progress)
        jobs = await self.editor.fill_all(settings, self._options.timeout, wants=self._wants())
        if is_seen:
            sys.stderr.write("\r\033[K")
        await self.editor.settled()
        return jobs

    def _wants(self) -> dict[str, str]:
        """What is to be written when the result comes, if this process doesn't live to do it."""
        wanted = {"output": self._options.output, "project": self._options.project}
        paths = {name: str(path.absolute()) for name, path in wanted.items() if path is not None}
        return paths | as_texts(export_settings(self._options))

    def _judge(self, jobs: Sequence[Job]) -> None:
        """Raise what went wrong; what was paid for all the same stays for `inlay jobs resume`."""
        failed = [job for job in jobs if job.state is not JobState.DONE]
        if failed:
            is_paid = any(job.state is JobState.DONE and not job.cost.is_free for job in jobs)
            self.leaves_something = is_paid or not all(job.has_ended for job in failed)
            raise _told(failed[0], kept=is_paid)
        if self._troubles:
            raise self._troubles[0]

    def _note(self, job: Job) -> None:
        self._jobs[job.id] = job

    async def stop(self) -> Cancelled:
        """The person wants it to end: ask the services too; what came of that, and what is kept."""
        end_cancelling()
        await self.editor.jobs.stop(keep=True)
        told, self.leaves_something = await stop_jobs(self.editor, self._jobs.values())
        return Cancelled(" ".join((tr("Cancelled."), *told)))


def _told(job: Job, kept: bool) -> InlayError:
    """The error of a job, with what to do about it on the command line."""
    error = job.error or Cancelled(tr("The fill was cancelled."))
    if job.state is JobState.OVERDUE:
        error.kept = tr("The job was ordered and may be charged; its ticket is kept.")
        error.next_step = tr("Fetch the result later with “inlay jobs resume”.")
    elif job.state is JobState.UNKNOWN:
        error.next_step = tr("See “inlay jobs”; it is never sent again by itself.")
    elif kept:
        error.next_step = tr("The parts that came are kept: Inlay offers them at its next start.")
    return error


async def write_results(
    editor: Editor, output: Path | None, project: Path | None, settings: ExportSettings
) -> list[str]:
    """Export the picture, every further picture of the answer beside it, and the project; what is to be told."""
    options = ExportOptions(settings)
    session = editor.session
    assert session is not None
    notes = await editor.export(output, options) if output is not None else []
    first = session.current_version
    for number, candidate in enumerate(list(session.candidates), 2):
        if output is None:
            break
        editor.accept_candidate(candidate.id)
        await editor.settled()
        path = output.with_stem(f"{output.stem}-{number}")
        await editor.export(path, options)
        notes.append(tr("Another result is in {path}.").format(path=path))
    if session.current_version != first:
        editor.restore_version(first)
        await editor.settled()
    if project is not None:
        await editor.save(project)
    return notes


def _show_progress(job: Job) -> None:
    share = "" if job.progress is None else f" {job.progress:4.0%}"
    sys.stderr.write(f"\r\033[K{job.status}{share}")
    sys.stderr.flush()
