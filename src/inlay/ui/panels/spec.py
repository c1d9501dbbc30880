"""What a panel is: one file of this room each, found by its `PANEL`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from inlay.editor.editor import Editor

Area = Literal["left", "top", "right"]


@dataclass(frozen=True)
class PanelSpec:
    """One region of the window.

    `id` is stable and becomes part of object names: the region is `panel.<id>`, what `make` returns
    keeps the name it gives itself. `area` says where it stands at first: "left" is the tool column,
    "top" the option bar, "right" a dock that can be moved, tabbed and closed. `order` sorts panels of
    one area from top to bottom. `stretch` is the share of the height that a dock gets at first;
    one that `grows` takes from the others what it comes to need later; one that stands `beside` another is a tab
    behind it.
    """

    id: str
    title: str
    area: Area
    make: Callable[[Editor], QWidget]
    order: int = 100
    stretch: int = 1
    grows: bool = False
    beside: str = ""
