"""What a click on the eye, picture, mask or lock of a row does, with and without keys held."""

from __future__ import annotations

from PySide6.QtCore import Qt

from inlay.editor.editor import Editor
from inlay.ui.panels.layers_row import Part


class LayerParts:
    """A click on one of several chosen rows is about all of them; on any other row, about that one."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor

    def pressed(self, part: Part, layer_id: str, held: Qt.KeyboardModifier) -> None:
        """A part of a row was pressed."""
        session = self._editor.session
        if session is None or not session.document.has_layer(layer_id):
            return
        layer = session.document.layer(layer_id)
        if part is Part.EYE:
            self._editor.set_visible(self._meant(layer_id), not layer.visible)
        elif part is Part.LOCK:
            self._editor.set_locked(self._meant(layer_id), not layer.locked)
        elif part is Part.MASK:
            self._mask(layer_id, layer.mask_on, held)
        elif session.edited_layer == layer_id and held == Qt.KeyboardModifier.NoModifier:
            self._editor.edit_layer_mask(None)

    def _mask(self, layer_id: str, on: bool, held: Qt.KeyboardModifier) -> None:
        keys = Qt.KeyboardModifier
        if held & keys.ShiftModifier:
            self._editor.set_layer_mask_on(not on, layer_id)
        elif held & keys.ControlModifier:
            self._editor.load_layer_mask(layer_id)
        else:
            self._editor.edit_layer_mask(layer_id)

    def _meant(self, layer_id: str) -> tuple[str, ...]:
        chosen = self._editor.selected_layers
        return chosen if layer_id in chosen else (layer_id,)

    def turn_chosen(self) -> None:
        """Show or hide the chosen layers, all as the active one."""
        session = self._editor.session
        if session is not None:
            self._editor.set_visible(None, not session.document.layer(session.active_layer).visible)

    def add_mask(self) -> None:
        """Give the active layer a mask: from what is masked of it, or, where nothing is, one that shows all."""
        session = self._editor.session
        if session is not None:
            layer = session.document.layer(session.active_layer)
            masked = not session.document.mask.is_empty_in(layer.raster.rect)
            self._editor.add_layer_mask(from_mask=masked)
