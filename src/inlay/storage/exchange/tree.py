"""A file's tree of layers and groups, and how it becomes Inlay's plain stack of layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.imaging.limits import MAX_MEGAPIXELS, MAX_SIDE
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels
from inlay.storage.exchange.clipping import as_masks, coloured
from inlay.storage.exchange.findings import Findings

SEPARATOR = " / "


@dataclass(frozen=True, eq=False)
class Leaf:
    """A layer of the file; `clipped` to the shape of the next one below that isn't."""

    layer: Layer
    clipped: bool = False


@dataclass(frozen=True, eq=False)
class Group:
    """A group of the file. `head` is a layer without pixels of its own: name, opacity, mode, mask and so on.

    One that `passes` blends its children with what lies below it; another is a picture of its own first.
    """

    head: Layer
    children: tuple[Node, ...]
    passes: bool
    clipped: bool = False


Node = Leaf | Group


class Unfolding:
    """Makes layers of a tree; what changes by it goes into `findings`. `blank` is a document without layers."""

    def __init__(self, blank: Document, findings: Findings) -> None:
        self._blank = blank
        self._findings = findings

    def layers(self, nodes: Sequence[Node]) -> list[Layer]:
        """The layers, bottom first as the nodes are; names say the groups that they were in."""
        out: list[Layer] = []
        at = 0
        while at < len(nodes):
            end = at + 1
            while end < len(nodes) and nodes[end].clipped:
                end += 1
            out += self._run(nodes[at], nodes[at + 1 : end])
            at = end
        return out

    def _run(self, base: Node, clips: Sequence[Node]) -> list[Layer]:
        """A node with those that are clipped to it."""
        if not clips:
            return self._plain(base)
        below = self._one(base)
        above = [layer for each in clips for layer in self._plain(each)]
        if below is None:
            return above
        if not below.visible:  # what is clipped to a hidden layer is hidden with it
            return [below, *(replace(each, visible=False) for each in above)]
        masked = as_masks(below, above)
        if masked is not None:
            for old, new in zip(above, masked, strict=True):
                if new is not old:
                    self._findings.add("clipped", old.name)
            return [below, *masked]
        self._findings.add("joined", below.name)
        return [coloured(self._blank, below, above)]

    def _plain(self, node: Node) -> list[Layer]:
        if isinstance(node, Leaf):
            return [node.layer]
        children = self.layers(node.children)
        if self._dissolves(node, children):
            return [self._adopted(each, node.head) for each in children]
        merged = self._merged(node.head, children)
        return [merged] if merged is not None else []

    def _one(self, node: Node) -> Layer | None:
        """The node as a single layer."""
        if isinstance(node, Leaf):
            return node.layer
        return self._merged(node.head, self.layers(node.children))

    def _dissolves(self, group: Group, children: list[Layer]) -> bool:
        """Whether the picture stays the same without the group."""
        head = group.head
        if head.opacity != 1.0 or head.mode != "normal" or head.hiding is not None:
            return False
        # By themselves, normal layers blend alike in a group and outside.
        return group.passes or all(each.mode == "normal" for each in children if each.visible)

    def _adopted(self, layer: Layer, head: Layer) -> Layer:
        return replace(
            layer,
            name=f"{head.name}{SEPARATOR}{layer.name}",
            visible=layer.visible and head.visible,
            locked=layer.locked or head.locked,
        )

    def _merged(self, head: Layer, children: list[Layer]) -> Layer | None:
        """One layer that looks as the children do by themselves; None where there is nothing in the group."""
        if not children:
            return None
        self._findings.add("merged", head.name)
        shown = replace(self._blank, layers=tuple(children))
        rect = Rect(0, 0, 0, 0)
        for each in children:
            rect = rect.union(each.raster.rect)
        if max(rect.w, rect.h) > MAX_SIDE or rect.area > MAX_MEGAPIXELS * 1_000_000:
            rect = self._blank.canvas

        def make(box: Rect) -> Pixels:
            return compose(shown, box)

        return replace(head, id=new_id(), raster=Raster.build(rect, 4, shown.dtype, make))
