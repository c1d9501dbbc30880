"""A place in big-endian bytes that never leaves them: every length in a file is checked before it is used."""

from __future__ import annotations

import struct
from typing import Any

from inlay.imaging.codec.format import FormatError


class Cursor:
    """Reads from the start of `data` to its end; FormatError where a length leads outside."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self.at = 0

    @property
    def left(self) -> int:
        """Bytes that follow."""
        return len(self._data) - self.at

    def take(self, size: int) -> memoryview:
        """The next `size` bytes, uncopied."""
        if not 0 <= size <= self.left:
            raise FormatError("a length leads outside its part of the file")
        self.at += size
        return self._data[self.at - size : self.at]

    def unpack(self, layout: str) -> tuple[Any, ...]:
        """Values by a `struct` layout."""
        return struct.unpack(">" + layout, self.take(struct.calcsize(">" + layout)))

    def number(self, layout: str) -> int:
        """One whole number."""
        return int(self.unpack(layout)[0])

    def part(self, layout: str) -> Cursor:
        """What follows a length of that layout, as a place of its own."""
        return Cursor(self.take(self.number(layout)))

    def peek(self, size: int, ahead: int = 0) -> bytes:
        """Up to `size` bytes, `ahead` of here, without going on."""
        return bytes(self._data[self.at + ahead : self.at + ahead + size])

    def pascal(self, multiple: int) -> bytes:
        """A string with its length in a byte, padded so that both together are a multiple."""
        size = self.number("B")
        text = bytes(self.take(size))
        self.take(min(-(size + 1) % multiple, self.left))
        return text
