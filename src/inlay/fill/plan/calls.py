"""The plan of a fill: from what is painted to the calls that are made, their crops, their price, and what to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr, tr_count, tr_number
from inlay.fill.plan.blobs import Blobs, find_blobs
from inlay.fill.plan.border import with_inner
from inlay.fill.plan.context import Target, crop_around, crop_of_frame
from inlay.fill.plan.crop import Crop
from inlay.fill.plan.extent import extent
from inlay.fill.plan.groups import Calls, Group, arranged
from inlay.fill.plan.price import Cost, Price
from inlay.fill.plan.sizes import MEGAPIXEL, Sizes
from inlay.imaging.mask import Mask

__all__ = ["Call", "Calls", "Plan", "Takes", "plan_calls"]

Takes = Literal["mask", "border"]


@dataclass(frozen=True, eq=False)
class Call:
    """One request: its crop, the part of the mask that it fills, and what it costs with all its pictures."""

    crop: Crop
    painted: Mask
    cost: Cost

    @property
    def pixels(self) -> int:
        """Pixels of one picture of the answer."""
        return self.crop.pixels


@dataclass(frozen=True, eq=False)
class Plan:
    """All that is sent for one fill. `notes` are for the person, those of the crops among them; `parts` is how many
    separate parts the mask has, whether or not they are sent together."""

    calls: tuple[Call, ...]
    cost: Cost
    notes: tuple[str, ...] = ()
    parts: int = 1


def plan_calls(
    painted: Mask,
    canvas: Rect,
    sizes: Sizes,
    price: Price,
    *,
    pictures: int = 1,
    limit: int = MEGAPIXEL,
    frame: Rect | None = None,
    calls: Calls = "auto",
    takes: Takes = "mask",
) -> Plan:
    """How `painted` is filled by a model of these `sizes` and this `price`, inside `canvas`.

    pictures   how many are ordered with each call
    limit      the most px of a picture that the person wants
    frame      the box (plane px) that the person chose: one call, whatever `calls` says
    calls      one call, one for each part of the mask, or what is cheaper without shrinking ("auto")
    takes      whether the model takes a mask, or only a border to add around the picture

    Looks at the mask, not at the picture; may read its tiles from disk: not for the loop thread. Raises BadInput
    where nothing is masked, where the mask is too large for the model or the frame too small for the mask, and
    where a border is wanted and the mask isn't one.
    """
    if painted.is_empty or canvas.is_empty:
        raise _empty()
    blobs = find_blobs(painted, canvas)
    if not blobs.parts:
        raise _empty()

    def cost(crop: Crop) -> Cost:
        return price.of(crop.pixels, pictures)

    def make(labels: frozenset[int], target: Target) -> Group:
        crop = crop_around(target, canvas, sizes, limit)
        return Group(labels, target, crop, cost(crop))

    if frame is not None:
        crops = [(_framed(blobs, frame, sizes, limit), painted)]
    else:
        groups = arranged(blobs.parts, make, calls, min(limit, sizes.most))
        alone = len(groups) == 1
        crops = [(group.crop, painted if alone else blobs.mask_of(group.labels)) for group in groups]
    if takes == "border":
        crops = [(with_inner(crop, painted, canvas, sizes.least_side), part) for crop, part in crops]
    return _plan([Call(crop, part, cost(crop)) for crop, part in crops], blobs)


def _empty() -> BadInput:
    return BadInput(tr("The mask is empty. Paint over what should go."))


def _framed(blobs: Blobs, frame: Rect, sizes: Sizes, limit: int) -> Crop:
    """The crop of the person's frame; BadInput where it leaves out some of what is painted."""
    must = extent(blobs.mask_of([blob.label for blob in blobs.parts]) if blobs.faint else blobs.mask, blobs.canvas)
    if must is not None and not frame.contains(must):
        raise BadInput(
            tr("The frame doesn't hold all of the mask, which is {width} x {height} px.").format(
                width=tr_number(must.w), height=tr_number(must.h)
            ),
            next_step=tr("Make the frame larger, or reset it."),
        )
    return crop_of_frame(frame, blobs.canvas, sizes, limit)


def _plan(calls: Sequence[Call], blobs: Blobs) -> Plan:
    total = calls[0].cost
    for call in calls[1:]:
        total = total + call.cost
    notes = _notes([call.crop for call in calls])
    if blobs.faint:
        notes.append(tr("Separate parts of the mask that are fainter than 10 % don't count."))
    return Plan(tuple(calls), total, tuple(notes), len(blobs.parts))


def _notes(crops: Sequence[Crop]) -> list[str]:
    """What one crop tells; of several, how many there are and by how much the worst of them is resampled."""
    if len(crops) == 1:
        return list(crops[0].notes)
    notes = [tr_count("The mask is sent in {count} part.", "The mask is sent in {count} parts.", len(crops))]
    least, most = (each(crop.scale for crop in crops) for each in (min, max))
    if least < 1:
        notes.append(tr("They are shrunk, the largest to {scale} of its size.").format(scale=f"{least:.2f}"))
    if most > 1:
        notes.append(tr("They are enlarged, the smallest {scale} times.").format(scale=f"{most:.2f}"))
    return notes
