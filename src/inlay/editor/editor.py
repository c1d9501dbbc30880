"""Editor: the facade that the window, the command line and the tests talk to. It holds references and delegates."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from inlay.base.errors import BadInput, InlayError
from inlay.base.geometry import Rect
from inlay.base.settings import Settings
from inlay.base.text import tr, tr_count
from inlay.document import edits
from inlay.document.document import Document
from inlay.document.extend import extend
from inlay.editor import filling, masks, versions
from inlay.editor.exporting import ExportOptions
from inlay.editor.files import Files
from inlay.editor.filling import Filling, FillSettings
from inlay.editor.remembered import load_fill_settings, save_fill_settings
from inlay.editor.session import Session
from inlay.editor.signals import EditorSignals
from inlay.editor.toolbox import Toolbox
from inlay.imaging.mask import Mask
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.queue import JobQueue
from inlay.storage import Recoverable


class Editor(EditorSignals):
    """One open document at a time, the tools, and the jobs. Lives on the loop thread."""

    def __init__(self, settings: Settings | None = None, journal: Journal | None = None) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.jobs = JobQueue(journal)
        self.jobs.changed.connect(self.jobs_changed.emit)
        self._files = Files(self, self.settings, self.jobs, lambda: self.tools.session_changed())
        self.tools = Toolbox(self, self.settings, lambda: self.session)
        self.document_changed.connect(self.tools.document_changed)
        self.fill_settings = load_fill_settings(self.settings)

    # Opening and closing

    @property
    def session(self) -> Session | None:
        """The open document."""
        return self._files.session

    @property
    def _open(self) -> Session:
        if self.session is None:
            raise BadInput(tr("Nothing is open."), next_step=tr("Open a picture first."))
        return self.session

    async def open(self, path: Path) -> None:
        """Open a picture or a project in place of what is open; on trouble everything stays as it is."""
        await self._files.open(path)

    async def recover(self, recoverable: Recoverable) -> None:
        """Open what a program left behind when it died."""
        await self._files.recover(recoverable)

    async def close_session(self, discard: bool = False) -> None:
        """Close what is open. Unsaved work stays in its working copy and is offered again, unless `discard`."""
        await self._files.close(discard)

    async def shut_down(self, discard: bool = False) -> None:
        """Close everything: the session, jobs and their processes; settings are written."""
        try:
            await self.close_session(discard)
        finally:
            await self.jobs.close()
            self.remember()
            await asyncio.to_thread(self.settings.save)

    def remember(self) -> None:
        """Put the habits of this session into the settings."""
        save_fill_settings(self.settings, self.fill_settings)

    async def tell_interrupted(self) -> None:
        """Say once that a fill ended with the program that ran it; nothing of it can be had back."""
        count = await asyncio.to_thread(self.jobs.clear_interrupted)
        if count:
            self.message.emit(
                tr_count(
                    "A fill was interrupted when Inlay ended. Start it again; it cost nothing.",
                    "{count} fills were interrupted when Inlay ended. Start them again; they cost nothing.",
                    count,
                )
            )

    # Files

    async def save(self, path: Path | None = None) -> None:
        """Save the project, under another name where `path` is given."""
        await self._files.save(self._open, path)

    async def export(self, path: Path, options: ExportOptions | None = None, version: str | None = None) -> list[str]:
        """Write the picture as it is now, or a version of it; what is to be told about the file comes back."""
        return await self._files.export(self._open, path, options or ExportOptions(), version)

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
            self._in_turn(Session.step_back, tr("Undone: {label}"))

    def redo(self) -> None:
        """Bring back what was taken back last."""
        if self.session is not None:
            self._in_turn(Session.step_forward, tr("Redone: {label}"))

    def _in_turn(self, step: Callable[[Session], str | None], told: str) -> None:
        session = self._open

        async def work() -> None:
            act()

        def act() -> None:
            label = step(session)
            if label is not None:
                self.message.emit(told.format(label=label))

        if session.edits.is_idle:
            act()
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
        """A quick edit of the document as one undo step; trouble is told, and the document stays.

        Edits of one `merge` key that follow each other are one step together, as those of one drag are.
        """
        self.attempt(lambda: self._open.edit(label, edit, merge))

    def rename_layer(self, layer_id: str, name: str) -> None:
        """Give a layer another name."""
        self.edit(tr("Rename layer"), lambda document: edits.rename_layer(document, layer_id, name))

    def set_opacity(self, layer_id: str, opacity: float) -> None:
        """Set a layer's opacity, 0..1."""
        self.edit(tr("Layer opacity"), lambda document: edits.set_opacity(document, layer_id, opacity))

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
        self._mask_edit(tr("Clear mask"), lambda _mask: Mask.empty())

    def reselect(self) -> None:
        """Where nothing is masked, bring back the mask that there was last."""
        mask = self._open.undo.last_mask
        if mask is not None:
            self._mask_edit(tr("Bring back mask"), lambda now: mask if now.is_empty else now)

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
        self.fill_changed.emit()

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
