"""Results that no document has taken: written as the files that the service sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inlay.base.errors import BadInput
from inlay.base.files import write_bytes_atomically
from inlay.base.text import tr, tr_count

ENDINGS = ((b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"RIFF", ".webp"))


def write_pictures(pictures: Sequence[bytes], path: Path) -> list[Path]:
    """Write files of pictures as `path`, `path-2` and so on, each with the ending of what it is; their paths.

    Touches the disk. BadInput where it doesn't take them.
    """
    written = []
    for number, data in enumerate(pictures, 1):
        ending = next((ending for magic, ending in ENDINGS if data.startswith(magic)), path.suffix or ".png")
        name = path.stem if number == 1 else f"{path.stem}-{number}"
        written.append(path.with_name(name + ending))
        write_bytes_atomically(written[-1], data)
    return written


def damaged_records(count: int, folder: Path) -> BadInput:
    """What is told of records of jobs that can't be read."""
    return BadInput(
        tr_count(
            "The record of an unfinished fill is damaged; its result can't be fetched by itself.",
            "The records of {count} unfinished fills are damaged; their results can't be fetched by themselves.",
            count,
        ),
        tr("They are kept in {folder}.").format(folder=folder),
        tr("If one was paid for, the service's own site may still have its result."),
    )
