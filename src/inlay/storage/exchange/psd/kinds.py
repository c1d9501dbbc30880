"""Kinds of Photoshop layers that Inlay doesn't have, by the blocks that they carry."""

from __future__ import annotations

from collections.abc import Iterable

from inlay.base.text import tr

_ADJUSTMENTS = frozenset(
    b"brit levl curv expA vibA hue hue2 blnc blwh phfl mixr clrL nvrt post thrs grdm selc CgEd".split()
)
_STYLES = (b"lfx2", b"lrFX", b"lmfx")
_VECTOR_MASKS = (b"vmsk", b"vsms")


def _padded(key: bytes) -> bytes:
    return key.ljust(4)


def kind_of(blocks: Iterable[bytes]) -> str | None:
    """What a layer is beside pixels ("adjustment", "text", ...) in the person's words; None for a plain one."""
    keys = set(blocks)
    if keys & {_padded(each) for each in _ADJUSTMENTS}:
        return tr("adjustment")
    if keys & {b"TySh", b"tySh"}:
        return tr("text")
    if keys & {b"SoLd", b"SoLE", b"PlLd", b"plLd"}:
        return tr("smart object")
    if keys & set(_VECTOR_MASKS) and keys & {b"SoCo", b"GdFl", b"PtFl", b"vscg"}:
        return tr("shape")
    if keys & {b"SoCo", b"GdFl", b"PtFl"}:
        return tr("fill layer")
    return None


def has_style(blocks: Iterable[bytes]) -> bool:
    """Whether there are layer styles: shadows, strokes and the like."""
    return not set(blocks).isdisjoint(_STYLES)


def has_vector_mask(blocks: Iterable[bytes]) -> bool:
    """Whether a path hides parts of the layer."""
    return not set(blocks).isdisjoint(_VECTOR_MASKS)
