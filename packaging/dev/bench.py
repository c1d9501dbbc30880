"""Set up the test environment and run the bench in it; the figures are one JSON object on stdout."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

import environment
import system
import xserver


def main(arguments: list[str]) -> int:
    """Returns the bench's exit code, or 1 when set-up failed."""
    with contextlib.redirect_stdout(sys.stderr):
        try:
            python = environment.ensure(environment.ROOT / ".venv-test", environment.TEST_LOCK)
        except environment.SetUpError as error:
            print(error)
            return 1
        if not (system.ensure_libraries() and system.ensure_commands()):
            return 1
    command = [str(python), "-m", "tests.bench", *arguments]
    if os.environ.get("DISPLAY") or not sys.platform.startswith("linux"):
        return subprocess.run(command, cwd=environment.ROOT).returncode
    with xserver.x_server(environment.ROOT / "build" / "xserver") as display:
        return subprocess.run(command, cwd=environment.ROOT, env={**os.environ, "DISPLAY": display}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
