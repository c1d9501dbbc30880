"""The Layers panel: what the picture is made of, top first, and what can be done with the chosen layers."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.document.layer import Layer
from inlay.editor.editor import Editor
from inlay.editor.session import Session
from inlay.ui.panels.blend_modes import ModeCombo
from inlay.ui.panels.layer_thumbnails import LayerThumbnails
from inlay.ui.panels.layers_buttons import LayerButtons, MaskStrip
from inlay.ui.panels.layers_list import LayersList
from inlay.ui.panels.layers_model import LayersModel
from inlay.ui.panels.layers_parts import LayerParts
from inlay.ui.panels.listen import listen
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.widgets.labels import HintLabel
from inlay.ui.widgets.scale import Scale
from inlay.ui.widgets.tab_chain import chain
from inlay.ui.widgets.value_field import ValueField


class LayersPanel(QWidget):
    """Shows the current document's layers; every change goes through the editor and comes back as a document."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("layers")
        self.setAccessibleName(tr("Layers"))
        self._editor = editor
        self._gesture = 0
        self._thumbnails = LayerThumbnails(self._thumbnail_made)
        self.destroyed.connect(lambda *_, stop=self._thumbnails.stop: stop())
        self.model = LayersModel(editor, self._thumbnails, self)
        self.list = LayersList(self.model, self)
        self.mode = ModeCombo(self)
        self.opacity = self._opacity_field()
        self.strip = MaskStrip(self)
        self.buttons = LayerButtons(editor.settings, self)
        self.parts = LayerParts(editor)
        self.empty = HintLabel(tr("Open a picture. Its layers are shown here."), self, centred=True)
        self._lay_out()
        self._connect()
        self._follow()

    def _opacity_field(self) -> ValueField:
        field = ValueField(
            tr("Opacity"),
            Scale(0, 100),
            "%",
            name="layers.opacity",
            tooltip=tr("How much of the layer is seen"),
            parent=self,
        )
        if field.slider is not None:
            field.slider.setMinimumWidth(20)
        return field

    def _lay_out(self) -> None:
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.mode)
        top.addWidget(self.opacity, 1)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addWidget(self.strip)  # below, so that no row moves under the pointer that clicked on its mask
        column.addWidget(self.buttons)
        chain(self.mode, self.opacity, self.list, self.strip.done, *self.buttons.by_name.values())
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(whole)

    def _connect(self) -> None:
        editor, buttons = self._editor, self.buttons
        listen(self, editor.session_changed, self.list.end_drag)  # its rows are another document's
        listen(self, editor.session_changed, self._follow)
        listen(self, editor.document_changed, self._follow)
        self.list.chosen.connect(self._choose)
        self.list.placed.connect(lambda gap: editor.place_layers(None, gap))
        self.list.pressed_part.connect(self.parts.pressed)
        self.list.turned.connect(self.parts.turn_chosen)
        self.list.deleted.connect(self._delete)
        self.list.left_mask.connect(lambda: editor.edit_layer_mask(None))
        self.mode.chosen.connect(self._set_mode)
        self.opacity.started.connect(self._begin_drag)
        self.opacity.changing.connect(self._set_opacity)
        self.opacity.stepped.connect(self._set_opacity)
        self.strip.done.clicked.connect(lambda: editor.edit_layer_mask(None))
        buttons["mask"].clicked.connect(self.parts.add_mask)
        buttons["duplicate"].clicked.connect(lambda: editor.duplicate_layers())
        buttons["up"].clicked.connect(lambda: editor.shift_layers(1))
        buttons["down"].clicked.connect(lambda: editor.shift_layers(-1))
        buttons["merge"].clicked.connect(editor.merge_down)
        buttons["flatten"].clicked.connect(editor.flatten)
        buttons["delete"].clicked.connect(self._delete)

    # Showing

    def _follow(self) -> None:
        session = self._editor.session
        self._pages.setCurrentIndex(0 if session is None else 1)
        with self.list.quiet():
            self.model.show_document(None if session is None else session.document)
        if session is not None:
            self._thumbnails.make(session)
            self._show_chosen(session)

    def _show_chosen(self, session: Session) -> None:
        self.list.show_chosen(session.chosen.ids)
        edited = session.edited_layer
        self.model.show_edited(edited)
        self.strip.show_layer(session.document.layer(edited).name if edited is not None else None)
        # The strip takes the room of a row: in a low window there is no other.
        self.list.keep_rows(2 if edited is None else 1)
        layers = session.document.layers
        chosen = [layer for layer in layers if layer.id in session.chosen.ids]
        self._show_values(session.document.layer(session.active_layer), chosen)
        self._enable(layers, chosen)

    def _show_values(self, active: Layer, chosen: list[Layer]) -> None:
        free = not any(layer.locked for layer in chosen)
        self.mode.setEnabled(free)
        self.opacity.setEnabled(free)
        self.mode.show_mode(active.mode)
        self.opacity.set_value(active.opacity * 100)

    def _enable(self, layers: tuple[Layer, ...], chosen: list[Layer]) -> None:
        places = [place for place, layer in enumerate(layers) if layer in chosen]
        several = len(chosen) > 1
        can = {
            "mask": not several and chosen[0].mask is None,
            "duplicate": True,
            "up": places != list(range(len(layers) - len(chosen), len(layers))),
            "down": places != list(range(len(chosen))),
            "merge": several or places[0] > 0,
            "flatten": len(layers) > 1,
            "delete": len(chosen) < len(layers),
        }
        for name, so in can.items():
            self.buttons[name].setEnabled(so)

    def _thumbnail_made(self, layer_id: str) -> None:
        self.model.thumbnail_made(layer_id)

    # Doing

    def _choose(self, ids: tuple[str, ...]) -> None:
        if self._editor.session is not None:
            self._editor.select_layers(ids)

    def _set_mode(self, mode: str) -> None:
        self._editor.set_mode(None, mode)

    def _begin_drag(self) -> None:
        self._gesture += 1

    def _set_opacity(self, percent: float) -> None:
        if not self.opacity.is_dragged():
            self._gesture += 1
        # All values of one drag are one undo step, and the next drag is another one.
        self._editor.set_opacity(None, percent / 100, merge=f"opacity {self._gesture}")

    def _delete(self) -> None:
        self._editor.delete_layer()


PANEL = PanelSpec("layers", tr("Layers"), "right", LayersPanel, order=10, stretch=4)
