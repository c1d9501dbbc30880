"""The command line as a person calls it: in a process of its own, judged by what it writes and prints."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.once
SPOT = np.s_[56:94, 96:144]


def inlay(*words: object, **how: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "inlay", *map(str, words)], capture_output=True, text=True, timeout=120, **how
    )


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(4)
    pixels = rng.normal(120, 18, (180, 240, 3)).clip(0, 255).astype(np.uint8)
    pixels[60:90, 100:140] = (220, 30, 30)
    path = tmp_path_factory.mktemp("pictures") / "photo.png"
    Image.fromarray(pixels).save(path)
    Image.fromarray(pixels).save(path.with_suffix(".jpg"), quality=88)
    mask = np.zeros((180, 240), np.uint8)
    mask[SPOT] = 255
    Image.fromarray(mask).save(path.with_name("mask.png"))
    Image.fromarray(np.zeros((180, 240), np.uint8)).save(path.with_name("empty.png"))
    Image.fromarray(np.zeros((18, 24), np.uint8)).save(path.with_name("small.png"))
    cut = pixels.copy()
    Image.fromarray(np.dstack([cut, 255 - mask])).save(path.with_name("cut.png"))
    soft = cv2.GaussianBlur(mask, (0, 0), 2)
    Image.fromarray(np.dstack([cut, 255 - soft])).save(path.with_name("soft.png"))
    path.with_name("truncated.png").write_bytes(path.read_bytes()[:3000])
    path.with_name("text.png").write_text("not a picture")
    return path


def test_fill_to_png_changes_nothing_outside_the_mask(photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    words = ("fill", photo, "--mask", photo.with_name("mask.png"), "--seed", 7, "-o", out, "--json")
    done = inlay(*words, "--project", tmp_path / "out.inlay")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "progress is for terminals"
    report = json.loads(done.stdout)
    assert {"output", "provider", "model", "seed", "seconds", "sent", "cost"} <= set(report)
    assert (report["seed"], report["provider"]) == (7, "local")
    assert set(report["sent"]) == {"box", "scale", "megapixels"}
    assert (report["unmasked_changed"], report["output_changed"]) == (0, 0)
    assert report["unmasked_pixels"] == 180 * 240 - 38 * 48
    before, after = np.asarray(Image.open(photo)).copy(), np.asarray(Image.open(out)).copy()
    assert (before[SPOT] != after[SPOT]).any()
    assert after[62:88, 102:138, 0].mean() < 150
    before[SPOT] = after[SPOT] = 0
    assert np.array_equal(before, after)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.inlay", "out.png"]
    again = tmp_path / "again.png"
    assert inlay("export", tmp_path / "out.inlay", "-o", again).returncode == 0
    assert np.array_equal(np.asarray(Image.open(again)), np.asarray(Image.open(out)))
    info = json.loads(inlay("info", tmp_path / "out.inlay", "--json").stdout)
    opened, fill = info["versions"]
    assert (opened["kind"], fill["kind"], fill["parent"]) == ("opened", "fill", opened["id"])
    first = tmp_path / "first.png"
    assert inlay("export", tmp_path / "out.inlay", "--version", opened["id"], "-o", first).returncode == 0
    assert np.array_equal(np.asarray(Image.open(first)), np.asarray(Image.open(photo)))


def test_jpeg_tells_how_much_compressing_again_changed(photo: Path, tmp_path: Path) -> None:
    jpeg, out = photo.with_suffix(".jpg"), tmp_path / "out.jpg"
    done = inlay("fill", jpeg, "--mask", photo.with_name("mask.png"), "-o", out, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    before, after = np.asarray(Image.open(jpeg)).copy(), np.asarray(Image.open(out)).copy()
    before[SPOT] = after[SPOT] = 0
    assert report["unmasked_changed"] == 0
    assert report["output_changed"] == int((before != after).any(axis=2).sum())


def test_alpha_fills_what_is_transparent(photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    done = inlay("fill", photo.with_name("cut.png"), "--alpha", "-o", out, "--json")
    assert done.returncode == 0, done.stderr
    after = np.asarray(Image.open(out))
    assert after.shape[2] == 3 or (after[..., 3] == 255).all()
    assert json.loads(done.stdout)["output_changed"] == 0
    assert after[SPOT][..., 0].mean() < 150


def test_alpha_leaves_no_rim_of_a_soft_edge(photo: Path, tmp_path: Path) -> None:
    soft, out = photo.with_name("soft.png"), tmp_path / "out.png"
    done = inlay("fill", soft, "--alpha", "-o", out, "--json")
    assert done.returncode == 0, done.stderr
    before, after = np.asarray(Image.open(soft)), np.asarray(Image.open(out).convert("RGBA"))
    opaque = before[..., 3] == 255
    assert (after[..., 3] == 255).all()
    assert np.array_equal(after[opaque], before[opaque])
    assert json.loads(done.stdout)["unmasked_pixels"] == opaque.sum()


def test_extend_keeps_the_picture_where_it_was(photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    done = inlay("extend", photo, "--left", 60, "--bottom", 20, "--overlap", 8, "-o", out, "--json")
    assert done.returncode == 0, done.stderr
    after, before = np.asarray(Image.open(out)), np.asarray(Image.open(photo))
    assert after.shape == (200, 300, 3)
    assert np.array_equal(after[:172, 68:], before[:172, 8:])
    assert after[:, :60].std() > 3, "not a flat border"
    assert json.loads(done.stdout)["output_changed"] == 0


def test_extend_to_an_aspect(photo: Path, tmp_path: Path) -> None:
    done = inlay("extend", photo, "--aspect", "3:2", "-o", tmp_path / "out.png")
    assert done.returncode == 0, done.stderr
    assert Image.open(tmp_path / "out.png").size == (270, 180)


WRONG = [
    ("missing file", ("fill", "{dir}/nothing.png", "--mask", "{dir}/mask.png", "-o", "{out}/o.png"), "nothing.png"),
    ("mask of another size", ("fill", "{dir}/photo.png", "--mask", "{dir}/small.png", "-o", "{out}/o.png"), "24"),
    ("empty mask", ("fill", "{dir}/photo.png", "--mask", "{dir}/empty.png", "-o", "{out}/o.png"), "empty"),
    ("not a picture", ("fill", "{dir}/text.png", "--mask", "{dir}/mask.png", "-o", "{out}/o.png"), "text.png"),
    ("truncated", ("fill", "{dir}/truncated.png", "--mask", "{dir}/mask.png", "-o", "{out}/o.png"), "truncated.png"),
    ("a folder", ("fill", "{dir}", "--mask", "{dir}/mask.png", "-o", "{out}/o.png"), "folder"),
    ("missing folder", ("fill", "{dir}/photo.png", "--mask", "{dir}/mask.png", "-o", "{out}/no/o.png"), "no"),
    ("no format", ("fill", "{dir}/photo.png", "--mask", "{dir}/mask.png", "-o", "{out}/o.xyz"), "o.xyz"),
    ("no service", ("fill", "{dir}/photo.png", "--alpha", "-o", "{out}/o.png", "--provider", "x"), "x"),
    ("no setting", ("fill", "{dir}/photo.png", "--mask", "{dir}/mask.png", "-o", "{out}/o.png", "--set", "a=1"), "a"),
    ("bad seed", ("fill", "{dir}/photo.png", "--mask", "{dir}/mask.png", "-o", "{out}/o.png", "--seed", "-1"), "seed"),
    ("the original", ("fill", "{dir}/photo.png", "--mask", "{dir}/mask.png", "-o", "{dir}/photo.png"), "original"),
    ("no mask", ("fill", "{dir}/photo.png", "-o", "{out}/o.png"), "--mask"),
    ("no output", ("fill", "{dir}/photo.png", "--alpha"), "-o"),
    ("all opaque", ("fill", "{dir}/photo.png", "--alpha", "-o", "{out}/o.png"), "transparent"),
    ("nothing to extend", ("extend", "{dir}/photo.png", "-o", "{out}/o.png"), "--left"),
    ("bad aspect", ("extend", "{dir}/photo.png", "--aspect", "3", "-o", "{out}/o.png"), "3"),
    ("a version of no project", ("export", "{dir}/photo.png", "--version", "1", "-o", "{out}/o.png"), "photo.png"),
    ("no such project", ("export", "{dir}/no.inlay", "-o", "{out}/o.png"), "no.inlay"),
    ("info of nothing", ("info", "{dir}/no.png"), "no.png"),
    ("an unknown option", ("info", "{dir}/photo.png", "--colour"), "--colour"),
]


@pytest.mark.parametrize(("words", "named"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_bad_input_is_one_sentence_and_exit_2(photo: Path, tmp_path: Path, words: tuple[str, ...], named: str) -> None:
    data = photo.read_bytes()
    done = inlay(*(word.format(dir=photo.parent, out=tmp_path) for word in words))
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert named in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir()) and photo.read_bytes() == data


def test_a_timeout_is_exit_6_and_leaves_nothing(photo: Path, tmp_path: Path) -> None:
    words = ("fill", photo, "--mask", photo.with_name("mask.png"), "-o", tmp_path / "o.png", "--timeout", "0.001")
    done = inlay(*words)
    assert done.returncode == 6, done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.only_on("linux", "darwin")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_exit_8_and_leaves_nothing(tmp_path: Path, inlay_home: Path, number: int) -> None:
    rng = np.random.default_rng(1)
    Image.fromarray(rng.integers(0, 255, (1500, 1500, 3), np.uint8)).save(tmp_path / "in.png", compress_level=1)
    mask = np.zeros((1500, 1500), np.uint8)
    mask[300:1200, 300:1200] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    command = [sys.executable, "-m", "inlay", "fill", tmp_path / "in.png", "--mask", tmp_path / "mask.png"]
    child = subprocess.Popen(
        [*map(str, command), "-o", str(tmp_path / "o.png")], stderr=subprocess.PIPE, text=True, env=os.environ
    )
    time.sleep(3)
    child.send_signal(number)
    _out, err = child.communicate(timeout=20)
    assert child.returncode == 8, err
    assert "Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.png", "mask.png"]
    left = {path.name for path in (inlay_home / "state").rglob("*") if path.is_file()}
    assert left <= {"inlay.log"}, "no working copy, no record of the job"


def test_version_help_and_info() -> None:
    assert inlay("--version").stdout.startswith("inlay ")
    assert "fill" in inlay("--help").stdout
    assert "--mask" in inlay("fill", "--help").stdout


@pytest.mark.only_on("linux", "darwin")
def test_an_answer_that_nobody_reads_is_no_trouble(photo: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "inlay", "info", str(photo)], stdout=writing, stderr=subprocess.PIPE, timeout=60
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.only_on("linux")
def test_an_answer_that_cant_be_written_is_one_sentence(photo: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "inlay", "info", str(photo)], stdout=full, stderr=subprocess.PIPE, timeout=60
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1 and b"No space left" in done.stderr


def test_a_home_that_cant_be_written_is_one_sentence(photo: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    for words in (("info", photo), ("fill", photo, "--alpha", "-o", tmp_path / "o.png"), (photo,)):
        done = inlay(*words, env={**os.environ, "INLAY_HOME": str(tmp_path / "home")})
        assert done.returncode == 2, done.stderr
        assert len(done.stderr.splitlines()) == 1 and str(tmp_path / "home") in done.stderr


@pytest.mark.only_on("linux")
def test_a_name_in_no_encoding_is_shown(photo: Path, tmp_path: Path) -> None:
    strange = os.fsencode(tmp_path) + b"/a\xff.png"
    Path(os.fsdecode(strange)).write_bytes(photo.read_bytes())
    done = subprocess.run([sys.executable, "-m", "inlay", "info", strange], capture_output=True, timeout=60)
    assert done.returncode == 0 and b"240" in done.stdout, done.stderr


def test_info_of_a_picture(photo: Path) -> None:
    facts = json.loads(inlay("info", photo, "--json").stdout)
    assert (facts["width"], facts["height"], facts["depth"], facts["format"]) == (240, 180, 8, "png")
    assert "240" in inlay("info", photo).stdout
