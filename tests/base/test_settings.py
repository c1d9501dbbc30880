"""Settings: readable, with a version, shared by windows, and never lost without a word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from inlay.base import settings_file
from inlay.base.locks import lock_beside
from inlay.base.settings import Settings
from inlay.base.settings_file import VERSION


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def on_disk(path: Path) -> dict[str, object]:
    found = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_values_come_back_and_keep_their_types(path: Path) -> None:
    settings = Settings(path)
    settings.set("size", 40)
    settings.set("name", "brüsh")
    settings.set("recent", ["a", "b"])
    settings.save()
    again = Settings(path)
    assert (again.get("size", 1), again.get("size", 1.5), again.get("name", "")) == (40, 40.0, "brüsh")
    assert again.get("name", 7) == 7
    assert again.get("size", True) is True
    assert again.get_list("recent") == ["a", "b"]
    assert again.trouble is None


def test_the_file_can_be_read_by_a_person(path: Path) -> None:
    settings = Settings(path)
    settings.set("tools.brush.size", 40)
    settings.set("view.wheel_zooms", True)
    settings.save()
    wanted = f'{{\n "tools.brush.size": 40,\n "version": {VERSION},\n "view.wheel_zooms": true\n}}\n'
    assert path.read_text(encoding="utf-8") == wanted


def test_a_file_without_a_version_is_brought_up_to_date(path: Path) -> None:
    path.write_text('{"view.wheel_zooms": true, "memory.gib": 3}', encoding="utf-8")
    settings = Settings(path)
    assert settings.trouble is None and settings.get("memory.gib", 0) == 3
    settings.set("memory.gib", 4)
    settings.save()
    assert on_disk(path) == {"view.wheel_zooms": True, "memory.gib": 4, "version": VERSION}


def test_every_older_version_has_its_upgrade(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(settings_file.UPGRADES) == VERSION - 1
    steps = [lambda values: {**values, "way": "1"}, lambda values: {**values, "way": str(values["way"]) + "2"}]
    monkeypatch.setattr(settings_file, "UPGRADES", tuple(steps))
    monkeypatch.setattr(settings_file, "VERSION", 3)
    path.write_text('{"a": 1}', encoding="utf-8")
    assert Settings(path).get("way", "") == "12"
    path.write_text('{"a": 1, "version": 2, "way": "x"}', encoding="utf-8")
    assert Settings(path).get("way", "") == "x2"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\x00\x01", b'"text"', b'{"version": "x"}', b'{"a": "\xff"}', b"[" * 60_000]
)
def test_a_broken_file_is_set_aside_and_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    settings = Settings(path)
    assert settings.get("anything", 3) == 3
    kept = [each for each in path.parent.iterdir() if each.name.startswith("settings.broken-")]
    assert len(kept) == 1 and kept[0].read_bytes() == content and kept[0].suffix == ".json"
    assert settings.trouble is not None and str(kept[0]) in settings.trouble.sentence()
    settings.set("anything", 4)
    settings.save()
    assert Settings(path).trouble is None and Settings(path).get("anything", 3) == 4
    path.write_bytes(content)
    assert Settings(path).trouble is not None
    assert len([each for each in path.parent.iterdir() if "broken" in each.name]) == 2  # the first one stays


def test_a_file_that_broke_meanwhile_is_written_anew_from_what_is_known(path: Path) -> None:
    path.write_text('{"a": 1, "version": 2}', encoding="utf-8")
    settings = Settings(path)
    path.write_text("{", encoding="utf-8")
    settings.set("b", 2)
    settings.save()
    assert on_disk(path) == {"a": 1, "b": 2, "version": VERSION}


def test_a_newer_file_is_left_alone(path: Path) -> None:
    content = json.dumps({"version": VERSION + 1, "view.wheel_zooms": True})
    path.write_text(content, encoding="utf-8")
    settings = Settings(path)
    assert settings.trouble is not None and "newer" in settings.trouble.sentence()
    assert settings.get("view.wheel_zooms", False) is False
    settings.set("view.wheel_zooms", False)
    settings.save()
    assert path.read_text(encoding="utf-8") == content
    assert settings.get("view.wheel_zooms", True) is False
    # Nor is one overwritten that a newer program wrote while this window was open.
    path.unlink()
    other = Settings(path)
    path.write_text(content, encoding="utf-8")
    other.set("a", 1)
    other.save()
    assert path.read_text(encoding="utf-8") == content


def test_a_file_that_cannot_be_read_stays(path: Path) -> None:
    path.mkdir()
    settings = Settings(path)
    assert settings.trouble is not None and "can't be read" in settings.trouble.sentence()
    settings.set("a", 1)
    settings.save()
    assert path.is_dir() and settings.get("a", 0) == 1


def test_two_windows_do_not_undo_each_others_changes(path: Path) -> None:
    one, other = Settings(path), Settings(path)
    one.set("interface.theme", "light")
    one.put_first("recent", "a.jpg", 3)
    other.set("memory.gib", 4)
    other.put_first("recent", "b.jpg", 3)
    one.save()
    other.save()
    assert on_disk(path) == {
        "interface.theme": "light", "memory.gib": 4, "recent": ["b.jpg", "a.jpg"], "version": VERSION,
    }  # fmt: skip
    assert other.get("interface.theme", "") == "light"
    one.forget("interface.theme")
    one.save()
    other.set("memory.gib", 5)
    other.save()
    assert on_disk(path) == {"memory.gib": 5, "recent": ["b.jpg", "a.jpg"], "version": VERSION}


def test_recent_entries_keep_their_number_and_stand_once() -> None:
    settings = Settings()
    for name in ("a", "b", "c", "b", "d"):
        settings.put_first("recent", name, 3)
    assert settings.get_list("recent") == ["d", "b", "c"]
    settings.save()
    assert Settings().get_list("recent") == ["d", "b", "c"]
    settings.set("recent", [])
    settings.save()
    assert Settings().get_list("recent") == []


def test_what_changes_while_it_is_written_waits_for_the_next_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(path)
    settings.set("a", 1)
    settings.set("c", 1)
    really = settings_file.change

    def slow(*arguments: object) -> object:
        settings.set("a", 2)
        settings.put_first("recent", "x", 3)
        settings.forget("c")
        return really(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(settings_file, "change", slow)
    settings.save()
    monkeypatch.undo()
    assert on_disk(path)["a"] == 1
    assert settings.get("a", 0) == 2 and settings.get_list("recent") == ["x"] and not settings.has("c")
    settings.save()
    assert on_disk(path) == {"a": 2, "recent": ["x"], "version": VERSION}


WRITER = """
import sys
from pathlib import Path
from inlay.base.settings import Settings
settings = Settings(Path(sys.argv[1]))
for number in range(12):
    settings.set(f"{sys.argv[2]}.{number}", number)
    settings.save()
