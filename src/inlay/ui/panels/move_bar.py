"""Parts of the option bar for the move tool: where the active layer is, and fields to put it elsewhere."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.stacking import FARTHEST
from inlay.editor.editor import Editor
from inlay.ui.panels.listen import listen
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.value_field import ValueField


class MoveFields(QWidget):
    """X and Y of the active layer's top left corner, from that of the canvas; the other chosen layers come along.

    A drag on a label shows the layers on their way; they are moved when it ends.
    """

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self.across = self._field("x", tr("X"), tr("How far the layer's left edge is from the picture's"))
        self.down = self._field("y", tr("Y"), tr("How far the layer's upper edge is from the picture's"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.across)
        row.addWidget(self.down)
        for signal in (editor.document_changed, editor.session_changed, editor.shown_changed):
            listen(self, signal, lambda *_what: self._follow())
        self._follow()

    def _field(self, name: str, label: str, tooltip: str) -> ValueField:
        field = ValueField(
            label, Scale(-2 * FARTHEST, 2 * FARTHEST), tr("px"), name=f"move.{name}", tooltip=tooltip, slider=False,
            parent=self,
        )  # fmt: skip
        field.changing.connect(lambda _value: self._show())
        field.changed.connect(lambda _value: self._move())
        return field

    def _corner(self, document: Document) -> Rect | None:
        active = self._editor.active_layer
        if active is None or not document.has_layer(active):
            return None
        return document.layer(active).raster.rect.translate(-document.canvas.x, -document.canvas.y)

    def _by(self) -> tuple[int, int]:
        """How far the fields are from where the active layer is, or will be when all moves have landed."""
        session = self._editor.session
        now = self._corner(session.document) if session is not None else None
        if session is None or now is None:
            return 0, 0
        dx, dy = session.moves.on_the_way(session.active_layer)
        return round(self.across.value()) - now.x - dx, round(self.down.value()) - now.y - dy

    def _show(self) -> None:
        self._editor.tools.show_moved(self._by())

    def _move(self) -> None:
        dx, dy = self._by()
        if dx or dy:
            self._editor.tools.move_layers(dx, dy)
        self._follow()

    def _follow(self) -> None:
        """Show where the layer is seen; while a field is dragged, that field decides."""
        session = self._editor.session
        at = self._corner(session.shown) if session is not None else None
        if at is None and session is not None:
            at = self._corner(session.document)
        for field, value in ((self.across, at.x if at else 0), (self.down, at.y if at else 0)):
            field.setEnabled(at is not None)
            field.set_value(value)
