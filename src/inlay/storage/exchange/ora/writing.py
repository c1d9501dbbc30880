"""Writing OpenRaster: type, layers, merged picture, thumbnail, and the list of layers."""

from __future__ import annotations

import zipfile
from typing import BinaryIO, cast
from xml.etree import ElementTree

import numpy as np

from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.document.thumbnail import thumbnail
from inlay.imaging.codec import PixelSource, write_picture
from inlay.imaging.colour import SRGB, ColourSpace
from inlay.imaging.colour.display import srgb_profile
from inlay.storage.exchange.bands import Rows
from inlay.storage.exchange.findings import joined
from inlay.storage.exchange.layered import Outgoing
from inlay.storage.exchange.losses import left_behind
from inlay.storage.exchange.ora.archive import MIMETYPE, TITLE
from inlay.storage.exchange.ora.modes import NAMES
from inlay.storage.exchange.ora.reading import MERGED, STACK
from inlay.storage.fields import NAME, plain

VERSION = "0.0.6"
THUMBNAIL_SIDE = 256
BLENDING = "{http://mypaint.org/ns/openraster}eotf"
"""MyPaint's word for the exponent by which it brings colours to light before it blends; the standard has none."""
# A fixed date: the same document gives the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


def write(out: BinaryIO, outgoing: Outgoing) -> list[str]:
    """The whole archive; PNG data are stored, since they are compressed already."""
    document = outgoing.document
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_entry("mimetype"), MIMETYPE)
        archive.writestr(_entry(STACK), _stack(outgoing), zipfile.ZIP_DEFLATED)
        for number, layer in enumerate(document.layers):
            with archive.open(_entry(_file_of(number)), "w", force_zip64=True) as file:
                _write_layer(cast("BinaryIO", file), layer, outgoing)
        export = outgoing.export
        with archive.open(_entry(MERGED), "w", force_zip64=True) as file:
            write_picture(
                cast("BinaryIO", file), "png", export.source, document.colour, export.metadata, export.settings
            )
        archive.writestr(_entry("Thumbnails/thumbnail.png"), thumbnail(document, THUMBNAIL_SIDE))
    return _notes(document)


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _DATE)


def _file_of(number: int) -> str:
    return f"data/layer{number:03}.png"


def _stack(outgoing: Outgoing) -> bytes:
    """The list, topmost layer first."""
    document, canvas = outgoing.document, outgoing.document.canvas
    image = ElementTree.Element("image", version=VERSION, w=str(canvas.w), h=str(canvas.h))
    image.set(BLENDING, "1.0")
    dpi = outgoing.export.metadata.dpi
    if dpi is not None:
        image.set("xres", str(max(1, round(dpi[0]))))
        image.set("yres", str(max(1, round(dpi[1]))))
    stack = ElementTree.SubElement(image, "stack")
    for number, layer in reversed(list(enumerate(document.layers))):
        ElementTree.SubElement(stack, "layer", _attributes(number, layer, canvas))
    data: bytes = ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True)
    return data


def _attributes(number: int, layer: Layer, canvas: Rect) -> dict[str, str]:
    attributes = {
        "name": plain(layer.name, NAME),
        "src": _file_of(number),
        "x": str(layer.raster.rect.x - canvas.x),
        "y": str(layer.raster.rect.y - canvas.y),
        "opacity": repr(float(layer.opacity)),
        "visibility": "visible" if layer.visible else "hidden",
        "composite-op": NAMES[layer.mode],
    }
    return attributes | ({"edit-locked": "true"} if layer.locked else {})


def _write_layer(file: BinaryIO, layer: Layer, outgoing: Outgoing) -> None:
    document, rect = outgoing.document, layer.raster.rect
    mask = layer.hiding
    if rect.is_empty:
        source = PixelSource.of(np.zeros((1, 1, 4), document.dtype))
    else:
        alpha = layer.raster.channels == 4 or mask is not None
        source = PixelSource(rect.w, rect.h, document.depth, alpha, Rows(layer, mask).rows)
    write_picture(file, "png", source, _space(outgoing), settings=outgoing.export.settings)


def _space(outgoing: Outgoing) -> ColourSpace:
    """The layers' space: sRGB is named in 16 bits, since Krita stops and asks about those without a profile."""
    colour = outgoing.document.colour
    if colour == SRGB and outgoing.export.depth == 16:
        return ColourSpace(srgb_profile(), "rgb")
    return colour


def _notes(document: Document) -> list[str]:
    notes = [left_behind(document, TITLE, saved_masks=False)]
    applied = [each.name for each in document.layers if each.hiding is not None]
    dropped = [each.name for each in document.layers if each.mask is not None and not each.mask_on]
    exclusion = [each.name for each in document.layers if each.mode == "exclusion"]
    if applied:
        notes.append(tr("OpenRaster has no layer masks; applied to the layer: {names}.").format(names=joined(applied)))
    if dropped:
        text = tr("OpenRaster has no layer masks; left out, since they are off: {names}.")
        notes.append(text.format(names=joined(dropped)))
    if exclusion:
        text = tr("OpenRaster has no mode exclusion; Krita and others show it as normal: {names}.")
        notes.append(text.format(names=joined(exclusion)))
    return notes
