"""Writing Photoshop documents: header, resources, layers with their masks, and the merged picture."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO

import numpy as np

from inlay.imaging.codec import Metadata
from inlay.imaging.colour import SRGB, to_8bit, to_16bit
from inlay.imaging.colour.display import srgb_profile
from inlay.imaging.tile import TILE, Pixels
from inlay.storage.exchange.bands import bands
from inlay.storage.exchange.layered import Outgoing
from inlay.storage.exchange.psd.channels import TRANSPARENCY
from inlay.storage.exchange.psd.fitting import check_fits, check_length, notes_of
from inlay.storage.exchange.psd.packing import NOTHING, Deflated, Plane, RunLengths, write_merged
from inlay.storage.exchange.psd.record_writing import Plan, plan_of, record
from inlay.storage.exchange.psd.records import ALPHA, USER_MASK
from inlay.storage.exchange.psd.resources import write_resources
from inlay.storage.exchange.psd.structure import GREY, RGB, SIGNATURE


def write_as(version: int) -> Callable[[BinaryIO, Outgoing], list[str]]:
    """The writer of PSD (1) or PSB (2)."""

    def write(out: BinaryIO, outgoing: Outgoing) -> list[str]:
        check_fits(outgoing.document, version)
        _Writing(out, outgoing, version).all()
        check_length(out.tell(), version)
        return notes_of(outgoing, version)

    return write


class _Writing:
    """One document on its way out. Lengths are written once they are known, over zeros that keep their place."""

    def __init__(self, out: BinaryIO, outgoing: Outgoing, version: int) -> None:
        self._out = out
        self._version = version
        self._length = "I" if version == 1 else "Q"
        self._document, self._export = outgoing.document, outgoing.export
        self._depth = outgoing.export.depth
        colour = self._document.colour
        # A grey document may only carry a grey profile.
        self._grey = colour.model == "grey" and (colour.profile is None or colour.profile_is_grey)
        self._colours = 1 if self._grey else 3

    def all(self) -> None:
        """Every section."""
        self._header()
        self._out.write(struct.pack(">I", 0))  # no palette
        self._resources()
        self._layers()
        self._merged()

    def _header(self) -> None:
        canvas = self._document.canvas
        channels = self._colours + self._export.source.alpha + len(self._document.saved_masks)
        mode = GREY if self._grey else RGB
        kind = (self._version, channels, canvas.h, canvas.w, self._depth, mode)
        self._out.write(SIGNATURE + struct.pack(">H6xHIIHH", *kind))

    def _resources(self) -> None:
        export = self._export
        names = [each.name for each in self._document.saved_masks]
        if export.source.alpha:
            names.insert(0, TRANSPARENCY)
        metadata = Metadata(export.exif(), export.xmp(), export.iptc(), self._profile(), export.metadata.dpi)
        data = write_resources(metadata, names if self._document.saved_masks else [])
        self._out.write(struct.pack(">I", len(data)) + data)

    def _profile(self) -> bytes | None:
        """The document's profile. sRGB is named: Krita takes 16 bits without a profile for light, Photoshop asks."""
        colour = self._document.colour
        return srgb_profile() if colour == SRGB else colour.profile

    def _layers(self) -> None:
        """8 bits have their place; Photoshop keeps layers of 16 in a block behind an empty one."""
        section = self._begin(self._length)
        if self._depth == 8:
            info = self._begin(self._length)
            self._list()
            self._end(info, self._length, 4)
            self._out.write(struct.pack(">I", 0))
        else:
            self._out.write(struct.pack(">" + self._length + "I", 0, 0))
            self._out.write(b"8BIMLr16")
            block = self._begin(self._length)
            self._list()
            self._end(block, self._length, 4)
            if self._export.source.alpha:  # behind the layers: GIMP looks for them in the first block only
                self._out.write(b"8BIMMt16" + struct.pack(">" + self._length, 0))
        self._end(section, self._length, 1)

    def _begin(self, layout: str) -> int:
        self._out.write(struct.pack(">" + layout, 0))
        return self._out.tell()

    def _end(self, start: int, layout: str, multiple: int) -> None:
        self._out.write(bytes(-(self._out.tell() - start) % multiple))
        end = self._out.tell()
        self._out.seek(start - struct.calcsize(">" + layout))
        self._out.write(struct.pack(">" + layout, end - start))
        self._out.seek(end)

    def _list(self) -> None:
        document = self._document
        plans = [
            plan_of(layer, number, document.canvas, self._colours) for number, layer in enumerate(document.layers, 1)
        ]
        count = -len(plans) if self._export.source.alpha else len(plans)
        self._out.write(struct.pack(">h", count))
        start = self._out.tell()
        self._records(plans, [[0] * len(plan.channels) for plan in plans])
        sizes = [self._pixels(plan) for plan in plans]
        end = self._out.tell()
        self._out.seek(start)
        self._records(plans, sizes)
        self._out.seek(end)

    def _records(self, plans: list[Plan], sizes: list[list[int]]) -> None:
        for plan, each in zip(plans, sizes, strict=True):
            self._out.write(record(plan, each, self._version))

    def _plane(self) -> Plane:
        return RunLengths(self._version) if self._depth == 8 else Deflated()

    def _pixels(self, plan: Plan) -> list[int]:
        """A layer's channels; their sizes in bytes."""
        own = [each for each in plan.channels if each != USER_MASK]
        sizes = self._own(plan, own) if not plan.rect.is_empty else [self._out.write(NOTHING) for _ in own]
        return [*sizes, self._mask(plan)] if plan.mask_rect is not None else sizes

    def _own(self, plan: Plan, channels: list[int]) -> list[int]:
        raster = plan.layer.raster
        planes = [self._plane() for _ in channels]
        for box in bands(raster.rect):
            pixels = self._in_depth(raster.region(box))
            colours = grey_of(pixels) if self._grey else pixels
            for channel, plane in zip(channels, planes, strict=True):
                plane.add(pixels[..., 3] if channel == ALPHA else colours[..., channel])
        return [plane.write(self._out) for plane in planes]

    def _mask(self, plan: Plan) -> int:
        mask, canvas = plan.layer.mask, self._document.canvas
        assert mask is not None and plan.mask_rect is not None
        if plan.mask_rect.is_empty:
            return self._out.write(NOTHING)
        plane = self._plane()
        for box in bands(plan.mask_rect.translate(canvas.x, canvas.y)):
            plane.add(self._in_depth(mask.region(box)))
        return plane.write(self._out)

    def _in_depth(self, pixels: Pixels) -> Pixels:
        return to_8bit(pixels) if self._depth == 8 else to_16bit(pixels)

    def _merged(self) -> None:
        """What the picture looks like, laid over white where it can be seen through, as Photoshop does it."""
        alpha, document = self._export.source.alpha, self._document
        planes = [RunLengths(self._version) for _ in range(self._colours + alpha + len(document.saved_masks))]
        for pixels in self._export.strips(TILE, self._depth, self._grey, alpha):
            shown = over_white(pixels) if alpha else pixels
            for index in range(shown.shape[2]):
                planes[index].add(shown[..., index])
        for plane, saved in zip(planes[self._colours + alpha :], document.saved_masks, strict=True):
            for box in bands(document.canvas):
                plane.add(self._in_depth(saved.mask.region(box)))
        write_merged(self._out, planes)


def grey_of(pixels: Pixels) -> Pixels:
    """(h, w, 1): a grey document has R = G = B; where a colour got in, its luma (Rec. 709 weights)."""
    first = pixels[..., :1]
    if (pixels[..., 1:3] == first).all():
        return first
    luma: Pixels = np.rint(pixels[..., :3] @ np.array([0.2126, 0.7152, 0.0722]))[..., np.newaxis]
    return luma.astype(pixels.dtype)


def over_white(pixels: Pixels) -> Pixels:
    """(h, w, n) with its last channel alpha: the colours over white, and alpha as it is."""
    top = float(np.iinfo(pixels.dtype).max)
    share = pixels[..., -1:] / np.float32(top)
    colours = np.rint(pixels[..., :-1] * share + np.float32(top) * (1 - share))
    out = pixels.copy()
    out[..., :-1] = np.clip(colours, 0, top)
    return out
