"""Opens every hostile file and prints what came of it, in which time and memory (JSON, a line for each).

Run as a process of its own: python -m tests.kit.hostile_driver
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from inlay.base.errors import BadInput
from inlay.imaging.codec import read_picture
from inlay.imaging.codec.limits import memory_needed
from inlay.imaging.codec.reading import scan
from tests.kit.heif import avif, heic
from tests.kit.hostile import HARMLESS, REFUSED
from tests.kit.pictures import by_pillow, smooth

MIB = 2**20
# As on a computer that has little left: what needs more has to be refused.
LIMIT = 8 * 2**30


def _peak() -> int:
    """The most memory that this process has had at once since `_forget_peak`, in bytes."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    (line,) = (each for each in lines if each.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def opened(name: str, data: bytes) -> dict[str, Any]:
    """What came of one file."""
    _forget_peak()
    before, started = _peak(), time.perf_counter()
    told: dict[str, Any] = {"name": name, "bytes": len(data), "estimate": 0, "sentence": ""}
    try:
        told["estimate"] = memory_needed(scan(data, name)[1])
        read_picture(data, name, LIMIT)
    except BadInput as error:
        told["sentence"] = error.sentence()
    return told | {"seconds": round(time.perf_counter() - started, 2), "peak": _peak() - before}


def main() -> int:
    """A JSON object for each file, on a line of its own: what came of it."""
    for data in (by_pillow(smooth(), "PNG"), heic(), avif()):
        read_picture(data, "first", LIMIT)  # libraries load when they are first needed
    for name, make in {**REFUSED, **HARMLESS}.items():
        print(json.dumps(opened(name, make())), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
