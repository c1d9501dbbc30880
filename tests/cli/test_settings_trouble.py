"""The command line goes on with the defaults where the settings can't be used, and says so once, on stderr."""

from __future__ import annotations

import json
import subprocess
import sys

from inlay.base.paths import config_dir


def services() -> subprocess.CompletedProcess[str]:
    """A command that reads the settings."""
    return subprocess.run([sys.executable, "-m", "inlay", "services", "--json"], capture_output=True, text=True)


def test_broken_and_newer_settings_are_told() -> None:
    path = config_dir() / "settings.json"
    path.write_text("{broken", encoding="utf-8")
    told = services()
    assert told.returncode == 0 and json.loads(told.stdout)
    assert told.stderr.count("The settings were damaged, so the default settings are used.") == 1
    assert len(told.stderr.splitlines()) == 1 and not path.exists()
    assert services().stderr == ""
    path.write_text('{"version": 99}', encoding="utf-8")
    newer = services()
    assert newer.returncode == 0 and "newer Inlay" in newer.stderr and len(newer.stderr.splitlines()) == 1
    assert path.read_text(encoding="utf-8") == '{"version": 99}'
