"""The editor's commands about undo and versions."""

from __future__ import annotations

from collections.abc import Callable

from inlay.base.text import tr
from inlay.editor import versions
from inlay.editor.core import EditorCore
from inlay.editor.session import Session


class HistoryCommands(EditorCore):
    """Undo and redo; keep, look at and go back to versions."""

    @property
    def undo_label(self) -> str | None:
        """The name of what undo would take back."""
        return self.session.undo.undo_label if self.session else None

    @property
    def redo_label(self) -> str | None:
        """The name of what redo would bring back."""
        return self.session.undo.redo_label if self.session else None

    def undo(self) -> None:
        """Take back the last step; a gesture in progress, or what isn't applied yet, is given up instead."""
        if not self.tools.active.take_back() and self.session is not None:
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

    def note_version(self, version_id: str, text: str, session: Session | None = None) -> None:
        """Write a note to a version, by default of what is looked at."""
        versions.note(session or self._open, version_id, text)

    def show_original(self, shown: bool) -> None:
        """Show the file as it was opened, while the key is held."""
        if self.session is not None:
            self.session.show_original(shown)
