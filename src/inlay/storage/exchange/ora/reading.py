"""Reading OpenRaster: the list first, the headers of all layers, limits, then the pixels."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.layer import Layer, new_id
from inlay.imaging.codec import Metadata, Picture, PictureInfo, probe_picture, read_metadata, read_picture
from inlay.imaging.codec.format import FormatError
from inlay.imaging.codec.limits import check_size
from inlay.imaging.codec.records import Depth
from inlay.imaging.colour import SRGB, ColourSpace
from inlay.imaging.colour.depth import to_16bit
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels
from inlay.storage.exchange.bounds import check_count, check_place, check_total, damaged, layer_name
from inlay.storage.exchange.colours import converted, is_same, space_of
from inlay.storage.exchange.findings import Findings
from inlay.storage.exchange.layered import Facts, Layered
from inlay.storage.exchange.ora.archive import TITLE, Archive
from inlay.storage.exchange.ora.modes import mode_of
from inlay.storage.exchange.ora.stack import LONGEST, Element, layers_in, parse, root_stack
from inlay.storage.exchange.tree import Group, Leaf, Node, Unfolding

STACK, MERGED = "stack.xml", "mergedimage.png"


class _File:
    """An archive with its list: what can be told without decoding a pixel."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._archive = Archive(data)
        self.image = parse(self._archive.read(STACK, LONGEST))
        self.width, self.height = self.image.whole("w"), self.image.whole("h")
        check_size(name, self.width, self.height)
        self.stack = root_stack(self.image)
        self.layers = layers_in(self.stack)
        check_count(name, len(self.layers))

    def png(self, element: Element) -> bytes:
        """The file of a layer, which has to be a PNG. Raises FormatError where it can't be had."""
        data = self._archive.read(element.text("src"))
        if not data.startswith(b"\x89PNG"):
            raise FormatError("a layer isn't a PNG")
        return data

    def info(self, element: Element) -> PictureInfo:
        """A layer's header; FormatError or BadInput where it is damaged or too large."""
        return probe_picture(self.png(element), element.text("name"))

    def metadata(self) -> Metadata:
        """What the merged picture says, and the resolution of the list."""
        found = Metadata()
        if self._archive.has(MERGED):
            try:
                found = read_metadata(self._archive.read(MERGED), self.name)
            except (FormatError, BadInput):
                found = Metadata()  # only a courtesy to programs without layers; its damage costs nothing else
        if found.dpi is None and self.image.text("xres") and self.image.text("yres"):
            dpi = (float(self.image.whole("xres")), float(self.image.whole("yres")))
            found = Metadata(found.exif, found.xmp, found.iptc, found.icc, dpi if min(dpi) > 0 else None)
        return found


def probe(data: bytes, name: str) -> Facts:
    """Size, depth and names of the layers; all layers' headers are read."""
    try:
        file = _File(data, name)
    except FormatError as error:
        raise damaged(name, TITLE) from error
    infos = [info for info in (_known(file, each) for each in file.layers) if info is not None]
    depth: Depth = 16 if any(each.depth == 16 for each in infos) else 8
    grey = bool(infos) and all(each.grey for each in infos)
    metadata = file.metadata()
    info = PictureInfo("ora", file.width, file.height, depth, grey, True, has_profile=metadata.icc is not None)
    names = (layer_name(each.text("name"), number) for number, each in enumerate(reversed(file.layers), 1))
    return Facts(info, metadata, tuple(names))


def _known(file: _File, element: Element) -> PictureInfo | None:
    try:
        return file.info(element)
    except (FormatError, BadInput):
        return None


def read(data: bytes, name: str, memory_limit: int | None) -> Layered:
    """All layers. Raises BadInput where the list is damaged, no layer can be read, or limits are passed."""
    findings = Findings()
    try:
        file = _File(data, name)
        reading = _Reading(file, findings, memory_limit)
        nodes = reading.nodes()
    except FormatError as error:
        raise damaged(name, TITLE) from error
    except MemoryError as error:
        raise BadInput(tr("There isn't enough memory to open {name}.").format(name=name)) from error
    layers = Unfolding(reading.blank, findings).layers(nodes)
    if not layers:
        raise BadInput(tr("{name} has no layer that can be opened.").format(name=name))
    blank = reading.blank
    document = Document(blank.canvas, blank.colour, blank.depth, tuple(layers))
    return Layered(document, file.metadata(), findings.sentences(), data)


