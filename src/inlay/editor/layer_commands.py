"""The editor's commands about layers."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.document import edits
from inlay.editor import versions
from inlay.editor.core import EditorCore


class LayerCommands(EditorCore):
    """What can be done with layers, each an undo step."""

    @property
    def active_layer(self) -> str | None:
        """The id of the layer that commands are about."""
        return self.session.active_layer if self.session else None

    def select_layer(self, layer_id: str) -> None:
        """Choose the layer that commands are about."""
        if self._open.document.has_layer(layer_id):
            self._open.active_layer = layer_id
            self.document_changed.emit()

    def rename_layer(self, layer_id: str, name: str) -> None:
        """Give a layer another name."""
        self.edit(tr("Rename layer"), lambda document: edits.rename_layer(document, layer_id, name))

    def set_opacity(self, layer_id: str, opacity: float) -> None:
        """Set a layer's opacity, 0..1."""
        self.edit(tr("Layer opacity"), lambda document: edits.set_opacity(document, layer_id, opacity))

    def set_mode(self, layer_id: str, mode: str) -> None:
        """Set a layer's blend mode."""
        self.edit(tr("Blend mode"), lambda document: edits.set_mode(document, layer_id, mode))

    def set_visible(self, layer_id: str, visible: bool) -> None:
        """Show or hide a layer."""
        label = tr("Show layer") if visible else tr("Hide layer")
        self.edit(label, lambda document: edits.set_visible(document, layer_id, visible))

    def move_layer(self, layer_id: str, index: int) -> None:
        """Put a layer at another place of the stack; 0 is the bottom."""
        self.edit(tr("Reorder layers"), lambda document: edits.move_layer(document, layer_id, index))

    def delete_layer(self, layer_id: str) -> None:
        """Delete a layer."""
        self.edit(tr("Delete layer"), lambda document: edits.remove_layer(document, layer_id))

    def flatten(self) -> None:
        """Make one layer of all, and keep that as a version."""
        self.attempt(lambda: versions.flatten_to_version(self._open))
