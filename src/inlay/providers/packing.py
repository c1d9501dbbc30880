"""Packing pictures into JSON and taking them out again, in small steps: each step lets other threads go on."""

from __future__ import annotations

import base64
import binascii
import json
import uuid

STEP = 3 * 65_536
"""Bytes that are encoded at a time, a multiple of 3; four thirds of it are decoded, a multiple of 4."""


class Blob:
    """Bytes that stand in JSON as a text of base64; `before` comes first in it, such as `data:image/png;base64,`."""

    def __init__(self, content: bytes, before: str = "") -> None:
        self.content = content
        self.before = before


DATA_URI = "data:image/png;base64,"


def packed(body: object) -> bytes:
    """`body` as JSON, with every Blob in it as base64.

    The usual encoder would look at each of some ten million characters once more while it stops all threads.
    """
    mark, blobs = uuid.uuid4().hex, list[Blob]()

    def noted(value: object) -> str:
        if not isinstance(value, Blob):
            raise TypeError(type(value).__name__)
        blobs.append(value)
        return mark

    parts = json.dumps(body, default=noted).encode().split(mark.encode())
    pieces = [parts[0]]
    for blob, part in zip(blobs, parts[1:], strict=True):
        pieces += [blob.before.encode(), *_encoded(blob.content), part]
    return b"".join(pieces)


def _encoded(content: bytes) -> list[bytes]:
    view = memoryview(content)
    return [base64.b64encode(view[start : start + STEP]) for start in range(0, len(view), STEP)]


def unpacked(text: str) -> bytes:
    """The bytes of a text of base64, a data URI or bare; ValueError where it isn't one."""
    start = text.index(",") + 1 if text.startswith("data:") else 0
    try:
        return b"".join(_decoded(text, start))
    except binascii.Error:
        if not any(mark in text for mark in "\r\n"):
            raise
        return base64.b64decode("".join(text[start:].split()), validate=True)  # broken into lines


def _decoded(text: str, start: int) -> list[bytes]:
    step = STEP // 3 * 4
    return [base64.b64decode(text[at : at + step], validate=True) for at in range(start, len(text), step)]
