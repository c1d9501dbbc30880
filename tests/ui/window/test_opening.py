"""Opening in the window: what became of a picture is told, and what is there of a file that is cut off is offered."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtWidgets import QAbstractButton, QApplication

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.ui.files import both_cases, pictures
from inlay.ui.main_window import MainWindow
from tests.kit.pictures import by_pillow, picture, smooth
from tests.kit.window import until


async def test_what_can_be_read_is_offered_and_opened(window: MainWindow, tmp_path: Path) -> None:
    data = by_pillow(picture(120, 160), "PNG")
    path = tmp_path / "cut.png"
    path.write_bytes(data[: len(data) // 2])
    window.arriving.open_files([path])
    await until("the offer", lambda: window.bars.named("truncated.1"))
    bar = window.bars.named("truncated.1")
    assert bar is not None
    assert "cut.png is truncated" in bar.accessibleName()
    assert window.editor.session is None
    button = bar.findChild(QAbstractButton, "bar.truncated.1.salvage")
    assert button is not None
    assert button.text() == "Open what can be read"
    button.click()
    await until("the picture", lambda: window.editor.session)
    assert window.bars.named("truncated.1") is None
    assert window.editor.session is not None
    pixels = compose(window.editor.session.document, Rect(0, 0, 160, 120))
    rows = int((pixels[..., 3] > 0).any(axis=1).sum())
    assert 50 < rows < 70
    np.testing.assert_array_equal(pixels[:rows, :, :3], picture(120, 160)[:rows])
    told = window.bars.named("opened.2")
    assert told is not None
    assert f"{int(100 * rows / 120)} % of the picture could be read" in told.accessibleName()


async def test_the_canvas_has_the_keys_after_the_offer_was_taken(window: MainWindow, tmp_path: Path) -> None:
    data = by_pillow(picture(40, 30), "PNG")
    (tmp_path / "whole.png").write_bytes(data)
    (tmp_path / "cut.png").write_bytes(data[: len(data) // 2])
    window.arriving.open_files([tmp_path / "whole.png", tmp_path / "cut.png"])
    await until("the offer", lambda: window.bars.named("truncated.1"))
    button = window.bars.findChild(QAbstractButton, "bar.truncated.1.salvage")
    assert button is not None
    button.setFocus()
    button.click()
    await until("both", lambda: len(window.editor.sessions) == 2)
    assert QApplication.focusWidget() is window.stage.canvas


async def test_nothing_is_offered_where_nothing_can_be_read(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "cut.avif"
    path.write_bytes(by_pillow(smooth(), "AVIF")[:-100])
    window.arriving.open_files([path])
    await until("the error", lambda: window.bars.named("error"))
    bar = window.bars.named("error")
    assert bar is not None
    assert "cut.avif is truncated" in bar.accessibleName()


async def test_converted_colours_are_told(window: MainWindow, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.fromarray(smooth(bands=4), "CMYK").save(out, "TIFF")
    path = tmp_path / "agency.tif"
    path.write_bytes(out.getvalue())
    await window.files.open(path)
    bar = window.bars.named("opened.1")
    assert bar is not None
    assert "About agency.tif The file is CMYK without a colour profile" in bar.accessibleName()


def test_file_dialogs_show_all_formats() -> None:
    patterns = both_cases(pictures())
    assert {"*.jpg", "*.TIF", "*.webp", "*.avif", "*.HEIC", "*.psd", "*.ora"} <= set(patterns)
