"""Results that wait for a decision: look at them side by side, accept, keep or discard them, or ask for another."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inlay.base.text import tr, tr_count
from inlay.document.version import FillRecord
from inlay.editor.editor import Editor
from inlay.editor.session import Session
from inlay.fill.plan.price import Cost
from inlay.providers.catalogue import services
from inlay.ui.keymap.tips import keyed_tip
from inlay.ui.panels.listen import listen
from inlay.ui.panels.results_list import ResultsList
from inlay.ui.plan_text import button_text
from inlay.ui.tasks import Tasks
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.labels import HintLabel
from inlay.ui.wired import find_action

PICTURE = QSize(80, 54)
SEVERAL = 2


class Candidates(QWidget):
    """The waiting results, the notes of the one looked at, and the button for another."""

    def __init__(self, editor: Editor, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor, self._tasks = editor, tasks
        self.strip = QWidget(self)
        self.previous = self._arrow("previous", tr("Previous result"))
        self.next = self._arrow("next", tr("Next result"))
        self.count = QLabel(self.strip)
        self.count.setObjectName("fill.candidates.count")
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.accept = self._button("accept", tr("Accept"), "")
        self.discard = self._button("discard", tr("Discard"), "")
        keyed_tip(self.accept, editor.settings, "fill.accept", tr("Put this result into the picture"))
        keyed_tip(self.discard, editor.settings, "fill.discard", tr("Put it away; undo brings it back"))
        self.list = ResultsList("fill.candidates.list", PICTURE, self)
        self.keep = self._button("keep", tr("Keep"), tr("Keep each marked result as a version beside the others"))
        self.compare = self._button("compare", tr("Compare…"), tr("See the results larger, side by side"))
        self.another = QPushButton(icon("another"), tr("Another result"), self)
        self.another.setObjectName("fill.another")
        self.another.setToolTip(tr("Fill the same place again with another seed; the new result waits beside this one"))
        self.notes = HintLabel(parent=self)
        self.notes.setObjectName("fill.notes")
        self._lay_out()
        self._connect()
        self._follow()

    def _arrow(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self.strip)
        button.setObjectName(f"fill.candidates.{name}")
        button.setIcon(icon(name))
        button.setIconSize(QSize(18, 18))
        button.setAutoRaise(True)
        button.setAccessibleName(text)
        keyed_tip(button, self._editor.settings, f"fill.{name}", text)
        return button

    def _button(self, name: str, text: str, tooltip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"fill.candidates.{name}")
        button.setAccessibleName(text.rstrip("…"))
        button.setToolTip(tooltip)
        button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
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
        several = QHBoxLayout()
        several.setSpacing(4)
        several.addWidget(self.keep)
        several.addWidget(self.compare)
        several.addWidget(self.another, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.strip)
        column.addWidget(self.list)
        column.addWidget(self.notes)
        column.addLayout(several)

    def _connect(self) -> None:
        editor = self._editor
        self.previous.clicked.connect(lambda: editor.step_candidate(-1))
        self.next.clicked.connect(lambda: editor.step_candidate(1))
        self.accept.clicked.connect(lambda: editor.accept_candidate())
        self.discard.clicked.connect(lambda: editor.discard_candidate())
        self.keep.clicked.connect(self._keep)
        self.compare.clicked.connect(self._compare)
        self.another.clicked.connect(lambda: self._tasks.spawn(editor.another_result()))
        self.list.looked_at.connect(self._look_at)
        self.list.chosen.connect(self._show_keep)
        self.list.accepted.connect(lambda: editor.accept_candidate())
        self.list.discarded.connect(lambda: editor.discard_candidate())
        for signal in (editor.session_changed, editor.candidates_changed, editor.versions_changed, editor.fill_changed):
            listen(self, signal, self._follow)

    def _look_at(self, place: int) -> None:
        if self._editor.session is not None:
            self._editor.session.look_at(place)

    def _keep(self) -> None:
        marked = self.list.marked()
        self._editor.attempt(lambda: self._editor.keep_candidates(marked))

    def _compare(self) -> None:
        action = find_action(self, "fill.compare")
        if action is not None:
            action.trigger()

    def _follow(self) -> None:
        session = self._editor.session
        record = self._record(session)
        waiting = session.candidates if session is not None else []
        looked_at = session is not None and session.candidate is not None
        self.list.follow(session)
        self.strip.setVisible(bool(waiting))
        self.list.setVisible(len(waiting) >= SEVERAL)
        self.compare.setVisible(len(waiting) >= SEVERAL)
        self._show_keep()
        self.accept.setEnabled(looked_at)
        self.discard.setEnabled(looked_at)
        self.another.setVisible(record is not None or bool(waiting))
        self._show_price(record)
        self.notes.say("\n".join(record.notes) if record is not None else "")
        if looked_at and session is not None and session.candidate_index is not None:
            text = tr("{number} of {count}").format(number=session.candidate_index + 1, count=len(waiting))
        else:
            text = tr_count("{count} waits", "{count} wait", len(waiting))
        self.count.setText(text)

    def _show_keep(self) -> None:
        marked = len(self.list.marked())
        self.keep.setVisible(self.compare.isVisibleTo(self))
        self.keep.setEnabled(self.list.can_keep())
        self.keep.setText(tr("Keep {count}").format(count=marked) if marked else tr("Keep"))

    def _show_price(self, record: FillRecord | None) -> None:
        """Another one is asked of the service that is chosen now, for the place of the last one."""
        settings = self._editor.fill_settings
        spec = services()[settings.provider]
        text = tr("Another") if self.keep.isVisibleTo(self) else tr("Another result")
        if spec.hosts and record is not None:
            price = spec.model(settings.model).price
            cost: Cost = price.of(round(record.megapixels * 1e6))
            text = button_text(text, 1, cost)
        self.another.setText(text)
        self.another.setIcon(QIcon() if self.keep.isVisibleTo(self) else icon("another"))
        self.another.setAccessibleName(text)

    @staticmethod
    def _record(session: Session | None) -> FillRecord | None:
        """The fill that is looked at: a waiting result, or what made the current version."""
        if session is None:
            return None
        candidate = session.candidate
        return candidate.record if candidate is not None else session.versions[session.current_version].fill
