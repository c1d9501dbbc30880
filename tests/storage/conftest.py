"""What the storage tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from inlay.storage import WorkingCopy


@pytest.fixture
def copy() -> Iterator[WorkingCopy]:
    """An empty working copy."""
    made = WorkingCopy.create()
    yield made
    made.close(discard=True)
