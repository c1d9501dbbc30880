"""The real editor with a small picture open, for tests of panels; and a look at what a widget says of itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from inlay.base.errors import InlayError
from inlay.base.geometry import Rect
from inlay.document.edits import set_mask
from inlay.document.version import FillRecord
from inlay.editor.editor import Editor
from inlay.imaging.mask import Mask

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
)
SIZE = (320, 200)
OBJECT = Rect(100, 60, 60, 45)


def write_picture(path: Path, size: tuple[int, int] = SIZE) -> Path:
    """A small photograph-like PNG with an object in its middle."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(1).normal(0, 6, (height, width, 3))
    ground = np.stack([90 + 60 * np.sin(x / 9), 120 + 40 * np.cos(y / 7), 80 + x / 4], axis=2) + noise
    ground[height // 3 : height // 2, width // 3 : width // 2] = (250, 30, 30)
    Image.fromarray(ground.clip(0, 255).astype(np.uint8)).save(path)
    return path


@pytest_asyncio.fixture
async def editor(qapp: QApplication) -> AsyncIterator[Editor]:
    """An editor with nothing open; a test that leaves an error untold to the person fails."""
    made = Editor()
    told: list[InlayError] = []
    made.failed.connect(told.append)
    made.told = told  # type: ignore[attr-defined]
    yield made
    await made.shut_down(discard=True)
    assert not told, [str(each) for each in told]


@pytest_asyncio.fixture
async def opened(editor: Editor, tmp_path: Path) -> Editor:
    """The editor with a small picture open."""
    await editor.open(write_picture(tmp_path / "picture.png"))
    await editor.settled()
    return editor


async def paint(editor: Editor, box: Rect = OBJECT) -> None:
    """Mask a box of the picture."""
    editor.edit("Paint", lambda document: set_mask(document, Mask.rectangle(box)))
    await editor.settled()


def fill_record(seed: int = 7) -> FillRecord:
    """What a fill leaves behind."""
    return FillRecord(
        provider="local",
        model="patchmatch",
        params={},
        prompt="",
        seed=seed,
        seconds=8.25,
        box=Rect(90, 50, 80, 65),
        scale=0.5,
        megapixels=0.1,
        cost=None,
        started_from=None,
        unmasked_pixels=1_994_240,
        unmasked_changed=0,
        notes=("Solved at 50 % and refined.",),
    )


async def add_version(editor: Editor, label: str, parent: str | None = None, fill: FillRecord | None = None) -> str:
    """Keep a version as a fill does; its id comes back and it is the current one."""
    session = editor.session
    assert session is not None
    kind = "kept" if fill is None else "fill"
    version = session.new_version(session.document, label, kind, parent or session.current_version, fill)  # type: ignore[arg-type]
    session.commit(session.document, label, version=version)
    await editor.settled()
    return version.id


Shower = Callable[[QWidget], QWidget]


@pytest.fixture
def on_screen(qtbot: object) -> Shower:
    """Shows a widget for the time of a test."""

    def show(widget: QWidget, width: int = 300, height: int = 480) -> QWidget:
        qtbot.addWidget(widget)  # type: ignore[attr-defined]
        widget.resize(width, height)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)  # type: ignore[attr-defined]
        return widget

    return show


def unnamed(widget: QWidget) -> list[str]:
    """The controls inside a widget that have no accessible name or no objectName; Qt's own inner parts left out."""
    found = []
    for each in widget.findChildren(QWidget):
        if not isinstance(each, INTERACTIVE) or isinstance(each, QScrollBar) or each.objectName().startswith("qt_"):
            continue
        if isinstance(each.parentWidget(), QAbstractSpinBox | QComboBox) or _inside_popup(each):
            continue
        if not (each.accessibleName() or getattr(each, "text", str)()) or not each.objectName():
            found.append(f"{type(each).__name__} {each.objectName()!r} {each.accessibleName()!r}")
    return found


def _inside_popup(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QAbstractItemView):
            return True
        parent = parent.parentWidget()
    return False


def tab_walk(widget: QWidget) -> list[QWidget]:
    """Where Tab stops inside a widget that is shown, beginning with its first stop."""
    stops: list[QWidget] = []
    each = widget.nextInFocusChain()
    while each is not widget:
        takes_tab = each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None
        if takes_tab and each.isVisible() and each.isEnabled() and widget.isAncestorOf(each):
            stops.append(each)
        each = each.nextInFocusChain()
    return stops


def is_in_reading_order(widget: QWidget, stops: list[QWidget]) -> bool:
    """Whether the stops go from top to bottom, and from left to right within a line."""
    boxes = [stop.rect().translated(stop.mapTo(widget, QPoint(0, 0))) for stop in stops]
    return all(
        one.bottom() < other.top() or (one.right() < other.left() and other.bottom() >= one.top())
        for one, other in pairwise(boxes)
    )


def without_tooltip(widget: QWidget) -> list[str]:
    """The buttons and fields inside a widget that explain nothing under the mouse."""
    kinds = (QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit)
    return [
        f"{type(each).__name__} {each.objectName()!r}"
        for each in widget.findChildren(QWidget)
        if isinstance(each, kinds)
        and not each.objectName().startswith("qt_")
        and not isinstance(each.parentWidget(), QAbstractSpinBox | QComboBox)
        and not each.toolTip()
        and not (each.parentWidget() is not None and each.parentWidget().toolTip())
    ]
