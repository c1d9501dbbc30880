"""What can be done to a mask as a whole: one row each; commands, dialogs and the command line follow from it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.editor.masks import FARTHEST
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.mips import level_box, mask_at
from inlay.imaging.regions.border import Side, border_mask
from inlay.imaging.regions.distance import grow_mask, shrink_mask
from inlay.imaging.regions.feather import feather_mask
from inlay.imaging.regions.smooth import smooth_mask

SIDES: tuple[Side, ...] = ("both", "outside", "inside")


@dataclass(frozen=True, eq=False)
class MaskEdit:
    """One of them. `least`, `most` and `default` are px; `decimals` 0 where only whole px make sense.

    `run(mask, px, side, canvas)` works inside the canvas only, for the pool; `margin(px)` is how far it looks, so that
    a part can be worked out by itself. `side` is for the border alone.
    """

    id: str
    title: str
    verb: str
    help: str
    least: float
    most: float
    default: float
    decimals: int
    run: Callable[[Mask, float, Side, Rect], Mask]

    def check(self, px: float) -> None:
        """BadInput where `px` is out of range."""
        if not self.least <= px <= self.most:
            raise BadInput(
                tr("{title} takes {least:g} to {most:g} px.").format(title=self.title, least=self.least, most=self.most)
            )

    def label(self, px: float) -> str:
        """What the undo step is called."""
        return tr("{title} by {px:g} px").format(title=self.title, px=px)

    def done(self, mask: Mask, px: float, canvas: Rect, side: Side = "both") -> Mask:
        """The mask after it; BadInput where `px` is out of range."""
        self.check(px)
        return self.run(mask, px, side, canvas)


MASK_EDITS: dict[str, MaskEdit] = {
    each.id: each
    for each in (
        MaskEdit(
            "grow", tr("Grow mask"), tr("Grow"), tr("How far the mask's edge moves out, in pixels of the picture"),
            1, FARTHEST, 4, 0, lambda mask, px, _side, canvas: grow_mask(mask, px, canvas),
        ),
        MaskEdit(
            "shrink", tr("Shrink mask"), tr("Shrink"), tr("How far the mask's edge moves in, in pixels of the picture"),
            1, FARTHEST, 4, 0, lambda mask, px, _side, canvas: shrink_mask(mask, px, canvas),
        ),
        MaskEdit(
            "feather", tr("Feather mask"), tr("Feather"),
            tr(
                "How soft the mask's edge becomes: the standard deviation of a Gaussian, in pixels of the picture. "
                "Nothing changes further than about three times as far from an edge"
            ),
            0.2, 500, 4, 1, lambda mask, px, _side, canvas: feather_mask(mask, px, canvas),
        ),
        MaskEdit(
            "smooth", tr("Smooth mask"), tr("Smooth"),
            tr(
                "Each pixel becomes the median of a square that reaches this far, in pixels of the picture: corners "
                "are rounded, and specks and gaps go"
            ),
            1, 100, 4, 0, lambda mask, px, _side, canvas: smooth_mask(mask, round(px), canvas),
        ),
        MaskEdit(
            "border", tr("Border of the mask"), tr("Border"),
            tr("How far the band along the mask's edge reaches to each side, in pixels of the picture"),
            1, FARTHEST, 8, 0, lambda mask, px, side, canvas: border_mask(mask, px, side, canvas),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class EditPreview:
    """What an edit would make of a mask, worked out where and as large as it is looked at (a `MaskPreview`)."""

    mask: Mask
    edit: MaskEdit
    px: float
    side: Side
    canvas: Rect

    def at(self, level: int, box: Rect) -> Coverage:
        """The mask (h, w) in `box`, in pixels of a mip level, 0 or above; below full size it is nearly so."""
        px = self.px / 2**level
        canvas = level_box(self.canvas, level)
        # A feather looks furthest: a little more than three times as far as its size.
        source = box.grow(math.ceil(3.5 * px) + 4)
        values = mask_at(self.mask, level, source)
        if px < min(1.0, self.edit.least) and self.edit.id != "border":  # even a thin band is to be seen
            return values[box.slices(source)]
        small = Mask.from_array(values, source.x, source.y)
        least = self.edit.least if self.edit.decimals == 0 else min(self.edit.least, px)
        return self.edit.run(small, max(px, least), self.side, canvas.intersect(source)).region(box)


def side_label(side: Side) -> str:
    """What a side of the edge is called."""
    return {"both": tr("On both sides"), "outside": tr("Outside"), "inside": tr("Inside")}[side]
