"""Chosen: the layers of one document that commands are about."""

from __future__ import annotations

from collections.abc import Sequence

from inlay.document.document import Document
from inlay.document.edits import LayerIds, ids_of


class Chosen:
    """One layer or several, in the order in which they were chosen; the last one is the active one."""

    def __init__(self, layer_id: str) -> None:
        self.ids: tuple[str, ...] = (layer_id,)

    @property
    def active(self) -> str:
        """The layer that commands about one layer are about."""
        return self.ids[-1]

    def choose(self, document: Document, layers: LayerIds) -> bool:
        """Choose those of these layers that there are; False, and all stays, where there is none."""
        there = tuple(each for each in ids_of(layers) if document.has_layer(each))
        if there:
            self.ids = there
        return bool(there)

    def follow(self, before: Document, now: Document, wanted: str | Sequence[str] | None = None) -> None:
        """Go with a step: `wanted` are chosen, else a layer that came with the step (a fill that is done again, a layer
        that is no longer deleted), else those of before that are still there."""
        came = [layer.id for layer in now.layers if not before.has_layer(layer.id)]
        if wanted is not None and self.choose(now, wanted):
            return
        if not self.choose(now, came[-1:] or self.ids):
            self.choose(now, now.layers[-1].id)
