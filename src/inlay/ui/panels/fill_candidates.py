"""Results that wait for a decision: step through them, accept or discard, or ask for another one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inlay.base.text import tr, tr_count
from inlay.document.version import FillRecord
from inlay.editor.editor import Editor
from inlay.editor.session import Session
from inlay.ui.panels.listen import listen
from inlay.ui.tasks import Tasks
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.labels import HintLabel


class Candidates(QWidget):
    """The strip of waiting results, the notes of the one looked at, and the button for another."""

    def __init__(self, editor: Editor, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._tasks = editor, tasks
        self.strip = QWidget(self)
        self.previous = self._arrow("previous", tr("Previous result"), ",")
        self.next = self._arrow("next", tr("Next result"), ".")
        self.count = QLabel(self.strip)
        self.count.setObjectName("fill.candidates.count")
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.accept = self._button("accept", tr("Accept"), tr("Put this result into the picture (Enter)"))
        self.discard = self._button("discard", tr("Discard"), tr("Put it away; undo brings it back (Backspace)"))
        self.another = QPushButton(icon("another"), tr("Another result"), self)
        self.another.setObjectName("fill.another")
        self.another.setAccessibleName(tr("Another result"))
        self.another.setToolTip(tr("Fill the same place again with another seed; the new result waits beside this one"))
        self.notes = HintLabel(parent=self)
        self.notes.setObjectName("fill.notes")
        self._lay_out()
        self._connect()
        self._follow()

    def _arrow(self, name: str, text: str, key: str) -> QToolButton:
        button = QToolButton(self.strip)
        button.setObjectName(f"fill.candidates.{name}")
        button.setIcon(icon(name))
        button.setIconSize(QSize(18, 18))
        button.setAutoRaise(True)
        button.setAccessibleName(text)
        button.setToolTip(tr("{action} ({key})").format(action=text, key=key))
        return button

    def _button(self, name: str, text: str, tooltip: str) -> QPushButton:
        button = QPushButton(text, self.strip)
        button.setObjectName(f"fill.candidates.{name}")
        button.setAccessibleName(text)
        button.setToolTip(tooltip)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self.strip)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.previous, self.count, self.next):
            row.addWidget(widget)
        row.addSpacing(4)
        row.addWidget(self.accept, 1)
        row.addWidget(self.discard, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.strip)
        column.addWidget(self.notes)
        column.addWidget(self.another)

    def _connect(self) -> None:
        editor = self._editor
        self.previous.clicked.connect(lambda: editor.step_candidate(-1))
        self.next.clicked.connect(lambda: editor.step_candidate(1))
        self.accept.clicked.connect(lambda: editor.accept_candidate())
        self.discard.clicked.connect(lambda: editor.discard_candidate())
        self.another.clicked.connect(lambda: self._tasks.spawn(editor.another_result()))
        for signal in (editor.session_changed, editor.candidates_changed, editor.versions_changed):
            listen(self, signal, self._follow)

    def _follow(self) -> None:
        session = self._editor.session
        record = self._record(session)
        waiting = session.candidates if session is not None else []
        looked_at = session is not None and session.candidate is not None
        self.strip.setVisible(bool(waiting))
        self.accept.setEnabled(looked_at)
        self.discard.setEnabled(looked_at)
        self.another.setVisible(record is not None or bool(waiting))
        self.notes.say("\n".join(record.notes) if record is not None else "")
        if looked_at and session is not None and session.candidate_index is not None:
            text = tr("{number} of {count}").format(number=session.candidate_index + 1, count=len(waiting))
        else:
            text = tr_count("{count} waits", "{count} wait", len(waiting))
        self.count.setText(text)

    @staticmethod
    def _record(session: Session | None) -> FillRecord | None:
        """The fill that is looked at: a waiting result, or what made the current version."""
        if session is None:
            return None
        candidate = session.candidate
        return candidate.record if candidate is not None else session.versions[session.current_version].fill
