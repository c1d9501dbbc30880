"""The History panel: every version there is, as a tree, to look at, to go back to, to mark and to name."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QStackedLayout, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.document.version import Version
from inlay.editor.editor import Editor
from inlay.editor.session import Session
from inlay.providers.catalogue import services
from inlay.ui.dialogs.again import AgainDialog
from inlay.ui.panels.history_details import VersionDetails
from inlay.ui.panels.history_model import HistoryModel
from inlay.ui.panels.history_tree import HistoryTree
from inlay.ui.panels.listen import listen
from inlay.ui.panels.results_text import model_of
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.tasks import Tasks
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.labels import HintLabel

MINUTE_MS = 60_000


def service_title(provider: str) -> str:
    """What a service is called; its id where this Inlay doesn't know it."""
    known = services().get(provider)
    return known.title if known is not None else provider


class HistoryPanel(QWidget):
    """Joins tree and details to the editor. A version that is marked is previewed; nothing else is."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("history")
        self.setAccessibleName(tr("History"))
        self._editor = editor
        self._tasks = Tasks(editor.failed.emit)
        self._session: Session | None = None
        self._was_current: str | None = None
        self.model = HistoryModel(editor.rename_version, service_title, icon("star-filled"), self)
        self.tree = HistoryTree(self.model, self)
        self.details = VersionDetails(self)
        self.empty = HintLabel(tr("Open a picture. Each version of it is kept here."), self, centred=True)
        self._lay_out()
        self._connect()
        self._clock = QTimer(self, interval=MINUTE_MS)
        self._clock.timeout.connect(self.tree.viewport().update)
        self._clock.start()
        self._follow()

    def _lay_out(self) -> None:
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.tree, 1)
        column.addWidget(self.details)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(whole)

    def _connect(self) -> None:
        editor = self._editor
        self.tree.chosen.connect(self._chosen)
        self.tree.restored.connect(self._restore)
        self.details.restored.connect(self._restore)
        self.details.kept.connect(editor.keep_version)
        self.details.starred.connect(editor.star_version)
        self.details.noted.connect(self._note)
        self.details.again.connect(self._fill_again)
        self.details.used.connect(self._use_settings)
        listen(self, editor.session_changed, self._follow)
        listen(self, editor.versions_changed, self._follow)
        # An edit or an undo ends a preview, whether or not another document is shown then.
        listen(self, editor.shown_changed, lambda _before, _after: self._end_with_preview())
        listen(self, editor.document_changed, self._end_with_preview)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _follow(self) -> None:
        session = self._editor.session
        if session is not self._session:
            self.details.finish_note()  # it belongs to the document that was looked at
            self._session = session
            self._was_current = None
            self.details.show_version(None)
            with self.tree.quiet():
                self.model.clear()
        self._pages.setCurrentIndex(0 if session is None else 1)
        if session is None:
            return
        self.model.update(session.versions, session.current_version)
        if session.current_version != self._was_current:
            self._was_current = session.current_version
            self.tree.show_version(session.current_version)
        self._show_details()

    def _show_details(self) -> None:
        version = self._version_told_about()
        service = service_title(version.fill.provider) if version is not None and version.fill is not None else ""
        self.details.show_version(version, service)
        if version is not None:
            previewed = self._editor.session is not None and self._editor.session.previewed == version.id
            self.details.restore.setEnabled(previewed)

    def _version_told_about(self) -> Version | None:
        """The version that is looked at, or else the current one."""
        session = self._editor.session
        if session is None:
            return None
        return session.versions.get(self.tree.chosen_version() or session.current_version)

    def _chosen(self, version_id: str | None) -> None:
        if self._editor.session is not None:
            self.details.finish_note()
            self._editor.preview_version(version_id)
            self._show_details()

    def _restore(self, version_id: str) -> None:
        self._editor.restore_version(version_id)

    def _note(self, version_id: str, text: str) -> None:
        session = self._session
        if session is not None and version_id in session.versions:
            self._editor.note_version(version_id, text, session)

    def _fill_again(self, version_id: str) -> None:
        version = self._version(version_id)
        if version is not None and version.fill is not None:
            AgainDialog(self._editor, self._tasks, version, self.window()).come_up()

    def _use_settings(self, version_id: str) -> None:
        version = self._version(version_id)
        if version is None or version.fill is None:
            return
        if model_of(version.fill) is None:
            gone = tr("This Inlay doesn't have the model of “{name}” any more.")
            self._editor.message.emit(gone.format(name=version.label))
            return
        found = self._editor.settings_of(version.fill)
        self._editor.set_fill(**{each.name: getattr(found, each.name) for each in fields(found)})
        told = tr("The Fill panel holds what made “{name}”; the mask stays as it is.")
        self._editor.message.emit(told.format(name=version.label))

    def _version(self, version_id: str) -> Version | None:
        session = self._editor.session
        return session.versions.get(version_id) if session is not None else None

    def _end_with_preview(self) -> None:
        session = self._editor.session
        if session is not None and session is self._session and session.previewed is None:
            self.tree.show_chosen(None)
            self._show_details()

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self and not self.isAncestorOf(now) and self.tree.chosen_version():
            self.tree.leave()


PANEL = PanelSpec("history", tr("History"), "right", HistoryPanel, order=30, stretch=4)
