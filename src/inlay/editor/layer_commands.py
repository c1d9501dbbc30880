"""The editor's commands about layers: which are chosen, what they are like, and their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inlay.base.text import tr
from inlay.document import edits, merging, stacking
from inlay.document.document import Document
from inlay.document.edits import LayerIds, ids_of
from inlay.document.layer import new_id
from inlay.editor import versions
from inlay.editor.layer_mask_commands import LayerMaskCommands
from inlay.editor.merged import merge_slowly
from inlay.editor.picture_commands import PictureCommands


class LayerCommands(LayerMaskCommands, PictureCommands):
    """What can be done with layers, each an undo step. Those that take `layers` are about all of them or about none:
    where one is gone or locked, nothing is changed, and that is told. None stands for the chosen ones."""

    # Which layers commands are about

    @property
    def active_layer(self) -> str | None:
        """The id of the layer that commands about one layer are about."""
        return self.session.active_layer if self.session else None

    @property
    def selected_layers(self) -> tuple[str, ...]:
        """The ids of the chosen layers, the active one last; none while nothing is open."""
        return self.session.chosen.ids if self.session else ()

    def select_layer(self, layer_id: str) -> None:
        """Choose one layer."""
        self.select_layers((layer_id,))

    def select_layers(self, layers: Sequence[str]) -> None:
        """Choose the layers that commands are about; the last one is the active one. Nothing happens where none of
        them is there. Who takes up another layer is done with the mask of the one before."""
        session = self._open
        if not session.chosen.choose(session.document, layers):
            return
        if session.active_layer != session.mask_target:
            session.mask_target = None
        session.signals.document_changed.emit()

    def select_all_layers(self) -> None:
        """Choose all layers; the active one stays so."""
        ids = [layer.id for layer in self._open.document.layers]
        active = self._open.active_layer
        self.select_layers([*(each for each in ids if each != active), active])

    def _these(self, layers: LayerIds | None) -> tuple[str, ...]:
        return ids_of(layers) if layers is not None else self._open.chosen.ids

    # What they are like

    def rename_layer(self, layer_id: str, name: str) -> None:
        """Give a layer another name."""
        self.edit(tr("Rename layer"), lambda document: edits.rename_layer(document, layer_id, name))

    def set_opacity(self, layers: LayerIds | None, opacity: float, merge: str = "") -> None:
        """Set the opacity of layers, 0..1; values of one `merge` key are one step."""
        chosen = self._these(layers)
        self.edit(tr("Layer opacity"), lambda document: edits.set_opacity(document, chosen, opacity), merge)

    def set_mode(self, layers: LayerIds | None, mode: str) -> None:
        """Set the blend mode of layers."""
        chosen = self._these(layers)
        self.edit(tr("Blend mode"), lambda document: edits.set_mode(document, chosen, mode))

    def set_visible(self, layers: LayerIds | None, visible: bool) -> None:
        """Show or hide layers."""
        chosen = self._these(layers)
        label = tr("Show layer") if visible else tr("Hide layer")
        self.edit(label, lambda document: edits.set_visible(document, chosen, visible))

    def set_locked(self, layers: LayerIds | None, locked: bool) -> None:
        """Lock layers, or unlock them."""
        chosen = self._these(layers)
        label = tr("Lock layer") if locked else tr("Unlock layer")
        self.edit(label, lambda document: edits.set_locked(document, chosen, locked))

    # Their order and number

    def move_layer(self, layer_id: str, index: int) -> None:
        """Put a layer at another place of the stack; 0 is the bottom."""
        self.edit(tr("Reorder layers"), lambda document: edits.move_layer(document, layer_id, index))

    def place_layers(self, layers: LayerIds | None, gap: int) -> None:
        """Put layers together into a gap of the stack as it is: 0 is below all of it."""
        chosen = self._these(layers)
        self.edit(tr("Reorder layers"), lambda document: stacking.place_layers(document, chosen, gap))

    def shift_layers(self, by: int) -> None:
        """Put the chosen layers one place higher (+1) or lower (-1) in the stack."""
        chosen = self._these(None)
        self.edit(tr("Reorder layers"), lambda document: stacking.shift_layers(document, chosen, by))

    def delete_layer(self, layers: LayerIds | None = None) -> None:
        """Delete layers; all of them at once can't be."""
        chosen = self._these(layers)
        label = tr("Delete layer") if len(chosen) == 1 else tr("Delete layers")
        self.edit(label, lambda document: edits.remove_layer(document, chosen))

    def duplicate_layers(self, layers: LayerIds | None = None) -> None:
        """Put copies of layers above them, and choose the copies."""
        chosen = self._these(layers)
        copies = tuple(new_id() for _each in chosen)
        label = tr("Duplicate layer") if len(chosen) == 1 else tr("Duplicate layers")
        self._edit_choosing(label, lambda document: stacking.duplicate_layers(document, chosen, copies), copies)

    def _edit_choosing(self, label: str, edit: Callable[[Document], Document], wanted: Sequence[str]) -> None:
        session = self._open
        self.attempt(lambda: session.edit(label, edit, active=wanted))

    # Their place

    def move_layers(self, layers: LayerIds | None, dx: int, dy: int) -> None:
        """Move layers and their masks by whole px, to the right and down."""
        self.attempt(lambda: self._open.moves.move(self._these(layers), dx, dy))

    # Making one of several

    def merge_down(self) -> None:
        """Merge the chosen layers into one; where one is chosen, with the layer right below it."""
        chosen = self._these(None)
        if len(chosen) > 1:
            merge_slowly(self._open, tr("Merge layers"), lambda document: merging.merge(document, chosen))
        else:
            merge_slowly(self._open, tr("Merge down"), lambda document: merging.merge_down(document, chosen[0]))

    def merge_visible(self) -> None:
        """Merge all visible layers into one; hidden ones stay."""
        merge_slowly(self._open, tr("Merge visible"), merging.merge_visible)

    def flatten(self) -> None:
        """Make one layer of all, and keep that as a version."""
        self.attempt(lambda: versions.flatten_to_version(self._open))
