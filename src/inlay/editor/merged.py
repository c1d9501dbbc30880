"""Merging in the pool, and a word where the picture can't look the same afterwards."""

from __future__ import annotations

from collections.abc import Callable

from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.merging import looks_alike
from inlay.editor.pool import in_pool
from inlay.editor.session import Session


def merge_slowly(session: Session, label: str, merge: Callable[[Document], Document]) -> None:
    """Merge in its turn, as one undo step; trouble is told, and the document stays."""

    async def work() -> None:
        before = session.document
        after = await in_pool(merge, before)
        alike = await in_pool(looks_alike, before, after)
        session.commit(after, label)
        if not alike:
            session.signals.message.emit(
                tr("Merged. The picture looks different now: one layer can't blend with those below as several did.")
            )

    session.edits.add(work)
