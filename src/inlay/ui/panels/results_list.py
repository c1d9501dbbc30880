"""The results that wait, side by side: each with its picture and with what it was made with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.thumbnail import thumbnail
from inlay.document.version import Candidate
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.editor.showing import with_candidate
from inlay.ui.panels.results_text import parameter_texts, price_text, result_lines
from inlay.ui.widgets.labels import plain_tooltip
from inlay.ui.widgets.thumbnail_delegate import RowRole
from inlay.ui.widgets.thumbnails import ThumbnailCache
from inlay.ui.widgets.tile_delegate import TileDelegate

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LINES = 3


def result_picture(document: Document, candidate: Candidate, others: Sequence[Candidate], side: int) -> bytes:
    """A PNG of a result in its place, with what was sent around it."""
    shown = with_candidate(document, candidate, others)
    box = candidate.record.box.intersect(document.canvas)
    return thumbnail(replace(shown, canvas=box if not box.is_empty else document.canvas), side)


class ResultsModel(QAbstractListModel):
    """The waiting results of a session. Pictures of `side` px are made in the pool, one after the other."""

    def __init__(self, side: int, short: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._side, self._short = side, short
        self._results: list[Candidate] = []
        self._looked_at: str | None = None
        self._pictures: dict[str, bytes] = {}
        self.destroyed.connect(lambda *_: self._pictures.clear())  # a picture that comes later is told to nobody

    def update(self, session: Session | None) -> None:
        """Take in what waits now; rows that stay keep their place."""
        waiting = session.candidates if session is not None else []
        looked_at = session.candidate.id if session is not None and session.candidate is not None else None
        if [each.id for each in waiting] != [each.id for each in self._results]:
            self.beginResetModel()
            self._results = list(waiting)
            self.endResetModel()
            kept = {each.id for each in waiting}
            self._pictures = {key: png for key, png in self._pictures.items() if key in kept}
        if session is not None:
            self._make_pictures(session)
        if looked_at != self._looked_at:
            self._looked_at = looked_at
            self._tell_all()

    def _tell_all(self) -> None:
        if self._results:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._results) - 1, 0))

    def _make_pictures(self, session: Session) -> None:
        missing = [each for each in self._results if each.id not in self._pictures]
        for each in missing:
            self._pictures[each.id] = b""  # asked for once, even if that fails
        if missing:
            session.spawn(self._make(session.document, missing, list(session.all_candidates.values())))

    async def _make(self, document: Document, missing: Sequence[Candidate], others: Sequence[Candidate]) -> None:
        for each in missing:
            png = await in_pool(result_picture, document, each, others, self._side)
            if each.id in self._pictures:
                self._pictures[each.id] = png
                self._tell_all()

    def results(self) -> list[Candidate]:
        """What waits, in order."""
        return self._results

    def rowCount(self, parent: Index = ROOT) -> int:
        """Qt's own."""
        return 0 if parent.isValid() else len(self._results)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's own."""
        if not index.isValid():
            return None
        candidate = self._results[index.row()]
        record = candidate.record
        if role == RowRole.PNG:
            png = self._pictures.get(candidate.id)
            return (candidate.id, png) if png else None
        if role == RowRole.LINES:
            return result_lines(record, self._short)
        if role == RowRole.STRONG:
            return candidate.id == self._looked_at
        if role == Qt.ItemDataRole.ToolTipRole:
            told = [tr("seed {seed}").format(seed=record.seed), *parameter_texts(record), price_text(record)]
            return plain_tooltip("\n".join(each for each in told if each))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((tr("Result {number}").format(number=index.row() + 1), *result_lines(record)))
        return None


class ResultsList(QListView):
    """A row of tiles, or with `wraps` as many rows as it takes. `looked_at` tells the place of the one clicked;
    `chosen` that others are marked; Enter and Backspace are told as `accepted` and `discarded`."""

    looked_at = Signal(int)
    chosen = Signal()
    accepted = Signal()
    discarded = Signal()

    def __init__(
        self, name: str, picture: QSize, parent: QWidget | None = None, wraps: bool = False, sharpness: int = 2
    ) -> None:
        super().__init__(parent)
        self._silent = False
        self.results = ResultsModel(sharpness * max(picture.width(), picture.height()), not wraps, self)
        self._thumbnails = ThumbnailCache(64)
        self.tiles = TileDelegate(picture, LINES, self._thumbnails.get, self)
        self.setObjectName(name)
        self.setAccessibleName(tr("Results"))
        self.setToolTip(tr("A click looks at a result; Ctrl or Shift and a click mark several of them"))
        self.setModel(self.results)
        self.setItemDelegate(self.tiles)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(wraps)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(2)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if wraps:
            self.setHorizontalScrollBarPolicy(off)
        else:
            self.setVerticalScrollBarPolicy(off)
            bar = self.horizontalScrollBar().sizeHint().height()
            self.setFixedHeight(self.tiles.tile_size(self.font()).height() + 8 + bar)
        self.selectionModel().selectionChanged.connect(lambda *_: self._tell(self.chosen.emit))
        self.selectionModel().currentChanged.connect(self._current_changed)

    def follow(self, session: Session | None) -> None:
        """Show what waits and which one is looked at, without telling anybody."""
        marked = self.marked()
        with self._quiet():
            self.results.update(session)
            at = session.candidate_index if session is not None and session.candidate is not None else None
            kept = [row for row, each in enumerate(self.results.results()) if each.id in marked]
            if at is not None and at not in kept:
                kept = [at]
            self._mark(kept, at)

    def _mark(self, rows: Sequence[int], at: int | None) -> None:
        flag = QItemSelectionModel.SelectionFlag
        selection = self.selectionModel()
        if sorted(index.row() for index in self.selectedIndexes()) != sorted(rows):
            selection.clearSelection()
            for row in rows:
                selection.select(self.results.index(row, 0), flag.Select)
        if at is not None and self.currentIndex().row() != at:
            selection.setCurrentIndex(self.results.index(at, 0), flag.NoUpdate)
            self.scrollTo(self.results.index(at, 0))

    def marked(self) -> list[str]:
        """The ids of the results that are marked, in their order."""
        rows = sorted(index.row() for index in self.selectedIndexes())
        return [self.results.results()[row].id for row in rows if row < len(self.results.results())]

    def can_keep(self) -> bool:
        """Whether what is marked can be kept side by side: results of one request."""
        marked = self.marked()
        return len({each.group for each in self.results.results() if each.id in marked}) == 1

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        before, self._silent = self._silent, True
        try:
            yield
        finally:
            self._silent = before

    def _tell(self, tell: Callable[[], object]) -> None:
        if not self._silent:
            tell()

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._tell(lambda: self.looked_at.emit(current.row()))

    def event(self, event: QEvent) -> bool:
        """Qt's own: here, Enter and Backspace aren't shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Enter accepts, Backspace discards."""
        if not self._is_ours(event):
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Backspace:
            self.discarded.emit()
        else:
            self.accepted.emit()

    @staticmethod
    def _is_ours(event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return plain and event.key() in (*ENTER, Qt.Key.Key_Backspace)
