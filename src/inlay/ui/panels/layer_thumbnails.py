"""Pictures of layers and of their masks for the list, made in the pool and kept as long as what they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

from inlay.base.geometry import Rect
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.document.thumbnail import mask_thumbnail, thumbnail
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster

SIDE = 128
Named = tuple[str, bytes]


def layer_picture(document: Document, layer: Layer) -> bytes:
    """What a layer holds, alone and whole, as PNG."""
    alone = replace(layer, opacity=1.0, mode="normal", visible=True, mask=None)
    return thumbnail(replace(document, canvas=layer.raster.rect, layers=(alone,)), SIDE)


class LayerThumbnails:
    """Gives pictures that are there; `make` makes the others, and `made(layer id)` tells when one is ready."""

    def __init__(self, made: Callable[[str], object]) -> None:
        self._made: Callable[[str], object] | None = made
        self._pictures: WeakKeyDictionary[Raster, bytes] = WeakKeyDictionary()
        self._masks: WeakKeyDictionary[Mask, dict[Rect, bytes]] = WeakKeyDictionary()
        self._last_masks: dict[str, Named] = {}

    def get(self, layer: Layer) -> Named | None:
        """(key, PNG) of a layer's pixels, or None while they are being made small."""
        png = self._pictures.get(layer.raster)
        return (f"{layer.id}:{id(layer.raster)}", png) if png else None

    def get_mask(self, layer: Layer) -> Named | None:
        """(key, PNG) of a layer's mask where the layer is, white where the layer is seen; while the one of a mask that
        was just painted on is being made, the one before."""
        if layer.mask is None:
            return None
        png = self._masks.get(layer.mask, {}).get(layer.raster.rect)
        if png:
            self._last_masks[layer.id] = (f"mask {layer.id}:{id(layer.mask)}:{tuple(layer.raster.rect)}", png)
        return self._last_masks.get(layer.id)

    def make(self, session: Session) -> None:
        """Start making the pictures that are missing for the session's layers."""
        document = session.document
        for layer in reversed(document.layers):
            if layer.raster not in self._pictures:
                self._pictures[layer.raster] = b""  # asked for once, even if that fails
                session.spawn(self._make(document, layer))
            if layer.mask is None:
                self._last_masks.pop(layer.id, None)
            elif layer.raster.rect not in self._masks.setdefault(layer.mask, {}):
                self._masks[layer.mask][layer.raster.rect] = b""
                session.spawn(self._make_mask(layer, layer.mask))

    def stop(self) -> None:
        """Nobody is to be told any more."""
        self._made = None

    async def _make(self, document: Document, layer: Layer) -> None:
        self._pictures[layer.raster] = await in_pool(layer_picture, document, layer)
        self._tell(layer)

    async def _make_mask(self, layer: Layer, mask: Mask) -> None:
        rect = layer.raster.rect
        self._masks.setdefault(mask, {})[rect] = await in_pool(mask_thumbnail, mask, rect, SIDE)
        self._tell(layer)

    def _tell(self, layer: Layer) -> None:
        if self._made is not None:
            self._made(layer.id)
