"""Desk: what all jobs share: the journal, the purse, the pace, and the adapters with their keys."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

from inlay.base.errors import KeyMissing
from inlay.base.secret import KeySlot, Secret
from inlay.base.text import tr
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.pace import Pace
from inlay.providers.interface import Connection, Provider
from inlay.providers.spec import ProviderSpec

log = logging.getLogger(__name__)


class Found(Protocol):
    """A key that was found."""

    @property
    def secret(self) -> Secret:
        """The key."""


class KeyFinder(Protocol):
    """Where keys are looked for."""

    async def find(self, slot: KeySlot) -> Found | None:
        """The key of a slot; None where there is none."""

    def refresh(self, slot: KeySlot) -> None:
        """Look anew next time: what was found isn't taken any more."""


class Purse(Protocol):
    """Who keeps the accounts. Both may be called again for the same job."""

    async def order(self, job: Job) -> tuple[str, ...]:
        """Note what is about to be ordered; what the person should know about it. BudgetReached where it would be
        too much."""

    async def settle(self, job: Job) -> None:
        """Note what became of it."""


class Adapters:
    """The adapters in use, one for each service, address and key."""

    def __init__(self, keys: KeyFinder | None) -> None:
        self._keys = keys
        self.own_hosts: tuple[str, ...] = ()
        self._made: dict[tuple[str, Connection], Provider] = {}

    async def get(self, spec: ProviderSpec, base_url: str | None) -> Provider:
        """The adapter of a service, made when first needed; KeyMissing where it wants a key and there is none."""
        key = await self._key(spec, base_url)
        connection = Connection(key, base_url, self.own_hosts) if spec.hosts or base_url else Connection()
        made = self._made.get((spec.id, connection))
        if made is None:
            made = self._made[spec.id, connection] = spec.make(connection)
        return made

    async def _key(self, spec: ProviderSpec, base_url: str | None) -> Secret | None:
        slot = spec.slot(base_url)
        if slot is None:
            return None
        found = await self._keys.find(slot) if self._keys is not None else None
        if found is None:
            raise KeyMissing(
                tr("There is no key for {service} at {host}.").format(service=spec.title, host=slot.host),
                kept=tr("The mask and the prompt are kept."),
                next_step=tr(
                    "Set one under Services, or with “inlay keys set {id}”; the built-in fill needs none."
                ).format(id=spec.id),
            )
        return found.secret

    def doubt_key(self, spec: ProviderSpec, base_url: str | None) -> None:
        """The service didn't take its key: the person may have changed it since it was looked up."""
        slot = spec.slot(base_url)
        if slot is not None and self._keys is not None:
            self._keys.refresh(slot)

    async def close(self) -> None:
        """Let go of them all."""
        made, self._made = list(self._made.values()), {}
        for provider in made:
            try:
                await provider.close()
            except Exception:
                log.warning("an adapter didn't close", exc_info=True)


@dataclass(eq=False)
class Desk:
    """`chores` is work that no job waits for, and that is done before the program leaves."""

    journal: Journal
    adapters: Adapters
    pace: Pace
    money: Purse | None = None
    chores: set[asyncio.Task[Any]] = field(default_factory=set)

    def do_later(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something that no job waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self.chores.add(task)
        task.add_done_callback(self._is_done)

    def _is_done(self, task: asyncio.Task[Any]) -> None:
        self.chores.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("something wasn't tidied up", exc_info=task.exception())

    async def tidied(self) -> None:
        """Wait until nothing is left to do."""
        while self.chores:
            await asyncio.wait(tuple(self.chores))
