"""The boxes of ISO base media files (ISO/IEC 14496-12), of which HEIC and AVIF are made: found, not trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inlay.imaging.codec.format import FormatError

# Real files have under 1,000 in one place.
MAX_BOXES = 20_000


@dataclass(frozen=True, eq=False)
class Box:
    """One box: its content is data[start:end]. `cut` says that its end lies behind that of what holds it."""

    kind: bytes
    start: int
    end: int
    cut: bool = False


@dataclass(eq=False)
class Reader:
    """Big-endian numbers from data[at:end]. Raises FormatError where they end."""

    data: bytes
    at: int
    end: int

    def take(self, size: int) -> bytes:
        """The next bytes."""
        if size < 0 or self.at + size > min(self.end, len(self.data)):
            raise FormatError("a box is too short")
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, size: int) -> int:
        """The next unsigned number of `size` bytes; 0 for none."""
        return int.from_bytes(self.take(size), "big")

    def text(self) -> bytes:
        """The next text up to its zero, or to the end."""
        found = self.data.find(b"\0", self.at, self.end)
        stop = self.end if found < 0 else found
        text = self.data[self.at : stop]
        self.at = min(self.end, stop + 1)
        return text

    def version(self) -> tuple[int, int]:
        """Version and flags of a full box."""
        return self.number(1), self.number(3)


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes in data[start:end], one behind the other. Raises FormatError where a size is impossible."""
    end = min(end, len(data))
    for _ in range(MAX_BOXES):
        if start + 8 > end:
            return
        size, head = int.from_bytes(data[start : start + 4], "big"), 8
        kind = data[start + 4 : start + 8]
        if size == 1:
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        elif size == 0:
            size = end - start
        if size < head:
            raise FormatError("a box is smaller than its head")
        stop = start + size
        yield Box(kind, min(start + head, end), min(stop, end), stop > end)
        start = stop
    raise FormatError("too many boxes")


def brands_of(data: bytes) -> tuple[bytes, ...]:
    """The brands of the file, the major one first; empty where it has none."""
    if data[4:8] != b"ftyp":
        return ()
    size = min(int.from_bytes(data[:4], "big"), len(data), 512)
    return (data[8:12], *(data[at : at + 4] for at in range(16, size - 3, 4)))
