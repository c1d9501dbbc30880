"""Set Inlay up and open it on the sample photo or on the files given; without a screen, fill the sample in a file.

Usage: python packaging/dev/run.py [FILES]
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import environment
import system

SAMPLE = environment.ROOT / "resources" / "sample" / "picos-de-europa.jpg"
MASK = SAMPLE.with_name("picos-de-europa.mask.png")
RESULT = environment.ROOT / "build" / "picos-de-europa.filled.png"


def main(arguments: list[str]) -> int:
    """Returns the exit code of Inlay, or 1 when set-up failed."""
    folder = environment.ROOT / ".venv"
    try:
        environment.ensure(folder, environment.RUN_LOCK)
    except environment.SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    inlay = environment.command_of(folder, "inlay")
    complete = system.ensure_libraries()
    if not has_screen():
        return without_screen(inlay)
    if not complete:
        return 1
    return start([str(inlay), *(arguments or [str(SAMPLE)])])


def has_screen() -> bool:
    """False on a system of the X11 or Wayland kind when neither is there."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def without_screen(inlay: Path) -> int:
    """Do the sample's job from the command line and say where the result is."""
    print("There is no screen here, so Inlay fills the sample photo without a window.", flush=True)
    RESULT.parent.mkdir(exist_ok=True)
    fill = [str(inlay), "fill", str(SAMPLE), "--mask", str(MASK), "-o", str(RESULT), "--json"]
    code = subprocess.run(fill).returncode
    if code == 0:
        print(f"The filled picture is {RESULT}")
    return code


def start(command: list[str]) -> int:
    """Become the command, or where a process can't, wait for it."""
    if os.name == "nt":
        return subprocess.run(command).returncode
    sys.stdout.flush()
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
