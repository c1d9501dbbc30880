"""Make the environments of `make run` and `make test` from the hashed locks, and keep them while nothing changed.

Uses the standard library only, since it runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import system

ROOT = Path(__file__).resolve().parents[2]
RUN_LOCK = ROOT / "packaging" / "requirements.lock"
TEST_LOCK = ROOT / "packaging" / "requirements-dev.lock"
# Published without wheels; built with the tools of the lock, not with what an isolated build would download.
SOURCE_ONLY = frozenset({"pyvips"})
QT_PACKAGES = frozenset({"pyside6-essentials", "shiboken6", "qasync", "pytest-qt"})


class SetUpError(Exception):
    """Set-up can't go on; the text says why and what to do."""


def scripts_folder(environment: Path) -> Path:
    """The folder of an environment that holds its commands."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def python_of(environment: Path) -> Path:
    """The interpreter of an environment."""
    return scripts_folder(environment) / ("python.exe" if os.name == "nt" else "python")


def command_of(environment: Path, name: str) -> Path:
    """A command that was installed in an environment."""
    return scripts_folder(environment) / (f"{name}.exe" if os.name == "nt" else name)


def ensure(environment: Path, lock: Path, leave_out: Iterable[str] = ()) -> Path:
    """Make or refresh an environment with everything in `lock` but `leave_out`, and Inlay from this checkout.

    Returns its interpreter. Spends only milliseconds when locks, project file and Python are as they were.
    """
    check_version()
    dropped = frozenset(leave_out)
    wanted = {"packages": _packages_key(environment, lock, dropped), "project": _digest(ROOT / "pyproject.toml")}
    stamp = environment / "inlay-set-up.json"
    found = _read_stamp(stamp) if python_of(environment).exists() else {}
    if found == wanted:
        return python_of(environment)
    stamp.unlink(missing_ok=True)
    if found.get("packages") != wanted["packages"]:
        print(f"Setting up {environment.name} with Python {sys.version.split()[0]}; this is done once ...", flush=True)
        pip = _make(environment)
        _install(pip, lock, dropped)
    pip = _pip_of(environment)
    _run([*pip, "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(json.dumps(wanted, indent=1) + "\n", encoding="utf-8")
    return python_of(environment)


def check_version() -> None:
    """Raise SetUpError under a Python that Inlay can't use."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise SetUpError(f"Inlay needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]} ({sys.executable}).")


def split(lock_text: str, names: frozenset[str]) -> tuple[str, str]:
    """A lock's text in two: the named packages (lower case, with hyphens), and all others."""
    named: list[str] = []
    others: list[str] = []
    target = others
    for line in lock_text.splitlines(keepends=True):
        if line[:1].isalnum():
            name = re.split(r"[=\[ ;]", line, maxsplit=1)[0]
            target = named if name.lower().replace("_", "-") in names else others
        target.append(line)
    return "".join(named), "".join(others)


def _install(pip: list[str], lock: Path, dropped: frozenset[str]) -> None:
    """Install a lock's packages: first the wheels, then with these what has to be built."""
    _, kept = split(lock.read_text(encoding="utf-8"), dropped)
    sources, wheels = split(kept, SOURCE_ONLY)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("wheels", wheels), ("sources", sources)):
            (Path(folder) / name).write_text(text, encoding="utf-8")
        # A lock is complete, so nothing has to be resolved.
        install = [*pip, "install", "--require-hashes", "--no-deps", "-r"]
        _run([*install, str(Path(folder) / "wheels"), "--only-binary", ":all:"])
        # Without pkg-config, pyvips takes the library of its binary wheel, not one that happens to be installed.
        _run([*install, str(Path(folder) / "sources"), "--no-build-isolation"], {"PKG_CONFIG": "not-to-be-used"})


def _packages_key(environment: Path, lock: Path, dropped: frozenset[str]) -> str:
    parts = [_digest(lock), ",".join(sorted(dropped)), sys.version, sys.base_prefix, str(environment)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_stamp(stamp: Path) -> dict[str, str]:
    try:
        content = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _make(environment: Path) -> list[str]:
    """Make an empty environment and return the command that is its pip."""
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        system.install_packages([f"python{version}-venv"], "making a virtual environment")
    if environment.exists():
        shutil.rmtree(environment)
    # A child process, because this one may have looked for ensurepip before it was installed.
    if subprocess.run([sys.executable, "-m", "venv", str(environment)], capture_output=True).returncode != 0:
        shutil.rmtree(environment, ignore_errors=True)
        _run([sys.executable, "-m", "venv", "--without-pip", str(environment)])
    return _pip_of(environment)


def _pip_of(environment: Path) -> list[str]:
    """The environment's own pip, or that of the Python it was made with."""
    if [*environment.glob("lib/python3*/site-packages/pip"), *environment.glob("Lib/site-packages/pip")]:
        return [str(python_of(environment)), "-m", "pip"]
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "--python", str(python_of(environment))]
    raise SetUpError(
        f"{sys.executable} has neither ensurepip nor pip. Install one of them "
        "(on Debian or Ubuntu: apt install python3-venv) and run this again."
    )


def _run(command: list[str], extra: dict[str, str] | None = None) -> None:
    quiet = dict.fromkeys(("PIP_DISABLE_PIP_VERSION_CHECK", "PIP_NO_INPUT", "PIP_QUIET"), "1")
    quiet["PIP_ROOT_USER_ACTION"] = "ignore"
    # A PYTHONPATH or an active user site would let packages in that the lock doesn't know.
    variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    if subprocess.run(command, env=variables | quiet | (extra or {}), cwd=ROOT).returncode != 0:
        raise SetUpError("Set-up failed; the lines above say why. Nothing outside this folder was changed.")
