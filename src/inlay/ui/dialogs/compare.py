"""Results side by side, large enough to be judged, with what each was made with and what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from inlay.base.text import tr
from inlay.ui.dialogs.side import SideDialog, button, hint
from inlay.ui.panels.listen import listen
from inlay.ui.panels.results_list import ResultsList

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

PICTURE = QSize(320, 260)
SIZE = QSize(1040, 680)


class CompareDialog(SideDialog):
    """The same list as in the Fill panel, larger: the one clicked is looked at on the canvas too."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("Compare results"), "compare")
        self._editor = window.editor
        self.list = ResultsList("compare.list", PICTURE, wraps=True)
        self.about = hint("", "compare.about")
        self.keep = button(tr("Keep"), "compare.keep")
        self.keep.setToolTip(tr("Keep each marked result as a version beside the others"))
        self.accept_one = button(tr("Accept"), "compare.accept", primary=True)
        self.accept_one.setToolTip(tr("Put the result that is looked at into the picture"))
        self.discard = button(tr("Discard"), "compare.discard")
        self.discard.setToolTip(tr("Put the result that is looked at away; undo brings it back"))
        close = button(tr("Close"), "compare.close")
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addWidget(self.about, 1)
        for each in (close, self.discard, self.keep, self.accept_one):
            buttons.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self.resize(SIZE)
        self._connect()

    def _connect(self) -> None:
        editor = self._editor
        self.list.looked_at.connect(self._look_at)
        self.list.chosen.connect(self._show_buttons)
        self.list.accepted.connect(lambda: editor.accept_candidate())
        self.list.discarded.connect(lambda: editor.discard_candidate())
        self.accept_one.clicked.connect(lambda: editor.accept_candidate())
        self.discard.clicked.connect(lambda: editor.discard_candidate())
        self.keep.clicked.connect(lambda: editor.attempt(lambda: editor.keep_candidates(self.list.marked())))
        for signal in (editor.session_changed, editor.candidates_changed):
            listen(self, signal, self.follow)

    def come_up(self) -> None:
        """Show what waits."""
        super().come_up()
        self.follow()

    def follow(self) -> None:
        """Bring the list in line with what waits; nothing is drawn while it isn't seen."""
        if self.isVisible():
            self.list.follow(self._editor.session)
            self._show_buttons()

    def _look_at(self, place: int) -> None:
        if self._editor.session is not None:
            self._editor.session.look_at(place)

    def _show_buttons(self) -> None:
        session, marked = self._editor.session, len(self.list.marked())
        looked_at = session is not None and session.candidate is not None
        waiting = len(session.candidates) if session is not None else 0
        self.about.setText(
            tr("A click looks at a result; Ctrl or Shift and a click mark several.")
            if waiting
            else tr("No results are waiting.")
        )
        self.keep.setEnabled(self.list.can_keep())
        self.keep.setText(tr("Keep {count}").format(count=marked) if marked else tr("Keep"))
        self.accept_one.setEnabled(looked_at)
        self.discard.setEnabled(looked_at)
