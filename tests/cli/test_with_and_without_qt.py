"""What depends on whether Qt is installed: the self-test, and that the command line doesn't load what it needn't."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

PROBE = """
import sys
from inlay.app.main import main
code = main(sys.argv[1:])
loaded = [name for name in ("PySide6", "qasync", "httpx", "keyring") if name in sys.modules]
assert not loaded, loaded
sys.exit(code)
"""


def python(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, timeout=120)


def test_the_self_test_passes_but_for_a_window_that_is_not_installed() -> None:
    done = python("-m", "inlay", "selftest", "--json")
    told = json.loads(done.stdout)
    assert told["passed"] == (done.returncode == 0)
    failed = [name for name, trouble in told["checks"].items() if trouble]
    with_qt = importlib.util.find_spec("PySide6") is not None
    assert failed == ([] if with_qt else ["window libraries"]), done.stdout


def test_sub_commands_import_no_window(tmp_path: Path) -> None:
    photo, mask = tmp_path / "photo.png", tmp_path / "mask.png"
    pixels = np.random.default_rng(4).normal(120, 18, (180, 240, 3)).clip(0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(photo)
    Image.fromarray(np.pad(np.full((30, 40), 255, np.uint8), ((60, 90), (90, 110)))).save(mask)
    done = python("-c", PROBE, "fill", photo, "--mask", mask, "-o", tmp_path / "o.png")
    assert done.returncode == 0, done.stderr
