"""Settings: the person's habits, in a small JSON file that several windows may share. Secrets never go here."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from inlay.base import settings_file
from inlay.base.errors import InlayError
from inlay.base.paths import config_dir
from inlay.base.settings_file import Found, Json, Values
from inlay.base.signal import Signal

T = TypeVar("T", bool, int, float, str)
log = logging.getLogger(__name__)

NAME: Final = "settings.json"
_GONE: Final = object()


class Settings:
    """Values under dotted names such as `tools.brush.size`.

    `save` writes only what was changed here into what is on disk by then, so that windows don't undo each other's
    changes. `trouble` is what the person is to be told of a file that couldn't be used; then the defaults count.
    `changed` tells the name of each value that became another one.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_dir() / NAME
        self.changed: Signal[[str]] = Signal()
        self._lock = threading.Lock()
        self._changes: dict[str, Any] = {}
        self._heads: dict[str, tuple[list[str], int]] = {}
        found = settings_file.read(self.path)
        self.trouble: InlayError | None = None
        if found.state not in ("good", "missing"):
            self.trouble = settings_file.trouble_of(self.path, found)
        self._values: Values = found.values

    def get(self, name: str, default: T) -> T:
        """The value of `name` if it has the type of `default` (an int serves as a float), else `default`."""
        value: Any = self._values.get(name)
        if type(default) is float and type(value) is int:
            value = float(value)
        return value if type(value) is type(default) else default

    def get_list(self, name: str) -> list[str]:
        """The texts kept under `name`, or none."""
        return _texts(self._values.get(name))

    def has(self, name: str) -> bool:
        """Whether there is a value of that name."""
        return name in self._values

    def names(self, prefix: str) -> list[str]:
        """The names that begin like this, sorted."""
        return sorted(name for name in self._values if name.startswith(prefix))

    def all(self) -> Values:
        """Every value by its name."""
        return dict(self._values)

    def set(self, name: str, value: Json | Sequence[str]) -> None:
        """Keep a value; it reaches the disk with `save`."""
        kept = value if value is None or isinstance(value, (bool, int, float, str, dict)) else list(value)
        with self._lock:
            same = name in self._values and _same(self._values[name], kept)
            self._values[name] = self._changes[name] = kept
            self._heads.pop(name, None)
        if not same:
            self.changed.emit(name)

    def forget(self, *names: str) -> None:
        """Go back to the defaults of these names."""
        with self._lock:
            gone = [name for name in names if name in self._values]
            for name in gone:
                del self._values[name]
            self._changes.update(dict.fromkeys(names, _GONE))
        for name in gone:
            self.changed.emit(name)

    def put_first(self, name: str, text: str, most: int) -> None:
        """Put a text at the head of the list `name`, of which `most` are kept; other windows' entries stay too."""
        with self._lock:
            heads = self._heads.get(name, ([], most))[0]
            self._heads[name] = (_headed(heads, [text], most), most)
            self._values[name] = list(_headed(_texts(self._values.get(name)), [text], most))
        self.changed.emit(name)

    def save(self) -> None:
        """Write what was changed here; safe from any thread.

        A full disk costs the habits, never the work, so it is only logged; another `save` tries again.
        """
        with self._lock:
            changes, heads = dict(self._changes), dict(self._heads)
            before = dict(self._values)
        try:
            written = settings_file.change(self.path, lambda found: _merged(found, before, changes, heads))
        except InlayError as error:
            log.warning("settings weren't saved: %s", error)
            return
        if written is None:
            return
        with self._lock:
            # What was changed meanwhile waits for the next time.
            self._changes = {name: new for name, new in self._changes.items() if changes.get(name, self) is not new}
            self._heads = {name: new for name, new in self._heads.items() if heads.get(name) != new}
            late: Iterable[str] = (*self._changes, *self._heads)
            newest = {name: self._values[name] for name in late if name in self._values}
            kept = {name: value for name, value in written.items() if self._changes.get(name) is not _GONE}
            self._values = {**kept, **newest}


def _merged(found: Found, before: Values, changes: dict[str, Any], heads: dict[str, tuple[list[str], int]]) -> Values:
    """What is on disk with what was changed here; where the disk has nothing good, what this window knows."""
    values = dict(before if found.state == "broken" else found.values)
    for name, value in changes.items():
        if value is _GONE:
            values.pop(name, None)
        else:
            values[name] = value
    for name, (texts, most) in heads.items():
        values[name] = list(_headed(_texts(values.get(name)), texts, most))
    return values


def _headed(old: list[str], texts: list[str], most: int) -> list[str]:
    """`old` with these texts before it, none of them twice."""
    return [*texts, *(each for each in old if each not in texts)][:most]


def _texts(value: Json) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _same(one: Json, other: Json) -> bool:
    return type(one) is type(other) and one == other
