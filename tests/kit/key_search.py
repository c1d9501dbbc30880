"""Looks for a key in every file of some folders, in each form that a careless writer may have given it."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote


def forms_of(key: str) -> set[bytes]:
    """The key as text, wide text, hexadecimal, part of an address, and base64 at each of the three offsets."""
    plain = key.encode()
    forms = {plain, key.encode("utf-16-le"), plain.hex().encode(), quote(key, safe="").encode(), plain[::-1]}
    for offset in range(3):
        # The characters at both ends hold bits of their neighbours.
        forms.add(base64.b64encode(b"\0" * offset + plain)[4 if offset else 0 :][:-4].rstrip(b"="))
    return forms


def files_with(key: str, *folders: Path) -> list[Path]:
    """The files that hold the key, also inside streams compressed by zlib."""
    forms = forms_of(key)
    found = []
    for path in sorted(each for folder in folders for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        if any(form in text for text in (content, *_inflated(content)) for form in forms):
            found.append(path)
    return found


def _inflated(content: bytes) -> Iterator[bytes]:
    """What zlib streams and gzip members of a file unpack to; where none begins, nothing comes."""
    for start in _starts(content):
        try:
            yield zlib.decompressobj(47).decompress(content[start:], 1 << 24)
        except zlib.error:
            continue


def _starts(content: bytes) -> Iterator[int]:
    for mark in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08"):
        start = content.find(mark)
        while start >= 0:
            yield start
            start = content.find(mark, start + 1)