class _Reading:
    """Makes the tree of one file."""

    def __init__(self, file: _File, findings: Findings, memory_limit: int | None) -> None:
        self._file = file
        self._findings = findings
        self._infos = self._checked(memory_limit)
        self._number = 0

    def _checked(self, limit: int | None) -> dict[int, PictureInfo]:
        """The headers of all layers that can be opened, by their place in the file; limits are checked."""
        file = self._file
        infos: dict[int, PictureInfo] = {}
        for each in file.layers:
            try:
                infos[id(each)] = file.info(each)
            except (FormatError, BadInput):
                self._findings.add("damaged", layer_name(each.text("name"), len(infos) + 1))
        sample = 2 if any(each.depth == 16 for each in infos.values()) else 1
        sizes = [each.width * each.height * (4 if each.alpha else 3) * sample for each in infos.values()]
        check_total(file.name, sizes, limit)
        return infos

    @functools.cached_property
    def blank(self) -> Document:
        """The document without its layers; its colour space is that of the lowest layer."""
        depth: Depth = 16 if any(each.depth == 16 for each in self._infos.values()) else 8
        return Document(Rect(0, 0, self._file.width, self._file.height), self._space(), depth, ())

    def _space(self) -> ColourSpace:
        usable = [each for each in self._file.layers if id(each) in self._infos]
        is_grey = bool(usable) and all(self._infos[id(each)].grey for each in usable)
        for each in reversed(usable):
            # A grey layer's profile can't speak for layers in colour.
            if is_grey or not self._infos[id(each)].grey:
                return self._space_in(each)
        return SRGB

    def _space_in(self, element: Element) -> ColourSpace:
        info = self._infos[id(element)]
        profile = read_metadata(self._file.png(element), self._file.name).icc
        return space_of(profile, info.grey, self._findings)

    def nodes(self) -> list[Node]:
        """The tree, bottom first."""
        return list(self._nodes(self._file.stack, 0, 0))

    def _nodes(self, stack: Element, x: int, y: int) -> Iterator[Node]:
        """A stack's offset moves everything in it."""
        x, y = x + stack.whole("x"), y + stack.whole("y")
        for each in reversed(stack.children):
            if each.kind == "stack":
                yield self._group(each, x, y)
            elif each.kind == "layer" and id(each) in self._infos:
                leaf = self._leaf(each, x, y)
                if leaf is not None:
                    yield leaf
            elif each.kind == "filter":
                self._findings.add("left out", layer_name(each.text("name"), 0))

    def _group(self, element: Element, x: int, y: int) -> Group:
        # No pixels of its own: the raster is only there because a layer has one.
        head = self._layer(element, Raster(Rect(0, 0, 0, 0), 4, self.blank.dtype, {}))
        children = tuple(self._nodes(element, x, y))
        return Group(head, children, passes=element.text("isolation").strip() != "isolate")

    def _leaf(self, element: Element, x: int, y: int) -> Leaf | None:
        name = layer_name(element.text("name"), self._number + 1)
        info = self._infos[id(element)]
        place = Rect(x + element.whole("x"), y + element.whole("y"), info.width, info.height)
        check_place(self._file.name, place)
        try:
            picture = read_picture(self._file.png(element), name)
        except (FormatError, BadInput):
            self._findings.add("damaged", name)
            return None
        raster = Raster.from_array(self._pixels(picture, name), place.x, place.y)
        return Leaf(self._layer(element, raster))

    def _pixels(self, picture: Picture, name: str) -> Pixels:
        blank = self.blank
        pixels = picture.pixels if blank.depth == picture.depth else to_16bit(picture.pixels)
        if is_same(picture.colour, blank.colour):
            return pixels
        self._findings.add("converted", name)
        return converted(pixels, picture.colour, blank.colour)

    def _layer(self, element: Element, raster: Raster) -> Layer:
        self._number += 1
        name = layer_name(element.text("name"), self._number)
        mode = mode_of(element.text("composite-op"))
        if mode is None:
            self._findings.add("mode", f"{name} ({layer_name(element.text('composite-op'), 0)})")
        return Layer(
            new_id(),
            name,
            raster,
            element.share("opacity"),
            mode or "normal",
            visible=element.text("visibility").strip() != "hidden",
            locked=element.says("edit-locked"),
        )
