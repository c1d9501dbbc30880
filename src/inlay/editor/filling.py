"""Filling: from the painted mask to a job, and from its answer to a candidate, a layer and a version."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace

from inlay.base.errors import BadInput, Cancelled, InlayError
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.diff import changed_boxes
from inlay.document.document import Document
from inlay.document.layer import new_id
from inlay.document.version import Candidate, FillRecord
from inlay.editor.fill_settings import SEEDS as SEEDS
from inlay.editor.fill_settings import FillSettings as FillSettings
from inlay.editor.fill_settings import new_seed as new_seed
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.editor.showing import sibling_in, with_candidate, without_group
from inlay.fill.composite import answer_to_layer
from inlay.fill.prepare import prepare
from inlay.fill.request import FillRequest
from inlay.fill.verify import count_unmasked_changes
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.jobs.job import Job, Result
from inlay.jobs.queue import JobQueue
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Start:
    """What a request is made from: a document, the mask as painted, and the group of its results."""

    document: Document
    painted: Mask
    group: str
    accept: bool


class Filling:
    """Starts fills of one session and takes their answers into it."""

    def __init__(self, session: Session, jobs: JobQueue) -> None:
        self._session = session
        self._jobs = jobs

    async def fill(self, settings: FillSettings, timeout: float | None = None) -> Job:
        """Fill what is masked. The task ends with the job; errors are told through the session."""
        await self._session.edits.settled()
        document = self._session.document
        start = Start(document, document.mask, new_id(), service(settings.provider).accepts_itself)
        return await self._run(start, settings, timeout)

    async def another(self, settings: FillSettings) -> Job:
        """Fill again from where the last result started, with another seed; the answer waits beside it."""
        await self._session.edits.settled()
        session = self._session
        last = self._last_result()
        if last is None:
            raise BadInput(tr("There is no result yet to have another one of."), next_step=tr("Press Fill first."))
        base = without_group(session.document, last.group, session.all_candidates.values())
        used = {each.record.seed for each in session.all_candidates.values() if each.group == last.group}
        seed = next(seed for seed in iter(new_seed, None) if seed not in used)
        start = Start(base, last.painted, last.group, accept=False)
        return await self._run(start, replace(settings, seed=seed), None)

    def _last_result(self) -> Candidate | None:
        """The result that is looked at, or that the current version kept, or the latest in this document."""
        session = self._session
        looked_at = session.candidate
        if looked_at is not None:
            return looked_at
        record = session.versions[session.current_version].fill
        results = session.all_candidates.values()
        kept = [each for each in results if record is not None and each.layer.id == record.layer_id]
        here = [each for each in results if session.document.has_layer(each.layer.id)]
        if kept or here:
            return (kept or here)[-1]
        waiting = session.candidates
        return waiting[-1] if waiting else None

    async def _run(self, start: Start, settings: FillSettings, timeout: float | None) -> Job:
        session = self._session
        request = await in_pool(
            prepare,
            start.document,
            start.painted,
            provider=settings.provider,
            model=service(settings.provider).model(settings.model).id,
            params=service(settings.provider).model(settings.model).values(settings.params),
            prompt=settings.prompt,
            seed=new_seed() if settings.seed is None else settings.seed,
            started_from=session.current_version,
        )
        if session.is_closed:
            raise Cancelled(tr("The fill was cancelled."))
        title = settings.prompt or service(settings.provider).title
        job = Job(request, title, session=session.working.folder.name, group=start.group)

        async def finished(ended: Job) -> None:
            await self._finished(ended, start)

        # Whoever waits here may stop waiting; an answer that has come is taken into the document all the same.
        return await asyncio.shield(self._jobs.start(job, finished, timeout))

    async def _finished(self, job: Job, start: Start) -> None:
        session = self._session
        if not job.results or job.state is not JobState.DONE:
            self._tell_end(job)
            return
        candidate = await in_pool(candidate_of, job, job.results[0], start.painted, len(session.all_candidates) + 1)
        await _on_disk(session, candidate)
        for note in (*job.notes, *job.results[0].notes):
            session.signals.message.emit(note)
        box = candidate.layer.raster.rect
        now = without_group(session.document, start.group, session.all_candidates.values())  # but for siblings
        unchanged = await in_pool(unchanged_under, start.document, now, box)
        if start.accept and unchanged:
            accept(session, candidate.id)
            await session.edits.settled()
            return
        waiting = session.candidates
        if candidate in waiting:
            session.look_at(waiting.index(candidate))
            session.signals.message.emit(_waits() if unchanged else _waits_for_choice())

    def _tell_end(self, job: Job) -> None:
        if isinstance(job.error, Cancelled):
            self._session.signals.message.emit(" ".join((tr("Fill cancelled."), job.message)).strip())
        elif job.error is not None:
            self._session.tell(job.error)


async def _on_disk(session: Session, candidate: Candidate) -> None:
    """Keep an answer. Where the disk doesn't take it, the session tells so, and goes on with it from memory."""
    try:
        await asyncio.wrap_future(session.add_candidate(candidate))
    except InlayError as error:
        log.warning("an answer isn't on the disk yet: %s", error)


