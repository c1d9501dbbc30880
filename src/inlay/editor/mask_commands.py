"""The editor's commands about the mask and the frame."""

from __future__ import annotations

from collections.abc import Callable

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.extend import extend
from inlay.editor.mask_edits import MASK_EDITS
from inlay.editor.mask_file_commands import MaskFileCommands
from inlay.editor.mask_steps import mask_step
from inlay.editor.saved_mask_commands import SavedMaskCommands
from inlay.imaging.mask import Mask
from inlay.imaging.regions.border import Side
from inlay.imaging.regions.holes import fill_holes


class MaskCommands(SavedMaskCommands, MaskFileCommands):
    """What can be done with the mask in hand, each an undo step: the working mask, or a layer's."""

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

    def edit_mask(self, edit_id: str, px: float, side: Side = "both") -> None:
        """Do one of `MASK_EDITS` inside the canvas; BadInput where `px` is out of range. `side` is for the border."""
        edit, canvas = MASK_EDITS[edit_id], self._open.document.canvas
        edit.check(px)
        self._mask_edit(edit.label(px), lambda mask: edit.done(mask, px, canvas, side))

    def grow_mask(self, px: float) -> None:
        """Grow the mask by `px` in every direction."""
        self.edit_mask("grow", px)

    def grow_working_mask(self, px: float) -> None:
        """Grow what is to be filled by `px` in every direction, also while a layer's mask is in hand."""
        edit, session = MASK_EDITS["grow"], self._open
        edit.check(px)
        mask_step(session, None, edit.label(px), lambda mask: edit.done(mask, px, session.document.canvas))

    def shrink_mask(self, px: float) -> None:
        """Shrink the mask by `px` in every direction."""
        self.edit_mask("shrink", px)

    def feather_mask(self, px: float) -> None:
        """Soften the mask's edges by a Gaussian whose standard deviation is `px`."""
        self.edit_mask("feather", px)

    def smooth_mask(self, px: float) -> None:
        """Round the mask's corners, and take specks and gaps away, by the median as far as `px` around."""
        self.edit_mask("smooth", px)

    def border_mask(self, px: float, side: Side = "both") -> None:
        """Leave only a band of `px` along the mask's edge, on one side of it or on each."""
        self.edit_mask("border", px, side)

    def fill_holes(self) -> None:
        """Mask everything that the mask encloses."""
        canvas = self._open.document.canvas
        self._mask_edit(tr("Fill holes of the mask"), lambda mask: fill_holes(mask, canvas))

    def set_canvas(self, canvas: Rect, overlap: int) -> None:
        """Set the frame; the new border becomes mask, reaching `overlap` px into the picture. One undo step."""
        self.edit(tr("Frame"), lambda document: extend(document, canvas, overlap))
