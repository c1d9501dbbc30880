"""What a document looks like with a candidate in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from inlay.document.document import Document
from inlay.document.edits import add_layer
from inlay.document.version import Candidate


def sibling_in(document: Document, candidate: Candidate, others: Iterable[Candidate]) -> str | None:
    """The id of the layer in `document` that another result of the same request became, if there is one."""
    for other in others:
        if other.group == candidate.group and other.id != candidate.id and document.has_layer(other.layer.id):
            return other.layer.id
    return None


def with_candidate(document: Document, candidate: Candidate, others: Iterable[Candidate]) -> Document:
    """The document with a candidate's layer: in the place of an accepted sibling, or else on top."""
    sibling = sibling_in(document, candidate, others)
    if sibling is None:
        return add_layer(document, candidate.layer)
    layers = tuple(candidate.layer if layer.id == sibling else layer for layer in document.layers)
    return replace(document, layers=layers)


def without_group(document: Document, group: str, candidates: Iterable[Candidate]) -> Document:
    """The document without the layers that results of one request became: what the request started from."""
    gone = {each.layer.id for each in candidates if each.group == group}
    return replace(document, layers=tuple(layer for layer in document.layers if layer.id not in gone))
