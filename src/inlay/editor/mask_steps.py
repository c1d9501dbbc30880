"""A step that replaces a mask of a document: worked out in the pool, in its turn."""

from __future__ import annotations

from collections.abc import Callable

from inlay.document.edits import mask_of, with_mask_of
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.imaging.mask import Mask


def mask_step(
    session: Session,
    target: str | None,
    label: str,
    fn: Callable[[Mask], Mask],
    ended: Callable[[], object] | None = None,
) -> None:
    """Run `fn` on a layer's mask, or on the working mask (`target` None), whether the document is looked at or not.

    `ended` is called when the step has landed or failed. What leaves all values as they are is no step.
    """

    async def work() -> None:
        try:
            document = session.document
            mask = await in_pool(_changed_mask, fn, mask_of(document, target))
            if mask is not None:
                session.commit(with_mask_of(document, target, mask), label)
        finally:
            if ended is not None:
                ended()

    session.edits.add(work)


def _changed_mask(fn: Callable[[Mask], Mask], mask: Mask) -> Mask | None:
    """The mask after `fn`, or None where that has the same values; hashing is for the pool too."""
    changed = fn(mask)
    return changed if changed.digest != mask.digest else None