"""


def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    started = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in ("one", "two", "three")]
    assert [each.wait(60) for each in started] == [0, 0, 0]
    wanted = {f"{name}.{number}" for name in ("one", "two", "three") for number in range(12)}
    assert set(on_disk(path)) == {*wanted, "version"}


def test_a_window_that_never_lets_go_costs_no_change(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings_file, "PATIENCE", 0.05)
    lock = lock_beside(path)
    assert lock.acquire()
    settings = Settings(path)
    settings.set("a", 1)
    thread = threading.Thread(target=settings.save)
    thread.start()
    thread.join(20)
    lock.release()
    assert on_disk(path)["a"] == 1


def test_changes_are_told_once_and_by_name(path: Path) -> None:
    told: list[str] = []
    settings = Settings(path)
    settings.changed.connect(told.append)
    settings.set("a", 1)
    settings.set("a", 1)
    settings.set("a", True)
    settings.forget("a", "b")
    settings.put_first("recent", "x", 3)
    assert told == ["a", "a", "a", "recent"]


def test_a_full_disk_costs_no_more_than_the_habits(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(path)
    settings.set("a", 1)
    with monkeypatch.context() as without_room:
        without_room.setattr(os, "fsync", lambda _handle: (_ for _ in ()).throw(OSError(28, "No space left")))
        settings.save()
    assert not path.exists()
    settings.save()
    assert on_disk(path)["a"] == 1
