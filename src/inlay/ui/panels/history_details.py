"""What the history tells about one version, and what can be done with it: star, restore, note."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inlay.base.text import tr
from inlay.document.version import Version
from inlay.ui.panels.history_text import check_text, fill_lines
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.labels import HintLabel
from inlay.ui.widgets.low_scroll import LowScroll
from inlay.ui.widgets.tab_chain import chain

PAUSE_MS = 400
NOTE_LINES = 2
FACT_LINES = 2


class VersionDetails(QWidget):
    """Shows a version. `noted` tells (version id, text) when a pause or leaving the field ends the writing."""

    starred = Signal(str, bool)
    noted = Signal(str, str)
    restored = Signal(str)
    kept = Signal()
    again = Signal(str)
    used = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._version: Version | None = None
        self.facts = HintLabel(parent=self)
        self.facts.setObjectName("history.facts")
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts_area = LowScroll(self.facts, self, FACT_LINES * self.fontMetrics().height())
        self.star = QToolButton(self)
        self.restore = QPushButton(tr("Restore"), self)
        self.keep = QPushButton(tr("Keep version"), self)
        self.more = QToolButton(self)
        self.menu = QMenu(self.more)
        self.note = QPlainTextEdit(self)
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._name()
        self._lay_out()
        self.star.clicked.connect(self._star)
        self.restore.clicked.connect(self._restore)
        self.keep.clicked.connect(self.kept)
        self.note.textChanged.connect(self._written)
        self._pause.timeout.connect(self.finish_note)
        self.note.installEventFilter(self)
        self.show_version(None)

    def _name(self) -> None:
        self.star.setObjectName("history.star")
        self.star.setCheckable(True)
        self.star.setAutoRaise(True)
        self.star.setIcon(icon("star"))
        self.star.setIconSize(QSize(16, 16))
        self.star.setAccessibleName(tr("Star"))
        self.star.setToolTip(tr("Mark this version with a star"))
        self.restore.setObjectName("history.restore")
        self.restore.setAccessibleName(tr("Restore"))
        self.restore.setToolTip(tr("Go back to this version (Enter or double click); undo brings you back"))
        self.keep.setObjectName("history.keep")
        self.keep.setAccessibleName(tr("Keep version"))
        self.keep.setToolTip(tr("Keep the picture as it is now as a version"))
        self.more.setObjectName("history.more")
        self.more.setAccessibleName(tr("More about this fill"))
        self.more.setToolTip(tr("Fill again, or use the settings of this fill"))
        self.more.setIcon(icon("more"))
        self.more.setIconSize(QSize(16, 16))
        self.more.setAutoRaise(True)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self.menu)
        self.menu.setObjectName("history.more.menu")
        self.menu.setToolTipsVisible(True)
        self._action("again", tr("Fill again…"), tr("Send this request again, as it was or changed"), self.again)
        self._action("use", tr("Use these settings"), tr("Put what made this version into the Fill panel"), self.used)
        self.copy_task = self.menu.addAction(tr("Copy the task's id"))
        self.copy_task.setObjectName("history.copy_task")
        self.copy_task.setToolTip(tr("The service's own name for this fill, for questions to its support"))
        self.copy_task.triggered.connect(self._copy_task)
        self.note.setObjectName("history.note")
        self.note.setAccessibleName(tr("Note"))
        self.note.setPlaceholderText(tr("Note on this version"))
        self.note.setTabChangesFocus(True)

    def _action(self, name: str, text: str, tooltip: str, told: SignalInstance) -> None:
        action = self.menu.addAction(text)
        action.setObjectName(f"history.{name}")
        action.setToolTip(tooltip)
        action.triggered.connect(lambda: told.emit(self._version.id) if self._version is not None else None)

    def _copy_task(self) -> None:
        if self._version is not None and self._version.fill is not None:
            QGuiApplication.clipboard().setText(self._version.fill.task_id)

    def _lay_out(self) -> None:
        for button in (self.restore, self.keep):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        metrics = self.note.fontMetrics()
        margins = 2 * (round(self.note.document().documentMargin()) + self.note.frameWidth()) + 2
        self.note.setFixedHeight(NOTE_LINES * metrics.lineSpacing() + margins)
        self.note.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.star)
        buttons.addWidget(self.restore, 1)
        buttons.addWidget(self.keep, 1)
        buttons.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.facts_area)
        column.addWidget(self.note)
        column.addLayout(buttons)
        chain(self.note, self.star, self.restore, self.keep, self.more)

    def show_version(self, version: Version | None, service: str = "", can_keep: bool = True) -> None:
        """Show a version, or nothing; a note that is being written goes to the version it belongs to."""
        if version is None or self._version is None or version.id != self._version.id:
            self.finish_note()
        self._version = version
        for widget in (self.star, self.restore, self.note):
            widget.setEnabled(version is not None)
        self.keep.setEnabled(can_keep)
        self.more.setVisible(version is not None and version.fill is not None)
        self.copy_task.setVisible(version is not None and version.fill is not None and bool(version.fill.host))
        starred = version is not None and version.starred
        self.star.setChecked(starred)
        self.star.setIcon(icon("star-filled" if starred else "star"))
        self.facts.say(self._facts(version, service))
        self.facts_area.setVisible(bool(self.facts.text()))
        self._show_note("" if version is None else version.note)

    @staticmethod
    def _facts(version: Version | None, service: str) -> str:
        if version is None or version.fill is None:
            return ""
        return "\n".join((check_text(version.fill), *fill_lines(version.fill, service)))

    def _show_note(self, text: str) -> None:
        if self._pause.isActive() or self.note.toPlainText() == text:
            return  # what is being typed isn't taken out of the person's hands
        self.note.blockSignals(True)
        self.note.setPlainText(text)
        self.note.blockSignals(False)

    def finish_note(self) -> None:
        """Tell a changed note now."""
        self._pause.stop()
        version, text = self._version, self.note.toPlainText()
        if version is not None and text != version.note:
            self.noted.emit(version.id, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own: leaving the note ends the writing."""
        if watched is self.note and event.type() == QEvent.Type.FocusOut:
            self.finish_note()
        return bool(super().eventFilter(watched, event))

    def _written(self) -> None:
        if self._version is not None:
            self._pause.start()

    def _star(self, on: bool) -> None:
        if self._version is not None:
            self.starred.emit(self._version.id, on)

    def _restore(self) -> None:
        if self._version is not None:
            self.restored.emit(self._version.id)
