"""Load of save is identity: documents, versions, candidates and the opened file come back as they were."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
import pytest

from inlay.base.errors import BadInput
from inlay.document.document import Document, SavedMask, Source
from inlay.document.layer import Layer
from inlay.document.version import Candidate, FillRecord, Version
from inlay.imaging.raster import Raster
from inlay.storage import Change, SavedState, WorkingCopy
from inlay.storage.rows import RowWriter
from tests.kit import documents


def whole_change(depth: Literal[8, 16], grey: bool, outside: int) -> Change:
    """Everything that a project may hold."""
    first = documents.document(depth, grey, outside)
    second = replace(first, layers=first.layers[:2])
    assert first.source is not None
    return Change(
        document=replace(second, canvas=first.canvas.grow(300)),
        current_version="b",
        versions=(
            documents.version("a", first),
            documents.version("b", second, "a", documents.record(depth, 3)),
            documents.version("c", first, "a"),
        ),
        candidates=(documents.candidate("x", depth), replace(documents.candidate("y", depth, 4), state="accepted")),
        source=(first.source, documents.SOURCE_BYTES),
        name="My photo",
    )


def same_raster(one: Raster | None, other: Raster | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.rect == other.rect and np.array_equal(one.region(one.rect), other.region(other.rect))


def assert_same_document(one: Document, other: Document) -> None:
    assert one.digest == other.digest
    assert one.colour.name == other.colour.name
    assert vars(one.source or one) == vars(other.source or other)
    for left, right in zip(one.layers, other.layers, strict=True):
        assert same_raster(left.raster, right.raster)
    box = one.canvas.grow(700)
    assert np.array_equal(one.mask.region(box), other.mask.region(box))


def assert_same_record(one: FillRecord | None, other: FillRecord | None) -> None:
    if one is None or other is None:
        assert one is other
        return
    assert same_raster(one.answer, other.answer)
    assert {**vars(one), "answer": None} == {**vars(other), "answer": None}


def assert_holds(state: SavedState, change: Change) -> None:
    """What was read is what was recorded."""
    assert state.document is not None and change.document is not None
    assert_same_document(state.document, change.document)
    assert (state.current_version, state.name) == (change.current_version, change.name)
    for one, other in zip(state.versions, change.versions, strict=True):
        assert_same_document(one.document, other.document)
        assert_same_record(one.fill, other.fill)
        ignore = {"document": None, "fill": None}
        assert {**vars(one), **ignore} == {**vars(other), **ignore}
    for held, given in zip(state.candidates, change.candidates, strict=True):
        assert (held.id, held.group, held.state) == (given.id, given.group, given.state)
        assert held.layer.digest == given.layer.digest and held.painted.digest == given.painted.digest
        assert_same_record(held.record, given.record)


@pytest.mark.parametrize(("depth", "grey", "outside"), [(8, False, 0), (16, False, 255), (8, True, 255), (16, True, 0)])
def test_load_of_save_is_identity(
    copy: WorkingCopy, tmp_path: Path, inlay_home: Path, depth: Literal[8, 16], grey: bool, outside: int
) -> None:
    change = whole_change(depth, grey, outside)
    copy.record(change)
    path = tmp_path / "photo.inlay"
    copy.save_as(path, "1.0").result()
    copy.close(discard=True)
    opened = WorkingCopy.of_project(path)
    assert_holds(opened.state, change)
    assert change.source is not None
    assert opened.source_bytes(change.source[0]) == documents.SOURCE_BYTES
    assert opened.verify() == []
    assert opened.project_path == opened.state.project_path == path
    opened.close(discard=True)
    assert not list((inlay_home / "state" / "working").iterdir())


def test_saving_again_without_a_change_writes_the_same_content(copy: WorkingCopy, tmp_path: Path) -> None:
    change = whole_change(8, False, 0)
    copy.record(change)
    copy.save_as(tmp_path / "one.inlay", "1.0").result()
    copy.save_as(tmp_path / "two.inlay", "1.0").result()
    assert (tmp_path / "one.inlay").stat().st_size == (tmp_path / "two.inlay").stat().st_size


def test_only_what_is_referred_to_is_saved(copy: WorkingCopy, tmp_path: Path) -> None:
    start = documents.document(size=(300, 200))
    copy.record(Change(document=start))
    copy.save_as(tmp_path / "one.inlay", "1.0").result()
    for seed in range(1, 6):
        copy.record(Change(document=documents.document(seed=seed, size=(300, 200))))
    copy.record(Change(document=start))
    copy.save_as(tmp_path / "two.inlay", "1.0").result()
    assert (tmp_path / "one.inlay").stat().st_size == (tmp_path / "two.inlay").stat().st_size


def test_tiles_are_written_once(copy: WorkingCopy) -> None:
    start = documents.document()
    copy.record(Change(document=start)).result()
    size = sum(file.stat().st_size for file in copy.folder.iterdir())
    for number in range(50):
        copy.record(Change(document=replace(start, canvas=start.canvas.grow(number))))
    copy.record(Change(document=documents.document())).result()  # equal pixels in new objects
    assert sum(file.stat().st_size for file in copy.folder.iterdir()) < size + 50 * 10 * 16384
    assert copy.verify() == []


def test_recorded_tiles_may_leave_memory_and_come_back(copy: WorkingCopy) -> None:
    start = documents.document(16)
    before = start.layers[0].raster.region(start.canvas)
    copy.record(Change(document=start)).result()
    tiles = list(start.layers[0].raster.tiles.values())
    assert all(tile.is_stored for tile in tiles)
    for tile in tiles:
        tile.forget()
    assert all(tile._pixels is None for tile in tiles)
    assert np.array_equal(start.layers[0].raster.region(start.canvas), before)


def test_a_version_is_changed_in_its_place(copy: WorkingCopy, tmp_path: Path) -> None:
    change = whole_change(8, False, 0)
    copy.record(change)
    starred = replace(change.versions[0], starred=True, note="better", label="Yes")
    copy.record(Change(versions=(starred,)))
    copy.save_as(tmp_path / "a.inlay", "1.0").result()
    copy.close(discard=True)
    opened = WorkingCopy.of_project(tmp_path / "a.inlay")
    assert [version.id for version in opened.state.versions] == ["a", "b", "c"]
    held = opened.state.versions[0]
    assert (held.starred, held.note, held.label) == (True, "better", "Yes")
    opened.close(discard=True)


def test_foreign_text_is_plain_text(copy: WorkingCopy, tmp_path: Path) -> None:
    nasty = replace(
        documents.version("a", documents.document()), label="a\x1b[31m\x00\u202eb" + "c" * 5000, note="\ud800x"
    )
    copy.record(Change(document=nasty.document, current_version="a", versions=(nasty,)))
    copy.save_as(tmp_path / "a.inlay", "1.0").result()
    copy.close(discard=True)
    opened = WorkingCopy.of_project(tmp_path / "a.inlay")
    held = opened.state.versions[0]
    assert held.label.startswith("a[31mbccc") and len(held.label) == 1000
    assert held.note == "x"
    opened.close(discard=True)


def test_the_original_is_read_from_its_place_when_it_was_not_kept(copy: WorkingCopy, tmp_path: Path) -> None:
    place = tmp_path / "photo.jpg"
    place.write_bytes(documents.SOURCE_BYTES)
    source = documents.document().source
    assert source is not None
    source = replace(source, path=str(place))
    assert copy.source_bytes(source) == documents.SOURCE_BYTES
    place.write_bytes(documents.SOURCE_BYTES[::-1])
    with pytest.raises(BadInput, match="original"):
        copy.source_bytes(source)


@pytest.mark.parametrize("record", [Document, Source, SavedMask, Layer, Version, FillRecord, Candidate])
def test_no_field_is_forgotten(record: type) -> None:
    """A field that a record gains has to be kept too: the rows name every one."""
    rows = RowWriter(WeakKeyDictionary())
    first = documents.document()
    unusual = replace(first.layers[0], mask_on=False, locked=True)  # what is usual isn't written
    first = replace(first, layers=(unusual, *first.layers[1:]))
    bodies = [rows.candidate(documents.candidate("x")), rows.version(documents.version("a", first, None))]
    bodies += [rows.version(documents.version("b", first, "a", documents.record())), *rows.objects.values()]
    kept: set[str] = {"thumbnail"}  # a column of its own
    for body in bodies:
        if body.startswith(b"{"):
            kept |= set(re.findall(r'"(\w+)":', body.decode()))
    assert {field.name for field in fields(record)} <= kept
