"""The person's finetunes: a list in the app, filled from the account or by hand, kept in one small file."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.files import write_bytes_atomically
from inlay.base.locks import lock_beside
from inlay.base.paths import config_dir
from inlay.base.signal import Signal
from inlay.base.text import tr
from inlay.providers.catalogue import service, services
from inlay.providers.interface import AccountFinetune

log = logging.getLogger(__name__)
STRONGEST = 2.0
MOST = 1_000
PATIENCE = 5.0  # seconds
_writing = threading.Lock()
_ID = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")
_LONGEST = {"name": 200, "service": 100, "region": 50, "trigger": 200, "notes": 10_000}


@dataclass(frozen=True)
class Finetune:
    """One finetune: known by its service and id. `strength` is the one preferred, 0..2; `trigger` the word that
    calls it in a prompt; `region` the service's region that has it, empty where there is none."""

    id: str
    name: str = ""
    service: str = "bfl"
    region: str = ""
    trigger: str = ""
    strength: float = 1.1
    notes: str = ""

    @property
    def title(self) -> str:
        """What it is called in a list."""
        return self.name or self.id


def takes_finetunes(service_id: str) -> bool:
    """Whether a service has a model that takes a finetune."""
    spec = services().get(service_id)
    return spec is not None and any(each.kind == "finetune" for model in spec.models for each in model.parameters)


def checked(finetune: Finetune) -> Finetune:
    """The finetune with its texts trimmed; BadInput says what can't be kept."""
    finetune = replace(
        finetune,
        id=finetune.id.strip(),
        name=" ".join(finetune.name.split()),
        region=finetune.region.strip(),
        trigger=" ".join(finetune.trigger.split()),
        notes=finetune.notes.strip(),
    )
    if not _ID.fullmatch(finetune.id):
        raise BadInput(tr("A finetune's id is 1 to 200 characters without spaces."))
    for name, longest in _LONGEST.items():
        if len(getattr(finetune, name)) > longest:
            raise BadInput(tr("This text is too long: {text}….").format(text=getattr(finetune, name)[:40]))
    if not takes_finetunes(finetune.service):
        title = service(finetune.service).title
        raise BadInput(tr("{service} has no model that takes a finetune.").format(service=title))
    if not 0 <= finetune.strength <= STRONGEST:
        raise BadInput(tr("A finetune's strength is a number from 0 to {most:g}.").format(most=STRONGEST))
    return finetune


class Finetunes:
    """The list. `changed` is emitted on the loop thread after each change; the methods write off that thread."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_dir() / "finetunes.json"
        self.changed: Signal[[]] = Signal()
        self._list = _read(self.path)
        self._turn = asyncio.Lock()

    @property
    def all(self) -> tuple[Finetune, ...]:
        """Every finetune, in the order in which they came."""
        return self._list

    def of_service(self, service_id: str) -> tuple[Finetune, ...]:
        """Those of one service."""
        return tuple(each for each in self._list if each.service == service_id)

    def find(self, service_id: str, finetune_id: str) -> Finetune | None:
        """The finetune of that id at that service, or None."""
        return next((each for each in self.of_service(service_id) if each.id == finetune_id), None)

    async def add(self, finetune: Finetune) -> Finetune:
        """Add a finetune; BadInput where it can't be, or is there already."""
        new = checked(finetune)

        def add(there: tuple[Finetune, ...]) -> tuple[Finetune, ...]:
            if any(_key(each) == _key(new) for each in there):
                raise BadInput(tr("The finetune {id} is in the list already.").format(id=new.id))
            if len(there) >= MOST:
                raise BadInput(tr("The list holds at most {most} finetunes.").format(most=MOST))
            return (*there, new)

        await self._write(add)
        return new

    async def change(self, old: Finetune, new: Finetune) -> Finetune:
        """Put `new` in the place of `old`; BadInput where it can't be, or another one has its id."""
        new = checked(new)

        def change(there: tuple[Finetune, ...]) -> tuple[Finetune, ...]:
            others = [_key(each) for each in there if _key(each) != _key(old)]
            if len(others) == len(there):
                raise BadInput(tr("The finetune {id} isn't in the list any more.").format(id=old.id))
            if _key(new) in others:
                raise BadInput(tr("The finetune {id} is in the list already.").format(id=new.id))
            return tuple(new if _key(each) == _key(old) else each for each in there)

        await self._write(change)
        return new

    async def remove(self, finetune: Finetune) -> None:
        """Take a finetune off the list; nothing happens where it isn't on it. The service's own isn't touched."""
        await self._write(lambda there: tuple(each for each in there if _key(each) != _key(finetune)))

    async def merge(self, service_id: str, listed: Iterable[AccountFinetune], region: str = "") -> list[Finetune]:
        """Add what the account lists and fill in what is empty here; the new ones come back.

        What the person wrote stays, and nothing is removed: an account may list only a part. What the account
        says is foreign text: what can't be kept is passed over. `region` is that of the account's answer.
        """
        found = [each for each in (_from_account(service_id, one, region) for one in listed) if each is not None]
        fresh: list[Finetune] = []

        def merge(there: tuple[Finetune, ...]) -> tuple[Finetune, ...]:
            known = {_key(each) for each in there}
            fresh[:] = [each for each in found if _key(each) not in known][: max(0, MOST - len(there))]
            told = {_key(each): each for each in found}
            return (*(_filled_in(each, told.get(_key(each))) for each in there), *fresh)

        await self._write(merge)
        return fresh

    async def _write(self, change: Callable[[tuple[Finetune, ...]], tuple[Finetune, ...]]) -> None:
        async with self._turn:
            self._list = await asyncio.to_thread(_changed, self.path, change)
        self.changed.emit()


