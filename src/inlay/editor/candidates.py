"""Deciding about results: accept one, keep several side by side, discard, look at the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr, tr_count, tr_number
from inlay.document.diff import changed_boxes
from inlay.document.document import Document
from inlay.document.edits import free_layer
from inlay.document.layer import new_id
from inlay.document.version import Candidate
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.editor.showing import sibling_in, with_candidate, without_group
from inlay.fill.verify import count_unmasked_changes


def unchanged_under(before: Document, now: Document, box: Rect) -> bool:
    """Whether both documents look the same in `box`."""
    return all(changed.intersect(box).is_empty for changed in changed_boxes(before, now))


def accept(session: Session, candidate_id: str) -> None:
    """Put a candidate's layer into the current document, count what changed outside the mask, keep a version."""

    async def work() -> None:
        await _accept(session, candidate_id)

    session.edits.add(work)


def keep(session: Session, candidate_ids: Sequence[str]) -> None:
    """Accept several results of one row, each as a version beside the others; the last one is the current one.

    All of it is one undo step. BadInput where they aren't results of one request.
    """
    wanted = list(dict.fromkeys(candidate_ids))
    groups = {session.all_candidates[each].group for each in wanted if each in session.all_candidates}
    if len(groups) != 1 or not all(each in session.all_candidates for each in wanted):
        raise BadInput(tr("Only results of one request can be kept beside each other."))

    async def work() -> None:
        merge = f"keep {new_id()}"
        for candidate_id in wanted:
            await _accept(session, candidate_id, merge)
        if len(wanted) > 1:
            session.signals.message.emit(
                tr_count("{count} result is kept.", "{count} results are kept as versions.", len(wanted))
            )

    session.edits.add(work)


async def _accept(session: Session, candidate_id: str, merge: str = "") -> None:
    if candidate_id in session.undo.now.settled:
        return  # asked for twice
    candidate = session.all_candidates[candidate_id]
    others = list(session.all_candidates.values())
    taken_out = sibling_in(session.document, candidate, others)
    if taken_out is not None:
        free_layer(session.document, taken_out)
    before = without_group(session.document, candidate.group, others)
    document = with_candidate(session.document, candidate, others)
    unmasked, changed = await in_pool(count_unmasked_changes, before, document, candidate.painted)
    record = replace(candidate.record, unmasked_pixels=unmasked, unmasked_changed=changed)
    version = session.new_version(document, candidate.layer.name, "fill", _parent(session, candidate), record)
    settled = {**session.undo.now.settled, candidate.id: "accepted"}
    session.commit(document, tr("Fill"), version=version, settled=settled, active=candidate.layer.id, merge=merge)
    session.signals.message.emit(_counted(unmasked, changed))


def _parent(session: Session, candidate: Candidate) -> str | None:
    """The version that the new one is a child of: a sibling's parent where it takes a sibling's place."""
    sibling = sibling_in(session.document, candidate, session.all_candidates.values())
    current = session.versions[session.current_version]
    if sibling is not None and current.fill is not None and current.fill.layer_id == sibling:
        return current.parent
    return current.id


def _counted(unmasked: int, changed: int) -> str:
    return tr("Filled. {changed} of {unmasked} unmasked pixels changed.").format(
        changed=tr_number(changed), unmasked=tr_number(unmasked)
    )


def discard(session: Session, candidate_id: str) -> None:
    """Put a candidate away; undo brings it back, and it stays in the project."""

    async def work() -> None:
        if candidate_id in session.undo.now.settled:
            return
        settled = {**session.undo.now.settled, candidate_id: "discarded"}
        session.commit(session.document, tr("Discard result"), settled=settled)
        session.signals.message.emit(tr("Result discarded. Undo brings it back."))

    session.edits.add(work)


def step(session: Session, by: int) -> None:
    """Look at the next or previous waiting candidate; past either end, at the document as it is."""
    count = len(session.candidates)
    if not count:
        session.signals.message.emit(tr("No results are waiting."))
        return
    places: list[int | None] = [None, *range(count)]
    at = places.index(session.candidate_index if session.candidate is not None else None)
    session.look_at(places[(at + by) % len(places)])
