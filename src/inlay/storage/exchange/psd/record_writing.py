"""Layer records on their way into a Photoshop document."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from inlay.base.geometry import Rect
from inlay.document.layer import Layer
from inlay.imaging.mask import Mask
from inlay.imaging.raster import cell_rect
from inlay.storage.exchange.psd.layers import opacity_byte
from inlay.storage.exchange.psd.modes import KEYS
from inlay.storage.exchange.psd.records import ALPHA, LOCK_ALL, LOCK_PIXELS, LOCK_PLACE, USER_MASK
from inlay.storage.exchange.psd.resources import pascal_text, unicode_text
from inlay.storage.fields import NAME, plain

_HIDDEN, _NEW_FLAGS = 1 << 1, 1 << 3
_MASK_OFF = 1 << 1


@dataclass(frozen=True, eq=False)
class Plan:
    """How one layer is written: its box and mask box on the canvas, and which channels follow."""

    layer: Layer
    number: int
    rect: Rect
    mask_rect: Rect | None
    channels: tuple[int, ...]


def plan_of(layer: Layer, number: int, canvas: Rect, colours: int) -> Plan:
    """What is written of a layer; everything counts from the corner of the canvas."""
    channels = list(range(colours))
    if layer.raster.channels == 4:
        channels.insert(0, ALPHA)
    mask_rect = None
    if layer.mask is not None:
        channels.append(USER_MASK)
        box = box_of(layer.mask)
        if layer.mask.outside:
            # ImageMagick takes what lies outside of a mask's box for hidden, whatever the record says.
            box = box.union(layer.raster.rect)
        mask_rect = box.translate(-canvas.x, -canvas.y)
    return Plan(layer, number, layer.raster.rect.translate(-canvas.x, -canvas.y), mask_rect, tuple(channels))


def box_of(mask: Mask) -> Rect:
    """The smallest box outside of which a mask has one value; empty where it has that everywhere."""
    cells = Rect(0, 0, 0, 0)
    for cell in mask.tiles:
        cells = cells.union(cell_rect(cell))
    if mask.outside not in (0, 255):
        return cells
    different = mask if mask.outside == 0 else mask.inverted()
    return different.bounds(cells) or Rect(0, 0, 0, 0)


def record(plan: Plan, sizes: list[int], version: int) -> bytes:
    """The record; `sizes` are the bytes of each channel, 0 where they aren't known yet."""
    layer, rect = plan.layer, plan.rect
    length = "I" if version == 1 else "Q"
    head = _edges(rect) + struct.pack(">H", len(plan.channels))
    for channel, size in zip(plan.channels, sizes, strict=True):
        head += struct.pack(">h" + length, channel, size)
    flags = _NEW_FLAGS | (0 if layer.visible else _HIDDEN)
    head += b"8BIM" + KEYS[layer.mode] + struct.pack(">BBBx", opacity_byte(layer.opacity), 0, flags)
    extra = _mask(plan) + _ranges(plan) + pascal_text(plain(layer.name, NAME), 4) + _blocks(plan)
    return head + struct.pack(">I", len(extra)) + extra


def _edges(rect: Rect) -> bytes:
    return struct.pack(">4i", rect.y, rect.x, rect.bottom, rect.right)


def _mask(plan: Plan) -> bytes:
    mask, rect = plan.layer.mask, plan.mask_rect
    if mask is None or rect is None:
        return struct.pack(">I", 0)
    flags = 0 if plan.layer.mask_on else _MASK_OFF
    return struct.pack(">I", 20) + _edges(rect) + struct.pack(">BBxx", mask.outside, flags)


def _ranges(plan: Plan) -> bytes:
    """It blends over all levels of itself and of what lies below, as grey and in each channel."""
    whole = b"\0\0\xff\xff" * 2
    count = 1 + sum(1 for each in plan.channels if each != USER_MASK)
    return struct.pack(">I", len(whole) * count) + whole * count


def _blocks(plan: Plan) -> bytes:
    name = unicode_text(plain(plan.layer.name, NAME))
    out = _block(b"luni", name + bytes(-len(name) % 4)) + _block(b"lyid", struct.pack(">I", plan.number))
    if plan.layer.locked:
        out += _block(b"lspf", struct.pack(">I", LOCK_ALL | LOCK_PIXELS | LOCK_PLACE))
    return out


def _block(key: bytes, content: bytes) -> bytes:
    return b"8BIM" + key + struct.pack(">I", len(content)) + content
