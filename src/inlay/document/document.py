"""Document: the value that every edit replaces."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.layer import Layer
from inlay.imaging.colour import ColourSpace
from inlay.imaging.mask import Mask

Depth = Literal[8, 16]


@dataclass(frozen=True, eq=False)
class Source:
    """The file that was opened: its bytes are kept by the project, under their SHA-256 (64 hex digits).

    Above 200 MB only `path` and digest are kept. `size` is in bytes.
    """

    name: str
    format: str
    digest: str
    size: int
    path: str | None = None


@dataclass(frozen=True, eq=False)
class SavedMask:
    """A mask kept under a name."""

    id: str
    name: str
    mask: Mask


@dataclass(frozen=True, eq=False)
class Document:
    """A picture in layers, bottom first. `canvas` is the part of the plane that is shown and exported;
    layers and masks may reach beyond it. All rasters have the dtype of `depth`."""

    canvas: Rect
    colour: ColourSpace
    depth: Depth
    layers: tuple[Layer, ...]
    mask: Mask = field(default_factory=Mask.empty)
    saved_masks: tuple[SavedMask, ...] = ()
    source: Source | None = None

    @property
    def dtype(self) -> np.dtype[Any]:
        """uint8 or uint16."""
        return np.dtype(np.uint8 if self.depth == 8 else np.uint16)

    def layer(self, layer_id: str) -> Layer:
        """The layer of that id; KeyError where there is none."""
        for layer in self.layers:
            if layer.id == layer_id:
                return layer
        raise KeyError(layer_id)

    def has_layer(self, layer_id: str | None) -> bool:
        """Whether there is a layer of that id."""
        return any(layer.id == layer_id for layer in self.layers)

    @cached_property
    def digest(self) -> str:
        """The hash (40 hex digits) of everything that the document is; may read tiles from disk."""
        total = hashlib.blake2b(digest_size=20)
        colour = (self.colour.model, (self.colour.profile or b"").hex())
        source = (self.source.digest, self.source.name) if self.source else None
        total.update(repr((tuple(self.canvas), colour, self.depth, source)).encode())
        for layer in self.layers:
            total.update(layer.digest)
        total.update(self.mask.digest)
        for saved in self.saved_masks:
            total.update(repr((saved.id, saved.name)).encode() + saved.mask.digest)
        return total.hexdigest()
