"""Every text of the program is translated into every language there is."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT
from tests.architecture.test_catalogues import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "dev" / "messages.py"), "--missing", language]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert [each["text"] for each in json.loads(done.stdout)["texts"]] == []
