"""Pictures of layers for the list, made in the pool and kept as long as the layer's pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from weakref import WeakKeyDictionary

from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.document.thumbnail import thumbnail
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.imaging.raster import Raster

SIDE = 128


def layer_picture(document: Document, layer: Layer) -> bytes:
    """What a layer holds, alone and whole, as PNG."""
    alone = replace(layer, opacity=1.0, mode="normal", visible=True, mask=None)
    return thumbnail(replace(document, canvas=layer.raster.rect, layers=(alone,)), SIDE)


class LayerThumbnails:
    """Gives pictures that are there; `make` makes the others, and `made(layer id)` tells when one is ready."""

    def __init__(self, made: Callable[[str], object]) -> None:
        self._made: Callable[[str], object] | None = made
        self._pictures: WeakKeyDictionary[Raster, bytes] = WeakKeyDictionary()

    def get(self, layer: Layer) -> tuple[str, bytes] | None:
        """(key, PNG) of a layer's pixels, or None while they are being made small."""
        png = self._pictures.get(layer.raster)
        return (f"{layer.id}:{id(layer.raster)}", png) if png else None

    def make(self, session: Session) -> None:
        """Start making the pictures that are missing for the session's layers."""
        document = session.document
        for layer in reversed(document.layers):
            if layer.raster not in self._pictures:
                self._pictures[layer.raster] = b""  # asked for once, even if that fails
                session.spawn(self._make(document, layer))

    def stop(self) -> None:
        """Nobody is to be told any more."""
        self._made = None

    async def _make(self, document: Document, layer: Layer) -> None:
        self._pictures[layer.raster] = await in_pool(layer_picture, document, layer)
        if self._made is not None:
            self._made(layer.id)
