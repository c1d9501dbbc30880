"""The import contracts hold, and each is seen failing on a fault that is planted in a copy of the program."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOMS, ROOT, SOURCE

FLOORS = (
    ("app",),
    ("ui", "cli"),
    ("editor",),
    ("tools", "jobs"),
    ("storage", "providers", "secrets"),
    ("fill",),
    ("document",),
    ("imaging",),
    ("base",),
)
NAMES = {
    "floors": "A floor uses only what is below it",
    "qt": "Qt is known only to ui and app",
    "httpx": "httpx is known only to providers",
    "keyring": "keyring is known only to secrets",
    "qasync": "qasync is known only to app",
}
ALLOWED = {"qt": {"ui", "app"}, "httpx": {"providers"}, "keyring": {"secrets"}, "qasync": {"app"}}
LIBRARIES = {"qt": "PySide6.QtCore", "httpx": "httpx", "keyring": "keyring", "qasync": "qasync"}


def existing() -> set[str]:
    """The rooms that there are."""
    return {path.name for path in ROOMS.iterdir() if (path / "__init__.py").is_file()}


def forbidden_pairs() -> list[tuple[str, str]]:
    """(room, what it must not import): the floor above each room, and its neighbours."""
    pairs = []
    for above, here in itertools.pairwise(FLOORS):
        pairs += [(room, other) for room in here for other in above]
    for floor in FLOORS:
        pairs += [(room, other) for room in floor for other in floor if room != other]
    return [pair for pair in pairs if set(pair) <= existing()]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program and its contracts."""
    shutil.copytree(SOURCE, tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(copy: Path, room: str, line: str) -> None:
    """Put a file with one import into a room of the copy."""
    folder = copy / "src" / "inlay" / room
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").touch()
    with (folder / "zz_planted.py").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def broken(copy: Path) -> tuple[set[str], str]:
    """The ids of the contracts that are broken in the copy, and what the linter said."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src")},
        capture_output=True,
        text=True,
    )
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)", done.stdout, flags=re.MULTILINE))
    assert set(verdicts) == set(NAMES.values()), done.stdout + done.stderr
    found = {key for key, name in NAMES.items() if verdicts[name] == "BROKEN"}
    assert (done.returncode != 0) == bool(found)
    return found, done.stdout


def test_contracts_hold(copy: Path) -> None:
    found, said = broken(copy)
    assert not found, said


@pytest.mark.parametrize(("room", "other"), forbidden_pairs())
def test_looking_up_or_aside_is_seen(copy: Path, room: str, other: str) -> None:
    plant(copy, room, f"import inlay.{other}")
    found, said = broken(copy)
    assert "floors" in found
    assert f"inlay.{room}.zz_planted -> inlay.{other}" in said


@pytest.mark.parametrize("key", sorted(LIBRARIES))
def test_a_library_in_a_foreign_room_is_seen(copy: Path, key: str) -> None:
    foreign = existing() - ALLOWED[key]
    for room in foreign:
        plant(copy, room, f"import {LIBRARIES[key]}")
    found, said = broken(copy)
    assert key in found
    for room in foreign:
        assert f"inlay.{room}.zz_planted -> {LIBRARIES[key].split('.')[0]}" in said


@pytest.mark.parametrize("key", sorted(LIBRARIES))
def test_a_library_in_its_own_room_is_allowed(copy: Path, key: str) -> None:
    for room in ALLOWED[key]:
        plant(copy, room, f"import {LIBRARIES[key]}")
    found, said = broken(copy)
    assert not found, said


def test_a_room_of_no_floor_is_seen(copy: Path) -> None:
    plant(copy, "attic", "import inlay.base")
    found, _ = broken(copy)
    assert found == {"floors"}


def test_every_room_is_watched() -> None:
    """A room that is made later has to be written into the contracts of the libraries too."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    for contract in settings["contracts"]:
        if contract["type"] == "forbidden":
            watched = {name.removeprefix("inlay.") for name in contract["source_modules"]}
            assert watched == existing() - ALLOWED[contract["id"]], contract["id"]
