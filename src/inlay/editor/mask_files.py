"""Masks in and out of files, for the pool: read at the canvas's size or placed, written as grey PNG or as alpha."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from inlay.base.errors import BadInput, InlayError
from inlay.base.file_names import file_names
from inlay.base.files import write_atomically
from inlay.base.geometry import Rect
from inlay.base.text import tr, tr_count
from inlay.document.document import Document, SavedMask
from inlay.editor.exporting import check_target, pixels_of
from inlay.imaging.codec import Metadata, PixelSource, format_for_path, read_metadata, write_picture
from inlay.imaging.codec.mask_pictures import MaskPicture, Taken, Values, mask_picture, write_mask
from inlay.imaging.mask import Mask
from inlay.imaging.tile import Pixels
from inlay.storage import WorkingCopy

Place = Literal["corner", "scaled"]
"""What becomes of a picture of another size: put into the top left corner, or made as large as the canvas."""


class OtherSize(BadInput):
    """A picture that isn't as large as the canvas, where nobody said what is to become of it."""


def _other_size(name: str, size: tuple[int, int], canvas: Rect) -> OtherSize:
    return OtherSize(
        tr("{name} is {width} x {height} px, but the picture is {wanted_width} x {wanted_height} px.").format(
            name=name, width=size[0], height=size[1], wanted_width=canvas.w, wanted_height=canvas.h
        ),
        tr("The mask is as it was."),
        tr("It can be placed in the top left corner, or scaled to the picture."),
    )


@dataclass(frozen=True, eq=False)
class Imported:
    """A mask that came from a picture of `size` (width, height): what of it was taken, what else could be, and what is
    to be told."""

    mask: Mask
    size: tuple[int, int]
    taken: Taken
    other: Taken | None
    notes: tuple[str, ...]


def imported(data: bytes, name: str, canvas: Rect, taken: Taken | None = None, place: Place | None = None) -> Imported:
    """The mask in a picture, at its place in the canvas; OtherSize where it has another size and `place` is None, and
    BadInput where nothing in it is to be masked."""
    found = mask_picture(data, name, taken)
    height, width = found.values.shape
    if (width, height) != (canvas.w, canvas.h) and place is None:
        raise _other_size(name, (width, height), canvas)
    values = _placed(found.values, canvas, place)
    if not values.any():
        raise BadInput(_empty(found).format(name=name), tr("The mask is as it was."))
    return Imported(Mask.from_array(values, canvas.x, canvas.y), (width, height), found.taken, found.other, found.notes)


def _empty(found: MaskPicture) -> str:
    if found.taken == "transparency":
        return tr("Nothing that lies in the picture is transparent in {name}.")
    return tr("The mask in {name} is empty: nothing in it is white.")


def _placed(values: Values, canvas: Rect, place: Place | None) -> Values:
    if place != "scaled" or values.shape == (canvas.h, canvas.w):
        return values[: canvas.h, : canvas.w]
    smaller = values.shape[0] >= canvas.h and values.shape[1] >= canvas.w
    way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(values, (canvas.w, canvas.h), interpolation=way), np.uint8)


def mask_png(mask: Mask, canvas: Rect) -> bytes:
    """The mask inside the canvas as a grey PNG."""
    out = io.BytesIO()
    write_mask(out, canvas.w, canvas.h, lambda y, h: mask.region(Rect(canvas.x, canvas.y + y, canvas.w, h)))
    return out.getvalue()


def export_mask(mask: Mask, canvas: Rect, path: Path, original: Path | None) -> None:
    """Write the mask inside the canvas as a grey PNG of the canvas's size, whole or not at all."""
    check_target(path, original)
    if format_for_path(path).id != "png":
        raise BadInput(
            tr("A mask is written as PNG, and {name} isn't one by its name.").format(name=path.name),
            next_step=tr("Give it a name that ends in .png."),
        )
    _write_png(mask, canvas, path)


def _write_png(mask: Mask, canvas: Rect, path: Path) -> None:
    def rows(y: int, h: int) -> Values:
        return mask.region(Rect(canvas.x, canvas.y + y, canvas.w, h))

    write_atomically(path.absolute(), lambda temporary: write_mask(temporary, canvas.w, canvas.h, rows))


class FilesInTheWay(BadInput):
    """Files that would be replaced, which nobody asked for."""


def _in_the_way(paths: Sequence[Path]) -> FilesInTheWay:
    return FilesInTheWay(
        tr_count(
            "A file of that name is in the folder already.",
            "{count} files of these names are in the folder already.",
            len(paths),
        ),
        tr("Nothing was written."),
        ", ".join(path.name for path in paths[:5]) + ("…" if len(paths) > 5 else ""),
    )


def export_masks(masks: Iterable[SavedMask], canvas: Rect, folder: Path, replace: bool = False) -> list[Path]:
    """Write each saved mask as a grey PNG under its own name into `folder`; the files. FilesInTheWay where any of them
    exists, unless `replace` says so."""
    if not folder.is_dir():
        raise BadInput(tr("The folder {folder} doesn't exist.").format(folder=folder))
    kept = list(masks)
    if not kept:
        raise BadInput(tr("There are no saved masks."), next_step=tr("Save the mask first."))
    paths = [folder / f"{name}.png" for name in file_names([each.name for each in kept])]
    there = [path for path in paths if path.exists()]
    if there and not replace:
        raise _in_the_way(there)
    for each, path in zip(kept, paths, strict=True):
        _write_png(each.mask, canvas, path)
    return paths


def export_alpha(document: Document, mask: Mask, working: WorkingCopy, path: Path) -> list[str]:
    """Write the picture with what is masked transparent, in a format that can hold that; what is to be told."""
    source = document.source
    check_target(path, Path(source.path) if source is not None and source.path else None)
    kind = format_for_path(path)
    if not kind.alpha:
        raise BadInput(
            tr("{format} can't hold transparency.").format(format=kind.title),
            next_step=tr("Export as PNG or TIFF."),
        )
    metadata, notes = _metadata(document, working)
    pixels, canvas = pixels_of(document), document.canvas

    def rows(y: int, h: int) -> Pixels:
        return _faded(pixels.rows(y, h), mask.region(Rect(canvas.x, canvas.y + y, canvas.w, h)))

    faded = PixelSource(pixels.width, pixels.height, pixels.depth, True, rows)
    write_atomically(
        path.absolute(),
        lambda temporary: notes.extend(write_picture(temporary, kind.id, faded, document.colour, metadata)),
    )
    return notes


def _metadata(document: Document, working: WorkingCopy) -> tuple[Metadata, list[str]]:
    if document.source is None:
        return Metadata(), []
    try:
        return read_metadata(working.source_bytes(document.source), document.source.name), []
    except InlayError as error:
        return Metadata(), [error.sentence(), tr("The file was written without its metadata.")]


def _faded(pixels: Pixels, mask: Values) -> Pixels:
    """(h, w, 4): alpha taken off where the mask is; where that is 0, all bits stay."""
    out = pixels.copy()
    alpha = out[..., 3].astype(np.uint32) * (255 - mask.astype(np.uint32))
    out[..., 3] = (alpha + 127) // 255
    return out
