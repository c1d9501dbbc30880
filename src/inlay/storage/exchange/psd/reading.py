"""Reading Photoshop documents: sections and layer records first, limits, then the pixels of each layer."""

from __future__ import annotations

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.document import Document, SavedMask
from inlay.imaging.codec import PictureInfo
from inlay.imaging.codec.format import FormatError
from inlay.imaging.codec.limits import check_size
from inlay.imaging.codec.records import Depth
from inlay.storage.exchange.bounds import check_count, check_place, check_total, damaged, layer_name
from inlay.storage.exchange.colours import space_of
from inlay.storage.exchange.findings import Findings
from inlay.storage.exchange.layered import Facts, Layered
from inlay.storage.exchange.psd.channels import saved_masks
from inlay.storage.exchange.psd.flat import flat_layer, opens_layered
from inlay.storage.exchange.psd.layers import Layers
from inlay.storage.exchange.psd.records import Record, count_of, read_records
from inlay.storage.exchange.psd.resources import metadata_in
from inlay.storage.exchange.psd.structure import DUOTONE, GREY, File, split
from inlay.storage.exchange.tree import Unfolding


def title_of(version: int) -> str:
    """What the format is called."""
    return tr("Photoshop (PSD)") if version == 1 else tr("large Photoshop (PSB)")


class _Open:
    """A file with its records: what can be told without decoding a pixel. Raises BadInput."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.version = data[5] if len(data) > 5 else 1
        self.file = self._split(data)
        header = self.file.header
        check_size(name, header.width, header.height)
        if header.depth == 32:
            raise BadInput(
                tr("{name} has 32 bits a channel, which isn't supported.").format(name=name),
                next_step=tr("Save a copy with 8 or 16 bits a channel."),
            )
        self.records, self.has_transparency = self._records()

    def _split(self, data: bytes) -> File:
        try:
            return split(data)
        except FormatError as error:
            raise damaged(self.name, title_of(self.version)) from error

    def _records(self) -> tuple[list[Record], bool]:
        file = self.file
        if file.layers is None:
            return [], False
        try:
            count, has_transparency = count_of(file.layers)
            check_count(self.name, count)
            return read_records(file.layers, file.header, count), has_transparency
        except FormatError as error:
            raise damaged(self.name, title_of(self.version)) from error

    @property
    def is_layered(self) -> bool:
        """Whether the layers can be opened as such."""
        return bool(self.records) and opens_layered(self.file.header)

    @property
    def depth(self) -> Depth:
        """Bits a channel of the document."""
        return 16 if self.file.header.depth == 16 else 8


def probe(data: bytes, name: str) -> Facts:
    """Size, depth, kind and the names of the layers."""
    opened = _Open(data, name)
    header, metadata = opened.file.header, metadata_in(opened.file.resources)
    grey = header.mode in (GREY, DUOTONE)
    kind = "psd" if header.version == 1 else "psb"
    alpha = bool(opened.records)
    info = PictureInfo(
        kind, header.width, header.height, opened.depth, grey, alpha, has_profile=metadata.icc is not None
    )
    layers = [each for each in opened.records if not each.divider]
    return Facts(info, metadata, tuple(layer_name(each.text(), number) for number, each in enumerate(layers, 1)))


def read(data: bytes, name: str, memory_limit: int | None) -> Layered:
    """All layers, or the merged picture where there are none. Raises BadInput for what can't be opened."""
    opened = _Open(data, name)
    findings = Findings()
    if not opened.file.is_whole:
        findings.say(tr("Some of what the file says beside its pixels is damaged, and was left out."))
    try:
        document = (
            _layered(opened, findings, memory_limit) if opened.is_layered else _flat(opened, findings, memory_limit)
        )
    except FormatError as error:
        raise damaged(name, title_of(opened.version)) from error
    except MemoryError as error:
        raise BadInput(tr("There isn't enough memory to open {name}.").format(name=name)) from error
    return Layered(document, metadata_in(opened.file.resources), findings.sentences(), data)


def _layered(opened: _Open, findings: Findings, limit: int | None) -> Document:
    header = opened.file.header
    _check_layers(opened, limit)
    if header.mode == DUOTONE:
        findings.say(tr("The duotone is opened as grey, without its inks."))
    grey = header.mode in (GREY, DUOTONE)
    icc = metadata_in(opened.file.resources).icc if header.mode != DUOTONE else None
    colour = space_of(icc, grey, findings)
    blank = Document(Rect(0, 0, header.width, header.height), colour, opened.depth, ())
    nodes = Layers(opened.records, header, blank, findings).nodes()
    layers = Unfolding(blank, findings).layers(nodes)
    if not layers:
        raise BadInput(
            tr("{name} has no layer with pixels.").format(name=opened.name),
            next_step=tr("Save a flattened copy of it."),
        )
    masks = _saved_masks(opened, findings)
    return Document(blank.canvas, colour, blank.depth, tuple(layers), saved_masks=masks)


def _check_layers(opened: _Open, limit: int | None) -> None:
    header, sizes = opened.file.header, []
    sample = header.depth // 8
    for each in opened.records:
        boxes = [(each.rect, 4 * sample)]
        if each.mask is not None:
            boxes.append((each.mask.rect, 1))
        for rect, bytes_each in boxes:
            if not rect.is_empty:
                check_place(opened.name, rect)
                sizes.append(rect.area * bytes_each)
    check_total(opened.name, sizes, limit)


def _saved_masks(opened: _Open, findings: Findings) -> tuple[SavedMask, ...]:
    try:
        return saved_masks(opened.file, opened.has_transparency)
    except FormatError:
        findings.say(tr("The saved selections (alpha channels) are damaged and were left out."))
        return ()


def _flat(opened: _Open, findings: Findings, limit: int | None) -> Document:
    header = opened.file.header
    bytes_each = max(3, header.channels) * max(1, header.depth // 8)
    check_total(opened.name, [header.width * header.height * bytes_each], limit)
    layer, colour = flat_layer(opened.file, opened.name, findings, has_layers=bool(opened.records))
    masks = _saved_masks(opened, findings)
    canvas = Rect(0, 0, header.width, header.height)
    return Document(canvas, colour, opened.depth, (layer,), saved_masks=masks)
