"""Saved masks of a document: kept, named, loaded, put away."""

from __future__ import annotations

from dataclasses import replace

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.document.document import Document, SavedMask
from inlay.document.layer import new_id
from inlay.imaging.mask import Mask


def saved_mask(document: Document, mask_id: str) -> SavedMask:
    """The saved mask of that id; BadInput where it is gone."""
    found = next((each for each in document.saved_masks if each.id == mask_id), None)
    if found is None:
        raise BadInput(tr("That saved mask isn't there any more."))
    return found


def free_name(document: Document) -> str:
    """The first of "Mask 1", "Mask 2" ... that no saved mask has."""
    taken = {each.name for each in document.saved_masks}
    number = 1
    while tr("Mask {number}").format(number=number) in taken:
        number += 1
    return tr("Mask {number}").format(number=number)


def keep_mask(document: Document, mask: Mask, name: str = "") -> Document:
    """The document with one more saved mask, the last of them; without a name it gets a free one."""
    kept = SavedMask(new_id(), " ".join(name.split()) or free_name(document), mask)
    return replace(document, saved_masks=(*document.saved_masks, kept))


def rename_mask(document: Document, mask_id: str, name: str) -> Document:
    """The document with a saved mask renamed; an empty name is refused (BadInput)."""
    name = " ".join(name.split())
    if not name:
        raise BadInput(tr("A saved mask needs a name."))
    old = saved_mask(document, mask_id)
    return document if old.name == name else _replaced(document, old, (replace(old, name=name),))


def duplicate_mask(document: Document, mask_id: str) -> Document:
    """The document with a copy of a saved mask right after it."""
    old = saved_mask(document, mask_id)
    copy = SavedMask(new_id(), tr("{name} copy").format(name=old.name), old.mask)
    return _replaced(document, old, (old, copy))


def update_mask(document: Document, mask_id: str, mask: Mask) -> Document:
    """The document with other values under a saved mask's name."""
    old = saved_mask(document, mask_id)
    return _replaced(document, old, (replace(old, mask=mask),))


def delete_mask(document: Document, mask_id: str) -> Document:
    """The document without a saved mask."""
    return _replaced(document, saved_mask(document, mask_id), ())


def _replaced(document: Document, old: SavedMask, by: tuple[SavedMask, ...]) -> Document:
    place = document.saved_masks.index(old)
    masks = (*document.saved_masks[:place], *by, *document.saved_masks[place + 1 :])
    return replace(document, saved_masks=masks)
