"""The Layers panel: what the picture is made of, top first, and what can be done with each layer."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.document.edits import set_opacity
from inlay.document.layer import Layer
from inlay.editor.editor import Editor
from inlay.editor.session import Session
from inlay.imaging.blend import MODES
from inlay.ui.panels.layer_thumbnails import LayerThumbnails
from inlay.ui.panels.layers_list import LayersList
from inlay.ui.panels.layers_model import LayersModel, mode_label
from inlay.ui.panels.listen import listen
from inlay.ui.panels.spec import PanelSpec
from inlay.ui.theme.icons import icon
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
        self.model = LayersModel(editor, self._thumbnails.get, self)
        self.list = LayersList(self.model, self)
        self.mode = self._mode_combo()
        self.opacity = ValueField(
            tr("Opacity"),
            Scale(0, 100),
            "%",
            name="layers.opacity",
            tooltip=tr("How much of the layer is seen"),
            parent=self,
        )
        if self.opacity.slider is not None:
            self.opacity.slider.setMinimumWidth(20)
        self.up = self._button("up", "up", tr("Move layer up: Ctrl+]"))
        self.down = self._button("down", "down", tr("Move layer down: Ctrl+["))
        self.delete = self._button("delete", "trash", tr("Delete layer"))
        self.flatten = self._button("flatten", "flatten", tr("Flatten: make one layer of all, kept as a version"))
        self.empty = HintLabel(tr("Open a picture. Its layers are shown here."), self, centred=True)
        self._lay_out()
        self._connect()
        self._follow()

    def _mode_combo(self) -> QComboBox:
        combo = QComboBox(self)
        combo.setObjectName("layers.mode")
        combo.setAccessibleName(tr("Blend mode"))
        combo.setToolTip(tr("How the layer is blended with what is below it"))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(6)
        for mode in MODES:
            combo.addItem(mode_label(mode), mode)
        return combo

    def _button(self, name: str, picture: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"layers.{name}")
        button.setIcon(icon(picture))
        button.setIconSize(QSize(18, 18))
        button.setAutoRaise(True)
        button.setToolTip(text)
        button.setAccessibleName(text.partition(":")[0])
        return button

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
        bottom = QHBoxLayout()
        bottom.setSpacing(2)
        for button in (self.up, self.down):
            bottom.addWidget(button)
        bottom.addStretch(1)
        for button in (self.flatten, self.delete):
            bottom.addWidget(button)
        column.addLayout(bottom)
        chain(self.mode, self.opacity, self.list, self.up, self.down, self.flatten, self.delete)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(whole)

    def _connect(self) -> None:
        listen(self, self._editor.session_changed, self._follow)
        listen(self, self._editor.document_changed, self._follow)
        self.list.chosen.connect(self._choose)
        self.mode.activated.connect(self._set_mode)
        self.opacity.started.connect(self._begin_drag)
        self.opacity.changing.connect(self._set_opacity)
        self.opacity.stepped.connect(self._set_opacity)
        self.up.clicked.connect(lambda: self._move(1))
        self.down.clicked.connect(lambda: self._move(-1))
        self.delete.clicked.connect(self._delete)
        self.flatten.clicked.connect(self._editor.flatten)

    # Showing

    def _follow(self) -> None:
        session = self._editor.session
        self._pages.setCurrentIndex(0 if session is None else 1)
        with self.list.quiet():
            self.model.show_document(None if session is None else session.document)
        if session is not None:
            self._thumbnails.make(session)
            self._show_active(session)

    def _show_active(self, session: Session) -> None:
        self.list.show_chosen(session.active_layer)
        layer = self._active()
        layers = session.document.layers
        for widget in (self.mode, self.opacity, self.delete, self.up, self.down):
            widget.setEnabled(layer is not None)
        self.flatten.setEnabled(len(layers) > 1)
        self.delete.setEnabled(layer is not None and len(layers) > 1)
        if layer is None:
            return
        place = layers.index(layer)
        self.up.setEnabled(place < len(layers) - 1)
        self.down.setEnabled(place > 0)
        self.mode.setCurrentIndex(self.mode.findData(layer.mode))
        self.opacity.set_value(layer.opacity * 100)

    def _thumbnail_made(self, layer_id: str) -> None:
        self.model.thumbnail_made(layer_id)

    def _active(self) -> Layer | None:
        session = self._editor.session
        if session is None or not session.document.has_layer(session.active_layer):
            return None
        return session.document.layer(session.active_layer)

    # Doing

    def _choose(self, layer_id: str) -> None:
        self._editor.select_layer(layer_id)
        if self._editor.session is not None:
            self._show_active(self._editor.session)

    def _set_mode(self, index: int) -> None:
        layer = self._active()
        mode = str(self.mode.itemData(index))
        if layer is not None and mode != layer.mode:
            self._editor.set_mode(layer.id, mode)

    def _begin_drag(self) -> None:
        self._gesture += 1

    def _set_opacity(self, percent: float) -> None:
        layer = self._active()
        if layer is None:
            return
        if not self.opacity.is_dragged():
            self._gesture += 1
        layer_id, opacity = layer.id, percent / 100
        # All values of one drag are one undo step, and the next drag is another one.
        self._editor.edit(
            tr("Layer opacity"),
            lambda document: set_opacity(document, layer_id, opacity),
            merge=f"opacity {layer_id} {self._gesture}",
        )

    def _move(self, by: int) -> None:
        layer, session = self._active(), self._editor.session
        if layer is not None and session is not None:
            self._editor.move_layer(layer.id, session.document.layers.index(layer) + by)

    def _delete(self) -> None:
        layer = self._active()
        if layer is not None:
            self._editor.delete_layer(layer.id)


PANEL = PanelSpec("layers", tr("Layers"), "right", LayersPanel, order=10, stretch=3)
