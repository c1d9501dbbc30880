"""Unpacking: a body that came compressed although nobody asked for that, never further than its limit."""

from __future__ import annotations

import zlib

from inlay.providers.call import Broken

_GZIP, _ZLIB, _BARE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_KINDS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}


class Body:
    """Collects a body of at most `limit` bytes, unpacked. `encoding` is its Content-Encoding.

    Packed once by gzip or deflate it is unpacked. Anything else stays as it came: a body that was packed several times
    over can grow a millionfold in a single step.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self._limit = limit
        self._whole = bytearray()
        kinds = [
            kind for kind in (each.strip().lower() for each in encoding.split(",")) if kind not in ("", "identity")
        ]
        self._kind = _KINDS.get(kinds[0]) if len(kinds) == 1 else None
        self._packed = zlib.decompressobj(self._kind) if self._kind is not None else None
        self._has_begun = False

    def add(self, part: bytes) -> None:
        """Take what came; Broken where it is damaged, or too much."""
        room = self._limit - len(self._whole) + 1
        self._whole += part if self._packed is None else self._unpacked(part, room)
        if len(self._whole) > self._limit:
            raise Broken("long", True)

    def whole(self) -> bytes:
        """All of it; Broken where its end is missing."""
        if self._packed is not None and self._has_begun and not self._packed.eof:
            raise Broken("broken", True)
        return bytes(self._whole)

    def _unpacked(self, part: bytes, most: int) -> bytes:
        assert self._packed is not None
        begins, self._has_begun = not self._has_begun, self._has_begun or bool(part)
        try:
            return self._packed.decompress(part, most)
        except zlib.error:
            if not begins or self._kind != _ZLIB:
                raise Broken("broken", True) from None
        self._packed = zlib.decompressobj(_BARE)  # deflate without its envelope, as some send it
        try:
            return self._packed.decompress(part, most)
        except zlib.error:
            raise Broken("broken", True) from None
