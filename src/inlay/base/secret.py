"""Secret: a key on its way from the keyring to its service; no other text ever shows it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote

_SHOWN = "[key]"
_SHORTEST = 4  # blotting out what is shorter would only spoil other words
_known: set[str] = set()


def _note(text: str) -> None:
    """Remember what is blotted out: a key, the secret half of `id:secret`, and each as it stands in an address, in
    JSON, and where Python shows it."""
    for part in (text, text.partition(":")[2]):
        if len(part) >= _SHORTEST:
            shown = (quote(part), quote(part, safe=""), json.dumps(part)[1:-1], repr(part)[1:-1])
            _known.update((part, *shown))


class Secret:
    """A key. Its text comes out only by `reveal`; printing, logging and comparing reprs don't show it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text
        _note(text)

    def reveal(self) -> str:
        """The key itself, for the header of a request to its own service and for the keyring."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return _SHOWN

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a key isn't pickled")


def redacted(text: str) -> str:
    """`text` with every key that this process has seen blotted out."""
    known = tuple(_known)  # at once: another thread may learn of a key meanwhile
    for key in sorted(known, key=len, reverse=True):  # no key's end is left where another is its beginning
        text = text.replace(key, _SHOWN)
    return text


@dataclass(frozen=True)
class KeySlot:
    """Where a key belongs: a service and the host that it is sent to.

    `environment` names the variable that may hold it; None where a variable's key must not go to this host.
    """

    service: str
    host: str
    environment: str | None = None
