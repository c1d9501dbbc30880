"""Files made to do harm end in one sentence, soon, and within the memory that was foreseen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.kit.hostile import HARMLESS, REFUSED
from tests.kit.hostile_driver import MIB

ROOT = Path(__file__).resolve().parents[2]
# Bounds of the issue, not measurements: what is here takes 0.1 s, and most of that is the process.
SECONDS = 2.0
# Libraries' own, and a few copies of a file's metadata.
SPARE = 64 * MIB
COPIES = 6

pytestmark = pytest.mark.only_on("linux")


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    command = [sys.executable, "-m", "tests.kit.hostile_driver"]
    ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, timeout=120, check=True)
    return {each["name"]: each for each in map(json.loads, ended.stdout.splitlines())}


def _check_cost(one: dict[str, Any]) -> None:
    assert one["seconds"] < SECONDS
    assert one["peak"] < one["estimate"] + COPIES * one["bytes"] + SPARE


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_files_end_in_one_sentence(name: str, told: dict[str, Any]) -> None:
    _check_cost(told[name])
    sentence = told[name]["sentence"]
    assert name in sentence
    assert "\n" not in sentence
    assert len(sentence) < 200


@pytest.mark.parametrize("name", HARMLESS)
def test_odd_metadata_dont_keep_a_picture_from_opening(name: str, told: dict[str, Any]) -> None:
    _check_cost(told[name])
    assert told[name]["sentence"] == ""
