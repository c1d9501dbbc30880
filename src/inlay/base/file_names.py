"""File names that every system takes, made from names that people gave."""

from __future__ import annotations

import re
from collections.abc import Sequence

FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)
LONGEST = 100


def file_name(name: str) -> str:
    """`name` as the stem of a file name: what Windows, macOS or Linux refuse is replaced, and it is never empty."""
    clean = " ".join(FORBIDDEN.sub("_", name).split())[:LONGEST].strip(" .")
    if not clean:
        return "_"
    return f"_{clean}" if RESERVED.match(clean) else clean


def file_names(names: Sequence[str]) -> list[str]:
    """A stem for each name, each another one, also where capitals don't count."""
    taken: set[str] = set()
    made = []
    for name in names:
        stem = first = file_name(name)
        number = 2
        while stem.casefold() in taken:
            stem = f"{first} {number}"
            number += 1
        taken.add(stem.casefold())
        made.append(stem)
    return made
