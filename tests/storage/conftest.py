"""What the storage tests share: an Inlay home of their own, and documents worth saving."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inlay.storage import WorkingCopy


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder that no other test knows."""
    place = tmp_path / "home"
    monkeypatch.setenv("INLAY_HOME", str(place))
    return place


@pytest.fixture
def copy() -> Iterator[WorkingCopy]:
    """An empty working copy."""
    made = WorkingCopy.create()
    yield made
    made.close(discard=True)
