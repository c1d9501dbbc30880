"""How accepted jobs go another way: their course, their pictures, their files, their links."""

from __future__ import annotations

import functools
import struct
import zlib
from collections.abc import Callable

import cv2
import numpy as np

from tests.services.core.pictures import Array
from tests.services.core.service import Service
from tests.services.core.tasks import Outcome, Task

SHIFT = (18, -6, -14)


def end_as(service: Service, task: Task, *, outcome: Outcome) -> None:
    """It ends otherwise than with a picture."""
    task.outcome = outcome


def flag(service: Service, task: Task) -> None:
    """Its pictures are black and said to be doubtful, under a good status."""
    task.is_flagged = True
    task.spoils.append(np.zeros_like)


def slow(service: Service, task: Task, *, polls: int) -> None:
    """It is first queued and then worked on, for so many polls."""
    task.polls, task.queue = polls, polls // 2


def stuck(service: Service, task: Task) -> None:
    """It never ends."""
    task.is_stuck = True


def late_cancel(service: Service, task: Task) -> None:
    """Asking for it to be stopped comes too late."""
    task.cancel_is_late = True


def link_to(service: Service, task: Task, *, url: str) -> None:
    """The links to its pictures begin with `url`; empty for the stranger."""
    task.links = url or service.stranger


def new_status(service: Service, task: Task, *, polls: int) -> None:
    """Its status is one that nobody has heard of, for so many polls."""
    task.polls, task.strange_until = polls + task.polls, polls


def resize(service: Service, task: Task, *, factor: float) -> None:
    """Both sides are multiplied."""
    _resize_to(task, lambda w, h: (max(1, round(w * factor)), max(1, round(h * factor))))


def other_aspect(service: Service, task: Task) -> None:
    """The picture is square, or 3 : 2 where it was square."""
    _resize_to(task, lambda w, h: (min(w, h), min(w, h)) if abs(w - h) > 0.1 * w else (w, round(h / 1.5)))


def round_down(service: Service, task: Task, *, multiple: int) -> None:
    """Both sides are rounded down to a multiple."""
    _resize_to(task, lambda w, h: (max(1, w // multiple) * multiple, max(1, h // multiple) * multiple))


def shift_colour(service: Service, task: Task) -> None:
    """The whole picture is warmer and a little brighter."""
    task.spoils.append(lambda pixels: np.clip(pixels.astype(np.int16) + np.array(SHIFT), 0, 255).astype(np.uint8))


def grey(service: Service, task: Task) -> None:
    """The picture has one channel."""
    task.spoils.append(lambda pixels: np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8))


def add_alpha(service: Service, task: Task) -> None:
    """The picture has a fourth channel, opaque."""
    task.spoils.append(lambda pixels: np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))


def truncate(service: Service, task: Task) -> None:
    """The file ends in the middle, though the transfer was complete."""
    task.spoils_of_files.append(lambda content: content[: len(content) // 2])


def no_picture(service: Service, task: Task) -> None:
    """The file is noise under a picture's name."""
    task.spoils_of_files.append(lambda content: np.random.default_rng(7).bytes(20_000))


def no_bytes(service: Service, task: Task) -> None:
    """The file is empty."""
    task.spoils_of_files.append(lambda content: b"")


def bomb(service: Service, task: Task, *, side: int) -> None:
    """A small PNG that says it holds `side` x `side` px."""
    task.spoils_of_files.append(lambda content: _png_of_zeros(side))


def _resize_to(task: Task, size: Callable[[int, int], tuple[int, int]]) -> None:
    def spoil(pixels: Array) -> Array:
        wanted = size(pixels.shape[1], pixels.shape[0])
        return np.asarray(cv2.resize(pixels, wanted, interpolation=cv2.INTER_AREA), np.uint8)

    task.spoils.append(spoil)


@functools.cache
def _png_of_zeros(side: int) -> bytes:
    """A valid PNG file of black pixels, grey, whose few bytes unpack to side * side."""
    compressor = zlib.compressobj(9)
    row = bytes(1 + side)
    data = b"".join(compressor.compress(row) for _ in range(side)) + compressor.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
