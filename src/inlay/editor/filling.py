"""Filling: from the painted mask to jobs; another result, a row of them, and a version's request once more."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.version import Candidate, FillRecord
from inlay.editor.delivery import Delivery
from inlay.editor.fill_settings import SEEDS as SEEDS
from inlay.editor.fill_settings import FillSettings as FillSettings
from inlay.editor.fill_settings import new_seed as new_seed
from inlay.editor.fill_settings import settings_of as settings_of
from inlay.editor.ordering import Ordering, Start
from inlay.editor.session import Session
from inlay.editor.showing import without_group
from inlay.fill.request import FillRequest
from inlay.jobs.job import Job
from inlay.providers.catalogue import service

LONGEST_ROW = 20


class Filling:
    """Starts fills of one session."""

    def __init__(self, session: Session, ordering: Ordering, delivery: Delivery) -> None:
        self._session = session
        self._ordering = ordering
        self._delivery = delivery

    # What is started

    async def fill(
        self,
        settings: FillSettings,
        frame: Rect | None,
        timeout: float | None = None,
        wants: Mapping[str, str] | None = None,
    ) -> list[Job]:
        """Fill what is masked: the ended jobs of all its calls. Nothing is started where one of them can't be."""
        start = await self._here(frame, accept=service(settings.provider).accepts_itself)
        return await self._start(replace(start, wants=wants or {}), [settings], timeout)

    async def would_send(self, settings: FillSettings, frame: Rect | None) -> list[FillRequest]:
        """The requests that `fill` would make now."""
        return await self._ordering.requests(await self._here(frame), settings)

    async def another(self, settings: FillSettings) -> list[Job]:
        """Fill again from where the last result started, with another seed; the answer waits beside it."""
        await self._session.edits.settled()
        last = self._last_result()
        if last is None:
            raise BadInput(tr("There is no result yet to have another one of."), next_step=tr("Press Fill first."))
        seed = next(seed for seed in iter(new_seed, None) if seed not in self._seeds_of(last.group))
        return await self._start(self._beside(last, settings), [replace(settings, seed=seed, calls="one")], None)

    async def row(self, row: Sequence[FillSettings], frame: Rect | None) -> list[Job]:
        """Several fills of what is masked from one starting point; the answers wait side by side."""
        if not 1 <= len(row) <= LONGEST_ROW:
            raise BadInput(tr("A row has 1 to {most} results.").format(most=LONGEST_ROW))
        start = await self._here(frame, accept=False, is_row=True)
        return await self._start(start, [replace(each, calls="one") for each in row], None)

    async def again(self, version_id: str, changes: Mapping[str, Any]) -> list[Job]:
        """Send the request of a version again, as it was or changed; the answer waits beside its result."""
        await self._session.edits.settled()
        version = self._session.versions.get(version_id)
        if version is None or version.fill is None:
            raise BadInput(tr("This version wasn't made by a fill."))
        candidate = self._candidate_of(version.fill)
        if candidate is None:
            raise BadInput(tr("What was painted for this version isn't in the project any more."))
        settings = replace(settings_of(version.fill), **changes)
        base = without_group(version.document, candidate.group, self._session.all_candidates.values())
        start = replace(self._beside(candidate, settings), document=base, started_from=version.parent or version.id)
        return await self._start(start, [settings], None)

    async def _start(self, start: Start, row: Sequence[FillSettings], timeout: float | None) -> list[Job]:
        jobs = await self._ordering.jobs(start, row)
        tasks = self._delivery.start(jobs, start, timeout)
        # Whoever waits here may stop waiting; an answer that has come is taken into the document all the same.
        return list(await asyncio.shield(asyncio.gather(*tasks)))

    # Where it starts from

    async def _here(self, frame: Rect | None, accept: bool = False, is_row: bool = False) -> Start:
        session = self._session
        await session.edits.settled()
        document = session.document
        return Start(
            session, document, document.mask, session.current_version, frame=frame, accept=accept, is_row=is_row
        )

    def _beside(self, result: Candidate, settings: FillSettings) -> Start:
        """Where a result started, in the current document; the same part of the picture goes to the same model."""
        session, record = self._session, result.record
        is_same = (record.provider, record.model) == (settings.provider, settings.model or record.model)
        base = without_group(session.document, result.group, session.all_candidates.values())
        return Start(
            session,
            base,
            result.painted,
            session.current_version,
            group=result.group,
            frame=record.box if is_same and record.host else None,
            accept=False,
        )

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

    def _candidate_of(self, record: FillRecord) -> Candidate | None:
        results = self._session.all_candidates.values()
        return next((each for each in results if each.layer.id == record.layer_id), None)

    def _seeds_of(self, group: str) -> set[int]:
        return {each.record.seed for each in self._session.all_candidates.values() if each.group == group}
