"""Values as rows: documents, versions and candidates as JSON that names what it needs by hash."""

from __future__ import annotations

import json
from weakref import WeakKeyDictionary

import numpy as np

from inlay.document.document import Document, Source
from inlay.document.layer import Layer
from inlay.document.version import Candidate, FillRecord, Version
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Tile
from inlay.storage.grids import mask_body, raster_body
from inlay.storage.schema import check_of

Json = dict[str, object]
KeptGrids = WeakKeyDictionary[Raster | Mask, bytes]


def json_body(values: Json) -> bytes:
    """A row's bytes."""
    return json.dumps(values, allow_nan=False, separators=(",", ":"), default=_plain_number).encode("ascii")


def _plain_number(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} can't be kept in a project")


class RowWriter:
    """Turns values into rows and collects, in `objects` and `tiles`, what these need.

    `kept` names the rasters and masks that the file holds already: they are neither packed nor
    looked through again. `grids` are the new ones; add them to `kept` once all is committed.
    """

    def __init__(self, kept: KeptGrids) -> None:
        self._kept = kept
        self.grids: dict[Raster | Mask, bytes] = {}
        self.objects: dict[bytes, bytes] = {}
        self.tiles: list[Tile] = []

    def document(self, document: Document) -> str:
        """The hash (hex) of a document's row."""
        colour = document.colour
        profile = self._object(colour.profile) if colour.profile is not None else None
        return self._object(
            json_body(
                {
                    "canvas": list(document.canvas),
                    "depth": document.depth,
                    "colour": {"model": colour.model, "name": colour.name, "profile": profile},
                    "layers": [self._layer(layer) for layer in document.layers],
                    "mask": self._grid(document.mask),
                    "saved_masks": [
                        {"id": saved.id, "name": saved.name, "mask": self._grid(saved.mask)}
                        for saved in document.saved_masks
                    ],
                    "source": _source(document.source) if document.source else None,
                }
            )
        )

    def version(self, version: Version) -> bytes:
        """A version's row, without its thumbnail."""
        return json_body(
            {
                "id": version.id,
                "parent": version.parent,
                "time": version.time,
                "label": version.label,
                "kind": version.kind,
                "document": self.document(version.document),
                "fill": self._record(version.fill) if version.fill else None,
                "starred": version.starred,
                "note": version.note,
            }
        )

    def candidate(self, candidate: Candidate) -> bytes:
        """A candidate's row."""
        return json_body(
            {
                "id": candidate.id,
                "group": candidate.group,
                "layer": self._layer(candidate.layer),
                "record": self._record(candidate.record),
                "painted": self._grid(candidate.painted),
                "state": candidate.state,
            }
        )

    def _layer(self, layer: Layer) -> Json:
        # Only what is unusual is written, so that a document's row is the same as in format 2 where it can be.
        unusual: Json = {} if layer.mask_on else {"mask_on": False}
        unusual |= {"locked": True} if layer.locked else {}
        return unusual | {
            "id": layer.id,
            "name": layer.name,
            "raster": self._grid(layer.raster),
            "opacity": layer.opacity,
            "mode": layer.mode,
            "visible": layer.visible,
            "mask": self._grid(layer.mask) if layer.mask is not None else None,
        }

    def _record(self, record: FillRecord) -> Json:
        plain = ("provider", "model", "prompt", "seed", "seconds", "scale", "megapixels", "cost", "started_from")
        counted = ("task_id", "unmasked_pixels", "unmasked_changed", "layer_id", "group")
        ordered = ("answer_colour", "host", "expected_low", "expected_high", "job_id", "index")
        values: Json = {name: getattr(record, name) for name in plain + counted + ordered}
        values["params"] = dict(record.params)
        values["options"] = dict(record.options)
        values["box"] = list(record.box)
        values["notes"] = list(record.notes)
        values["answer"] = self._grid(record.answer) if record.answer is not None else None
        return values

    def _grid(self, grid: Raster | Mask) -> str:
        key = self._kept.get(grid) or self.grids.get(grid)
        if key is None:
            body = raster_body(grid) if isinstance(grid, Raster) else mask_body(grid)
            key = self.grids[grid] = bytes.fromhex(self._object(body))
            self.tiles.extend(tile for tile in grid.tiles.values() if tile.constant is None)
        return key.hex()

    def _object(self, body: bytes) -> str:
        key = check_of(body)
        self.objects[key] = body
        return key.hex()


def _source(source: Source) -> Json:
    names = ("name", "format", "digest", "size", "path")
    return {name: getattr(source, name) for name in names}
