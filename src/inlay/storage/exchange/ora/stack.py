"""stack.xml: the list of layers in an OpenRaster file, read without entities, document types or anything external."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from inlay.imaging.codec.format import FormatError
from inlay.storage.exchange.bounds import DEEPEST

LONGEST = 8 << 20
"""Bytes of the list."""
_FAR = 1 << 30


@dataclass(eq=False)
class Element:
    """One element: "image", "stack" or "layer", its attributes, and its children with the topmost first."""

    kind: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)

    def text(self, name: str) -> str:
        """An attribute; "" where it isn't there."""
        return self.attributes.get(name, "")

    def whole(self, name: str, default: int = 0) -> int:
        """A whole number. Raises FormatError for anything else."""
        text = self.text(name).strip()
        if not text:
            return default
        # Some programs write offsets as "12.0".
        if not re.fullmatch(r"[+-]?\d{1,10}(\.\d{1,20})?", text):
            raise FormatError(f"{name} isn't a number")
        value = math.floor(float(text))
        if abs(value) > _FAR:
            raise FormatError(f"{name} is out of range")
        return value

    def share(self, name: str) -> float:
        """A number 0..1, 1 where it isn't given. Raises FormatError for what isn't a number."""
        try:
            value = float(self.text(name) or "1")
        except ValueError as error:
            raise FormatError(f"{name} isn't a number") from error
        if not math.isfinite(value):
            raise FormatError(f"{name} isn't a number")
        return min(1.0, max(0.0, value))

    def says(self, name: str) -> bool:
        """Whether an attribute says yes."""
        return self.text(name).strip().lower() in ("true", "1")


class _Builder:
    """Takes the parser's calls. Any declaration of a document type ends it: that is where entities are made."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []

    def start(self, kind: str, attributes: dict[str, str]) -> None:
        element = Element(kind, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        if len(self._open) > DEEPEST:
            raise FormatError("groups lie too deep")

    def end(self, _kind: str) -> None:
        self._open.pop()

    def refuse(self, *_: object) -> int:
        raise FormatError("the list of layers declares a document type")


def parse(data: bytes) -> Element:
    """The "image" element of a list of layers. Raises FormatError where it isn't one."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.StartDoctypeDeclHandler = builder.refuse
    parser.EntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = builder.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FormatError("the list of layers isn't XML") from error
    if builder.root is None or builder.root.kind != "image":
        raise FormatError("the list of layers has no picture")
    return builder.root


def root_stack(image: Element) -> Element:
    """The outermost stack."""
    for each in image.children:
        if each.kind == "stack":
            return each
    raise FormatError("the list of layers has no stack")


def layers_in(stack: Element) -> list[Element]:
    """All layers of a stack and the stacks inside."""
    found: list[Element] = []
    for each in stack.children:
        if each.kind == "layer":
            found.append(each)
        elif each.kind == "stack":
            found += layers_in(each)
    return found