def _key(finetune: Finetune) -> tuple[str, str]:
    return finetune.service, finetune.id


def _from_account(service_id: str, listed: AccountFinetune, region: str) -> Finetune | None:
    try:
        return checked(
            Finetune(
                id=listed.id,
                name=listed.name[:200],
                service=service_id,
                region=(listed.region or region)[:50],
                trigger=listed.trigger[:200],
            )
        )
    except BadInput as error:
        log.warning("a finetune of the account is passed over: %s", error)
        return None


def _filled_in(kept: Finetune, told: Finetune | None) -> Finetune:
    if told is None:
        return kept
    empty = {name: getattr(told, name) for name in ("name", "region", "trigger") if not getattr(kept, name)}
    return replace(kept, **empty)


def _changed(path: Path, change: Callable[[tuple[Finetune, ...]], tuple[Finetune, ...]]) -> tuple[Finetune, ...]:
    """Change the list as it is on disk, for another window may have changed it too; BadInput for a full disk."""
    with _alone(path):
        there = _read(path)
        after = change(there)
        if after != there:
            write_bytes_atomically(path, json.dumps([asdict(each) for each in after], indent=1).encode())
    return after


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """While nobody else changes the list, in this process or another; one that hangs isn't waited for for ever."""
    lock = lock_beside(path)
    until = time.monotonic() + PATIENCE
    with _writing:
        while not (held := lock.acquire()) and time.monotonic() < until:
            time.sleep(0.02)
        try:
            yield
        finally:
            if held:
                lock.release()


def _read(path: Path) -> tuple[Finetune, ...]:
    """The list in the file. A file that can't be read is put aside, so that nothing overwrites it."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(rows, list):
            raise ValueError("not a list")
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        log.warning("the list of finetunes can't be read, and is put aside: %s", error)
        _put_aside(path)
        return ()
    found = [each for each in map(_parsed, rows[:MOST]) if each is not None]
    return tuple({_key(each): each for each in reversed(found)}.values())[::-1]


def _put_aside(path: Path) -> None:
    try:
        path.replace(path.with_suffix(".damaged.json"))
    except OSError as error:
        log.warning("%s can't be put aside: %s", path, error)


def _parsed(row: object) -> Finetune | None:
    """One row of the file, or None where it isn't a finetune."""
    if not isinstance(row, Mapping):
        return None
    values = {each.name: row[each.name] for each in fields(Finetune) if each.name in row}
    strength = values.get("strength", 1.0)
    texts = all(isinstance(value, str) for name, value in values.items() if name != "strength")
    if "id" not in values or not texts or isinstance(strength, bool) or not isinstance(strength, int | float):
        return None
    try:
        return checked(Finetune(**values))
    except BadInput as error:
        log.warning("a finetune in the list is passed over: %s", error)
        return None
