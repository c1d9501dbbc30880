"""The editor's commands about the mask and the frame."""

from __future__ import annotations

from collections.abc import Callable

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.extend import extend
from inlay.editor import masks
from inlay.editor.core import EditorCore
from inlay.imaging.mask import Mask


class MaskCommands(EditorCore):
    """What can be done with the mask, each an undo step."""

    def _mask_edit(self, label: str, fn: Callable[[Mask], Mask]) -> None:
        if self.session is not None:
            self.tools.apply_mask(label, fn)

    def select_all(self) -> None:
        """Mask the whole canvas."""
        canvas = self._open.document.canvas
        self._mask_edit(tr("Mask all"), lambda _mask: Mask.rectangle(canvas))

    def select_none(self) -> None:
        """Clear the mask; `reselect` brings it back."""
        self._mask_edit(tr("Clear mask"), lambda _mask: Mask.empty())

    def reselect(self) -> None:
        """Where nothing is masked, bring back the mask that there was last."""
        mask = self._open.undo.last_mask
        if mask is not None:
            self._mask_edit(tr("Bring back mask"), lambda now: mask if now.is_empty else now)

    def invert_mask(self) -> None:
        """Fill what was kept, and keep what was to be filled."""
        self._mask_edit(tr("Invert mask"), Mask.inverted)

    def grow_mask(self, px: int) -> None:
        """Grow the mask by `px` in every direction."""
        canvas = self._open.document.canvas
        self._mask_edit(tr("Grow mask by {px} px").format(px=px), lambda mask: masks.grown(mask, px, canvas))

    def shrink_mask(self, px: int) -> None:
        """Shrink the mask by `px` in every direction."""
        canvas = self._open.document.canvas
        self._mask_edit(tr("Shrink mask by {px} px").format(px=px), lambda mask: masks.shrunk(mask, px, canvas))

    def set_canvas(self, canvas: Rect, overlap: int) -> None:
        """Set the frame; the new border becomes mask, reaching `overlap` px into the picture. One undo step."""
        self.edit(tr("Frame"), lambda document: extend(document, canvas, overlap))
