"""Pictures of every kind on the command line: told what they are, and opened as far as they are there."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import TruncatedInput
from inlay.cli.main import run
from tests.kit import heif
from tests.kit.pictures import by_pillow, picture, smooth

pytestmark = pytest.mark.once


def told(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, object]:
    """What a command prints, called in this process."""
    capsys.readouterr()
    assert run([str(word) for word in words]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert isinstance(facts, dict)
    return facts


def test_what_a_file_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = io.BytesIO()
    Image.fromarray(smooth(bands=4), "CMYK").save(out, "TIFF")
    for name, data, depth, model, note in (
        ("a.heic", heif.heic(10), 16, "rgb", "10 bits"),
        ("a.avif", heif.avif(), 8, "rgb", ""),
        ("a.tif", out.getvalue(), 8, "cmyk", "CMYK"),
    ):
        (tmp_path / name).write_bytes(data)
        facts = told(capsys, "info", tmp_path / name, "--json")
        assert (facts["depth"], facts["model"]) == (depth, model)
        assert note in " ".join(facts["notes"])


def test_what_is_there_of_a_cut_file_is_opened_and_the_rest_filled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = by_pillow(picture(120, 160), "PNG")
    cut, filled = tmp_path / "cut.png", tmp_path / "filled.png"
    cut.write_bytes(data[: len(data) * 9 // 10])
    assert run(["info", str(cut)]) == TruncatedInput.exit_code
    (note,) = told(capsys, "info", cut, "--salvage", "--json")["notes"]
    assert "could be read" in note
    report = told(capsys, "fill", cut, "--salvage", "--alpha", "-o", filled, "--json")
    assert note in report["notes"]
    with Image.open(filled) as image:
        pixels = np.asarray(image.convert("RGB"))
    np.testing.assert_array_equal(pixels[:100], picture(120, 160)[:100])
    assert pixels[-5:].std() > 10
