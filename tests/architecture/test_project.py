"""The project's own files: locks without addresses, set-up scripts, the sample, and a CI run that skips nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from tests.architecture.source import ROOT, tracked_files

sys.path.append(str(ROOT / "packaging" / "dev"))

import environment
import system

LOCKS = ("requirements.lock", "requirements-dev.lock")
# In two pieces, so that this file isn't found by its own search.
REGISTRIES = ("pypi" + ".org", "python" + "hosted", "ana" + "conda.org", "npm" + "js.com", "devpi" + "/")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    assert not re.search(r"://|^-", text, flags=re.MULTILINE)
    packages = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
    assert len(packages) > 20
    for package in packages:
        assert "==" in package
        assert "--hash=sha256:" in package


def test_the_test_lock_tests_what_runs() -> None:
    runs, tests = ((ROOT / "packaging" / name).read_text(encoding="utf-8") for name in LOCKS)
    pinned = re.compile(r"^\S+==\S+", flags=re.MULTILINE)
    assert set(pinned.findall(runs)) <= set(pinned.findall(tests))


def test_no_file_names_a_package_registry() -> None:
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content:
            text = content.decode("utf-8")
            assert not [name for name in REGISTRIES if name in text], path


def test_a_lock_is_split_by_name() -> None:
    text = "a-b==1 \\\n    --hash=sha256:0\nc==2 ; a < '4' \\\n    --hash=sha256:1\nd[e]==3 \\\n    --hash=sha256:2\n"
    named, others = environment.split(text, frozenset({"a-b", "d"}))
    assert re.findall("sha256:.", named) == ["sha256:0", "sha256:2"]
    assert others == "c==2 ; a < '4' \\\n    --hash=sha256:1\n"


def test_the_lock_without_qt_keeps_all_else() -> None:
    text = environment.TEST_LOCK.read_text(encoding="utf-8")
    named, others = environment.split(text, environment.QT_PACKAGES)
    assert named.count("==") >= len(environment.QT_PACKAGES)
    assert not re.search("pyside|shiboken|qasync", others)
    assert "numpy==" in others


def test_what_is_missing_is_named_with_its_package() -> None:
    catalogue = tomllib.loads(system.PACKAGES.read_text(encoding="utf-8"))
    absent = {"soname": "libnobody-has-this.so.9", "debian": "libnobody9", "fedora": "nobody-libs"}
    catalogue["library"].append(absent)
    assert absent in system.missing_libraries(catalogue)
    assert "apt install libnobody9" in system.advice([absent], "debian", "a test")
    assert "dnf install nobody-libs" in system.advice([absent], "fedora", "a test")
    assert "libnobody-has-this.so.9" in system.advice([absent], "", "a test")


def test_every_row_of_the_system_packages_knows_every_family() -> None:
    catalogue = tomllib.loads(system.PACKAGES.read_text(encoding="utf-8"))
    for row in [*catalogue["library"], *catalogue["command"], catalogue["font"]]:
        assert set(system.INSTALL) <= set(row)


@pytest.mark.only_on("linux", "darwin")
def test_no_fitting_python_is_said_clearly(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    command = ["/bin/sh", str(ROOT / "packaging" / "find-python")]
    done = subprocess.run(command, env={**os.environ, "INLAY_PYTHON": str(old)}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "3.11, 3.12 or 3.13" in done.stderr


@pytest.mark.parametrize(("variables", "code"), [({"CI": "true"}, 1), ({"CI": ""}, 0)])
def test_in_ci_a_skipped_test_fails_the_run(tmp_path: Path, variables: dict[str, str], code: int) -> None:
    (tmp_path / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    text = "import pytest\ndef test_a():\n    pass\ndef test_b():\n    pytest.skip('not today')\n"
    (tmp_path / "test_planted.py").write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, **variables}, capture_output=True, text=True)
    assert done.returncode == code, done.stdout
    assert ("counts as failed" in done.stdout) == bool(code)


def test_the_sample_is_a_photograph_with_its_licence_and_a_mask(sample_folder: Path) -> None:
    photo = Image.open(sample_folder / "picos-de-europa.jpg")
    mask = Image.open(sample_folder / "picos-de-europa.mask.png")
    assert photo.width * photo.height >= 2_000_000
    assert photo.info["icc_profile"]
    assert photo.info["dpi"] == (300, 300)
    assert "CC BY 4.0" in photo.getexif()[0x8298]
    assert b"creativecommons.org/licenses/by/4.0" in photo.info["xmp"]
    assert (mask.mode, mask.size) == ("L", photo.size)
    share = sum(mask.histogram()[1:]) / (mask.width * mask.height)
    assert 0.001 < share < 0.05
    words = (sample_folder / "README.md").read_text(encoding="utf-8")
    assert "Aitzol Berasategi" in words
    assert "CC BY 4.0" in words
