"""A private X server with a window manager for tests in real windows, ended by its own process id."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def x_server(log_folder: Path, size: str = "1920x1080x24") -> Iterator[str]:
    """Start Xvfb on a display that is free, and openbox in it; gives the display's name, ends both afterwards."""
    log_folder.mkdir(parents=True, exist_ok=True)
    reading, writing = os.pipe()
    with (log_folder / "xvfb.log").open("w") as server_log, (log_folder / "openbox.log").open("w") as manager_log:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing],
            stdout=server_log,
            stderr=server_log,
        )
        os.close(writing)
        with os.fdopen(reading) as pipe, _ended(server):
            number = pipe.readline().strip()
            if not number:
                raise RuntimeError(f"Xvfb didn't start; see {log_folder / 'xvfb.log'}")
            variables = {**os.environ, "DISPLAY": f":{number}"}
            manager = subprocess.Popen(["openbox"], env=variables, stdout=manager_log, stderr=manager_log)
            with _ended(manager):
                yield f":{number}"


@contextlib.contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
