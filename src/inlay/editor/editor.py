"""Editor: the facade that the window, the command line and the tests talk to. It holds references and delegates."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from inlay import __version__
from inlay.base.errors import BadInput, InlayError
from inlay.base.geometry import Rect
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.document import edits
from inlay.document.document import Document
from inlay.document.extend import extend
from inlay.editor import filling, masks, opening, versions
from inlay.editor.exporting import ExportOptions, export_document
from inlay.editor.filling import Filling, FillSettings
from inlay.editor.pool import in_pool
from inlay.editor.remembered import load_fill_settings, remember_recent, save_fill_settings
from inlay.editor.session import Session
from inlay.editor.signals import EditorSignals
from inlay.editor.toolbox import Toolbox
from inlay.imaging.budget import BUDGET
from inlay.imaging.mask import Mask
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.queue import JobQueue
from inlay.storage import Recoverable, WorkingCopy

PROJECT_SUFFIX = ".inlay"


class Editor(EditorSignals):
    """One open document at a time, the tools, and the jobs. Lives on the loop thread."""

    def __init__(self, settings: Settings | None = None, journal: Journal | None = None) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.session: Session | None = None
        self.jobs = JobQueue(journal)
        self.jobs.changed.connect(self.jobs_changed.emit)
        self.tools = Toolbox(self, self.settings, lambda: self.session)
        self.document_changed.connect(self.tools.document_changed)
        self.fill_settings = load_fill_settings(self.settings)
        self._before_clear: Mask | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    # Opening and closing

    @property
    def _open(self) -> Session:
        if self.session is None:
            raise BadInput(tr("Nothing is open."), next_step=tr("Open a picture first."))
        return self.session

    async def open(self, path: Path) -> None:
        """Open a picture or a project in place of what is open; on trouble everything stays as it is."""
        if path.suffix.lower() == PROJECT_SUFFIX:
            working = await asyncio.to_thread(WorkingCopy.of_project, path)
            await self._take(Session(self, working, working.state, path.name))
        else:
            await self._open_picture(path)
        remember_recent(self.settings, path)
        self.message.emit(tr("Opened {name}").format(name=path.name))

    async def _open_picture(self, path: Path) -> None:
        opened = await in_pool(opening.open_picture, path)
        working = await asyncio.to_thread(WorkingCopy.create)
        state, change = opening.first_state(opened)
        session = Session(self, working, state, path.name)
        await self._take(session)
        session.record(change)
        session.make_thumbnail(session.current_version)
        session.now_saved()
        for note in opened.notes:
            self.message.emit(note)

    async def recover(self, recoverable: Recoverable) -> None:
        """Open what a program left behind when it died."""
        working = await asyncio.to_thread(WorkingCopy.reopen, recoverable)
        session = Session(self, working, working.state, recoverable.name)
        session.touch()
        await self._take(session)
        self.message.emit(tr("Recovered {name}").format(name=recoverable.name))

    async def _take(self, session: Session) -> None:
        old = self.session
        if old is not None:
            await self._let_go(old, discard=not old.modified)
        before = old.shown if old is not None else None
        self.session = session
        BUDGET.spill = session.working
        self.tools.session_changed()
        self.session_changed.emit()
        self.shown_changed.emit(before, session.shown)
        for signal in (self.document_changed, self.undo_changed, self.versions_changed, self.candidates_changed):
            signal.emit()
        self.modified_changed.emit()

    async def close_session(self, discard: bool = False) -> None:
        """Close what is open. Unsaved work stays in its working copy and is offered again, unless `discard`."""
        session = self.session
        if session is None:
            return
        await self._let_go(session, discard or not session.modified)
        self.session = None
        self.tools.session_changed()
        self.session_changed.emit()
        self.shown_changed.emit(session.shown, None)

    async def _let_go(self, session: Session, discard: bool) -> None:
        self.jobs.cancel_all()
        BUDGET.spill = None
        await session.close(discard)

    async def shut_down(self, discard: bool = False) -> None:
        """Close everything: the session, jobs and their processes; settings are written."""
        await self.close_session(discard)
        await self.jobs.close()
        self.remember()
        await asyncio.to_thread(self.settings.save)

    def remember(self) -> None:
        """Put the habits of this session into the settings."""
        save_fill_settings(self.settings, self.fill_settings)

    # Files

    async def save(self, path: Path | None = None) -> None:
        """Save the project, under another name where `path` is given."""
        session = self._open
        target = path or session.path
        if target is None:
            raise BadInput(tr("The project has no name yet."), next_step=tr("Use Save as."))
        if target.suffix.lower() != PROJECT_SUFFIX:
            target = target.with_name(target.name + PROJECT_SUFFIX)
        await session.settled()
        mark = session.mark()
        await asyncio.wrap_future(session.working.save_as(target, __version__))
        session.now_saved(mark)
        session.path, session.name = target, target.name
        remember_recent(self.settings, target)
        self.session_changed.emit()
        self.message.emit(tr("Saved {name}").format(name=target.name))

    async def export(self, path: Path, options: ExportOptions | None = None, version: str | None = None) -> list[str]:
        """Write the picture as it is now, or a version of it; what is to be told about the file comes back."""
        session = self._open
        await session.settled()
        document = session.versions[version].document if version else session.document
        notes = await in_pool(export_document, document, session.working, path, options or ExportOptions())
        self.message.emit(" ".join([tr("Exported {name}").format(name=path.name), *notes]))
        return notes

    # Undo

    @property
    def undo_label(self) -> str | None:
        """The name of what undo would take back."""
        return self.session.undo.undo_label if self.session else None

    @property
    def redo_label(self) -> str | None:
        """The name of what redo would bring back."""
        return self.session.undo.redo_label if self.session else None

    def undo(self) -> None:
        """Take back the last step; a gesture in progress is given up instead."""
        if self.tools.active.is_in_gesture:
            self.tools.active.cancel()
        elif self.session is not None:
            self._in_turn(self._undo_now)

    def redo(self) -> None:
        """Bring back what was taken back last."""
        if self.session is not None:
            self._in_turn(self._redo_now)

    def _undo_now(self) -> None:
        label = self._open.step_back()
        if label is not None:
            self.message.emit(tr("Undone: {label}").format(label=label))

    def _redo_now(self) -> None:
        label = self._open.step_forward()
        if label is not None:
            self.message.emit(tr("Redone: {label}").format(label=label))

    def _in_turn(self, step: Callable[[], None]) -> None:
        session = self._open

        async def work() -> None:
            step()

        if session.edits.is_idle:
            step()
        else:
            session.edits.add(work)

    # Layers

    @property
    def active_layer(self) -> str | None:
        """The id of the layer that commands are about."""
        return self.session.active_layer if self.session else None

    def select_layer(self, layer_id: str) -> None:
        """Choose the layer that commands are about."""
        if self._open.document.has_layer(layer_id):
            self._open.active_layer = layer_id
            self.document_changed.emit()

    def edit(self, label: str, edit: Callable[[Document], Document], merge: str = "") -> None:
        """A quick edit of the document as one undo step; trouble is told, and the document stays."""
        self.attempt(lambda: self._open.edit(label, edit, merge))

    def rename_layer(self, layer_id: str, name: str) -> None:
        """Give a layer another name."""
        self.edit(tr("Rename layer"), lambda document: edits.rename_layer(document, layer_id, name))

    def set_opacity(self, layer_id: str, opacity: float, merge: bool = False) -> None:
        """Set a layer's opacity, 0..1; calls with `merge` that follow each other are one undo step."""
        key = f"opacity {layer_id}" if merge else ""
        self.edit(tr("Layer opacity"), lambda document: edits.set_opacity(document, layer_id, opacity), key)

    def set_mode(self, layer_id: str, mode: str) -> None:
        """Set a layer's blend mode."""
        self.edit(tr("Blend mode"), lambda document: edits.set_mode(document, layer_id, mode))

    def set_visible(self, layer_id: str, visible: bool) -> None:
        """Show or hide a layer."""
        label = tr("Show layer") if visible else tr("Hide layer")
        self.edit(label, lambda document: edits.set_visible(document, layer_id, visible))

    def move_layer(self, layer_id: str, index: int) -> None:
        """Put a layer at another place of the stack; 0 is the bottom."""
        self.edit(tr("Reorder layers"), lambda document: edits.move_layer(document, layer_id, index))

    def delete_layer(self, layer_id: str) -> None:
        """Delete a layer."""
        self.edit(tr("Delete layer"), lambda document: edits.remove_layer(document, layer_id))

    def flatten(self) -> None:
        """Make one layer of all, and keep that as a version."""
        self.attempt(lambda: versions.flatten_to_version(self._open))

    # Mask

    def _mask_edit(self, label: str, fn: Callable[[Mask], Mask]) -> None:
        if self.session is not None:
            self.tools.apply_mask(label, fn)

    def select_all(self) -> None:
        """Mask the whole canvas."""
        canvas = self._open.document.canvas
        self._mask_edit(tr("Mask all"), lambda _mask: Mask.rectangle(canvas))

    def select_none(self) -> None:
        """Clear the mask; `reselect` brings it back."""
        self._before_clear = self._open.document.mask
        self._mask_edit(tr("Clear mask"), lambda _mask: Mask.empty())

    def reselect(self) -> None:
        """Bring back the mask that was cleared last."""
        mask = self._before_clear
        if mask is not None:
            self._mask_edit(tr("Bring back mask"), lambda _mask: mask)

    def invert_mask(self) -> None:
        """Fill what was kept, and keep what was to be filled."""
        self._mask_edit(tr("Invert mask"), Mask.inverted)

    def grow_mask(self, px: int) -> None:
        """Grow the mask by `px` in every direction."""
        canvas = self._open.document.canvas
        self._mask_edit(tr("Grow mask by {px} px").format(px=px), lambda mask: masks.grown(mask, px, canvas))

    def shrink_mask(self, px: int) -> None:
        """Shrink the mask by `px` in every direction."""
        canvas = self._open.document.canvas
        self._mask_edit(tr("Shrink mask by {px} px").format(px=px), lambda mask: masks.shrunk(mask, px, canvas))

    def set_canvas(self, canvas: Rect, overlap: int) -> None:
        """Set the frame; the new border becomes mask, reaching `overlap` px into the picture. One undo step."""
        self.edit(tr("Frame"), lambda document: extend(document, canvas, overlap))

    # Fill

    def set_fill(self, **changes: Any) -> None:
        """Change what the Fill panel holds: provider, model, params, prompt, seed."""
        self.fill_settings = replace(self.fill_settings, **changes)
        self.remember()

    async def fill(self, settings: FillSettings | None = None, timeout: float | None = None) -> Job:
        """Fill what is masked, by the panel's settings unless others are given."""
        return await Filling(self._open, self.jobs).fill(settings or self.fill_settings, timeout)

    async def another_result(self) -> Job:
        """Another result from where the last one started."""
        return await Filling(self._open, self.jobs).another(self.fill_settings)

    def cancel_job(self, job_id: str | None = None) -> None:
        """Stop a job, or the one started last."""
        active = list(self.jobs.active)
        if job_id is None and active:
            job_id = active[-1]
        if job_id is not None:
            self.jobs.cancel(job_id)

    def step_candidate(self, by: int) -> None:
        """Look at the next (+1) or previous (-1) waiting result."""
        filling.step(self._open, by)

    def accept_candidate(self) -> None:
        """Accept the result that is looked at."""
        candidate = self._open.candidate
        if candidate is not None:
            filling.accept(self._open, candidate.id)

    def discard_candidate(self) -> None:
        """Put the result that is looked at away, undoably."""
        candidate = self._open.candidate
        if candidate is not None:
            filling.discard(self._open, candidate.id)

    # Versions

    def keep_version(self, label: str = "") -> None:
        """Keep the document as it is now."""
        versions.keep(self._open, label)

    def preview_version(self, version_id: str | None) -> None:
        """Show a version without going back to it, or end that."""
        if self.session is not None:
            self.session.preview(version_id)

    def restore_version(self, version_id: str) -> None:
        """Go back to a version; work goes on from there as a branch."""
        versions.restore(self._open, version_id)

    def rename_version(self, version_id: str, label: str) -> None:
        """Give a version another name."""
        versions.rename(self._open, version_id, label)

    def star_version(self, version_id: str, starred: bool) -> None:
        """Star a version, or take the star away."""
        versions.star(self._open, version_id, starred)

    def note_version(self, version_id: str, text: str) -> None:
        """Write a note to a version."""
        versions.note(self._open, version_id, text)

    def show_original(self, shown: bool) -> None:
        """Show the file as it was opened, while the key is held."""
        if self.session is not None:
            self.session.show_original(shown)

    # Trouble and background work

    def attempt(self, act: Callable[[], object]) -> None:
        """Do something for the person; an InlayError is told instead of raised."""
        try:
            act()
        except InlayError as error:
            self.failed.emit(error)

    async def settled(self) -> None:
        """Wait until nothing is under way but fills."""
        if self.session is not None:
            await self.session.settled()
