"""Sessions: the documents that are open, in the order of their tabs, and which of them is looked at."""

from __future__ import annotations

from collections.abc import Callable

from inlay.editor.session import Session
from inlay.editor.signals import EditorSignals


class Sessions:
    """At most one is looked at; that is what tools, panels and commands are about. Changes are told at once."""

    def __init__(self, signals: EditorSignals, leave: Callable[[], object]) -> None:
        """`leave` is called before another document, or none, is looked at: whatever is in progress is given up."""
        self.all: tuple[Session, ...] = ()
        self.current: Session | None = None
        self._signals = signals
        self._leave = leave

    def of_document(self, document_id: str) -> Session | None:
        """The open document of that identity. Copies of one project have the same: the one that is looked at wins."""
        found = [each for each in self.all if each.document_id == document_id]
        return self.current if self.current in found else next(iter(found), None)

    def named(self, name: str) -> Session | None:
        """The session of that id, or else of that document's."""
        return next((each for each in self.all if each.id == name), None) or self.of_document(name)

    def add(self, session: Session) -> None:
        """Put a session behind the others, and look at it."""
        self.all = (*self.all, session)
        self.look_at(session)

    def look_at(self, session: Session | None) -> None:
        """Make another session the current one, or none. Nothing waits before it is there."""
        old = self.current
        if session is old:
            return
        if old is not None:
            self._leave()
            old.show_original(False)  # the key that is held for it is let go of over another document
            old.signals.is_heard = False
        self.current = session
        if session is not None:
            session.signals.is_heard = True
            session.has_news = False
        self._tell(old)

    def remove(self, session: Session) -> None:
        """Take a session out; where it was looked at, its neighbour on the right is now, else the one on the left."""
        at = self.all.index(session)
        self.all = tuple(each for each in self.all if each is not session)
        session.is_closed = True
        if session is self.current:
            self.look_at(self.all[min(at, len(self.all) - 1)] if self.all else None)
        else:
            self._signals.sessions_changed.emit()
            self._signals.modified_changed.emit()

    def move(self, session: Session, index: int) -> None:
        """Put a session at another place of the row of tabs."""
        others = [each for each in self.all if each is not session]
        others.insert(index, session)
        if tuple(others) != self.all:
            self.all = tuple(others)
            self._signals.sessions_changed.emit()

    def note_news(self, session: Session) -> None:
        """Something has come for a session that isn't looked at."""
        if session in self.all and session is not self.current:
            session.has_news = True
            self._signals.sessions_changed.emit()

    def _tell(self, old: Session | None) -> None:
        signals, new = self._signals, self.current
        signals.sessions_changed.emit()
        signals.session_changed.emit()
        signals.shown_changed.emit(old.shown if old is not None else None, new.shown if new is not None else None)
        for signal in (
            signals.document_changed,
            signals.undo_changed,
            signals.versions_changed,
            signals.candidates_changed,
            signals.modified_changed,
        ):
            signal.emit()
