"""The wheel holds the program and its resources, and the program finds them in it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, tracked_files

ASK = """
from inlay.base.resources import resources_dir
print(resources_dir())
"""
SELFTEST = """
import sys
from inlay.app.main import main
sys.exit(main(["selftest"]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_is_complete(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith("src/"):
            assert name.removeprefix("src/") in held
        if name.startswith("resources/"):
            assert f"inlay/{name}" in held


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Path:
    """A folder that holds what the wheel holds, and nothing of the checkout."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def ask(installed: Path, code: str) -> str:
    """What code says that sees the installed program only."""
    # An editable install of the checkout comes after PYTHONPATH.
    variables = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run([sys.executable, "-c", code], cwd=installed, env=variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def test_the_installed_program_finds_its_resources(installed: Path) -> None:
    assert Path(ask(installed, ASK)) == installed / "inlay" / "resources"
    assert (installed / "inlay" / "resources" / "sample" / "picos-de-europa.jpg").is_file()


def test_the_installed_program_passes_its_own_test(installed: Path) -> None:
    assert "FAILED" not in ask(installed, SELFTEST)
