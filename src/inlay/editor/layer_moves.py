"""Moves of layers: shown at once, done in the pool, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.edits import LayerIds, ids_of
from inlay.document.stacking import check_moved, looked_at_moved, move_by
from inlay.editor.pool import in_pool

if TYPE_CHECKING:
    from inlay.editor.session import Session


@dataclass(eq=False)
class _Move:
    """A move that is on its way. Until it has begun, the next one of its series is added to it."""

    layers: tuple[str, ...]
    dx: int
    dy: int
    series: str
    has_begun: bool = False

    def takes(self, layers: tuple[str, ...], series: str) -> bool:
        """Whether a further move can be added to this one."""
        return bool(series) and not self.has_begun and (self.layers, self.series) == (layers, series)


class LayerMoves:
    """The moves of one document. What is shown is ahead of the document until they have landed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._landing: list[_Move] = []
        self._dragged: _Move | None = None
        self._made: tuple[Document, tuple[tuple[object, ...], ...], Document] | None = None

    def drag(self, layers: LayerIds, dx: int, dy: int) -> None:
        """Show the layers moved so, without changing the document. BadInput where they can't be."""
        check_moved(self._session.document, layers, dx, dy)
        self._dragged = _Move(ids_of(layers), dx, dy, "")
        self._session.refresh_shown()

    def drop(self) -> None:
        """Show the layers where they are."""
        self._dragged = None
        self._session.refresh_shown()

    def move(self, layers: LayerIds, dx: int, dy: int, series: str = "") -> None:
        """Move the layers, as one undo step; those of one `series` that follow each other are one step together.

        BadInput where they can't be moved. What is dragged has been dropped with this.
        """
        self._dragged = None
        try:
            check_moved(self._session.document, layers, dx, dy)
            self._take_in(ids_of(layers), dx, dy, series)
        finally:
            self._session.refresh_shown()

    def _take_in(self, layers: tuple[str, ...], dx: int, dy: int, series: str) -> None:
        last = self._landing[-1] if self._landing else None
        if last is not None and last.takes(layers, series):
            last.dx, last.dy = last.dx + dx, last.dy + dy
        else:
            self._add(_Move(layers, dx, dy, series))

    def _add(self, move: _Move) -> None:
        session = self._session

        async def work() -> None:
            move.has_begun = True
            try:
                document = await in_pool(move_by, session.document, move.layers, move.dx, move.dy)
                self._landing.remove(move)
                label = tr("Move layer") if len(move.layers) == 1 else tr("Move layers")
                session.commit(document, label, merge=move.series)
            finally:
                if move in self._landing:
                    self._landing.remove(move)
                session.refresh_shown()

        self._landing.append(move)
        session.edits.add(work)

    def on_the_way(self, layer_id: str) -> tuple[int, int]:
        """How far a layer is still going to be moved, by moves that haven't landed."""
        moves = [move for move in self._landing if layer_id in move.layers]
        return sum(move.dx for move in moves), sum(move.dy for move in moves)

    def over(self, document: Document) -> Document:
        """`document` with its layers where they are being moved to; itself while nothing is moved."""
        moves = [*self._landing, *([self._dragged] if self._dragged is not None else [])]
        wanted = tuple((move.layers, move.dx, move.dy) for move in moves)
        if not wanted:
            self._made = None
            return document
        if self._made is None or self._made[:2] != (document, wanted):
            looked_at = document
            for move in moves:
                looked_at = looked_at_moved(looked_at, move.layers, move.dx, move.dy)
            self._made = (document, wanted, looked_at)
        return self._made[2]
