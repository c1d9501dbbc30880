"""Rows as values: what a project holds, checked field by field before it becomes a document."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import cast, get_args

from inlay.document.document import Depth, Document, SavedMask, Source
from inlay.document.layer import Layer
from inlay.document.version import AnswerColour, Candidate, CandidateState, FillRecord, Kind, Version
from inlay.imaging.blend import MODES
from inlay.imaging.colour import ColourSpace
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.storage.damage import DamageError
from inlay.storage.fields import NAME, TEXT, Fields
from inlay.storage.grids import FindTile, GridReader

_MOST_LAYERS = 10_000
_MOST_PICTURES = 1_000  # of one job
_LARGEST_THUMBNAIL = 1024  # pixels a side


class RowReader:
    """Makes values of rows. `fetch` gives an object's bytes by hash (checked, or DamageError), `stored` a tile.

    `upgrade` makes a row of this format of one of an older one. `fetched` names all objects that were
    needed, `kept` the rasters and masks made.
    """

    def __init__(
        self, fetch: Callable[[bytes], bytes], stored: FindTile, upgrade: Callable[[bytes], bytes] = bytes
    ) -> None:
        self._from = fetch
        self._upgrade = upgrade
        self.fetched: set[bytes] = set()
        self._grids = GridReader(stored)
        self._made: dict[bytes, object] = {}
        self.kept: dict[Raster | Mask, bytes] = {}

    def _fetch(self, key: bytes) -> bytes:
        self.fetched.add(key)
        return self._from(key)

    def document(self, key: bytes) -> Document:
        """The document of a row; versions that hold the same one share it."""
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._document(Fields.parse(self._fetch(key)))
        if not isinstance(made, Document):
            raise DamageError("a document's row is something else")
        return made

    def _document(self, row: Fields) -> Document:
        depth = row.integer("depth", 8, 16)
        layers = tuple(self._layer(each) for each in row.children("layers", _MOST_LAYERS))
        if depth not in (8, 16) or not layers or any(each.raster.dtype.itemsize * 8 != depth for each in layers):
            raise DamageError("a document has no layers, or not of its depth")
        if len({layer.id for layer in layers}) != len(layers):
            raise DamageError("two layers have one id")
        source = row.optional_child("source")
        return Document(
            canvas=row.rect("canvas", 1),
            colour=self._colour(row.child("colour")),
            depth=cast(Depth, depth),
            layers=layers,
            mask=self._mask(row.digest("mask")),
            saved_masks=tuple(
                SavedMask(each.identity("id"), each.text("name"), self._mask(each.digest("mask")))
                for each in row.children("saved_masks", _MOST_LAYERS)
            ),
            source=_source(source) if source else None,
        )

    def _colour(self, row: Fields) -> ColourSpace:
        profile = row.optional_digest("profile")
        return ColourSpace(
            profile=self._fetch(profile) if profile else None,
            model="grey" if row.choice("model", ("rgb", "grey")) == "grey" else "rgb",
            name=row.text("name"),
        )

    def _layer(self, row: Fields) -> Layer:
        mask = row.optional_digest("mask")
        return Layer(
            id=row.identity("id"),
            name=row.text("name"),
            raster=self._raster(row.digest("raster")),
            opacity=row.number("opacity", 0, 1),
            mode=row.choice("mode", tuple(MODES)),
            visible=row.flag("visible"),
            mask=self._mask(mask) if mask else None,
            mask_on=row.flag("mask_on", True),
            locked=row.flag("locked", False),
        )

    def version(self, body: bytes, thumbnail: bytes) -> Version:
        """The version of a row."""
        row = Fields.parse(self._upgrade(body))
        fill = row.optional_child("fill")
        return Version(
            id=row.identity("id"),
            parent=row.optional_identity("parent"),
            time=row.number("time", 0, 1e11),
            label=row.text("label"),
            kind=cast(Kind, row.choice("kind", get_args(Kind))),
            document=self.document(row.digest("document")),
            thumbnail=thumbnail if _is_small_png(thumbnail) else b"",
            fill=self._record(fill) if fill else None,
            starred=row.flag("starred"),
            note=row.text("note", TEXT),
        )

    def candidate(self, body: bytes) -> Candidate:
        """The candidate of a row."""
        row = Fields.parse(self._upgrade(body))
        return Candidate(
            id=row.identity("id"),
            group=row.identity("group"),
            layer=self._layer(row.child("layer")),
            record=self._record(row.child("record")),
            painted=self._mask(row.digest("painted")),
            state=cast(CandidateState, row.choice("state", get_args(CandidateState))),
        )

    def _record(self, row: Fields) -> FillRecord:
        answer = row.optional_digest("answer")
        return FillRecord(
            provider=row.text("provider"),
            model=row.text("model"),
            params=row.values("params"),
            prompt=row.text("prompt", TEXT),
            seed=row.integer("seed", -(2**63), 2**64),
            seconds=row.number("seconds", 0, 1e9),
            box=row.rect("box"),
            scale=row.number("scale", 0, 1e6),
            megapixels=row.number("megapixels", 0, 1e9),
            cost=row.optional_number("cost", 0, 1e9),
            started_from=row.optional_identity("started_from"),
            task_id=row.text("task_id"),
            unmasked_pixels=row.integer("unmasked_pixels"),
            unmasked_changed=row.integer("unmasked_changed"),
            notes=row.texts("notes", NAME),
            layer_id=row.text("layer_id", 64),
            group=row.text("group", 64),
            answer=self._raster(answer) if answer else None,
            answer_colour=cast(AnswerColour, row.choice("answer_colour", get_args(AnswerColour))),
            options=row.values("options"),
            host=row.text("host"),
            expected_low=row.number("expected_low", 0, 1e9),
            expected_high=row.optional_number("expected_high", 0, 1e9),
            job_id=row.text("job_id", 64),
            index=row.integer("index", 0, _MOST_PICTURES),
        )

    def _raster(self, key: bytes) -> Raster:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._grids.raster(self._fetch(key))
        if not isinstance(made, Raster):
            raise DamageError("a raster's row is something else")
        self.kept[made] = key
        return made

    def _mask(self, key: bytes) -> Mask:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._grids.mask(self._fetch(key))
        if not isinstance(made, Mask):
            raise DamageError("a mask's row is something else")
        self.kept[made] = key
        return made


def _source(row: Fields) -> Source:
    return Source(
        name=row.text("name"),
        format=row.text("format", 100),
        digest=row.digest("digest", 32).hex(),
        size=row.integer("size"),
        path=row.path("path"),
    )


def _is_small_png(data: bytes) -> bool:
    """Whether the bytes begin as a PNG that is small enough to be shown without a thought."""
    if len(data) < 24 or data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        return False
    width, height = struct.unpack(">II", data[16:24])
    return bool(0 < width <= _LARGEST_THUMBNAIL and 0 < height <= _LARGEST_THUMBNAIL)
