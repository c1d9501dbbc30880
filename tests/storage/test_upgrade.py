"""A project of an older format is brought to this one in the working copy only, and its document stays the same one."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from inlay.base.errors import BadInput
from inlay.storage import Change, WorkingCopy
from inlay.storage.recovery import FILE
from inlay.storage.schema import FORMAT, check_of
from tests.kit import documents
from tests.kit.sample_project import DATA, told

OLD = DATA / "format-1.inlay"
FIRST_VERSION = "a"


def format_in(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A project of the first format."""
    return Path(shutil.copy(OLD, tmp_path / "old.inlay"))


def test_only_the_working_copy_is_brought_to_this_format(old: Path) -> None:
    before = old.read_bytes()
    opened = WorkingCopy.of_project(old)
    assert format_in(opened.folder / FILE) == FORMAT and format_in(old) == 1
    opened.close(discard=True)
    assert old.read_bytes() == before


def test_a_document_of_the_first_format_is_known_by_its_first_version(old: Path) -> None:
    for _ in range(2):
        opened = WorkingCopy.of_project(old)
        assert opened.document_id == FIRST_VERSION
        opened.close(discard=True)


def test_saved_again_it_is_of_this_format_and_holds_the_same(old: Path, tmp_path: Path) -> None:
    opened = WorkingCopy.of_project(old)
    held = told(opened.state)
    opened.record(Change(versions=(documents.version("z", documents.document(), "a", documents.service_record()),)))
    opened.save_as(tmp_path / "new.inlay", "1").result()
    opened.close(discard=True)
    assert format_in(tmp_path / "new.inlay") == FORMAT
    again = WorkingCopy.of_project(tmp_path / "new.inlay")
    assert again.document_id == FIRST_VERSION and again.verify() == []
    now = told(again.state)
    assert now["versions"][:-1] == held["versions"] and now["candidates"] == held["candidates"]  # type: ignore[index]
    again.close(discard=True)


def test_a_working_copy_that_an_older_inlay_left_is_recovered(old: Path) -> None:
    left = WorkingCopy.of_project(old)
    folder = left.folder
    left.close(discard=False)
    with sqlite3.connect(folder / FILE) as connection:  # as that one left it: with work that isn't saved
        original = sqlite3.connect(OLD)
        for table in ("versions", "candidates"):
            for name, body, check in original.execute(f"SELECT id, body, hash FROM {table}"):
                connection.execute(f"UPDATE {table} SET body = ?, hash = ? WHERE id = ?", (body, check, name))
        head = json.loads(connection.execute("SELECT body FROM head").fetchone()[0])
        del head["identity"]
        body = json.dumps(head | {"edit": 3, "saved": 1}).encode()
        connection.execute("UPDATE head SET body = ?, hash = ?", (body, check_of(body)))
        connection.execute("PRAGMA user_version = 1")
        original.close()
    connection.close()
    [found] = WorkingCopy.recoverable()
    assert found.document_id == FIRST_VERSION
    again = WorkingCopy.reopen(found)
    assert again.document_id == FIRST_VERSION and told(again.state) == json.loads(
        (DATA / "format-1.json").read_text(encoding="utf-8")
    )
    again.close(discard=True)
    assert format_in(OLD) == 1


@pytest.mark.parametrize("table", ["versions", "candidates", "head"])
def test_damage_in_an_old_project_is_found_before_it_is_brought_to_this_format(old: Path, table: str) -> None:
    with sqlite3.connect(old) as connection:
        connection.execute(f"UPDATE {table} SET body = CAST(replace(body, 'Sample', 'Simple') || ' ' AS BLOB)")
    connection.close()
    before = old.read_bytes()
    with pytest.raises(BadInput, match="damaged"):
        WorkingCopy.of_project(old)
    assert old.read_bytes() == before and WorkingCopy.recoverable() == []


def test_strange_values_in_an_old_record_give_way_to_those_of_its_time(old: Path) -> None:
    with sqlite3.connect(old) as connection:
        for number, body, thumbnail in connection.execute("SELECT number, body, thumbnail FROM versions").fetchall():
            row = json.loads(body)
            if row["fill"]:
                row["fill"]["host"] = "stranger.example"
            fresh = json.dumps(row).encode()
            values = (fresh, check_of(fresh, thumbnail), number)
            connection.execute("UPDATE versions SET body = ?, hash = ? WHERE number = ?", values)
    connection.close()
    opened = WorkingCopy.of_project(old)
    assert {version.fill.host for version in opened.state.versions if version.fill} == {""}
    opened.close(discard=True)


def test_a_document_is_known_by_the_same_id_through_saving_and_opening(tmp_path: Path, copy: WorkingCopy) -> None:
    start = documents.document(size=(120, 90))
    copy.record(Change(start, "a", (documents.version("a", start),)))
    copy.save_as(tmp_path / "a.inlay", "1").result()
    copy.save_as(tmp_path / "b.inlay", "1").result()
    copy.close(discard=True)
    ids = set()
    for name in ("a", "b"):
        opened = WorkingCopy.of_project(tmp_path / f"{name}.inlay")
        ids.add(opened.document_id)
        opened.close(discard=True)
    assert ids == {copy.document_id} and len(copy.document_id) == 32
    other = WorkingCopy.create()
    assert other.document_id != copy.document_id
    other.close(discard=True)
