"""Find the system libraries and commands that Inlay needs on Linux; install them where allowed, else name them."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

PACKAGES = Path(__file__).resolve().parents[1] / "system-packages.toml"
INSTALL = {
    "debian": "apt install",
    "fedora": "dnf install",
    "arch": "pacman -S",
    "suse": "zypper install",
}


def ensure_libraries() -> bool:
    """See to the libraries and the font that Qt needs. False when some are missing; they are then named on stderr."""
    if not sys.platform.startswith("linux"):
        return True
    return _ensure(missing_libraries, "Inlay's window")


def ensure_commands() -> bool:
    """See to the commands that the tests use. False when some are missing; they are then named on stderr."""
    if not sys.platform.startswith("linux"):
        return True
    return _ensure(missing_commands, "the tests")


def ensure_peers() -> bool:
    """See to the programs whose files are compared with ours. False when some are missing; they are then named."""
    return _ensure(missing_peers, "the comparison with other programs")


def missing_libraries(catalogue: dict[str, Any]) -> list[dict[str, str]]:
    """The rows of the catalogue whose library can't be loaded, and the font's row when no font is found."""
    rows = [row for row in catalogue["library"] if not _loads(row["soname"])]
    font = catalogue["font"]
    if not any(_has_font(Path(folder).expanduser()) for folder in font["folders"]):
        rows.append(font)
    return rows


def missing_commands(catalogue: dict[str, Any]) -> list[dict[str, str]]:
    """The rows of the catalogue whose command isn't on the PATH."""
    return [row for row in catalogue["command"] if shutil.which(row["name"]) is None]


def missing_peers(catalogue: dict[str, Any]) -> list[dict[str, str]]:
    """The rows of other programs that aren't on the PATH."""
    return [row for row in catalogue["peer"] if shutil.which(row["name"]) is None]


def install_packages(packages: list[str], purpose: str) -> bool:
    """Install Debian packages if we are root or sudo asks for no password. False where we may not, or apt failed."""
    prefix = _privilege()
    if shutil.which("apt-get") is None or prefix is None:
        return False
    print(f"Installing what {purpose} needs: {' '.join(packages)}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for step in ([*prefix, "apt-get", "update", "-qq"], command):
        done = subprocess.run(step, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            print(done.stdout, file=sys.stderr)
    return done.returncode == 0


def distribution() -> str:
    """The family of this Linux: debian, fedora, arch, suse, or "" when unknown."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return ""
    words = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    names = {"ubuntu": "debian", "rhel": "fedora", "centos": "fedora", "opensuse": "suse", "opensuse-leap": "suse"}
    for word in words:
        family = names.get(word, word)
        if family in INSTALL:
            return family
    return ""


def advice(rows: list[dict[str, str]], family: str, purpose: str) -> str:
    """A sentence that names what is missing and the packages to install."""
    names = sorted({row.get("soname") or row.get("name") or "a font" for row in rows})
    if not family:
        return f"Missing for {purpose}: {', '.join(names)}. Please install the packages of your system that hold them."
    packages = sorted({row[family] for row in rows})
    return f"Missing for {purpose}: {', '.join(names)}.\nPlease install them: {INSTALL[family]} {' '.join(packages)}"


def _ensure(find: Any, purpose: str) -> bool:
    catalogue = tomllib.loads(PACKAGES.read_text(encoding="utf-8"))
    rows = find(catalogue)
    if not rows:
        return True
    family = distribution()
    if family == "debian" and install_packages(sorted({row["debian"] for row in rows}), purpose):
        rows = find(catalogue)
    if rows:
        print(advice(rows, family, purpose), file=sys.stderr)
    return not rows


def _privilege() -> list[str] | None:
    """What to put before a command that needs root: nothing, sudo, or None when we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _has_font(folder: Path) -> bool:
    return folder.is_dir() and any(path.suffix.lower() in (".ttf", ".otf", ".ttc") for path in folder.rglob("*"))
