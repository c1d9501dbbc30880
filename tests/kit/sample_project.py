"""The sample project of each format version, which stays in tests/data for ever.

    python -m tests.kit.sample_project     makes the sample of the present format, if there is none yet

`format-N.json` beside `format-N.inlay` says what is in it. A sample is never made again: what an
older Inlay has written must stay readable.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import replace
from pathlib import Path

from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.document.version import Candidate, FillRecord, Version
from inlay.storage import Change, SavedState, WorkingCopy
from inlay.storage.schema import FORMAT
from tests.kit import documents

DATA = Path(__file__).resolve().parents[1] / "data"


def _since_format_3(layer: Layer) -> dict[str, bool]:
    return {"mask_off": not layer.mask_on, "locked": layer.locked}


def told_of_document(document: Document) -> dict[str, object]:
    """What a document holds, in plain values and hashes of its pixels."""
    layers = [
        {
            "name": layer.name,
            "opacity": layer.opacity,
            "mode": layer.mode,
            "visible": layer.visible,
            "box": list(layer.raster.rect),
            "pixels": hashlib.sha256(layer.raster.region(layer.raster.rect).tobytes()).hexdigest(),
            "mask": layer.mask is not None,
            **{name: value for name, value in _since_format_3(layer).items() if value},
        }
        for layer in document.layers
    ]
    return {
        "canvas": list(document.canvas),
        "depth": document.depth,
        "colour": [document.colour.model, document.colour.name],
        "mask": hashlib.sha256(document.mask.region(document.canvas.grow(600)).tobytes()).hexdigest(),
        "saved_masks": [saved.name for saved in document.saved_masks],
        "layers": layers,
        "source": vars(document.source) if document.source else None,
    }


def told_of_fill(record: FillRecord | None) -> dict[str, object] | None:
    """What a fill's record holds."""
    if record is None:
        return None
    answer = record.answer
    pixels = hashlib.sha256(answer.region(answer.rect).tobytes()).hexdigest() if answer else None
    return {**vars(record), "params": dict(record.params), "options": dict(record.options), "answer": pixels}


def told_of_version(version: Version) -> dict[str, object]:
    """What a version holds."""
    thumbnail = hashlib.sha256(version.thumbnail).hexdigest()
    parts = {"document": told_of_document(version.document), "fill": told_of_fill(version.fill)}
    return {**vars(version), **parts, "thumbnail": thumbnail}


def told_of_candidate(candidate: Candidate) -> dict[str, object]:
    """What a candidate holds."""
    raster = candidate.layer.raster
    return {
        "id": candidate.id,
        "group": candidate.group,
        "state": candidate.state,
        "pixels": hashlib.sha256(raster.region(raster.rect).tobytes()).hexdigest(),
        "painted": hashlib.sha256(candidate.painted.region(raster.rect.grow(100)).tobytes()).hexdigest(),
        "record": told_of_fill(candidate.record),
    }


def told(state: SavedState) -> dict[str, object]:
    """Everything a project holds, as JSON gives it back."""
    assert state.document is not None
    values = {
        "name": state.name,
        "current_version": state.current_version,
        "document": told_of_document(state.document),
        "versions": [told_of_version(version) for version in state.versions],
        "candidates": [told_of_candidate(candidate) for candidate in state.candidates],
    }
    plain: dict[str, object] = json.loads(json.dumps(values))
    return plain


def make(path: Path) -> None:
    """Write a small project with everything in it."""
    first = documents.document(16, outside=255, size=(160, 120))
    second = replace(first, layers=first.layers[:2], canvas=first.canvas.grow(40))
    photo, fill, flat = first.layers
    third = replace(first, layers=(replace(photo, locked=True), fill, replace(flat, mask_on=False, visible=True)))
    grey = documents.document(8, grey=True, size=(120, 90))
    assert first.source is not None
    with tempfile.TemporaryDirectory() as folder:
        copy = WorkingCopy.create(Path(folder))
        copy.record(
            Change(
                document=second,
                current_version="b",
                versions=(
                    documents.version("a", first),
                    documents.version("b", second, "a", documents.service_record(16, 3)),
                    documents.version("c", grey, "a"),
                    documents.version("d", third, "a"),
                ),
                candidates=(
                    documents.candidate("x", 16),
                    replace(documents.candidate("y", 16, 4), state="accepted"),
                    replace(documents.candidate("z", 16, 5), record=documents.service_record(16, 5)),
                ),
                source=(first.source, documents.SOURCE_BYTES),
                name="Sample",
            )
        )
        copy.save_as(path, "0").result()
        copy.close(discard=True)


def main() -> None:
    """Make the sample of the present format, once."""
    path = DATA / f"format-{FORMAT}.inlay"
    if path.exists():
        print(f"{path} is there already")
        return
    DATA.mkdir(exist_ok=True)
    make(path)
    opened = WorkingCopy.of_project(path)
    text = json.dumps(told(opened.state), indent=1, ensure_ascii=False)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    opened.close(discard=True)


if __name__ == "__main__":
    main()