def _waits() -> str:
    return tr("A result is here. Enter accepts it, Backspace discards it; comma and full stop step.")


def _waits_for_choice() -> str:
    return tr(
        "A result is here, but the picture under it has changed. Enter accepts it all the same; to go on from where it "
        "started, restore that version first."
    )


def unchanged_under(before: Document, now: Document, box: Rect) -> bool:
    """Whether both documents look the same in `box`."""
    return all(changed.intersect(box).is_empty for changed in changed_boxes(before, now))


def candidate_of(job: Job, result: Result, painted: Mask, number: int) -> Candidate:
    """The answer as a layer with everything that is known of it."""
    layer = answer_to_layer(job.request, result.received.pixels, tr("Fill {number}").format(number=number))
    record = record_of(job.request, result, job, layer.id)
    frozen = painted_mask(job.request) if painted.outside else painted
    return Candidate(new_id(), job.group, layer, record, frozen)


def painted_mask(request: FillRequest) -> Mask:
    """The painted mask inside the request's box."""
    return Mask.from_array(request.painted, request.box.x, request.box.y)


def record_of(request: FillRequest, result: Result, job: Job, layer_id: str) -> FillRecord:
    """What the history keeps of a request and its answer."""
    return FillRecord(
        provider=request.provider,
        model=request.model,
        params=dict(request.params),
        prompt=request.prompt,
        seed=request.seed if result.seed is None else result.seed,
        seconds=job.seconds,
        box=request.box,
        scale=request.scale,
        megapixels=request.megapixels,
        cost=job.billed,
        started_from=request.started_from,
        task_id=job.ticket.id if job.ticket else "",
        notes=(*job.notes, *result.notes),
        layer_id=layer_id,
        group=job.group,
        answer=Raster.from_array(result.received.pixels, request.box.x, request.box.y),
    )


def accept(session: Session, candidate_id: str) -> None:
    """Put a candidate's layer into the current document, count what changed outside the mask, keep a version."""

    async def work() -> None:
        if candidate_id in session.undo.now.settled:
            return  # asked for twice
        candidate = session.all_candidates[candidate_id]
        others = list(session.all_candidates.values())
        before = without_group(session.document, candidate.group, others)
        document = with_candidate(session.document, candidate, others)
        unmasked, changed = await in_pool(count_unmasked_changes, before, document, candidate.painted)
        record = replace(candidate.record, unmasked_pixels=unmasked, unmasked_changed=changed)
        version = session.new_version(document, candidate.layer.name, "fill", _parent(session, candidate), record)
        settled = {**session.undo.now.settled, candidate.id: "accepted"}
        session.commit(document, tr("Fill"), version=version, settled=settled, active=candidate.layer.id)
        session.signals.message.emit(_counted(unmasked, changed))

    session.edits.add(work)


def _parent(session: Session, candidate: Candidate) -> str | None:
    """The version that the new one is a child of: a sibling's parent where it takes a sibling's place."""
    sibling = sibling_in(session.document, candidate, session.all_candidates.values())
    current = session.versions[session.current_version]
    if sibling is not None and current.fill is not None and current.fill.layer_id == sibling:
        return current.parent
    return current.id


def _counted(unmasked: int, changed: int) -> str:
    return tr("Filled. {changed} of {unmasked} unmasked pixels changed.").format(
        changed=f"{changed:,}", unmasked=f"{unmasked:,}"
    )


def discard(session: Session, candidate_id: str) -> None:
    """Put a candidate away; undo brings it back, and it stays in the project."""

    async def work() -> None:
        if candidate_id in session.undo.now.settled:
            return
        settled = {**session.undo.now.settled, candidate_id: "discarded"}
        session.commit(session.document, tr("Discard result"), settled=settled)
        session.signals.message.emit(tr("Result discarded. Undo brings it back."))

    session.edits.add(work)


def step(session: Session, by: int) -> None:
    """Look at the next or previous waiting candidate; past either end, at the document as it is."""
    count = len(session.candidates)
    if not count:
        session.signals.message.emit(tr("No results are waiting."))
        return
    places: list[int | None] = [None, *range(count)]
    at = places.index(session.candidate_index if session.candidate is not None else None)
    session.look_at(places[(at + by) % len(places)])
