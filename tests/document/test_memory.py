"""A long session on a large picture stays within its memory budget, and loses no pixel by it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(600)
@pytest.mark.only_on("linux", "darwin")
def test_twenty_versions_of_100_mp_at_16_bit_stay_under_3_gib(tmp_path: Path) -> None:
    """Three of the versions are flattened; the budget is 1 GiB, the whole process may take 3."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    command = [sys.executable, "-m", "tests.kit.memory_driver", str(tmp_path / "large.inlay")]
    ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, timeout=590)
    (tmp_path / "large.inlay").unlink(missing_ok=True)
    assert ended.returncode == 0
    told = json.loads(ended.stdout)
    print(told)
    assert (told["megapixels"], told["versions"], told["flattened"]) == (100, 20, 3)
    assert told["looks"] == 4  # opened, and darker with each flattened version
    assert told["same_after_reopening"]
    assert told["counted_mib"] <= told["limit_mib"] == 1024
    assert told["resident_mib"] < 3 * 1024
