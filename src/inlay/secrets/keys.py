"""Keys: where the key of a service is found, and where it is kept."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from inlay.base.errors import KeyMissing, KeyProblem
from inlay.base.secret import KeySlot, Secret
from inlay.base.text import tr
from inlay.secrets import keyring
from inlay.secrets.holder import Holder
from inlay.secrets.thread import OwnThread
from inlay.secrets.typed import key_from

Source = Literal["environment", "keyring", "session"]
PATIENCE = 60.0  # seconds; long enough to type the keyring's password
T = TypeVar("T")
_Place = tuple[str, str]

# All of a process's keyring calls go through this one thread.
_thread = OwnThread("keyring")


@dataclass(frozen=True)
class FoundKey:
    """A key, and in which place it was found; `where` is that place in the person's words."""

    secret: Secret
    source: Source
    where: str


class Keys:
    """The keys of all services. Used from one event loop; what blocks happens in a thread of its own.

    A set environment variable wins. Then comes a key that was given for this session, which is the person's newest
    word, then the keyring's. What was read from the keyring is remembered until `store`, `forget` or `refresh`.
    """

    def __init__(self, patience: float = PATIENCE, thread: OwnThread | None = None) -> None:
        """`patience` is how long a keyring may take, in seconds: it may be asking the person for its password."""
        self._patience = patience
        self._thread = thread or _thread
        self._session: dict[_Place, Secret] = {}
        self._kept: dict[_Place, FoundKey] = {}
        self._reading: dict[_Place, asyncio.Task[None]] = {}

    async def find(self, slot: KeySlot) -> FoundKey | None:
        """The key for a slot, or None. KeyProblem where it is no key, or the keyring is locked, silent or broken."""
        return self._at_hand(slot) or await self._from_keyring(slot)

    async def find_all(self, slots: Iterable[KeySlot]) -> dict[KeySlot, FoundKey | KeyProblem | None]:
        """`find` for several slots, with the problem in place of a key. A keyring that fails once isn't asked again,
        so that a person who doesn't want to unlock it is asked only once."""
        found: dict[KeySlot, FoundKey | KeyProblem | None] = {}
        trouble: KeyProblem | None = None
        for slot in slots:
            try:
                found[slot] = self._at_hand(slot)
            except KeyProblem as error:
                found[slot] = error
                continue
            if found[slot] is None and trouble is None:
                try:
                    found[slot] = await self._from_keyring(slot)
                except KeyProblem as error:
                    trouble = error
            found[slot] = found[slot] or trouble
        return found

    async def store(self, slot: KeySlot, secret: Secret) -> Holder:
        """Put a key into the keyring, in place of an older one; what holds it now. KeyProblem where nothing may."""
        holder = await self._changed(slot, lambda: keyring.write(slot, secret))
        self._session.pop(_place(slot), None)
        return holder

    def keep_for_session(self, slot: KeySlot, secret: Secret) -> None:
        """Keep a key in memory until the program ends."""
        self._session[_place(slot)] = secret

    async def forget(self, slot: KeySlot) -> bool:
        """Remove a key from memory and from the keyring; whether there was one. KeyProblem where the keyring fails."""
        in_memory = self._session.pop(_place(slot), None) is not None
        return await self._changed(slot, lambda: keyring.remove(slot)) or in_memory

    def refresh(self, slot: KeySlot) -> None:
        """Ask the keyring again next time: another program may have changed the key there."""
        self._kept.pop(_place(slot), None)

    async def holder(self) -> Holder:
        """What would hold a key that is stored now."""
        return (await self._do(None, keyring.choose))[0]

    def _at_hand(self, slot: KeySlot) -> FoundKey | None:
        """The key for a slot if it is known without asking the keyring."""
        text = os.environ.get(slot.environment, "") if slot.environment else ""
        if slot.environment and text.strip():
            where = tr("the environment variable {name}").format(name=slot.environment)
            return FoundKey(key_from(text, slot.environment), "environment", where)
        secret = self._session.get(_place(slot))
        if secret is not None:
            return FoundKey(secret, "session", tr("memory, until Inlay is closed"))
        return self._kept.get(_place(slot))

    async def _from_keyring(self, slot: KeySlot) -> FoundKey | None:
        await self._read(slot)
        return self._kept.get(_place(slot))

    async def _changed(self, slot: KeySlot, change: Callable[[], T]) -> T:
        """Change what the keyring holds; nobody gets to see afterwards what was read before."""
        reading = self._reading.get(_place(slot))
        if reading is not None:
            await asyncio.wait((reading,))
        try:
            return await self._do(slot, change)
        finally:
            self.refresh(slot)

    async def _read(self, slot: KeySlot) -> None:
        """Ask the keyring; twenty jobs that want the same key at the same time ask it once."""
        place = _place(slot)
        task = self._reading.get(place)
        if task is None:
            task = self._reading[place] = asyncio.ensure_future(self._read_now(slot))
            task.add_done_callback(lambda _task: self._reading.pop(place, None))
        await asyncio.shield(task)

    async def _read_now(self, slot: KeySlot) -> None:
        text, holder = await self._do(slot, lambda: keyring.read(slot))
        if text:
            self._kept[_place(slot)] = FoundKey(key_from(text, holder.name), "keyring", holder.name)

    async def _do(self, slot: KeySlot | None, work: Callable[[], T]) -> T:
        try:
            return await self._thread.do(work, self._patience)
        except TimeoutError:
            raise KeyProblem(
                tr("The keyring doesn't answer; it may be asking you for its password in another window."),
                next_step=f"{tr('Answer it and try again.')} {keyring.instead(slot)}",
            ) from None


def missing_key(slot: KeySlot, service: str, base_url: str | None = None) -> KeyMissing:
    """What is told where a service has no key; `service` is its title, `base_url` what replaces its hosts."""
    what = tr("There is no key for {service} ({host}).").format(service=service, host=slot.host)
    kept = tr("Nothing was sent.")
    command = f"inlay keys set {slot.service}" + (f" --base-url {base_url}" if base_url else "")
    if slot.environment is None:
        step = tr("Enter it in Services and Keys, or with “{command}”.").format(command=command)
    else:
        step = tr("Enter it in Services and Keys or with “{command}”, or set {name}.").format(
            command=command, name=slot.environment
        )
    return KeyMissing(what, kept, step)


def _place(slot: KeySlot) -> _Place:
    return slot.service, slot.host
