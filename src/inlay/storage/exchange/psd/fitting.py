"""What a Photoshop document can hold: what is refused, and what is told."""

from __future__ import annotations

from inlay.base.errors import BadInput
from inlay.base.text import tr, tr_number
from inlay.document.document import Document
from inlay.storage.exchange.findings import joined
from inlay.storage.exchange.layered import Outgoing
from inlay.storage.exchange.losses import left_behind
from inlay.storage.exchange.psd.layers import opacity_byte, opacity_of
from inlay.storage.exchange.psd.record_writing import box_of

LONGEST_SIDE = {1: 30_000, 2: 300_000}
MOST_BYTES = (1 << 31) - 1
MOST_CHANNELS = 56
_TITLES = {1: "PSD", 2: "PSB"}
_STEP = 1e-6


def check_fits(document: Document, version: int) -> None:
    """Raises BadInput, naming the limit, for what the format can't hold."""
    limit, title = LONGEST_SIDE[version], _TITLES[version]
    for rect in (document.canvas, *(each.raster.rect for each in document.layers)):
        if max(rect.w, rect.h) > limit:
            raise BadInput(
                tr("{format} holds at most {limit} px a side; this is {size} px.").format(
                    format=title, limit=tr_number(limit), size=f"{tr_number(rect.w)} x {tr_number(rect.h)}"
                ),
                next_step=tr("Choose PSB, or crop the picture."),
            )
    if len(document.saved_masks) > MOST_CHANNELS - 4:
        raise BadInput(tr("{format} holds at most {limit} saved masks.").format(format=title, limit=MOST_CHANNELS - 4))


def check_length(size: int, version: int) -> None:
    """Raises BadInput where a PSD became longer than its own lengths can say."""
    if version == 1 and size > MOST_BYTES:
        raise BadInput(tr("A PSD file is at most 2 GB long."), next_step=tr("Choose PSB."))


def notes_of(outgoing: Outgoing, version: int) -> list[str]:
    """What the file doesn't hold."""
    document, title = outgoing.document, _TITLES[version]
    notes = [left_behind(document, title, saved_masks=True)]
    rounded = [each.name for each in document.layers if _is_rounded(each.opacity)]
    if rounded:
        notes.append(tr("Opacity was rounded to the format's 255 steps: {names}.").format(names=joined(rounded)))
    soft = [each.name for each in document.layers if each.mode == "soft-light"]
    if soft:
        text = tr("Photoshop blends soft light by a formula of its own, up to 17 levels of 255 different: {names}.")
        notes.append(text.format(names=joined(soft)))
    cut = [each.name for each in document.saved_masks if not document.canvas.contains(box_of(each.mask))]
    cut += [each.name for each in document.saved_masks if each.mask.outside and each.name not in cut]
    if cut:
        notes.append(tr("Saved masks end at the edge of the canvas in the file: {names}.").format(names=joined(cut)))
    if outgoing.export.depth < document.depth:
        notes.append(tr("The layers were reduced from 16 to 8 bits a channel."))
    return notes


def _is_rounded(opacity: float) -> bool:
    return abs(opacity_of(opacity_byte(opacity)) - opacity) > _STEP
