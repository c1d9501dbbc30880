"""The program's door: what it imports, what it says when it can't open, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inlay.app import screen
from inlay.base.errors import BadInput
from tests.kit.desktop import wait_for

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("PySide6", "numpy", "cv2", "pyvips", "PIL", "httpx", "keyring", "qasync")


def environment(**changes: str) -> dict[str, str]:
    """The environment of a child process; an empty value takes a variable away."""
    merged = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **changes}
    return {key: value for key, value in merged.items() if value}


def python(code: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment(**changes), capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["export", "--help"]])
def test_the_command_line_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        f"import sys; from inlay.app.main import main; code = main({arguments!r});"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules]); sys.exit(code)"
    )
    done = python(code)
    assert done.returncode == 0, done.stderr
    assert "HEAVY []" in done.stdout


def test_an_unknown_option_is_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inlay", "--nonsense"], env=environment(), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr == "inlay: there is no option --nonsense. See inlay --help.\n"


@pytest.mark.only_on("linux")
@pytest.mark.parametrize(
    ("display", "sentence"),
    [
        ("", "There is no screen to open a window on. “inlay fill” works without one."),
        (":987", "The screen :987 doesn't answer. “inlay fill” works without one."),
    ],
)
def test_without_a_screen_there_is_one_sentence(display: str, sentence: str) -> None:
    env = environment(DISPLAY=display, WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    done = subprocess.run([sys.executable, "-m", "inlay"], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.strip() == sentence


def test_an_unknown_platform_is_one_sentence() -> None:
    env = environment(QT_QPA_PLATFORM="nonsense")
    done = subprocess.run([sys.executable, "-m", "inlay"], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith("The window can't open: ")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_missing_library_is_named_with_its_packages() -> None:
    error = screen.missing("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")
    assert isinstance(error, BadInput)
    assert "libxcb-cursor.so.0 is missing" in error.sentence()
    assert "libxcb-cursor0" in error.sentence()


@pytest.mark.only_on("linux", "darwin")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_program_in_order(inlay_home: Path, number: signal.Signals) -> None:
    env = environment(QT_QPA_PLATFORM="offscreen")
    sample = ROOT / "resources" / "sample" / "picos-de-europa.jpg"
    process = subprocess.Popen([sys.executable, "-m", "inlay", str(sample)], env=env, stderr=subprocess.PIPE, text=True)
    try:
        working = inlay_home / "state" / "working"
        wait_for("the picture to open", lambda: list(working.glob("*/work.inlay")))
        process.send_signal(number)
        _out, trouble = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert trouble == ""
    # What the window left behind is remembered, and nothing unsaved is.
    assert (inlay_home / "config" / "settings.json").is_file()
    log = inlay_home / "state" / "inlay.log"
    assert not log.exists() or "Traceback" not in log.read_text(encoding="utf-8")
