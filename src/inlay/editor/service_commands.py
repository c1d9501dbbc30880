"""The editor's commands about services: their keys, their accounts, what they may cost, and jobs of earlier runs."""

from __future__ import annotations

import asyncio
from pathlib import Path

from inlay.base.errors import BadInput, KeyProblem, KeyRejected
from inlay.base.text import tr, tr_count
from inlay.editor.core import BUDGET, EditorCore
from inlay.editor.finetunes import Finetune
from inlay.editor.results import damaged_records, write_pictures
from inlay.editor.services import own_hosts_in, setup_of
from inlay.jobs.job import Job
from inlay.providers.catalogue import service
from inlay.providers.interface import Account

DEAREST = 1_000_000.0  # US dollars


class ServiceCommands(EditorCore):
    """Test a key, fetch what the account lists, set the budget, take up what an earlier run left."""

    async def test_key(self, service_id: str) -> Account:
        """Ask a service for the account with a call that costs nothing. Raises KeyMissing, KeyRejected, Unreachable."""
        setup = setup_of(self.settings, service_id)
        self.jobs.own_hosts = setup.own_hosts
        adapter = await self.jobs.adapter(service_id, setup.base_url)
        try:
            return await adapter.account(setup.options)
        except KeyRejected:
            slot = service(service_id).slot(setup.base_url)
            if slot is not None:
                self.keys.refresh(slot)  # another program may have put a good one there since
            raise

    def key_changed(self, service_id: str) -> None:
        """The person gave a service a key, or took it away: what was ordered and waits only for one is asked for."""
        self.services_changed.emit(service_id)
        for job in tuple(self.jobs.active.values()):
            if job.request.provider == service_id and isinstance(job.error, KeyProblem):
                self.jobs.check_again(job.id)

    async def fetch_finetunes(self, service_id: str) -> list[Finetune]:
        """Put the finetunes that the account lists into the list; the new ones come back."""
        account = await self.test_key(service_id)
        region = setup_of(self.settings, service_id).options.get("region", "")
        return await self.finetunes.merge(service_id, account.finetunes, region if isinstance(region, str) else "")

    def set_budget(self, dollars: float | None) -> None:
        """Let the orders of a day cost at most so many US dollars together; None: no limit."""
        if dollars is not None and not 0 <= dollars <= DEAREST:
            raise BadInput(tr("A budget is a number of US dollars, 0 or more."))
        self.settings.set(BUDGET, dollars)
        self.money.budget = dollars
        self.save_settings()

    async def resume_jobs(self) -> None:
        """Go on with the jobs that an earlier run of the program left, and tell of those that can't be."""
        self.jobs.own_hosts = own_hosts_in(self.settings)
        await self.tell_interrupted()
        await self._delivery.resume()
        await self.jobs.show_parked()
        count, folder = self.jobs.put_aside
        if count:
            self.failed.emit(damaged_records(count, folder))

    async def save_result(self, job_id: str, path: Path) -> list[Path]:
        """Write the pictures of a result that no document has taken, just as the service sent them: the first one as
        `path`, with the ending of what it is, further ones numbered. BadInput where there are none any more."""
        answer = await self.jobs.answer(job_id)
        pictures = [each.data for each in answer.pictures if isinstance(each.data, bytes)] if answer is not None else []
        if not pictures:
            raise BadInput(tr("This result isn't here any more."))
        return await asyncio.to_thread(write_pictures, pictures, path)

    async def resume_job(self, job: Job, timeout: float | None = None) -> Job:
        """Go on with one job that an earlier run left; the job as it ended, its result with its document."""
        self.jobs.own_hosts = own_hosts_in(self.settings)
        return await self.jobs.resume(job, self._delivery.finished, timeout)

    async def tell_interrupted(self) -> None:
        """Say once that a fill ended with the program that ran it; nothing of it can be had back."""
        count = await asyncio.to_thread(self.jobs.clear_interrupted)
        if count:
            self.message.emit(
                tr_count(
                    "A fill was interrupted when Inlay ended. Start it again; it cost nothing.",
                    "{count} fills were interrupted when Inlay ended. Start them again; they cost nothing.",
                    count,
                )
            )
