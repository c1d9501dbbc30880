"""The editor's commands about filling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from inlay.base.errors import InlayError
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.version import FillRecord
from inlay.editor import candidates, filling
from inlay.editor.core import EditorCore
from inlay.editor.fill_settings import FillSettings, new_seed
from inlay.editor.filling import Filling
from inlay.editor.finetune_use import settings_with
from inlay.editor.finetunes import Finetune
from inlay.editor.remembered import save_fill_settings
from inlay.editor.services import own_hosts_in
from inlay.fill.plan.calls import Plan
from inlay.fill.plan.price import Cost
from inlay.fill.request import FillRequest
from inlay.jobs.job import Job
from inlay.jobs.states import JobState


class FillCommands(EditorCore):
    """Ask for fills, see what would be sent, and decide about what came back."""

    def remember(self) -> None:
        """Put the habits of this session into the settings."""
        save_fill_settings(self.settings, self.fill_settings)

    def set_fill(self, **changes: Any) -> None:
        """Change what the Fill panel holds: provider, model, params, prompt, seed, limit, calls."""
        self.fill_settings = replace(self.fill_settings, **changes)
        self.remember()
        self.fill_changed.emit()

    def use_finetune(self, finetune: Finetune) -> None:
        """Fill with a finetune from now on: its service and model are chosen, and the strength that it likes."""
        found = settings_with(self.settings, finetune)
        self.set_fill(provider=found.provider, model=found.model, params=found.params, options=None, base_url=None)

    # What would be sent

    @property
    def plan(self) -> Plan | None:
        """What would be sent for the mask as it is; None where nothing can be, or nothing leaves this computer."""
        return self._planner.plan

    @property
    def plan_error(self) -> InlayError | None:
        """Why there is no plan, for the person."""
        return self._planner.error

    @property
    def crop_frame(self) -> Rect | None:
        """The part of the picture that the person wants to be sent; None where the plan decides."""
        return self._planner.frame

    def set_crop_frame(self, rect: Rect | None) -> None:
        """Send this part of the picture; None lets the plan decide again."""
        self._planner.set_frame(rect)

    def series_cost(self, count: int) -> Cost:
        """What a row of `count` calls from one starting point would cost."""
        return self._planner.cost_of_row(count)

    async def sent_pictures(self, settings: FillSettings | None = None) -> list[FillRequest]:
        """The requests that `fill` would make now, with exactly the pictures that would leave this computer in `sent`
        (None for the built-in fill). Nothing is sent."""
        return await self._filling.would_send(settings or self.fill_settings, self.crop_frame)

    # Asking for fills

    @property
    def _filling(self) -> Filling:
        self.jobs.own_hosts = own_hosts_in(self.settings)
        return Filling(self._open, self._ordering, self._delivery)

    async def fill_all(
        self,
        settings: FillSettings | None = None,
        timeout: float | None = None,
        wants: Mapping[str, str] | None = None,
    ) -> list[Job]:
        """Fill what is masked, by the panel's settings unless others are given; the jobs of all its calls as they
        ended. Where one of the calls can't be made, none is. `wants` are the files that another process has to write
        where this one dies (`Job.wants`)."""
        return await self._filling.fill(settings or self.fill_settings, self.crop_frame, timeout, wants)

    async def fill(self, settings: FillSettings | None = None, timeout: float | None = None) -> Job:
        """As `fill_all`, for who wants one job: of several calls the first one that came to no good end."""
        return worst_of(await self.fill_all(settings, timeout))

    async def another_result(self) -> Job:
        """Another result from where the last one started."""
        return worst_of(await self._filling.another(self.fill_settings))

    async def try_strengths(self, values: Sequence[float]) -> list[Job]:
        """A row of results, one for each strength of the finetune, all with one seed; they wait side by side."""
        settings = self.fill_settings
        seed = new_seed() if settings.seed is None else settings.seed
        row = [replace(settings, seed=seed, params={**settings.params, "strength": value}) for value in values]
        return await self._filling.row(row, self.crop_frame)

    async def try_seeds(self, count: int) -> list[Job]:
        """A row of results, each with a seed of its own; they wait side by side."""
        seeds: dict[int, None] = {}
        while len(seeds) < min(count, filling.LONGEST_ROW + 1):
            seeds[new_seed()] = None
        return await self._filling.row([replace(self.fill_settings, seed=seed) for seed in seeds], self.crop_frame)

    async def fill_again(self, version_id: str, changes: Mapping[str, Any] | None = None) -> list[Job]:
        """Send a version's request again, as it was, or with other settings of `FillSettings`."""
        return await self._filling.again(version_id, changes or {})

    def settings_of(self, record: FillRecord) -> FillSettings:
        """The settings that would make a recorded request again."""
        return filling.settings_of(record)

    def cancel_job(self, job_id: str | None = None) -> None:
        """Stop a job; by default the one started last for the document that is looked at, never another's."""
        running = self.jobs.running
        if job_id is None:
            here = [job for job in running if self.session is None or self._delivery.session_of(job) is self.session]
            job_id = here[-1].id if here else None
        if job_id is not None:
            self.jobs.cancel(job_id)
        elif running:
            self.message.emit(tr("No fill is under way for this picture; those of others are in Jobs."))

    # Deciding about results

    def step_candidate(self, by: int) -> None:
        """Look at the next (+1) or previous (-1) waiting result."""
        candidates.step(self._open, by)

    def accept_candidate(self, candidate_id: str | None = None) -> None:
        """Accept a result: the one that is looked at unless another is named."""
        chosen = self._chosen(candidate_id)
        if chosen is not None:
            candidates.accept(self._open, chosen)

    def keep_candidates(self, candidate_ids: Sequence[str]) -> None:
        """Keep several results of one row as versions beside each other; the last one is the current one."""
        candidates.keep(self._open, candidate_ids)

    def discard_candidate(self, candidate_id: str | None = None) -> None:
        """Put a result away, undoably: the one that is looked at unless another is named."""
        chosen = self._chosen(candidate_id)
        if chosen is not None:
            candidates.discard(self._open, chosen)

    def _chosen(self, candidate_id: str | None) -> str | None:
        looked_at = self._open.candidate
        if candidate_id is not None:
            return candidate_id if candidate_id in self._open.all_candidates else None
        return looked_at.id if looked_at is not None else None


def worst_of(jobs: Sequence[Job]) -> Job:
    """The first job that didn't come to a good end, else the last."""
    return next((job for job in jobs if job.state is not JobState.DONE), jobs[-1])
