"""A project is untrusted: whatever is wrong with it is one clear sentence, and the file is left alone."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inlay.base.errors import BadInput, InlayError
from inlay.storage import Change, WorkingCopy, codec, schema, tables
from inlay.storage.grids import raster_body
from tests.kit import documents


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sound project."""
    folder = tmp_path_factory.mktemp("good")
    copy = WorkingCopy.create(folder / "working")
    start = documents.document(size=(600, 300))
    assert start.source is not None
    copy.record(
        Change(
            start,
            "b",
            (documents.version("a", start), documents.version("b", start, "a", documents.service_record())),
            (documents.candidate("x"),),
            (start.source, documents.SOURCE_BYTES),
            "Photo",
        )
    )
    copy.save_as(folder / "good.inlay", "1.0").result()
    copy.close(discard=True)
    return (folder / "good.inlay").read_bytes()


@pytest.fixture
def project(good: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "photo.inlay"
    path.write_bytes(good)
    return path


def assert_refused(path: Path, pattern: str) -> None:
    """Opening fails with one sentence, changes nothing, leaves nothing behind and lets go of its locks."""
    before = path.read_bytes() if path.is_file() else None
    beside = sorted(path.parent.iterdir())
    for _ in range(2):
        with pytest.raises(BadInput, match=pattern) as caught:
            WorkingCopy.of_project(path)
        assert "\n" not in caught.value.sentence()
    assert (path.read_bytes() if path.is_file() else None) == before
    assert sorted(path.parent.iterdir()) == beside
    assert WorkingCopy.recoverable() == []


def changed(path: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    """Have a stranger's program change a project."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement, values)
    connection.commit()
    connection.close()


def test_the_sound_project_opens(project: Path) -> None:
    before = project.read_bytes()
    opened = WorkingCopy.of_project(project)
    opened.record(Change(name="other")).result()
    opened.close(discard=True)
    assert project.read_bytes() == before
    assert list(project.parent.glob("photo*")) == [project]


def test_no_file(tmp_path: Path) -> None:
    assert_refused(tmp_path / "none.inlay", "doesn't exist")


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.inlay").mkdir()
    assert_refused(tmp_path / "folder.inlay", "is a folder")


def test_an_empty_file(project: Path) -> None:
    project.write_bytes(b"")
    assert_refused(project, "is empty")


@pytest.mark.parametrize("data", [b"x", b"\x89PNG\r\n\x1a\n" + bytes(500), b"SQLite format 3\0", bytes(10_000)])
def test_not_a_project(project: Path, data: bytes) -> None:
    project.write_bytes(data)
    assert_refused(project, "isn't an Inlay project")


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "a.inlay"
    changed(path, "CREATE TABLE tiles (a)")
    assert_refused(path, "isn't an Inlay project")


def test_a_newer_format(project: Path) -> None:
    changed(project, f"PRAGMA user_version = {schema.FORMAT + 1}")
    assert_refused(project, "newer Inlay")


@pytest.mark.parametrize("part", [0.3, 0.7, 0.999])
def test_a_cut_file(project: Path, good: bytes, part: float) -> None:
    project.write_bytes(good[: int(len(good) * part)])
    assert_refused(project, "a part of it is missing")


def test_a_longer_file(project: Path, good: bytes) -> None:
    project.write_bytes(good + b"more")
    assert_refused(project, "damaged")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON head BEGIN DELETE FROM tiles; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE more (a)",
        "CREATE INDEX i ON tiles (codec)",
        "ALTER TABLE tiles ADD COLUMN more",
        "DROP TABLE sources",
        "DROP TABLE head",
        "DELETE FROM head",
        "DELETE FROM versions WHERE id = 'a'",
        "DELETE FROM candidates",
        "DELETE FROM objects",
        "UPDATE versions SET thumbnail = x'00'",
        "UPDATE versions SET body = 5",
        "UPDATE head SET hash = 'x'",
        "INSERT INTO head SELECT 'other', body, hash FROM head",
    ],
)
def test_what_does_not_belong_there(project: Path, statement: str) -> None:
    changed(project, statement)
    assert_refused(project, "damaged")


def edited_rows(path: Path, table: str, edit: Callable[[dict[str, object]], object]) -> None:
    """Change the JSON of a table's rows, with hashes that are right: not damage, but a stranger's intent."""
    connection = sqlite3.connect(path)
    if table == "head":
        rows = connection.execute("SELECT key, body, x'' FROM head").fetchall()
        update, key = "UPDATE head SET body = ?, hash = ? WHERE key = ?", (lambda b, _t: tables.check_of(b))
    else:
        rows = connection.execute("SELECT id, body, thumbnail FROM versions").fetchall()
        update, key = "UPDATE versions SET body = ?, hash = ? WHERE id = ?", tables.check_of
    for name, body, thumbnail in rows:
        values = json.loads(body)
        edit(values)
        fresh = json.dumps(values).encode()
        connection.execute(update, (fresh, key(fresh, thumbnail), name))
    connection.commit()
    connection.close()


def edited_document(path: Path, edit: Callable[[dict[str, object]], object]) -> None:
    """Change the document that the head names."""
    connection = sqlite3.connect(path)
    head = json.loads(connection.execute("SELECT body FROM head").fetchone()[0])
    row = connection.execute("SELECT body FROM objects WHERE hash = ?", (bytes.fromhex(head["document"]),)).fetchone()
    values = json.loads(row[0])
    edit(values)
    body = json.dumps(values).encode()
    connection.execute("INSERT OR REPLACE INTO objects VALUES (?, ?)", (tables.check_of(body), body))
    connection.commit()
    connection.close()
    edited_rows(path, "head", lambda values: values.update(document=tables.check_of(body).hex()))


def test_the_edits_below_would_be_opened_if_they_were_harmless(project: Path) -> None:
    edited_document(project, lambda values: values.update(canvas=[0, 0, 65535, 7000]))
    edited_rows(project, "versions", lambda values: values.update(note="hello"))
    opened = WorkingCopy.of_project(project)
    assert opened.state.document is not None and opened.state.document.canvas.w == 65535
    assert opened.state.versions[0].note == "hello"
    opened.close(discard=True)


@pytest.mark.parametrize(
    "values",
    [
        {"canvas": [0, 0, 65536, 10]},
        {"canvas": [0, 0, 30000, 30000]},
        {"canvas": [0, 0, 0, 10]},
        {"canvas": [0, 0, -5, 10]},
        {"canvas": [2**30, 0, 5, 10]},
        {"canvas": [0, 0, 5.5, 10]},
        {"canvas": [0, 0, True, 10]},
        {"canvas": "0 0 1 1"},
        {"canvas": [0, 0, 10**400, 1]},
        {"depth": 16},
        {"depth": 12},
        {"depth": "8"},
        {"layers": []},
        {"layers": [5]},
        {"layers": {}},
        {"mask": "00" * 20},
        {"mask": "../../x"},
        {"mask": None},
        {"colour": {"model": "cmyk", "name": "", "profile": None}},
        {"colour": None},
        {"source": {"name": "x"}},
        {"saved_masks": [[]]},
    ],
)
def test_a_document_with_values_out_of_range(project: Path, values: dict[str, object]) -> None:
    edited_document(project, lambda held: held.update(values))
    assert_refused(project, "damaged")


@pytest.mark.parametrize(
    "values",
    [
        {"opacity": 1.5},
        {"opacity": float("nan")},
        {"opacity": float("inf")},
        {"opacity": None},
        {"mode": "dissolve"},
        {"mode": ["normal"]},
        {"visible": 1},
        {"id": "../x"},
        {"id": ""},
        {"name": 5},
        {"raster": "zz"},
    ],
)
def test_a_layer_with_values_out_of_range(project: Path, values: dict[str, object]) -> None:
    edited_document(project, lambda held: held["layers"][0].update(values))  # type: ignore[index]
    assert_refused(project, "damaged")


@pytest.mark.parametrize(
    "values",
    [
        {"parent": "a"},
        {"parent": "nobody"},
        {"kind": "spell"},
        {"time": -1},
        {"time": float("inf")},
        {"fill": {}},
        {"id": "a b"},
        {"label": None},
        {"document": None},
    ],
)
def test_a_version_with_values_out_of_range(project: Path, values: dict[str, object]) -> None:
    edited_rows(project, "versions", lambda held: held.update(values))
    assert_refused(project, "damaged")


@pytest.mark.parametrize(
    "values",
    [
        {"answer_colour": "adobe"},
        {"answer_colour": None},
        {"options": ["region"]},
        {"options": {"region": ["eu"]}},
        {"options": {"region": {"deep": 1}}},
        {"options": {"region": float("nan")}},
        {"options": {f"n{number}": 1 for number in range(501)}},
        {"params": {"steps": [50]}},
        {"host": 5},
        {"expected_low": -0.01},
        {"expected_low": None},
        {"expected_low": "0.05"},
        {"expected_high": float("inf")},
        {"expected_high": True},
        {"job_id": None},
        {"index": -1},
        {"index": 10**6},
        {"index": 0.5},
        {"cost": -1},
        {"answer": "../../x"},
    ],
)
def test_a_record_with_values_out_of_range(project: Path, values: dict[str, object]) -> None:
    edited_rows(project, "versions", lambda held: held["fill"] and held["fill"].update(values))  # type: ignore[attr-defined]
    assert_refused(project, "damaged")


def test_long_and_strange_texts_of_a_record_are_made_plain(project: Path) -> None:
    strange = {"host": "a\u202eb" + "x" * 2000, "job_id": "y" * 100, "options": {"re\x00gion": "e\x1bu"}}
    edited_rows(project, "versions", lambda held: held["fill"] and held["fill"].update(strange))  # type: ignore[attr-defined]
    opened = WorkingCopy.of_project(project)
    record = opened.state.versions[1].fill
    opened.close(discard=True)
    assert record is not None and record.host == "ab" + "x" * 998 and record.job_id == "y" * 64
    assert record.options == {"region": "eu"}


@pytest.mark.parametrize("identity", [5, "", "a b", "../x", "x" * 65])
def test_an_identity_that_is_none(project: Path, identity: object) -> None:
    edited_rows(project, "head", lambda values: values.update(identity=identity))
    assert_refused(project, "damaged")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"1" * 10_000])
def test_a_head_that_is_not_json(project: Path, body: bytes) -> None:
    changed(project, "UPDATE head SET body = ?, hash = ?", values=(body, tables.check_of(body)))
    assert_refused(project, "damaged")


def test_a_row_larger_than_any_is_never_read(project: Path) -> None:
    changed(project, "UPDATE head SET body = zeroblob(40000000)")
    assert_refused(project, "damaged")


def one_raster(path: Path, body: bytes) -> None:
    """Have the lowest layer refer to a raster of these bytes."""
    changed(path, "INSERT OR REPLACE INTO objects VALUES (?, ?)", values=(tables.check_of(body), body))
    key = tables.check_of(body).hex()
    edited_document(path, lambda held: held["layers"][0].update(raster=key))  # type: ignore[index]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"R",
        struct.pack("<cii IIBB", b"R", 0, 0, 60000, 8000, 3, 8) + zlib.compress(bytes(10**9), 1),  # unpacks to a GB
        struct.pack("<cii IIBB", b"R", 0, 0, 60000, 60000, 3, 8) + zlib.compress(bytes(21 * 14000)),
        struct.pack("<cii IIBB", b"R", 0, 0, 100, 100, 3, 8) + zlib.compress(b"\2" + bytes(20)),
        struct.pack("<cii IIBB", b"R", 0, 0, 100, 100, 3, 8) + zlib.compress(b"\1" + b"\0\1" * 3 + bytes(14)),
        struct.pack("<cii IIBB", b"R", 0, 0, 100, 100, 3, 8) + b"not packed",
        struct.pack("<cii IIBB", b"R", 0, 0, 100, 100, 9, 8) + zlib.compress(bytes(21)),
        struct.pack("<cii IIBB", b"R", 2**31 - 1, 0, 100, 100, 3, 8) + zlib.compress(bytes(21)),
        struct.pack("<cBI", b"M", 0, 0) + zlib.compress(b""),  # a mask where a raster is due
    ],
)
def test_a_raster_of_another_kind(project: Path, body: bytes) -> None:
    one_raster(project, body)
    assert_refused(project, "damaged")


def test_a_tile_that_unpacks_to_too_much(project: Path) -> None:
    """A deflate bomb in the place of a tile: refused when the tile is read, without being unpacked."""
    bomb = zlib.compress(bytes(2**30), 9)
    data = bytes([1]) + len(bomb).to_bytes(4, "little") + bomb
    changed(project, "UPDATE tiles SET data = ?", values=(data,))
    assert_pixels_refused(project)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tiles SET height = 100000, width = 100000",
        "UPDATE tiles SET height = 'x'",
        "UPDATE tiles SET height = width, width = height",
        "UPDATE tiles SET channels = 0",
        "UPDATE tiles SET depth = 32",
        "UPDATE tiles SET codec = 9",
        "UPDATE tiles SET data = x''",
        "UPDATE tiles SET data = data || x'00'",
        "UPDATE tiles SET data = zeroblob(length(data))",
        "UPDATE tiles SET data = zeroblob(40000000) WHERE rowid = 1",
        "UPDATE tiles SET data = 'text'",
        "DELETE FROM tiles",
    ],
)
def test_a_tile_of_another_kind(project: Path, statement: str) -> None:
    changed(project, statement)
    assert_pixels_refused(project)


def test_a_tile_of_another_size_than_its_place(project: Path) -> None:
    """Its hash is right, but it lies where a larger one is due."""
    tile = documents.pixels(10, 10, 3, 8, 5)
    digest = tables.digest_of(tile)
    changed(project, "INSERT INTO tiles VALUES (?, 10, 10, 3, 8, 1, ?)", values=(digest, codec.encode(tile)))
    entry = zlib.compress(b"\0" + digest)
    one_raster(project, struct.pack("<cii IIBB", b"R", 0, 0, 100, 100, 3, 8) + entry)
    assert_pixels_refused(project)


def assert_pixels_refused(project: Path) -> None:
    opened = WorkingCopy.of_project(project)
    try:
        assert opened.state.document is not None
        raster = opened.state.document.layers[0].raster
        with pytest.raises(BadInput, match="part of the picture"):
            raster.region(raster.rect)
        assert opened.verify()
    finally:
        opened.close(discard=True)


def everything(path: Path) -> str | None:
    """A hash of all pixels and texts of a project, or None where it is refused."""
    try:
        opened = WorkingCopy.of_project(path)
    except InlayError:
        return None
    total = hashlib.sha256()
    try:
        state = opened.state
        assert state.document is not None and state.document.source is not None
        for document in (state.document, *(version.document for version in state.versions)):
            total.update(document.digest.encode())
            for layer in document.layers:
                total.update(layer.raster.region(layer.raster.rect).tobytes())
            total.update(document.mask.region(document.canvas).tobytes())
        for candidate in state.candidates:
            answer = candidate.record.answer
            assert answer is not None
            total.update(answer.region(answer.rect).tobytes() + candidate.layer.digest + candidate.painted.digest)
        for version in state.versions:
            total.update(repr((version.id, version.parent, version.label, version.note, version.time)).encode())
            total.update(version.thumbnail)
        total.update(opened.source_bytes(state.document.source))
        return total.hexdigest()
    except InlayError:
        return None
    finally:
        opened.close(discard=True)


def test_flipped_bits_are_found_or_harmless(project: Path, good: bytes) -> None:
    """Never another error than ours, never a wrong pixel or word."""
    sound = everything(project)
    assert sound is not None
    seed = random.randrange(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    refused = 0
    for number in range(150):
        damaged = bytearray(good)
        # Every other one at the start of a page, where SQLite keeps its own notes.
        for _ in range(chance.choice((1, 1, 3))):
            page = chance.randrange(len(good) // schema.PAGE_SIZE) * schema.PAGE_SIZE
            at = page + chance.randrange(200) if number % 2 else chance.randrange(len(good))
            damaged[at] ^= 1 << chance.randrange(8)
        project.write_bytes(damaged)
        found = everything(project)
        assert found in (None, sound), f"seed {seed}, number {number}"
        refused += found is None
        assert project.read_bytes() == damaged
    assert refused > 20


def test_the_codec_gives_back_what_it_got() -> None:
    for depth in (8, 16):
        for shape in ((512, 512, 3), (1, 1, 4), (7, 512, 1), (300, 2, 4)):
            smooth = documents.pixels(shape[1], shape[0], shape[2], depth, 3)
            noise = np.random.default_rng(1).integers(0, 2**depth, shape).astype(smooth.dtype)
            for pixels in (smooth, noise, smooth // 2 * 2, np.zeros_like(smooth)):
                blob = codec.encode(pixels)
                assert np.array_equal(codec.decode(blob, shape, depth), pixels)
                assert len(blob) <= pixels.nbytes + 10


def test_a_raster_row_is_small() -> None:
    raster = documents.Raster.from_array(np.full((5000, 5000, 3), 9, np.uint8))
    assert len(raster_body(raster)) < 200
