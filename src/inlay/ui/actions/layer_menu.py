"""The Layer menu: what can be done with the chosen layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.base.text import tr
from inlay.document.layer import Layer
from inlay.ui.actions.row import LINE, MenuSpec, Row

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


def _layers(window: MainWindow) -> tuple[Layer, ...]:
    session = window.editor.session
    return session.document.layers if session is not None else ()


def _place(window: MainWindow) -> int | None:
    """Where the chosen layer stands, 0 at the bottom."""
    ids = [layer.id for layer in _layers(window)]
    return ids.index(window.editor.active_layer) if window.editor.active_layer in ids else None


def _has_layer(window: MainWindow) -> bool:
    return _place(window) is not None


def _has_several(window: MainWindow) -> bool:
    return _has_layer(window) and len(_layers(window)) > 1


def _can_go(window: MainWindow, by: int) -> bool:
    place = _place(window)
    return place is not None and 0 <= place + by < len(_layers(window))


def _move(window: MainWindow, by: int) -> None:
    place = _place(window)
    if place is not None:
        window.editor.move_layer(_layers(window)[place].id, place + by)


def _choose(window: MainWindow, by: int) -> None:
    place = _place(window)
    if place is not None and _can_go(window, by):
        window.editor.select_layer(_layers(window)[place + by].id)


def _toggle(window: MainWindow) -> None:
    place = _place(window)
    if place is not None:
        layer = _layers(window)[place]
        window.editor.set_visible(layer.id, not layer.visible)


def _toggle_text(window: MainWindow) -> str:
    place = _place(window)
    shown = place is None or _layers(window)[place].visible
    return tr("Hide layer") if shown else tr("Show layer")


def _delete(window: MainWindow) -> None:
    place = _place(window)
    if place is not None:
        window.editor.delete_layer(_layers(window)[place].id)


MENU = MenuSpec(
    "layer",
    tr("&Layer"),
    (
        Row("layer.visible", tr("Hide layer"), _toggle, (), "eye", _has_layer, label=_toggle_text),
        Row("layer.rename", tr("Rename layer"), lambda window: window.rename_layer(), ("F2",), "", _has_layer,
            help=tr("Write the name in the Layers panel")),
        LINE,
        Row("layer.raise", tr("Move up"), lambda window: _move(window, 1), ("Ctrl+]",), "up",
            lambda window: _can_go(window, 1)),
        Row("layer.lower", tr("Move down"), lambda window: _move(window, -1), ("Ctrl+[",), "down",
            lambda window: _can_go(window, -1)),
        Row("layer.above", tr("Choose the layer above"), lambda window: _choose(window, 1), ("Alt+]",), "",
            lambda window: _can_go(window, 1)),
        Row("layer.below", tr("Choose the layer below"), lambda window: _choose(window, -1), ("Alt+[",), "",
            lambda window: _can_go(window, -1)),
        LINE,
        Row("layer.delete", tr("Delete layer"), _delete, (), "trash", _has_several),
        Row("layer.flatten", tr("Flatten"), lambda window: window.editor.flatten(), (), "flatten", _has_several,
            help=tr("Make one layer of all, and keep that as a version")),
    ),
    40,
)
