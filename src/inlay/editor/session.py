"""Session: an open document with its undo, versions and candidates, written down as it goes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from inlay.base.errors import Bug, InlayError
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.edits import mask_of
from inlay.document.layer import new_id
from inlay.document.thumbnail import thumbnail
from inlay.document.undo import Step, UndoStack
from inlay.document.version import Candidate, CandidateState, FillRecord, Kind, Version
from inlay.editor.background import Background
from inlay.editor.chosen import Chosen
from inlay.editor.edits import EditQueue
from inlay.editor.layer_moves import LayerMoves
from inlay.editor.pool import in_pool
from inlay.editor.showing import with_candidate
from inlay.editor.voice import Voice
from inlay.editor.writing import Writing
from inlay.imaging.mask import Mask
from inlay.storage import Change, SavedState, WorkingCopy

log = logging.getLogger(__name__)


def _has_mask(document: Document, layer_id: str) -> bool:
    return document.has_layer(layer_id) and document.layer(layer_id).mask is not None


class Session:
    """An open document. Its methods belong to the loop thread; every change is a new value and goes to disk."""

    def __init__(self, signals: Voice, working: WorkingCopy, state: SavedState, name: str) -> None:
        assert state.document is not None and state.current_version is not None
        self.signals = signals
        self.working = working
        self.name = signals.name = name
        self.path: Path | None = state.project_path
        self.versions: dict[str, Version] = {version.id: version for version in state.versions}
        self.all_candidates: dict[str, Candidate] = {each.id: each for each in state.candidates}
        settled = {each.id: each.state for each in state.candidates if each.state != "waiting"}
        self.undo = UndoStack((Step(state.document, tr("Open"), state.current_version, settled),))
        self.edits = EditQueue(self.tell)
        self.chosen = Chosen(state.document.layers[-1].id)
        self.moves = LayerMoves(self)
        self.mask_target: str | None = None
        """The layer whose mask the mask tools edit; None for the working mask."""
        self.candidate_index: int | None = None
        self._previewed: str | None = None
        self._original_shown = False
        self._writing = Writing(signals, working, self.tell)
        self._background = Background(self.tell)
        self._shown: Document = state.document
        self.crop_frame: Rect | None = None
        """The part of the picture that the person wants to be sent; None where the plan decides."""
        self.has_news = False
        """Whether something has come since the document was looked at last."""
        self.is_closed = False

    # What is

    @property
    def id(self) -> str:
        """What it is known by while it is open: two copies of one project have the same `document_id`."""
        return self.working.id

    @property
    def document_id(self) -> str:
        """What the document is known by, through saving and opening again."""
        return self.working.document_id

    @property
    def document(self) -> Document:
        """The current document."""
        return self.undo.now.document

    @property
    def current_version(self) -> str:
        """The id of the version that the work stands on."""
        return self.undo.now.version

    @property
    def candidates(self) -> list[Candidate]:
        """The candidates that wait for a decision, in the order in which they came."""
        settled = self.undo.now.settled
        return [each for each in self.all_candidates.values() if each.id not in settled]

    @property
    def candidate(self) -> Candidate | None:
        """The candidate that is being looked at."""
        waiting = self.candidates
        index = self.candidate_index
        return waiting[index] if index is not None and index < len(waiting) else None

    @property
    def shown(self) -> Document:
        """What the canvas shows: a preview, the original, a candidate in its place, or the current document, with
        layers where they are being moved to."""
        if self._original_shown:
            return self.original.document
        if self._previewed is not None and self._previewed in self.versions:
            return self.versions[self._previewed].document
        document, candidate = self.moves.over(self.document), self.candidate
        if candidate is not None:
            return with_candidate(document, candidate, self.all_candidates.values())
        return document

    @property
    def previewed(self) -> str | None:
        """The id of the version that is previewed."""
        return self._previewed

    @property
    def original(self) -> Version:
        """The first ancestor of the current version: the file as it was opened."""
        version = self.versions[self.current_version]
        while version.parent is not None:
            version = self.versions[version.parent]
        return version

    @property
    def modified(self) -> bool:
        """Whether there is something that the project file doesn't hold yet."""
        return self._writing.modified

    @property
    def active_layer(self) -> str:
        """The layer that commands about one layer are about: the last one that was chosen."""
        return self.chosen.active

    @property
    def edited_layer(self) -> str | None:
        """`mask_target` while the document has that layer, and it has a mask."""
        target = self.mask_target
        return target if target is not None and _has_mask(self.document, target) else None

    @property
    def edited_mask(self) -> Mask:
        """The mask that the mask tools work on: the working mask, or a layer's."""
        return mask_of(self.document, self.edited_layer)

    # Changing

    def commit(
        self,
        document: Document,
        label: str,
        *,
        version: Version | None = None,
        stands_on: str | None = None,
        settled: Mapping[str, CandidateState] | None = None,
        merge: str = "",
        active: str | Sequence[str] | None = None,
    ) -> None:
        """Make `document` the current one, as one undo step, and keep `version` for good if there is one.

        `active` is the layer that commands are about from now on, or several, the active one last.
        """
        now = self.undo.now
        if document is now.document and version is None and settled is None and stands_on is None:
            return
        on = version.id if version is not None else stands_on or now.version
        step = Step(document, label, on, settled if settled is not None else now.settled, merge)
        self.undo = self.undo.push(step)
        if version is not None:
            self.versions[version.id] = version
            self.make_thumbnail(version.id)
        self._stepped(now, version, active)

    def step_back(self) -> str | None:
        """Undo one step; the name of what was taken back, or None where there was nothing."""
        label, before = self.undo.undo_label, self.undo.now
        self.undo = self.undo.undo()
        if label is not None:
            self._stepped(before)
        return label

    def step_forward(self) -> str | None:
        """Redo one step; the name of what was brought back, or None."""
        label, before = self.undo.redo_label, self.undo.now
        self.undo = self.undo.redo()
        if label is not None:
            self._stepped(before)
        return label

    def new_version(
        self, document: Document, label: str, kind: Kind, parent: str | None, fill: FillRecord | None = None
    ) -> Version:
        """A version made now; `commit` keeps it, and its thumbnail follows."""
        return Version(new_id(), parent, time.time(), label, kind, document, b"", fill)

    def change_version(self, version: Version, is_work: bool = True) -> None:
        """Replace what is told about a version: label, star, note or thumbnail."""
        self.versions[version.id] = version
        self.record(Change(versions=(version,), is_work=is_work))
        self.signals.versions_changed.emit()

    def add_candidate(self, candidate: Candidate) -> Future[None]:
        """Keep an answer; the future tells when it is on disk."""
        self.all_candidates[candidate.id] = candidate
        kept = self.record(Change(candidates=(candidate,)))
        self.signals.candidates_changed.emit()
        return kept

    def look_at(self, index: int | None) -> None:
        """Show a waiting candidate in its place, or none."""
        self.candidate_index = index
        self.refresh_shown()
        self.signals.candidates_changed.emit()

    def preview(self, version_id: str | None) -> None:
        """Show a version without going back to it, or end that."""
        self._previewed = version_id
        self.refresh_shown()

    def show_original(self, shown: bool) -> None:
        """Show the file as it was opened while the key is held."""
        self._original_shown = shown
        self.refresh_shown()

    def refresh_shown(self) -> None:
        """Tell the canvas if what is to be shown is another document now."""
        before, after = self._shown, self.shown
        if before is not after:
            self._shown = after
            self.signals.shown_changed.emit(before, after)

    def _stepped(self, before: Step, version: Version | None = None, active: str | Sequence[str] | None = None) -> None:
        now = self.undo.now
        self._previewed = None
        if before.settled is not now.settled:
            self.candidate_index = None
        self.chosen.follow(before.document, now.document, active)
        changed = tuple(
            replace(each, state=now.settled.get(each.id, "waiting"))
            for each in self.all_candidates.values()
            if before.settled.get(each.id) != now.settled.get(each.id)
        )
        versions = (version,) if version is not None else ()
        self.record(Change(now.document, now.version, versions, changed))
        self.refresh_shown()
        self._tell_step(before, now, version is not None)

    def _tell_step(self, before: Step, now: Step, has_version: bool) -> None:
        signals = self.signals
        signals.document_changed.emit()
        signals.undo_changed.emit()
        if has_version or before.version != now.version:
            signals.versions_changed.emit()
        if before.settled is not now.settled:
            signals.candidates_changed.emit()

    # On disk

    def record(self, change: Change) -> Future[None]:
        """Write a change down, in order, in the working copy's own thread; trouble is told."""
        return self._writing.record(change)

    def make_thumbnail(self, version_id: str) -> None:
        """Make and keep a version's thumbnail in the background."""

        async def make() -> None:
            png = await in_pool(thumbnail, self.versions[version_id].document)
            self.change_version(replace(self.versions[version_id], thumbnail=png), is_work=False)

        self.spawn(make())

    def mark(self) -> int:
        """The number of changes up to now that are work."""
        return self._writing.changes

    def now_saved(self, mark: int, path: Path) -> None:
        """Everything up to `mark` is in the project file at `path`."""
        self.path = path
        self.name = self.signals.name = path.name
        self._writing.now_saved(mark)

    def touch(self) -> None:
        """There is something that no project file holds: a recovered document."""
        self._writing.changes += 1

    # Work in the background

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine that belongs to this document; what it raises is told."""
        self._background.spawn(work)

    def tell(self, error: BaseException) -> None:
        """Pass an error on to the person; one of ours goes to the log in full."""
        if not isinstance(error, InlayError):
            log.error("unexpected error", exc_info=error)
            error = Bug(
                tr("Something went wrong inside Inlay."), tr("Your work is kept."), tr("See the log for details.")
            )
        self.signals.failed.emit(error)

    @property
    def is_at_rest(self) -> bool:
        """Whether no edit and no thumbnail is under way, and no answer being taken."""
        return self.edits.is_idle and self._background.is_idle

    def busy(self) -> AbstractContextManager[None]:
        """While an answer is being taken, the document isn't at rest, and so isn't closed."""
        return self._background.busy()

    async def settled(self) -> None:
        """Wait for all edits, thumbnails and answers that are under way; writes may still be waiting."""
        while not self.is_at_rest:
            await self.edits.settled()
            await self._background.waited()

    async def flushed(self) -> None:
        """Wait until everything up to now is on disk."""
        await self.settled()
        await self.recorded()

    async def recorded(self) -> None:
        """Wait until everything that was committed up to now is on disk; raises where that doesn't work."""
        await asyncio.wrap_future(self.working.flush())

    def edit(
        self, label: str, edit: Callable[[Document], Document], merge: str = "", active: Sequence[str] | None = None
    ) -> None:
        """A quick edit: at once where nothing is waiting, else in its turn. `active` as for `commit`."""
        if self.edits.is_idle:
            self.commit(edit(self.document), label, merge=merge, active=active)
        else:
            self.edit_slowly(label, edit, merge, active)

    def edit_slowly(
        self, label: str, edit: Callable[[Document], Document], merge: str = "", active: Sequence[str] | None = None
    ) -> None:
        """An edit in the pool, in its turn; a failed one leaves the document as it is."""

        async def work() -> None:
            document = await in_pool(edit, self.document)
            self.commit(document, label, merge=merge, active=active)

        self.edits.add(work)

    async def close(self, discard: bool) -> None:
        """Let go of the working copy, with its file if `discard`. Everything has to be settled and flushed."""
        self.is_closed = True
        await asyncio.to_thread(self.working.close, discard)
