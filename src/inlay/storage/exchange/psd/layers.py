"""From layer records to a tree of layers with pixels and masks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.imaging.codec.format import FormatError
from inlay.imaging.mask import Coverage, Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels
from inlay.storage.exchange.bounds import DEEPEST, layer_name
from inlay.storage.exchange.findings import Findings
from inlay.storage.exchange.psd.kinds import has_style, has_vector_mask, kind_of
from inlay.storage.exchange.psd.modes import PASS_THROUGH, foreign_name, mode_of
from inlay.storage.exchange.psd.planes import read_plane
from inlay.storage.exchange.psd.records import ALPHA, BOTTOM, CLOSED, OPEN, USER_MASK, MaskRecord, Record
from inlay.storage.exchange.psd.structure import RGB, Header
from inlay.storage.exchange.tree import Group, Leaf, Node


def opacity_of(value: int) -> float:
    """0..1 of 0..255: the whole percent that Photoshop means by it, where there is one."""
    percent = round(value / 2.55) / 100
    return percent if opacity_byte(percent) == value else value / 255


def opacity_byte(opacity: float) -> int:
    """0..255 of 0..1."""
    return round(opacity * 255)


@dataclass(eq=False)
class _Level:
    """A group that is being filled."""

    nodes: list[Node] = field(default_factory=list)


class Layers:
    """Decodes the layers of one document; what Inlay doesn't have goes into `findings`."""

    def __init__(self, records: Sequence[Record], header: Header, blank: Document, findings: Findings) -> None:
        self._records = records
        self._header = header
        self._blank = blank
        self._findings = findings
        self._number = 0

    def nodes(self) -> list[Node]:
        """The tree, bottom first. Heads of groups lie above their layers, so that a group ends before it begins."""
        levels = [_Level()]
        for record in self._records:
            if record.divider == BOTTOM:
                levels.append(_Level())
                if len(levels) > DEEPEST:
                    raise FormatError("groups lie too deep")
            elif record.divider in (OPEN, CLOSED):
                children = levels.pop().nodes if len(levels) > 1 else []
                levels[-1].nodes.append(self._group(record, children))
            else:
                leaf = self._leaf(record)
                if leaf is not None:
                    levels[-1].nodes.append(leaf)
        return [node for level in levels for node in level.nodes]

    def _group(self, record: Record, children: Sequence[Node]) -> Group:
        nothing = Raster(Rect(0, 0, 0, 0), 4, self._blank.dtype, {})
        head = self._layer(record, nothing, record.group_mode)
        return Group(head, tuple(children), record.group_mode == PASS_THROUGH, record.clipped)

    def _leaf(self, record: Record) -> Leaf | None:
        kind, name = kind_of(record.blocks), layer_name(record.text(), self._number + 1)
        if record.rect.is_empty and kind is not None:
            self._findings.add("left out", f"{name} ({kind})")
            return None
        try:
            raster = self._raster(record)
        except FormatError:
            self._findings.add("damaged", name)
            return None
        layer = self._layer(record, raster, record.mode)
        if kind is not None:
            self._findings.add("pixels", f"{layer.name} ({kind})")
        if record.has_blend_ranges:
            self._findings.add("style", layer.name)
        return Leaf(layer, record.clipped)

    def _raster(self, record: Record) -> Raster:
        rect, dtype = record.rect, self._blank.dtype
        if rect.is_empty:  # a layer on which nothing was painted yet
            return Raster.from_array(np.zeros((1, 1, 4), dtype))
        first = [self._plane(record, number, rect) for number in range(3 if self._header.mode == RGB else 1)]
        planes = first if len(first) == 3 else first * 3
        if ALPHA in record.channels:
            planes = [*planes, self._plane(record, ALPHA, rect)]

        def make(box: Rect) -> Pixels:
            part = box.slices(rect)
            return np.stack([each[part] for each in planes], axis=-1)

        return Raster.build(rect, len(planes), dtype, make)

    def _plane(self, record: Record, number: int, rect: Rect) -> Pixels:
        data = record.channels.get(number)
        if data is None:
            raise FormatError("a channel is missing")
        return read_plane(data, rect.w, rect.h, self._header.depth, self._header.version)

    def _layer(self, record: Record, raster: Raster, key: bytes) -> Layer:
        self._number += 1
        name = layer_name(record.text(), self._number)
        mode = mode_of(key)
        if mode is None:
            self._findings.add("mode", f"{name} ({foreign_name(key)})")
        if mode == "soft-light":
            self._findings.add("soft light", name)
        if has_style(record.blocks):
            self._findings.add("style", name)
        mask = self._mask(record, name)
        opacity = opacity_of(record.opacity)
        if record.fill_opacity != 255:
            opacity *= opacity_of(record.fill_opacity)
        return Layer(
            new_id(),
            name,
            raster,
            opacity,
            mode or "normal",
            record.visible,
            mask,
            mask_on=mask is None or record.mask is None or not record.mask.is_off,
            locked=record.is_locked,
        )

    def _mask(self, record: Record, name: str) -> Mask | None:
        found = record.mask
        if found is None or USER_MASK not in record.channels:
            if has_vector_mask(record.blocks):
                self._findings.add("mask", name)
            return None
        if found.feather > 0:
            self._findings.add("mask", name)
        if found.rect.is_empty:
            return Mask({}, _dense(np.array([[found.outside]], np.uint8), found)[0, 0].item())
        try:
            values = self._plane(record, USER_MASK, found.rect)
        except FormatError:
            self._findings.add("mask", name)
            return None
        if values.dtype == np.uint16:
            if (values % 257).any():
                self._findings.add("mask depth", name)
            values = ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)
        outside = _dense(np.array([[found.outside]], np.uint8), found)[0, 0].item()
        return Mask.from_array(_dense(values, found), found.rect.x, found.rect.y, outside)


def _dense(values: Pixels, mask: MaskRecord) -> Coverage:
    """Photoshop's density lets through where a mask hides: 255 - (255 - m) * density / 255."""
    if mask.density == 255:
        return values.astype(np.uint8)
    hidden = (255 - values.astype(np.uint32)) * mask.density
    return (255 - (hidden + 127) // 255).astype(np.uint8)
