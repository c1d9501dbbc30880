"""Files that a client has put into a service's own storage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class StoredFile:
    """One upload. `content` is None until the bytes have come; `seconds` is how long it was asked to be kept."""

    id: str
    content_type: str
    content: bytes | None = None
    seconds: float | None = None
    is_deleted: bool = False
