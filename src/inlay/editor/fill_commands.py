"""The editor's commands about filling."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from inlay.base.errors import InlayError
from inlay.base.geometry import Rect
from inlay.editor import filling
from inlay.editor.core import EditorCore
from inlay.editor.fill_settings import FillSettings
from inlay.editor.filling import Filling
from inlay.editor.remembered import save_fill_settings
from inlay.fill.plan.calls import Plan
from inlay.fill.plan.price import Cost
from inlay.jobs.job import Job


class FillCommands(EditorCore):
    """Ask for fills, see what would be sent, and decide about what came back."""

    def remember(self) -> None:
        """Put the habits of this session into the settings."""
        save_fill_settings(self.settings, self.fill_settings)

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

    # Fill

    def set_fill(self, **changes: Any) -> None:
        """Change what the Fill panel holds: provider, model, params, prompt, seed."""
        self.fill_settings = replace(self.fill_settings, **changes)
        self.remember()
        self.fill_changed.emit()

    async def fill(self, settings: FillSettings | None = None, timeout: float | None = None) -> Job:
        """Fill what is masked, by the panel's settings unless others are given."""
        return await Filling(self._open, self.jobs).fill(settings or self.fill_settings, timeout)

    async def another_result(self) -> Job:
        """Another result from where the last one started."""
        return await Filling(self._open, self.jobs).another(self.fill_settings)

    def cancel_job(self, job_id: str | None = None) -> None:
        """Stop a job, or the one started last."""
        active = list(self.jobs.active)
        if job_id is None and active:
            job_id = active[-1]
        if job_id is not None:
            self.jobs.cancel(job_id)

    def step_candidate(self, by: int) -> None:
        """Look at the next (+1) or previous (-1) waiting result."""
        filling.step(self._open, by)

    def accept_candidate(self) -> None:
        """Accept the result that is looked at."""
        candidate = self._open.candidate
        if candidate is not None:
            filling.accept(self._open, candidate.id)

    def discard_candidate(self) -> None:
        """Put the result that is looked at away, undoably."""
        candidate = self._open.candidate
        if candidate is not None:
            filling.discard(self._open, candidate.id)
