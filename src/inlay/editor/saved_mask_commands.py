"""The editor's commands about saved masks."""

from __future__ import annotations

from inlay.base.text import tr
from inlay.document import saved_masks
from inlay.document.document import SavedMask
from inlay.document.edits import mask_of
from inlay.editor.core import EditorCore
from inlay.imaging.mask import Mask
from inlay.imaging.regions.combine import Op
from inlay.imaging.regions.merge import merge


def loading(op: Op) -> str:
    """What the undo step of loading a mask is called."""
    return {
        "replace": tr("Load mask"),
        "add": tr("Add mask"),
        "subtract": tr("Subtract mask"),
        "intersect": tr("Intersect with mask"),
    }[op]


class SavedMaskCommands(EditorCore):
    """What can be done with saved masks, each an undo step."""

    @property
    def saved_masks(self) -> tuple[SavedMask, ...]:
        """The saved masks of the document that is looked at, in their order."""
        return self.session.document.saved_masks if self.session is not None else ()

    def save_mask(self, name: str = "") -> None:
        """Keep the mask in hand under a name; without one, under the next "Mask 1", "Mask 2" ..."""
        target = self._open.edited_layer
        self.edit(tr("Save mask"), lambda document: saved_masks.keep_mask(document, mask_of(document, target), name))

    def load_mask(self, mask_id: str, op: Op = "replace") -> None:
        """Put a saved mask in the place of the mask in hand, or add, subtract or intersect it."""
        other = saved_masks.saved_mask(self._open.document, mask_id).mask
        self.combine_mask(other, op)

    def combine_mask(self, other: Mask, op: Op, label: str = "") -> None:
        """The same with a mask that comes from anywhere."""
        self.tools.apply_mask(label or loading(op), lambda mask: merge(mask, other, op))

    def update_mask(self, mask_id: str) -> None:
        """Keep the mask in hand under a saved mask's name, in the place of what was kept there."""
        target = self._open.edited_layer
        self.edit(
            tr("Replace saved mask"),
            lambda document: saved_masks.update_mask(document, mask_id, mask_of(document, target)),
        )

    def rename_mask(self, mask_id: str, name: str) -> None:
        """Give a saved mask another name."""
        self.edit(tr("Rename mask"), lambda document: saved_masks.rename_mask(document, mask_id, name))

    def duplicate_mask(self, mask_id: str) -> None:
        """Copy a saved mask."""
        self.edit(tr("Duplicate mask"), lambda document: saved_masks.duplicate_mask(document, mask_id))

    def delete_mask(self, mask_id: str) -> None:
        """Delete a saved mask; undo brings it back."""
        self.edit(tr("Delete mask"), lambda document: saved_masks.delete_mask(document, mask_id))
