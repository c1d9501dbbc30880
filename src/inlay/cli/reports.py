"""What a fill on the command line tells when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from inlay.base.text import tr
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.editor.session import Session
from inlay.fill.plan.money_text import cost_text, dollars
from inlay.fill.plan.price import Cost
from inlay.fill.verify import count_unmasked_changes
from inlay.imaging.codec import read_bytes, read_picture
from inlay.imaging.colour import to_8bit, to_16bit
from inlay.imaging.colour.depth import Pixels
from inlay.imaging.raster import cell_rect, cells_in
from inlay.jobs.job import Job
from inlay.storage.exchange import layered_of, read_layers


def report_of(
    session: Session, jobs: Sequence[Job], before: Document, output: Path, notes: Sequence[str]
) -> dict[str, Any]:
    """Everything that can be told of a fill, as plain values; reads the file that was written again."""
    first = jobs[0]
    unmasked, changed = count_unmasked_changes(before, session.document, before.mask)
    billed = [job.billed for job in jobs if job.billed is not None]
    expected = sum((job.cost for job in jobs), Cost())
    told = [*(note for job in jobs for note in (*job.notes, *_notes_of(job))), *notes]
    return {
        "output": str(output),
        "provider": first.request.provider,
        "model": first.request.model,
        "seed": first.request.seed,
        "seconds": round(sum(job.seconds for job in jobs), 3),
        "sent": _sent(first),
        "calls": [_call(job) for job in jobs],
        "cost": round(sum(billed), 6) if billed else None,
        "expected_cost": [round(expected.low, 6), None if expected.high is None else round(expected.high, 6)],
        "unmasked_pixels": unmasked,
        "unmasked_changed": changed,
        "output_changed": output_changed(output, before),
        "notes": list(dict.fromkeys(told)),
    }


def _notes_of(job: Job) -> list[str]:
    return [note for result in job.results for note in result.notes]


def _sent(job: Job) -> dict[str, Any]:
    request = job.request
    return {"box": list(request.box), "scale": request.scale, "megapixels": round(request.megapixels, 6)}


def _call(job: Job) -> dict[str, Any]:
    return {
        **_sent(job),
        "task": job.ticket.id if job.ticket is not None else "",
        "seeds": [job.request.seed if each.seed is None else each.seed for each in job.results],
        "seconds": round(job.seconds, 3),
        "cost": job.billed,
    }


def output_changed(output: Path, before: Document) -> int:
    """Unmasked pixels of the file just written, decoded again, that differ from the document before the fill."""
    written = _pixels_of(output)
    canvas = before.canvas
    changed = 0
    for cell in cells_in(canvas):
        box = cell_rect(cell).intersect(canvas)
        keep = before.mask.region(box) == 0
        old = compose(before, box)
        new = written[box.slices(canvas)]
        if new.dtype == np.uint8 and old.dtype == np.uint16:
            old = to_8bit(old)
        elif new.dtype == np.uint16 and old.dtype == np.uint8:
            old = to_16bit(old)
        differs = (old[..., :3] != new[..., :3]).any(axis=2)
        if new.shape[2] == 4:
            # What can't be seen has no colour to compare.
            differs = (differs & (old[..., 3] > 0)) | (old[..., 3] != new[..., 3])
        changed += int((differs & keep).sum())
    return changed


def _pixels_of(path: Path) -> Pixels:
    """A written file decoded again, (H, W, 3 or 4); the layers of a layered one put together."""
    data = read_bytes(path)
    if layered_of(data) is None:
        return read_picture(data, path.name).pixels
    document = read_layers(data, path.name).document
    return compose(document, document.canvas)


def summary_of(report: dict[str, Any]) -> str:
    """The report for a person."""
    lines = [
        tr("{output}: filled with seed {seed} in {seconds:.1f} s.").format(**report),
        tr("{unmasked_changed} of {unmasked_pixels} unmasked pixels changed; {output_changed} in the file.").format(
            **report
        ),
        *report["notes"],
    ]
    low, high = report["expected_cost"]
    if report["cost"] is not None:
        lines.append(tr("Billed: {amount}.").format(amount=dollars(report["cost"])))
    elif high != 0:
        lines.append(tr("Price: {price}, not confirmed by the service.").format(price=cost_text(Cost(low, high))))
    return "\n".join(lines)
