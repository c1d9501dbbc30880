"""The row of tabs above the picture: one for each open document, shown as soon as there are two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon

from inlay.base.text import tr
from inlay.editor.session import Session
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.document_tabs import DocumentTabs, TabFace

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

LEAST = 2


class Tabs:
    """Keeps the row in line with the editor, and hands on what is done with it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._editor = window.editor
        self.row = DocumentTabs(icon("discard"))
        self.row.setObjectName("tabs")
        self.row.setAccessibleName(tr("Open documents"))
        self.row.hide()
        self.row.chosen.connect(self._editor.switch_to)
        self.row.moved.connect(self._editor.move_session)
        self.row.close_wanted.connect(self._close)
        editor = self._editor
        for signal in (editor.sessions_changed, editor.session_changed, editor.modified_changed):
            signal.connect(self.follow)
        editor.candidates_changed.connect(self.follow)
        editor.jobs_changed.connect(lambda _job: self.follow())

    def follow(self) -> None:
        """Show what is open, in its order, with what goes on in each."""
        sessions, current = self._editor.sessions, self._editor.session
        running = {id(self._editor.session_of(job)) for job in self._editor.jobs.running}
        faces = [self._face(each, id(each) in running) for each in sessions]
        self.row.show_tabs(faces, current.id if current is not None else None)
        self.row.setVisible(len(sessions) >= LEAST)

    def _face(self, session: Session, is_running: bool) -> TabFace:
        told = [session.name]
        mark: QIcon | None = None
        if session.modified:
            told.append(tr("not saved"))
        if session.has_news or session.candidates:
            mark = icon("tab-result")
            told.append(tr("a result is here"))
        elif is_running:
            mark = icon("tab-running")
            told.append(tr("a fill is running"))
        words = ", ".join(told)
        return TabFace(
            session.id,
            session.name,
            "\n".join(part for part in (_place(session), *told[1:]) if part),
            words,
            tr("Close {name}; a middle click does it, too").format(name=session.name),
            session.modified,
            mark,
        )

    def _close(self, session_id: str) -> None:
        session = next((each for each in self._editor.sessions if each.id == session_id), None)
        if session is not None:
            self._window.tasks.spawn(self._window.files.close(session))


def _place(session: Session) -> str:
    """Where the document lies, for the tooltip."""
    source = session.document.source
    if session.path is not None:
        return str(session.path)
    if source is not None and source.path is not None:
        return tr("{path}, not saved as a project yet").format(path=source.path)
    return tr("{name}, not saved yet").format(name=session.name)
