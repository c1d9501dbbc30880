"""`python -m tests.kit.screenshot [OUT]`: the README's picture of the window, made by the program on the sample.

The near boulder is filled, and the far one is masked and waits.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from tests.kit.desktop import ROOT, desktop
from tests.kit.story import SAMPLE, SIZE, Story

OUT = ROOT / "resources" / "screenshots" / "inlay.png"
NEAR = ((2480, 2190), (2640, 2200), (2640, 2260), (2480, 2260), (2490, 2320), (2640, 2330))
FAR = ((1590, 1590), (1630, 1600), (1650, 1650), (1620, 1660))
"""Strokes over the two boulders, in pixels of the picture."""


def take(out: Path, scale: int = 1) -> np.ndarray:
    """Live the story up to the second mask, and keep a picture of the window: (h, w, 3) uint8."""
    with tempfile.TemporaryDirectory() as name, desktop(*SIZE, scale=scale) as screen:
        story = Story(screen, ROOT / "resources" / "sample" / SAMPLE, Path(name) / "home", Path(name) / "shots")
        shot = story.wait("the picture", lambda now: len(story.versions(now)) == 1)
        box = story.picture(shot)
        with Image.open(ROOT / "resources" / "sample" / SAMPLE) as sample:
            zoom = (box.right - box.left) / sample.width

        def paint(stroke: tuple[tuple[int, int], ...]) -> None:
            screen.drag([(box.left + x * zoom, box.top + y * zoom) for x, y in stroke])

        paint(NEAR)
        screen.key("ctrl+Return")
        story.wait("the filled version", lambda now: len(story.versions(now)) == 2)
        screen.key("ctrl+d")
        shot = story.see()
        paint(FAR)
        story.wait("the second mask", lambda now: (now != shot).any())
        out.parent.mkdir(parents=True, exist_ok=True)
        return screen.shot(out, story.window)


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
