"""`inlay mask`: from pictures and projects to grey PNGs, changed on the way in the order that was given."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from inlay.base.geometry import Rect
from inlay.cli.main import run
from inlay.document.edits import set_mask
from inlay.editor.editor import Editor
from inlay.imaging.mask import Mask

SPOT = np.s_[40:70, 50:110]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INLAY_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    values = np.zeros((120, 160), np.uint8)
    values[SPOT] = 255
    values[50:55, 70:75] = 0
    Image.fromarray(values).save("grey.png")
    Image.fromarray(np.dstack([values // 2 + 60] * 3 + [255 - values])).save("cut.png")
    Image.fromarray(np.full((60, 80, 3), 90, np.uint8)).save("photo.png")
    return tmp_path


async def project() -> None:
    """A project with a working mask and two saved ones."""
    editor = Editor()
    await editor.open(Path("grey.png"))
    editor.edit("Mask", lambda old: set_mask(old, Mask.rectangle(Rect(5, 6, 40, 30))))
    editor.save_mask("Corner")
    editor.save_mask("a/b")
    editor.select_all()
    await editor.save(Path("kept.inlay"))
    await editor.shut_down(discard=True)


def written(name: str = "out.png") -> np.ndarray:
    with Image.open(name) as picture:
        assert picture.mode == "L"
        return np.asarray(picture)


def test_a_picture_becomes_a_mask_and_changes_come_in_order(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = written("grey.png")
    assert run(["mask", "grey.png", "-o", "out.png"]) == 0 and np.array_equal(written(), source)
    disc = np.zeros((9, 9), np.uint8)
    rows, columns = np.indices((9, 9)) - 4
    disc[rows**2 + columns**2 <= 16] = 1
    assert run(["mask", "grey.png", "--invert", "--shrink", "4", "--invert", "-o", "out.png"]) == 0
    assert np.array_equal(written(), cv2.dilate(source, disc))
    assert run(["mask", "grey.png", "--fill-holes", "--border", "1:inside", "-o", "out.png"]) == 0
    assert np.argwhere(written()).min(axis=0).tolist() == [40, 50] and not written()[41:69, 51:109].any()
    assert run(["mask", "grey.png", "--feather", "1.5", "--smooth", "2", "-o", "out.png"]) == 0
    assert 0 < written()[60, 49] < 255
    assert run(["mask", "cut.png", "-o", "out.png"]) == 0 and np.array_equal(written(), source)
    assert "What is transparent in cut.png became the mask." in capsys.readouterr().out
    assert run(["mask", "cut.png", "--from", "brightness", "-o", "out.png"]) == 0
    assert np.array_equal(written(), source // 2 + 60)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["grey.png"], "Say what to do"),
        (["grey.png", "-o", "out.png", "--list"], "Say what to do"),
        (["grey.png", "--list"], "isn't a project"),
        (["grey.png", "-o", "grey.png"], "isn't overwritten"),
        (["grey.png", "-o", "out.tif"], "written as PNG"),
        (["grey.png", "-o", "out.png", "--grow", "2000"], "1 to 1000 px"),
        (["grey.png", "-o", "out.png", "--grow", "far"], "--grow takes a number of px"),
        (["grey.png", "-o", "out.png", "--border", "4:above"], "inside, outside or on both sides"),
        (["photo.png", "-o", "out.png", "--from", "transparency"], "Nothing in photo.png is transparent"),
        (["grey.png", "-o", "out.png", "--like", "photo.png"], "160 x 120 px, but the picture is 80 x 60 px"),
        (["gone.inlay", "--list"], "gone.inlay"),
    ],
)
def test_what_can_not_be_done_is_one_sentence(home: Path, capsys: pytest.CaptureFixture[str], words, told) -> None:
    assert run(["mask", *words]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and told in lines[0]
    assert not Path("out.png").exists()


def test_another_size_is_placed_on_request(home: Path) -> None:
    assert run(["mask", "grey.png", "--like", "photo.png", "--place", "corner", "-o", "out.png"]) == 0
    assert np.array_equal(written(), written("grey.png")[:60, :80])
    assert run(["mask", "grey.png", "--like", "photo.png", "--place", "scaled", "-o", "out.png"]) == 0
    small = cv2.resize(written("grey.png"), (80, 60), interpolation=cv2.INTER_AREA)
    assert np.array_equal(written(), small)


async def test_masks_of_a_project(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await project()
    assert run(["mask", "kept.inlay", "--list"]) == 0
    assert capsys.readouterr().out.splitlines() == ["Corner", "a/b"]
    assert run(["mask", "kept.inlay", "-o", "out.png"]) == 0 and (written() == 255).all()
    assert run(["mask", "kept.inlay", "--saved", "Corner", "-o", "out.png"]) == 0
    assert written()[6:36, 5:45].all() and written().sum() == 40 * 30 * 255
    assert run(["mask", "kept.inlay", "--saved", "Nobody", "-o", "other.png"]) == 2
    assert "no saved mask called Nobody" in capsys.readouterr().err
    Path("all").mkdir()
    assert run(["mask", "kept.inlay", "--all", "all"]) == 0
    assert sorted(path.name for path in Path("all").iterdir()) == ["Corner.png", "a_b.png"]
    assert run(["mask", "kept.inlay", "--all", "all"]) == 2
    assert run(["mask", "kept.inlay", "--all", "all", "--replace"]) == 0
