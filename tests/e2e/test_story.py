"""The story in a real window: open the sample, paint over the boulder, fill, go back to a version, export, compare."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.kit.desktop import Desktop, desktop
from tests.kit.eye import primary_button
from tests.kit.story import BRUSH, SAMPLE, SIZE, TOP, Story

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300), pytest.mark.only_on("linux")]


@pytest.fixture
def screen() -> Iterator[Desktop]:
    """A desktop of its own."""
    with desktop(*SIZE) as made:
        yield made


def painted(shape: tuple[int, int], path: list[tuple[float, float]], radius: float) -> np.ndarray:
    """Where a brush of that radius can have painted along a path of picture pixels."""
    mask = np.zeros(shape, np.uint8)
    points = np.round(np.array(path)).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(mask, [points], isClosed=False, color=255, thickness=round(2 * radius))
    return mask > 0


def test_the_story(screen: Desktop, inlay_home: Path, sample_folder: Path, tmp_path: Path) -> None:
    with Image.open(sample_folder / SAMPLE) as picture:
        source = np.asarray(picture.convert("RGB"))
    with Image.open(sample_folder / "picos-de-europa.mask.png") as picture:
        rows, columns = np.nonzero(np.asarray(picture.convert("L")))
    story = Story(screen, sample_folder / SAMPLE, inlay_home, tmp_path / "shots")

    shot = story.wait("the picture", lambda now: len(story.versions(now)) == 1)
    box = story.picture(shot)
    scale = (box.right - box.left) / source.shape[1]
    assert abs(scale - (box.bottom - box.top) / source.shape[0]) < 0.003

    # Paint over the boulder, from left to right and back, lower each time.
    path: list[tuple[float, float]] = []
    for number, y in enumerate(range(rows.min(), rows.max() + BRUSH // 2, BRUSH // 2)):
        ends = (columns.min(), columns.max())
        path += [(x, y) for x in np.linspace(*(ends if number % 2 == 0 else ends[::-1]), 8)]
    screen.drag([(box.left + x * scale, box.top + y * scale) for x, y in path])
    screen.move(box.left + 40, box.top + 40)
    story.wait("the red mask", lambda now: (now != shot)[box.top : box.bottom, box.left : box.right].mean() > 0.001)

    screen.key("ctrl+Return")
    shot = story.wait("the filled version", lambda now: len(story.versions(now)) == 2)
    assert screen.title(story.window).endswith("* — Inlay")

    filled = story.export(tmp_path / "filled.png")
    may_change = painted(source.shape[:2], path, BRUSH / 2 + 2 / scale)  # the eye is right to 2 px of the screen
    changed = (filled != source).any(axis=2)
    assert not changed[~may_change].any()
    assert changed[rows, columns].mean() > 0.9
    assert filled.shape == source.shape

    # Back to the picture as it was opened, with a double click on its thumbnail: the original comes first.
    screen.click(*story.versions(shot)[0].centre, times=2)
    screen.move(box.left + 40, box.top + 40)
    story.wait("the way back", lambda now: (now != shot)[box.top : box.bottom, box.left : box.right].mean() > 0.0005)
    restored = story.export(tmp_path / "restored.png")
    assert (restored == source).all()

    # And to the filled one again: nothing was lost by going back.
    screen.click(*story.versions(story.see())[1].centre, times=2)
    story.wait("the filled version again", lambda now: True)
    assert (story.export(tmp_path / "again.png") == filled).all()

    # Closing asks without a box in the way; closing once more keeps the work for the next start.
    screen.key("alt+F4")
    time.sleep(0.5)
    screen.key("alt+F4")
    assert story.program.wait(20) == 0
    assert list((inlay_home / "state" / "working").glob("*/work.inlay"))
    again = screen.inlay(home=inlay_home)
    window = screen.window("^Inlay$")
    screen.activate(window)
    shot = story.wait("the offer", lambda now: primary_button(now[TOP : TOP + 60]))
    offer = primary_button(shot[TOP : TOP + 60])
    assert offer is not None
    screen.click(offer.centre[0], offer.centre[1] + TOP)
    story.wait("the work of before", lambda now: len(story.versions(now)) == 2)
    again.terminate()
    assert again.wait(20) == 0
