"""A project of every format version there ever was still opens, with everything in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inlay.storage import WorkingCopy
from inlay.storage.schema import FORMAT
from tests.kit import documents
from tests.kit.sample_project import DATA, told

SAMPLES = sorted(DATA.glob("format-*.inlay"))


def test_there_is_a_sample_of_every_format() -> None:
    assert {path.stem for path in SAMPLES} == {f"format-{number}" for number in range(1, FORMAT + 1)}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_project_of_this_format_opens(path: Path) -> None:
    before = path.read_bytes()
    opened = WorkingCopy.of_project(path)
    try:
        assert told(opened.state) == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert opened.verify() == []
        assert opened.state.document is not None and opened.state.document.source is not None
        assert opened.source_bytes(opened.state.document.source) == documents.SOURCE_BYTES
    finally:
        opened.close(discard=True)
    assert path.read_bytes() == before
