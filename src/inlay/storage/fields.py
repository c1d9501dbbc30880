"""Strict reading of a JSON row: every value has its type, range and length checked before it is used."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from inlay.base.geometry import Rect
from inlay.imaging.limits import MAX_MEGAPIXELS, MAX_SIDE
from inlay.storage.damage import DamageError

FARTHEST = 2**24  # how far from the origin anything may lie, in pixels
NAME, TEXT = 1_000, 100_000  # characters

# Control characters but tab and newline; what reverses the direction of text; halves of characters.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str, longest: int) -> str:
    """Foreign text made safe to show: no control characters, not longer than allowed."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n"))[:longest]


class Fields:
    """One JSON object of a stored row. Every getter raises DamageError where the value isn't as asked."""

    def __init__(self, values: object) -> None:
        if not isinstance(values, dict):
            raise DamageError("a row isn't an object")
        self._values: dict[str, Any] = values

    @staticmethod
    def parse(body: bytes) -> Fields:
        """The object in a row's bytes."""
        try:
            return Fields(json.loads(body, parse_constant=_refuse))
        except (ValueError, RecursionError) as error:
            raise DamageError(f"a row isn't JSON: {error}") from error

    def _get(self, key: str) -> Any:
        if key not in self._values:
            raise DamageError(f"a row has no {key}")
        return self._values[key]

    def text(self, key: str, longest: int = NAME) -> str:
        """Text for people, made plain."""
        value = self._get(key)
        if not isinstance(value, str):
            raise DamageError(f"{key} isn't text")
        return plain(value, longest)

    def path(self, key: str) -> str | None:
        """A path, kept to the letter, or None."""
        value = self._get(key)
        if value is not None and (not isinstance(value, str) or len(value) > 32_768 or "\0" in value):
            raise DamageError(f"{key} isn't a path")
        return value

    @property
    def names(self) -> tuple[str, ...]:
        """What it holds."""
        return tuple(self._values)

    def is_none(self, key: str) -> bool:
        """Whether the value is null."""
        return self._get(key) is None

    def exact(self, key: str) -> str:
        """Text for another program, to the letter and of any length."""
        value = self._get(key)
        if not isinstance(value, str):
            raise DamageError(f"{key} isn't text")
        return value

    def identity(self, key: str) -> str:
        """An id: 1 to 64 letters, digits, - or _."""
        value = self._get(key)
        if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value):
            raise DamageError(f"{key} isn't an id")
        return value

    def optional_identity(self, key: str) -> str | None:
        """An id or None."""
        return None if self._get(key) is None else self.identity(key)

    def digest(self, key: str, size: int = 20) -> bytes:
        """A hash of `size` bytes in hex digits."""
        value = self._get(key)
        if not isinstance(value, str) or not re.fullmatch(f"[0-9a-f]{{{2 * size}}}", value):
            raise DamageError(f"{key} isn't a hash")
        return bytes.fromhex(value)

    def optional_digest(self, key: str) -> bytes | None:
        """A hash or None."""
        return None if self._get(key) is None else self.digest(key)

    def integer(self, key: str, least: int = 0, most: int = 2**63) -> int:
        """A whole number in a range."""
        return _whole(self._get(key), key, least, most)

    def number(self, key: str, least: float, most: float) -> float:
        """A finite number in a range."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DamageError(f"{key} isn't a number")
        if not least <= value <= most:
            raise DamageError(f"{key} is out of range")
        return float(value)

    def optional_number(self, key: str, least: float, most: float) -> float | None:
        """A finite number in a range, or None."""
        return None if self._get(key) is None else self.number(key, least, most)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false; `default`, if there is one, where the row doesn't say."""
        value = self._get(key) if default is None else self._values.get(key, default)
        if not isinstance(value, bool):
            raise DamageError(f"{key} isn't true or false")
        return value

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self._get(key)
        if value not in allowed:
            raise DamageError(f"{key} is unknown")
        return str(value)

    def child(self, key: str) -> Fields:
        """An object inside this one."""
        return Fields(self._get(key))

    def optional_child(self, key: str) -> Fields | None:
        """An object inside this one, or None."""
        return None if self._get(key) is None else self.child(key)

    def children(self, key: str, most: int) -> Iterator[Fields]:
        """A list of at most `most` objects."""
        return (Fields(value) for value in self._list(key, most))

    def texts(self, key: str, most: int) -> tuple[str, ...]:
        """A list of at most `most` texts for people."""
        values = self._list(key, most)
        if not all(isinstance(value, str) for value in values):
            raise DamageError(f"{key} isn't a list of texts")
        return tuple(plain(value, TEXT) for value in values)

    def values(self, key: str) -> dict[str, str | int | float | bool | None]:
        """A small table of plain values."""
        values = self.child(key)._values
        if len(values) > 500:
            raise DamageError(f"{key} is too long")
        return {plain(name, NAME): _plain_value(value) for name, value in values.items()}

    def rect(self, key: str, smallest: int = 0) -> Rect:
        """A box within the limits of a picture; see `checked_rect`."""
        values = self._list(key, 4)
        if len(values) != 4:
            raise DamageError(f"{key} isn't a box")
        return checked_rect(Rect(*(_whole(value, key, -FARTHEST, FARTHEST) for value in values)), smallest)

    def _list(self, key: str, most: int) -> list[Any]:
        values = self._get(key)
        if not isinstance(values, list) or len(values) > most:
            raise DamageError(f"{key} isn't a list, or too long")
        return values


def checked_rect(rect: Rect, smallest: int = 1) -> Rect:
    """The box itself; DamageError above 65,535 px a side, 512 MP, or too far out."""
    if abs(rect.x) > FARTHEST or abs(rect.y) > FARTHEST:
        raise DamageError("a box lies too far out")
    if not (
        smallest <= rect.w <= MAX_SIDE and smallest <= rect.h <= MAX_SIDE and rect.area <= MAX_MEGAPIXELS * 1_000_000
    ):
        raise DamageError("a box is too large or empty")
    return rect


def _whole(value: object, key: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise DamageError(f"{key} isn't a whole number in its range")
    return value


def _plain_value(value: object) -> str | int | float | bool | None:
    if isinstance(value, str):
        return plain(value, TEXT)
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise DamageError("a parameter isn't a plain value")


def _refuse(name: str) -> float:
    raise DamageError(f"{name} isn't a number")
