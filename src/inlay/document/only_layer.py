"""One layer as a document of its own, to read colours from."""

from __future__ import annotations

from dataclasses import replace

from inlay.document.document import Document


def only_layer(document: Document, layer_id: str) -> Document:
    """The document with that layer alone, as it is by itself: shown, opaque and in no blend mode. KeyError where
    there is none."""
    layer = replace(document.layer(layer_id), visible=True, opacity=1.0, mode="normal")
    return replace(document, layers=(layer,))
