"""The editor's commands about the masks of layers."""

from __future__ import annotations

from collections.abc import Callable

from inlay.base.text import tr
from inlay.document import layer_masks
from inlay.document.document import Document
from inlay.document.edits import mask_of
from inlay.editor.core import EditorCore


class LayerMaskCommands(EditorCore):
    """Give a layer a mask, take it into the hand of the mask tools, switch it, apply it. Without an id, the active
    layer is meant."""

    def _target(self, layer_id: str | None) -> str:
        return layer_id if layer_id is not None else self._open.active_layer

    def _mask_step(self, label: str, layer_id: str | None, edit: Callable[[Document, str], Document]) -> None:
        target = self._target(layer_id)
        self.edit(label, lambda document: edit(document, target))

    def add_layer_mask(self, from_mask: bool = True, shown: bool = True, layer_id: str | None = None) -> None:
        """Give a layer a mask: the working mask, or one that shows all of the layer (`shown`), or nothing of it.

        One that isn't made from the working mask is taken into the hand, since it is there to be painted on.
        """
        target = self._target(layer_id)

        def add(document: Document) -> Document:
            return layer_masks.add_mask(document, target, layer_masks.placed_mask(document, target, from_mask, shown))

        self.edit(tr("Add layer mask"), add)
        document = self._open.document
        if not from_mask and document.has_layer(target) and document.layer(target).mask is not None:
            self.edit_layer_mask(target)

    def edit_layer_mask(self, layer_id: str | None) -> None:
        """Let the mask tools work on a layer's mask; None gives them the working mask again. BadInput where the layer
        has no mask."""
        session = self._open
        if layer_id is None:
            if session.mask_target is not None:
                session.mask_target = None
                session.signals.document_changed.emit()
                session.signals.message.emit(tr("The mask tools work on the working mask again."))
            return
        mask_of(session.document, layer_id)
        session.chosen.choose(session.document, layer_id)
        session.mask_target = layer_id
        session.signals.document_changed.emit()
        name = session.document.layer(layer_id).name
        session.signals.message.emit(
            tr("The mask tools work on the mask of “{name}”: what is masked is seen. Esc ends that.").format(name=name)
        )

    def set_layer_mask_on(self, on: bool, layer_id: str | None = None) -> None:
        """Switch a layer's mask on or off; it is kept."""
        label = tr("Layer mask on") if on else tr("Layer mask off")
        self._mask_step(label, layer_id, lambda document, target: layer_masks.set_mask_on(document, target, on))

    def remove_layer_mask(self, layer_id: str | None = None) -> None:
        """Delete a layer's mask."""
        self._mask_step(tr("Delete layer mask"), layer_id, layer_masks.remove_mask)

    def load_layer_mask(self, layer_id: str | None = None) -> None:
        """Make a layer's mask the working mask."""
        self.edit_layer_mask(None)
        self._mask_step(tr("Load layer mask"), layer_id, layer_masks.load_mask)

    def apply_layer_mask(self, layer_id: str | None = None) -> None:
        """Make a layer's mask part of its transparency."""
        target = self._target(layer_id)
        self._open.edit_slowly(tr("Apply layer mask"), lambda document: layer_masks.apply_mask(document, target))
