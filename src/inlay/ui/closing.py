"""How the window ends: what isn't in a project file yet is asked about above the picture, and kept whatever is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inlay.base.text import tr
from inlay.editor.session import Session
from inlay.ui.message_bar import Choice

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


class Closing:
    """Asks once; a second wish to close leaves without saving, and the work is offered at the next start."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.is_final = False
        self.discards = False
        self._asked_about: list[Session] = []

    def ask(self) -> None:
        """Leave, or ask about unsaved work first."""
        unsaved = self._unsaved()
        if self._window.bars.named("closing") is not None or not unsaved:
            self.stop()
            return
        several = len(unsaved) > 1
        self._asked_about = unsaved
        bar = self._window.bars.show_bar(
            "closing",
            _told(unsaved),
            tr("Closing again keeps it too: Inlay offers it at the next start."),
            (
                Choice("save", tr("Save all") if several else tr("Save"), self._begin_save, primary=True),
                Choice("later", tr("Keep for later"), self.stop),
                Choice("discard", tr("Discard all") if several else tr("Discard"), self._discard),
            ),
            "info",
        )
        bar.setFocus()

    def _unsaved(self) -> list[Session]:
        """The documents with work that no project file holds."""
        return [each for each in self._window.editor.sessions if each.modified]

    def stop(self) -> None:
        """Leave; what isn't saved stays in its working copy."""
        self._window.stop_wanted.emit()

    def _discard(self) -> None:
        """Leave without the work that was named; where there is more by now, it is named first."""
        if any(each not in self._asked_about for each in self._unsaved()):
            self.ask()
            return
        self.discards = True
        self.stop()

    def take_discards(self) -> bool:
        """Whether the work goes with the window: it was said of this leaving, not of a later one."""
        discards, self.discards = self.discards, False
        return discards

    def _begin_save(self) -> None:
        self._window.tasks.spawn(self._save())

    async def _save(self) -> None:
        """Save each, and leave; whoever thinks better of one of them stays, and looks at it."""
        for session in self._unsaved():
            if not session.is_closed:
                self._window.editor.switch_to(session.id)
                if not await self._window.files.save():
                    return
        self.stop()

    def finish(self) -> None:
        """Close the window for good."""
        self.is_final = True
        self._window.close()


def _told(unsaved: Sequence[Session]) -> str:
    """What isn't saved."""
    if len(unsaved) > 1:
        names = ", ".join(tr("“{name}”").format(name=each.name) for each in unsaved)
        return tr("These have changes that aren't saved: {names}").format(names=names)
    [session] = unsaved
    text = (
        tr("“{name}” isn't saved as a project yet")
        if session.path is None
        else tr("“{name}” has changes that aren't saved")
    )
    return text.format(name=session.name)
