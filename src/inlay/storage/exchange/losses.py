"""What a layered file can't hold of a document, in words."""

from __future__ import annotations

from inlay.base.text import tr, tr_count
from inlay.document.document import Document


def left_behind(document: Document, title: str, saved_masks: bool) -> str:
    """One sentence: history, painted mask and, where they aren't written, saved masks stay in the project alone."""
    parts = [tr("the history")]
    if not document.mask.is_empty:
        parts.append(tr("the painted mask"))
    if document.saved_masks and not saved_masks:
        count = len(document.saved_masks)
        parts.append(tr_count("{count} saved mask", "{count} saved masks", count))
    listed = ", ".join(parts)
    return tr("{format} can't hold everything; only the project keeps: {parts}.").format(format=title, parts=listed)
