"""The one job behind `fill` and `extend`: open, mask, fill, export, report, with the editor that the window uses."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from inlay.base.errors import BadInput, Cancelled
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.cli.options import check_seed, check_timeout
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.version import FillRecord
from inlay.editor.editor import Editor
from inlay.editor.exporting import ExportOptions, check_target
from inlay.editor.files import PROJECT_SUFFIX
from inlay.editor.filling import FillSettings
from inlay.imaging.codec import read_bytes, read_picture
from inlay.imaging.colour import to_8bit
from inlay.imaging.raster import cell_rect, cells_in
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service

Edit = Callable[[Document], Document]


def run_fill(options: argparse.Namespace, image: Path, prepare: Edit) -> int:
    """Open `image`, let `prepare` set mask and frame, fill by `options`, write what was asked for; the exit code."""
    check_seed(options.seed)
    check_timeout(options.timeout)
    settings = _settings(options)
    _check_outputs(options, image)
    report = asyncio.run(_work(options, image, prepare, settings))
    if options.json:
        print(json.dumps(report))
    else:
        print(_summary(report))
    return 0


def _settings(options: argparse.Namespace) -> FillSettings:
    model = service(options.provider).model(options.model)
    known = {each.id: each for each in model.parameters}
    given = {}
    for text in options.settings:
        name, separator, value = text.partition("=")
        if not separator:
            raise BadInput(tr("--set takes KEY=VALUE, not {text}.").format(text=text))
        given[name] = known[name].parse(value) if name in known else value
    model.values(given)
    return FillSettings(options.provider, model.id, given, options.prompt, options.seed)


def _check_outputs(options: argparse.Namespace, image: Path) -> None:
    check_target(options.output, image)
    if options.project is not None:
        if options.project.suffix.lower() != PROJECT_SUFFIX:
            raise BadInput(tr("A project's name ends in {suffix}.").format(suffix=PROJECT_SUFFIX))
        if not options.project.absolute().parent.is_dir():
            raise BadInput(tr("The folder {folder} doesn't exist.").format(folder=options.project.parent))


async def _work(options: argparse.Namespace, image: Path, prepare: Edit, settings: FillSettings) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="inlay-") as folder:
        # Habits of the window are neither used nor changed by the command line.
        editor = Editor(Settings(Path(folder) / "settings.json"))
        troubles: list[BaseException] = []
        editor.failed.connect(troubles.append)
        try:
            return await _steps(editor, troubles, options, image, prepare, settings)
        finally:
            await editor.shut_down(discard=True)


async def _steps(
    editor: Editor,
    troubles: list[BaseException],
    options: argparse.Namespace,
    image: Path,
    prepare: Edit,
    settings: FillSettings,
) -> dict[str, Any]:
    await editor.open(image)
    assert editor.session is not None
    before = prepare(editor.session.document)
    editor.session.commit(before, tr("Mask"))
    if sys.stderr.isatty():
        editor.jobs_changed.connect(_show_progress)
    job = await editor.fill(settings, options.timeout)
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    await editor.settled()
    if troubles:
        raise troubles[0]
    if job.state is not JobState.DONE:
        raise job.error or Cancelled(tr("The fill was cancelled."))
    record = editor.session.versions[editor.session.current_version].fill
    assert record is not None
    notes = await editor.export(options.output, ExportOptions())
    if options.project is not None:
        await editor.save(options.project)
    report = _report(options.output, record, [*record.notes, *notes])
    report["output_changed"] = _output_changed(options.output, before)
    return report


def _show_progress(job: Job) -> None:
    share = "" if job.progress is None else f" {job.progress:4.0%}"
    sys.stderr.write(f"\r\033[K{job.status}{share}")
    sys.stderr.flush()


def _report(output: Path, record: FillRecord, notes: list[str]) -> dict[str, Any]:
    return {
        "output": str(output),
        "provider": record.provider,
        "model": record.model,
        "seed": record.seed,
        "seconds": round(record.seconds, 3),
        "sent": {"box": list(record.box), "scale": record.scale, "megapixels": round(record.megapixels, 6)},
        "cost": record.cost,
        "unmasked_pixels": record.unmasked_pixels,
        "unmasked_changed": record.unmasked_changed,
        "notes": notes,
    }


def _output_changed(output: Path, before: Document) -> int:
    """Unmasked pixels of the file just written, decoded again, that differ from the document before the fill."""
    written = read_picture(read_bytes(output), output.name)
    canvas = before.canvas
    changed = 0
    for cell in cells_in(canvas):
        box = cell_rect(cell).intersect(canvas)
        keep = before.mask.region(box) == 0
        old = compose(before, box)
        new = written.pixels[box.slices(canvas)]
        if new.dtype == np.uint8 and old.dtype == np.uint16:
            old = to_8bit(old)
        differs = (old[..., :3] != new[..., :3]).any(axis=2)
        if new.shape[2] == 4:
            # What can't be seen has no colour to compare.
            differs = (differs & (old[..., 3] > 0)) | (old[..., 3] != new[..., 3])
        changed += int((differs & keep).sum())
    return changed


def _summary(report: dict[str, Any]) -> str:
    lines = [
        tr("{output}: filled with seed {seed} in {seconds:.1f} s.").format(**report),
        tr("{unmasked_changed} of {unmasked_pixels} unmasked pixels changed; {output_changed} in the file.").format(
            **report
        ),
        *report["notes"],
    ]
    return "\n".join(lines)
