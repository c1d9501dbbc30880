"""The stage: the canvas shows what the editor has, and the mask isn't in the way of a result."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtGui import QImage

from inlay.base.geometry import Rect
from inlay.document.edits import add_layer, set_mask
from inlay.document.layer import Layer, new_id
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.ui.main_window import MainWindow
from tests.kit.window import picture, soon, until


def seen(window: MainWindow) -> np.ndarray:
    """The canvas as it is drawn: (h, w, 4) uint8."""
    image = window.stage.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)


async def settled(window: MainWindow) -> np.ndarray:
    """The canvas once everything is drawn."""
    await window.editor.settled()
    await soon()
    await until("the canvas", lambda: window.stage.canvas.scene.is_settled)
    return seen(window)


async def test_a_mask_that_is_cleared_while_it_is_being_drawn_is_gone(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    bare = await settled(window)
    canvas = window.stage.canvas
    canvas.set_overlay_style("off")
    canvas.set_mask(Mask.rectangle(Rect(40, 40, 90, 60)))
    canvas.set_overlay_style("red")
    canvas.set_mask(Mask.empty())
    assert (await settled(window) == bare).all()
    canvas.set_mask(Mask.rectangle(Rect(40, 40, 90, 60)))
    assert (await settled(window) != bare).any()


async def test_the_mask_makes_way_for_a_fill_and_comes_back_when_it_changes(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    session = window.editor.session
    assert session is not None
    patch = Mask.rectangle(Rect(40, 40, 90, 60))
    window.editor.edit("Paint", lambda document: set_mask(document, patch))
    red = await settled(window)
    layer = Layer(new_id(), "Fill 1", Raster.from_array(np.full((60, 90, 4), 200, np.uint8), 40, 40))
    document = add_layer(session.document, layer)
    version = session.new_version(document, "Fill 1", "fill", session.current_version)
    session.commit(document, "Fill", version=version)
    filled = await settled(window)
    assert not window.stage.mask_is_seen
    assert (filled != red).any()
    window.editor.undo()
    assert (await settled(window) == red).all()
    window.editor.redo()
    assert (await settled(window) == filled).all()
    window.editor.select_none()
    await settled(window)
    assert window.stage.mask_is_seen
    assert (seen(window) == filled).all()


async def test_previews_are_looked_at_bare(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    bare = await settled(window)
    session = window.editor.session
    assert session is not None
    first = session.current_version
    window.editor.select_all()
    red = await settled(window)
    assert (red != bare).any()
    window.editor.preview_version(first)
    assert (await settled(window) == bare).all()
    window.editor.preview_version(None)
    assert (await settled(window) == red).all()
    window.editor.show_original(True)
    assert (await settled(window) == bare).all()
    window.editor.show_original(False)


async def test_a_hidden_layer_is_not_seen(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    bare = await settled(window)
    window.editor.edit(
        "Hide",
        lambda document: replace(document, layers=tuple(replace(layer, visible=False) for layer in document.layers)),
    )
    assert (await settled(window) != bare).any()


async def test_a_picture_that_takes_the_place_of_another_is_fitted(window: MainWindow, tmp_path: Path) -> None:
    await window.files.open(picture(tmp_path))
    canvas = window.stage.canvas
    canvas.zoom_to(8.0)
    await window.editor.settled()
    await window.editor.save(tmp_path / "work.inlay")
    assert canvas.tool_view.scale == 8.0, "saving leaves the view alone"
    large = tmp_path / "large.png"
    Image.fromarray(np.full((3000, 4000, 3), 90, np.uint8)).save(large)
    await window.files.open(large)
    await settled(window)
    assert canvas.tool_view.visible.contains(Rect(0, 0, 4000, 3000))


async def test_a_small_picture_is_not_enlarged(window: MainWindow, tmp_path: Path) -> None:
    small = tmp_path / "small.png"
    Image.fromarray(np.full((20, 30, 3), 90, np.uint8)).save(small)
    await window.files.open(small)
    await settled(window)
    assert window.stage.canvas.tool_view.scale == 1.0
