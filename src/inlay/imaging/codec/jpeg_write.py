"""Writing a JPEG: what didn't change keeps the original's blocks, else with its tables and sampling; measured."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from inlay.base.errors import BadInput
from inlay.base.text import tr, tr_number
from inlay.imaging.codec import jpeg_blocks
from inlay.imaging.codec import jpeg_markers as markers
from inlay.imaging.codec.differences import different, distances
from inlay.imaging.codec.export import STRIP_BYTES, Export
from inlay.imaging.codec.jpeg_segments import jpeg_segments, profile_segments
from inlay.imaging.codec.loader import decode
from inlay.imaging.codec.records import Sampling
from inlay.imaging.colour.depth import Pixels

# What libjpeg can write.
MAX_SIDE = 65_500
DEFAULT_QUALITY = 95
DEFAULT_SAMPLING: Sampling = "4:4:4"


def write(out: BinaryIO, export: Export) -> list[str]:
    """8 bits; transparency is flattened over white, and told; so is how many pixels the encoding changed."""
    source = export.source
    if max(source.width, source.height) > MAX_SIDE:
        raise BadInput(
            tr("A JPEG can be at most {limit} px a side.").format(limit=tr_number(MAX_SIDE)),
            next_step=tr("Export as PNG or TIFF."),
        )
    segments, notes = jpeg_segments(export)
    if source.alpha:
        notes.append(tr("JPEG has no transparency: it was flattened over white."))
    as_source = export.settings.quality is None and export.settings.sampling is None
    kept = jpeg_blocks.keep_blocks(export) if as_source and jpeg_blocks.can_keep(export) else None
    if kept is not None:
        data = markers.with_metadata(kept.data, segments + profile_segments(export.colour.profile), _dpi(export))
        told = _told_of_blocks(kept, data, export)
    else:
        pixels = _gather(export)
        data = _encoded(pixels, export, segments)
        told = [_told_of_change(*_changes(data, pixels))]
    out.write(data)
    return [*notes, *told]


# What is told


def _told_of_blocks(kept: jpeg_blocks.Kept, data: bytes, export: Export) -> list[str]:
    """How much of the original is in the file bit for bit, and what decoding shows beside the fills."""
    if kept.kept == kept.blocks:
        return [tr("All {blocks} JPEG blocks are the original's, bit for bit.").format(blocks=tr_number(kept.blocks))]
    told = tr("{kept} of {blocks} JPEG blocks are the original's, bit for bit.")
    share, most = _changes(data, kept.before, _fills(export, kept.before))
    beside = (
        tr("Around the fills, {share} of the other pixels changed, by at most {most} levels.").format(
            share=_percent(share), most=most
        )
        if most
        else tr("No pixel beside the fills changed.")
    )
    return [told.format(kept=tr_number(kept.kept), blocks=tr_number(kept.blocks)), beside]


def _fills(export: Export, before: Pixels) -> npt.NDArray[np.bool_]:
    """Where (H, W) the picture differs from the original."""
    marks = np.empty(before.shape[:2], np.bool_)
    y = 0
    for strip in export.strips(max(1, jpeg_blocks.STRIP // export.source.width), 8, export.grey, False):
        marks[y : y + len(strip)] = different(distances(strip, before[y : y + len(strip)]))
        y += len(strip)
    return marks


def _changes(data: bytes, wanted: Pixels, but: npt.NDArray[np.bool_] | None = None) -> tuple[float, int]:
    """The share of pixels that a written file shows otherwise than `wanted` (H, W, 1|3), and by how many levels at
    most; `but` (H, W) are pixels that don't count."""
    got = decode("jpegload_buffer", data)
    rows = max(1, jpeg_blocks.STRIP // wanted.shape[1])
    changed = counted = most = 0
    for y in range(0, len(wanted), rows):
        part = slice(y, y + rows)
        apart = distances(got[part], wanted[part])
        counted += apart.shape[0] * apart.shape[1]
        if but is not None:
            apart[but[part]] = 0
            counted -= int(np.count_nonzero(but[part]))
        changed += int(np.count_nonzero(different(apart)))
        most = max(most, int(apart.max(initial=0)))
    return changed / max(1, counted), most


def _told_of_change(share: float, most: int) -> str:
    if not most:
        return tr("The JPEG encoding changed no pixel.")
    return tr("The JPEG encoding changed {share} of all pixels, by at most {most} levels.").format(
        share=_percent(share), most=most
    )


def _percent(share: float) -> str:
    """A share so that it is never told as nothing, or as all, where it isn't."""
    if 0 < share < 0.0001:
        return tr("less than 0.01 %")
    percent = min(share * 100, 99.9) if share < 1 else 100.0
    text = tr_number(percent, 2 if share < 0.1 else 1)
    return tr("{number} %").format(number=text)


# Encoding everything anew


def _over_white(strip: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """(h, w, 4) flattened over white, rounded: (c * a + 255 * (255 - a) + 127) // 255."""
    alpha = strip[..., 3:].astype(np.uint32)
    return ((strip[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def _gather(export: Export) -> Pixels:
    """The whole picture, (H, W, 1 or 3) uint8: the encoder can't take strips."""
    source, bands = export.source, 1 if export.grey else 3
    whole = np.empty((source.height, source.width, bands), np.uint8)
    y = 0
    for strip in export.strips(max(1, STRIP_BYTES // (source.width * 4)), 8, False, source.alpha):
        flat = _over_white(strip) if source.alpha else strip
        whole[y : y + len(strip)] = flat[..., :bands] if export.grey else flat
        y += len(strip)
    return whole


def _dpi(export: Export) -> tuple[int, int] | None:
    """Dots per inch as a JPEG can hold them."""
    dpi = export.metadata.dpi
    if dpi is None:
        return None
    x, y = (min(65535, max(1, round(each))) for each in dpi)
    return x, y


def _compression(export: Export) -> dict[str, Any]:
    """How to compress: what the person chose, else as the source did, else 95 and 4:4:4."""
    wish, source = export.settings, export.metadata.jpeg
    options: dict[str, Any] = {"subsampling": wish.sampling or (source.sampling if source else DEFAULT_SAMPLING)}
    if wish.quality is not None:
        options["quality"] = wish.quality
    elif source is not None and source.tables:
        # A grey source has one table only; Pillow uses it for chroma too, which is the finer choice.
        options["qtables"] = [list(table) for table in source.tables]
    else:
        options["quality"] = source.quality if source else DEFAULT_QUALITY
    options["progressive"] = source.progressive if source else False
    return options


def _encoded(pixels: Pixels, export: Export, segments: bytes) -> bytes:
    """The whole file."""
    from PIL import Image

    options = _compression(export)
    if export.colour.profile is not None:
        options["icc_profile"] = export.colour.profile
    dpi = _dpi(export)
    if dpi is not None:
        options["dpi"] = dpi
    image = Image.fromarray(pixels[..., 0] if export.grey else pixels)
    memory = io.BytesIO()
    try:
        image.save(memory, "JPEG", extra=segments, **options)
    except OSError:
        if not options["progressive"]:
            raise
        # Pillow gives the encoder 2 bytes a pixel for a progressive picture, which noise can exceed.
        memory = io.BytesIO()
        image.save(memory, "JPEG", extra=segments, **options | {"progressive": False})
    return memory.getvalue()
