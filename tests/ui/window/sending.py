"""For tests of fills by a service in the real window: an emulated service, set up and masked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from inlay.base.geometry import Rect
from inlay.base.secret import Secret
from inlay.document.edits import set_mask
from inlay.editor.services import keep_base_url
from inlay.imaging.mask import Mask
from inlay.providers.catalogue import service
from inlay.ui.main_window import MainWindow
from tests.kit.window import soon
from tests.services import Emulator

SPOT = Rect(200, 160, 60, 50)
FAR = Rect(1500, 900, 80, 60)
FILL, FINETUNED = "flux-pro-1.0-fill", "flux-pro-1.0-fill-finetuned"


async def ready(
    window: MainWindow, folder: Path, emulator: Emulator, model: str = FILL, size: tuple[int, int] = (700, 520)
) -> None:
    """A picture that is large enough, a mask on it, and the service chosen with its key."""
    editor = window.editor
    pixels = np.random.default_rng(4).normal(120, 18, (size[1], size[0], 3)).clip(0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(folder / "large.png")
    await window.files.open(folder / "large.png")
    keep_base_url(editor.settings, emulator.name, emulator.base_url)
    slot = service(emulator.name).slot(emulator.base_url)
    assert slot is not None
    editor.keys.keep_for_session(slot, Secret(emulator.key))
    editor.set_fill(provider=emulator.name, model=model, params={}, prompt="a brick wall", seed=11)
    await masked(window, SPOT)


async def masked(window: MainWindow, *boxes: Rect) -> None:
    """Mask these boxes and wait for the plan."""
    mask = Mask.empty()
    for box in boxes:
        mask = mask.with_region(box.x, box.y, np.full((box.h, box.w), 255, np.uint8))
    window.editor.edit("Paint", lambda document: set_mask(document, mask))
    await window.editor.settled()
    await soon()


def button(window: QWidget, name: str) -> QAbstractButton:
    """A button by its name."""
    found = window.findChild(QAbstractButton, name)
    assert found is not None, name
    return found


def press_button(window: QWidget, name: str) -> None:
    """Press a button that can be pressed."""
    found = button(window, name)
    assert found.isEnabled() and found.isVisible(), name
    found.click()


def text(window: QWidget, name: str) -> str:
    """What a label says; empty where it is hidden."""
    found = window.findChild(QLabel, name)
    assert found is not None, name
    return found.text() if found.isVisibleTo(window) else ""
