"""A real keyring for tests: gnome-keyring-daemon under a D-Bus session, home and folders of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

import psutil

from tests.conftest import ROOT

# A bus that knows of no service that could be started.
EMPTY_BUS = """<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>
"""
UNLOCK = "printf %s login-password | gnome-keyring-daemon --unlock --components=secrets >&2;"
LOCK = """
import secretstorage
collection = secretstorage.get_default_collection(secretstorage.dbus_init())
collection.lock()
assert collection.is_locked()
"""


class KeyringDesktop:
    """A desktop session as far as keys go. With `has_keyring` False nobody on its bus keeps secrets."""

    def __init__(self, folder: Path, has_keyring: bool = True) -> None:
        self.folder = folder
        for name in ("home", "data", "config", "run"):
            (folder / name).mkdir(mode=0o700, parents=True)
        # Nothing of the person's own session: no keyring that is set by hand, no screen to ask on.
        dropped = ("PYTHON_KEYRING_BACKEND", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
        self.environment = {name: value for name, value in os.environ.items() if name not in dropped} | {
            "HOME": str(folder / "home"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "INLAY_HOME": str(folder / "inlay"),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        self._has_keyring = has_keyring

    def __enter__(self) -> KeyringDesktop:
        """Start the bus, and an unlocked keyring on it."""
        command = ["dbus-run-session"]
        if not self._has_keyring:
            config = self.folder / "bus.conf"
            config.write_text(EMPTY_BUS, encoding="utf-8")
            command.append(f"--config-file={config}")
        script = f'{UNLOCK if self._has_keyring else ""} echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat'
        self._session = subprocess.Popen(
            [*command, "--", "sh", "-c", script],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self.folder / "session.log").open("wb"),
            text=True,
        )
        assert self._session.stdout is not None
        address = self._session.stdout.readline().strip()
        assert address, (self.folder / "session.log").read_text(encoding="utf-8")
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the session; the keyring ends with its bus."""
        assert self._session.stdin is not None and self._session.stdout is not None
        self._session.stdin.close()
        self._session.wait(20)
        self._session.stdout.close()

    def python(self, *arguments: str, said: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        """Run Python in this session, with `said` on its standard input."""
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment | variables,
            cwd=self.folder,
            input=said,
            capture_output=True,
            text=True,
            timeout=90,
        )

    def inlay(self, *arguments: str, said: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the program's command line in this session."""
        return self.python("-m", "inlay", *arguments, said=said, **variables)

    def held(self, service: str, host: str) -> str:
        """What the keyring holds for a service and host, asked with a tool that isn't ours; empty for nothing."""
        done = subprocess.run(
            ["secret-tool", "lookup", "service", f"Inlay: {service}", "username", host],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=30,
        )
        return done.stdout

    def bus_pid(self) -> int:
        """The process of the bus, a child of the session's."""
        [bus] = [each for each in psutil.Process(self._session.pid).children() if "dbus-daemon" in each.name()]
        return bus.pid

    def lock(self) -> None:
        """Lock the keyring; without a screen nobody can be asked to unlock it."""
        done = self.python("-c", LOCK)
        assert done.returncode == 0, done.stderr
