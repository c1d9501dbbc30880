"""Layered files on the command line: filled, told, exported, with what the opened file said of itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.geometry import Rect
from inlay.cli import main
from inlay.storage.exchange import read_layers
from tests.kit.photoshop import Part, bottom, head, photoshop
from tests.kit.pictures import exif_block, smooth, tags_of

BOX = Rect(0, 0, 96, 64)


def test_a_photoshop_document_is_filled_told_and_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    over = np.dstack([smooth(20, 30), np.full((20, 30), 90, np.uint8)])
    parts = [Part("Foto", smooth()), bottom(), Part("Über", over, -5, 9, b"scrn"), head("Haut")]
    source, mask = tmp_path / "a.psd", tmp_path / "m.png"
    source.write_bytes(photoshop(96, 64, parts, resources={1058: exif_block()}))
    spot = np.zeros((64, 96), np.uint8)
    spot[40:52, 60:74] = 255
    Image.fromarray(spot).save(mask)
    out, project, again = tmp_path / "b.ora", tmp_path / "b.inlay", tmp_path / "c.psd"
    assert (
        main.run(["fill", str(source), "--mask", str(mask), "-o", str(out), "--project", str(project), "--json"]) == 0
    )
    notes = json.loads(capsys.readouterr().out)["notes"]
    assert any("only the project keeps: the history" in each for each in notes)

    filled = read_layers(out).document
    assert [each.name for each in filled.layers[:2]] == ["Foto", "Haut / Über"] and len(filled.layers) == 3
    assert (filled.layers[0].raster.region(BOX) == smooth()).all() and filled.layers[1].mode == "screen"

    assert main.run(["export", str(project), "-o", str(again)]) == 0
    exported = read_layers(again).document
    assert [each.name for each in exported.layers] == [each.name for each in filled.layers]
    assert tags_of(again.read_bytes(), tmp_path, ".psd")["IFD0:Make"] == "Testcam"

    capsys.readouterr()
    assert main.run(["info", str(again), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["format"] == "psd" and facts["layers"][:2] == ["Foto", "Haut / Über"] and "exif" in facts["metadata"]
    assert main.run(["export", str(project), "-o", str(tmp_path / "x.foo")]) == 2
    told = capsys.readouterr().err
    assert ".ora" in told and ".psd" in told and ".png" in told


def test_any_picture_is_exported_without_a_fill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, flat = tmp_path / "a.psd", tmp_path / "a.png"
    source.write_bytes(photoshop(96, 64, [Part("Foto", smooth())], resources={1058: exif_block()}))
    assert main.run(["export", str(source), "-o", str(flat)]) == 0
    assert (np.asarray(Image.open(flat).convert("RGB")) == smooth()).all()
    assert tags_of(flat.read_bytes(), tmp_path, ".png")["IFD0:Make"] == "Testcam"
    before = flat.read_bytes()
    assert main.run(["export", str(flat), "-o", str(flat)]) == 2 and flat.read_bytes() == before
    assert main.run(["export", str(flat), "--version", "a", "-o", str(tmp_path / "b.png")]) == 2
    flat.write_bytes(before[: len(before) // 2])
    assert main.run(["export", str(flat), "-o", str(tmp_path / "c.png")]) == 2
    assert "original" in (told := capsys.readouterr().err) and "versions" in told and "truncated" in told
    assert main.run(["export", str(flat), "--salvage", "-o", str(tmp_path / "c.png")]) == 0
    assert "could be read" in capsys.readouterr().out
