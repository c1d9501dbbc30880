"""How large a picture may be; checked from the header, before anything is decoded."""

from __future__ import annotations

from inlay.base.errors import BadInput
from inlay.base.memory import available_memory
from inlay.base.text import tr, tr_number
from inlay.imaging.codec.records import Scan
from inlay.imaging.limits import MAX_MEGAPIXELS, MAX_SIDE

# The rest stays for the system, the window and undo.
SHARE_OF_FREE = 0.8


def check_size(name: str, width: int, height: int) -> None:
    """Raises BadInput, naming the limit, where a picture is empty, too long or too large."""
    size = f"{tr_number(width)} x {tr_number(height)}"
    if width < 1 or height < 1:
        raise BadInput(tr("{name} is damaged: it says that it is {size} px.").format(name=name, size=size))
    if max(width, height) > MAX_SIDE:
        raise BadInput(
            tr("{name} is {size} px; Inlay opens at most {limit} px a side.").format(
                name=name, size=size, limit=tr_number(MAX_SIDE)
            )
        )
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise BadInput(
            tr("{name} is {size} px, which is {megapixels} MP; Inlay opens at most {limit} MP.").format(
                name=name, size=size, megapixels=tr_number(width * height / 1e6), limit=MAX_MEGAPIXELS
            )
        )


def memory_needed(scan: Scan, salvage: bool = False) -> int:
    """Bytes at the worst moment of opening: what the loader gives, what is made of it, and the document's tiles.

    With `salvage`, what is needed where a part is missing: it is decoded twice, and gets alpha.
    """
    info = scan.info
    sample = info.depth // 8
    area = info.width * info.height
    decoded = area * scan.bands * sample
    document = area * (4 if info.alpha or salvage else 3) * sample
    remade = info.grey or info.orientation != 1 or scan.bands > 4
    return max(decoded * (1 + salvage) + scan.working, document) + document + (decoded if remade else 0)


def _amount(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{size / 1e6:.1f} MB"


def check_memory(name: str, scan: Scan, limit: int | None, salvage: bool = False) -> None:
    """Raises BadInput, naming both amounts, where opening needs more than `limit` bytes (None: of what is free)."""
    check_needed(name, memory_needed(scan, salvage), limit)


def check_needed(name: str, needed: int, limit: int | None) -> None:
    """`check_memory` for an amount in bytes that is known already."""
    allowed = int(available_memory() * SHARE_OF_FREE) if limit is None else limit
    if needed > allowed:
        raise BadInput(
            tr("{name} needs about {needed} of memory to open, and {allowed} can be used.").format(
                name=name, needed=_amount(needed), allowed=_amount(allowed)
            ),
            next_step=tr("Close other programs, or open a smaller copy."),
        )
