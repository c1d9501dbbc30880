"""How the window ends: what isn't in a project file yet is asked about above the picture, and kept whatever is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.base.text import tr
from inlay.ui.message_bar import Choice

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


class Closing:
    """Asks once; a second wish to close leaves without saving, and the work is offered at the next start."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.is_final = False
        self.discards = False

    def ask(self) -> None:
        """Leave, or ask about unsaved work first."""
        session = self._window.editor.session
        asked = self._window.bars.named("closing") is not None
        if asked or session is None or not session.modified:
            self.stop()
            return
        name = session.name
        bar = self._window.bars.show_bar(
            "closing",
            (
                tr("“{name}” isn't saved as a project yet")
                if session.path is None
                else tr("“{name}” has changes that aren't saved")
            ).format(name=name),
            tr("Closing again keeps it too: Inlay offers it at the next start."),
            (
                Choice("save", tr("Save"), lambda: self._window.tasks.spawn(self._save()), primary=True),
                Choice("later", tr("Keep for later"), self.stop),
                Choice("discard", tr("Discard"), self._discard),
            ),
            "info",
        )
        bar.setFocus()

    def stop(self) -> None:
        """Leave; what isn't saved stays in its working copy."""
        self._window.stop_wanted.emit()

    def _discard(self) -> None:
        self.discards = True
        self.stop()

    async def _save(self) -> None:
        if await self._window.files.save():
            self.stop()

    def finish(self) -> None:
        """Close the window for good."""
        self.is_final = True
        self._window.close()
