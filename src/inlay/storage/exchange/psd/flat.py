"""Documents without layers that Inlay can keep: the merged picture, brought into RGB or grey."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.document.layer import Layer, new_id
from inlay.imaging.codec.cmyk import profile_for
from inlay.imaging.colour import ColourSpace, to_8bit
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels
from inlay.imaging.vips import vips
from inlay.storage.exchange.colours import space_of
from inlay.storage.exchange.findings import Findings
from inlay.storage.exchange.psd.planes import merged_planes
from inlay.storage.exchange.psd.resources import metadata_in, says_no_composite
from inlay.storage.exchange.psd.structure import (
    BITMAP,
    CMYK,
    DUOTONE,
    GREY,
    INDEXED,
    LAB,
    MULTICHANNEL,
    RGB,
    File,
    Header,
)


def opens_layered(header: Header) -> bool:
    """Whether layers of that kind of colour can be kept as layers."""
    return header.mode in (GREY, RGB, DUOTONE)


def _kind(mode: int) -> str:
    names = {
        BITMAP: tr("bitmap"),
        INDEXED: tr("indexed colour"),
        CMYK: tr("CMYK"),
        MULTICHANNEL: tr("multichannel"),
        LAB: tr("Lab"),
    }
    return names.get(mode) or tr("an unknown kind of colour")


def flat_layer(file: File, name: str, findings: Findings, has_layers: bool) -> tuple[Layer, ColourSpace]:
    """The merged picture as a layer, and its colour space. Raises BadInput for kinds that can't be opened, FormatError
    for damage."""
    header = file.header
    make = _MAKERS.get(header.mode)
    if make is None:
        raise BadInput(
            tr("{name} is {kind}, which isn't supported.").format(name=name, kind=_kind(header.mode)),
            next_step=tr("Save a copy in RGB."),
        )
    if has_layers:
        _check_composite(file, name)
        findings.say(tr("The file is {kind}: its layers were merged.").format(kind=_kind(header.mode)))
    elif header.mode == LAB:
        findings.say(tr("The file is Lab; it was converted to sRGB."))
    shape = (header.channels, header.height, header.width, header.depth)
    planes = merged_planes(file.merged, range(header.colours), shape, header.version)
    pixels, colour = make(file, planes, findings)
    layer = Layer(new_id(), tr("Photo"), Raster.from_array(np.ascontiguousarray(pixels)))
    return layer, colour


def _check_composite(file: File, name: str) -> None:
    if says_no_composite(file.resources):
        raise BadInput(
            tr("{name} is {kind}, and was saved without a merged picture.").format(
                name=name, kind=_kind(file.header.mode)
            ),
            next_step=tr("Save it again with the highest compatibility, or in RGB."),
        )


_Made = tuple[Pixels, ColourSpace]
_Maker = Callable[[File, list[Pixels], Findings], _Made]


def _colour(file: File, findings: Findings, grey: bool) -> ColourSpace:
    return space_of(metadata_in(file.resources).icc, grey, findings)


def _rgb(file: File, planes: list[Pixels], findings: Findings) -> _Made:
    return np.stack(planes, axis=-1), _colour(file, findings, grey=False)


def _grey(file: File, planes: list[Pixels], findings: Findings) -> _Made:
    if file.header.mode == DUOTONE:
        findings.say(tr("The duotone is opened as grey, without its inks."))
        return np.stack(planes * 3, axis=-1), space_of(None, grey=True, findings=findings)
    return np.stack(planes * 3, axis=-1), _colour(file, findings, grey=True)


def _bitmap(file: File, planes: list[Pixels], findings: Findings) -> _Made:
    bits = np.unpackbits(planes[0], axis=1)[:, : file.header.width]
    ink = np.where(bits == 1, 0, 255).astype(np.uint8)
    return np.stack([ink] * 3, axis=-1), space_of(None, grey=True, findings=findings)


def _indexed(file: File, planes: list[Pixels], findings: Findings) -> _Made:
    table = np.zeros((3, 256), np.uint8)
    given = np.frombuffer(file.palette[:768], np.uint8)
    table.reshape(-1)[: len(given)] = given
    return np.stack([each[planes[0]] for each in table], axis=-1), _colour(file, findings, grey=False)


def _cmyk(file: File, planes: list[Pixels], findings: Findings) -> _Made:
    """Photoshop keeps CMYK the other way round: 0 is full ink."""
    inks = np.stack([np.iinfo(each.dtype).max - each for each in planes], axis=-1)
    profile, told = profile_for(metadata_in(file.resources).icc)
    findings.say(told)
    bits = 16 if inks.dtype == np.uint16 else 8
    picture = _vips_image(inks).copy(interpretation="cmyk")
    picture.set_type(vips().GValue.blob_type, "icc-profile-data", profile)
    options = {"embedded": True, "intent": "relative", "black_point_compensation": True, "depth": bits}
    return _array(picture.icc_transform("srgb", **options)), space_of(None, grey=False, findings=findings)


def _lab(_file: File, planes: list[Pixels], findings: Findings) -> _Made:
    """L over all levels; a and b around the middle, one unit to an 8-bit level."""
    top = float(np.iinfo(planes[0].dtype).max)
    light, a, b = (each.astype(np.float32) for each in planes)
    unit = np.float32(255.0 / top)
    levels = np.stack([light * np.float32(100.0 / top), a * unit - 128, b * unit - 128], axis=-1)
    picture = _vips_image(levels).copy(interpretation="lab")
    wide = _array(picture.icc_export(output_profile="srgb", intent="relative", depth=16, pcs="lab"))
    pixels = wide if planes[0].dtype == np.uint16 else to_8bit(wide)
    return pixels, space_of(None, grey=False, findings=findings)


def _vips_image(pixels: Pixels) -> Any:
    height, width, bands = pixels.shape
    kind = {"uint8": "uchar", "uint16": "ushort", "float32": "float"}[pixels.dtype.name]
    return vips().Image.new_from_memory(np.ascontiguousarray(pixels).tobytes(), width, height, bands, kind)


def _array(picture: Any) -> Pixels:
    return np.asarray(picture.numpy())


_MAKERS: dict[int, _Maker] = {
    RGB: _rgb,
    GREY: _grey,
    DUOTONE: _grey,
    BITMAP: _bitmap,
    INDEXED: _indexed,
    CMYK: _cmyk,
    LAB: _lab,
}
