"""The Layer menu: what can be done with the chosen layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.base.text import tr
from inlay.document.layer import Layer
from inlay.ui.actions.row import LINE, MenuSpec, Row, has_session

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


def _layers(window: MainWindow) -> tuple[Layer, ...]:
    session = window.editor.session
    return session.document.layers if session is not None else ()


def _active(window: MainWindow) -> Layer | None:
    session = window.editor.session
    return session.document.layer(session.active_layer) if session is not None else None


def _chosen(window: MainWindow) -> list[int]:
    """Where the chosen layers stand, 0 at the bottom."""
    ids = window.editor.selected_layers
    return [place for place, layer in enumerate(_layers(window)) if layer.id in ids]


def _has_several(window: MainWindow) -> bool:
    return len(_layers(window)) > 1


def _has_others(window: MainWindow) -> bool:
    return 0 < len(_chosen(window)) < len(_layers(window))


def _can_shift(window: MainWindow, by: int) -> bool:
    places, count = _chosen(window), len(_layers(window))
    end = list(range(count - len(places), count)) if by > 0 else list(range(len(places)))
    return bool(places) and places != end


def _can_merge(window: MainWindow) -> bool:
    places = _chosen(window)
    return len(places) > 1 or (bool(places) and places[0] > 0)


def _neighbour(window: MainWindow, by: int) -> Layer | None:
    layers, active = _layers(window), _active(window)
    place = layers.index(active) + by if active is not None else -1
    return layers[place] if 0 <= place < len(layers) else None


def _choose(window: MainWindow, by: int) -> None:
    layer = _neighbour(window, by)
    if layer is not None:
        window.editor.select_layer(layer.id)


def _toggle(window: MainWindow) -> None:
    layer = _active(window)
    if layer is not None:
        window.editor.set_visible(None, not layer.visible)


def _toggle_text(window: MainWindow) -> str:
    layer = _active(window)
    return tr("Hide layer") if layer is None or layer.visible else tr("Show layer")


def _lock(window: MainWindow) -> None:
    layer = _active(window)
    if layer is not None:
        window.editor.set_locked(None, not layer.locked)


def _lock_text(window: MainWindow) -> str:
    layer = _active(window)
    return tr("Lock layer") if layer is None or not layer.locked else tr("Unlock layer")


# Masks


def _has_mask(window: MainWindow) -> bool:
    layer = _active(window)
    return layer is not None and layer.mask is not None


def _lacks_mask(window: MainWindow) -> bool:
    layer = _active(window)
    return layer is not None and layer.mask is None


def _is_edited(window: MainWindow) -> bool:
    session = window.editor.session
    return session is not None and session.edited_layer is not None


def _edit_mask(window: MainWindow) -> None:
    window.editor.edit_layer_mask(None if _is_edited(window) else window.editor.active_layer)


def _mask_is_off(window: MainWindow) -> bool:
    layer = _active(window)
    return layer is not None and layer.mask is not None and not layer.mask_on


MENU = MenuSpec(
    "layer",
    tr("&Layer"),
    (
        Row("layer.visible", tr("Hide layer"), _toggle, (), "eye", has_session, label=_toggle_text),
        Row("layer.lock", tr("Lock layer"), _lock, (), "lock", has_session, label=_lock_text,
            help=tr("A locked layer can't be changed, moved or deleted")),
        Row("layer.rename", tr("Rename layer"), lambda window: window.rename_layer(), ("F2",), "", has_session,
            help=tr("Write the name in the Layers panel")),
        Row("layer.duplicate", tr("Duplicate layer"), lambda window: window.editor.duplicate_layers(), ("Ctrl+J",),
            "duplicate", has_session, help=tr("Put a copy above the chosen layers")),
        Row("layer.delete", tr("Delete layer"), lambda window: window.editor.delete_layer(), (), "trash", _has_others),
        LINE,
        Row("layer.mask-add", tr("Add mask from what is masked"), lambda window: window.editor.add_layer_mask(), (),
            "layer-mask", _lacks_mask, help=tr("Only what is masked of the layer stays in sight")),
        Row("layer.mask-show", tr("Add mask that shows all"),
            lambda window: window.editor.add_layer_mask(from_mask=False), (), "", _lacks_mask,
            help=tr("Subtract from it what is to be hidden")),
        Row("layer.mask-hide", tr("Add mask that hides all"),
            lambda window: window.editor.add_layer_mask(from_mask=False, shown=False), (), "", _lacks_mask,
            help=tr("Add to it what is to be seen")),
        Row("layer.mask-edit", tr("Edit layer mask"), _edit_mask, (), "", _has_mask, _is_edited,
            help=tr("Let the mask tools work on the layer's mask, as a click on its picture in the Layers panel does")),
        Row("layer.mask-done", tr("Back to the working mask"), lambda window: window.editor.edit_layer_mask(None),
            ("Esc",), "", _is_edited, on_canvas=True, in_menu=False),
        Row("layer.mask-off", tr("Layer mask off"),
            lambda window: window.editor.set_layer_mask_on(_mask_is_off(window)), (), "", _has_mask, _mask_is_off,
            help=tr("Show the whole layer for now, as Shift and a click on the mask's picture do")),
        Row("layer.mask-load", tr("Load layer mask as mask"), lambda window: window.editor.load_layer_mask(), (), "",
            _has_mask, help=tr("Mask what the layer shows, as Ctrl and a click on the mask's picture do")),
        Row("layer.mask-apply", tr("Apply layer mask"), lambda window: window.editor.apply_layer_mask(), (), "",
            _has_mask, help=tr("Make what is hidden transparent for good")),
        Row("layer.mask-delete", tr("Delete layer mask"), lambda window: window.editor.remove_layer_mask(), (), "",
            _has_mask, help=tr("Show the whole layer again")),
        LINE,
        Row("layer.raise", tr("Move up"), lambda window: window.editor.shift_layers(1), ("Ctrl+]",), "up",
            lambda window: _can_shift(window, 1)),
        Row("layer.lower", tr("Move down"), lambda window: window.editor.shift_layers(-1), ("Ctrl+[",), "down",
            lambda window: _can_shift(window, -1)),
        Row("layer.above", tr("Choose the layer above"), lambda window: _choose(window, 1), ("Alt+]",), "",
            lambda window: _neighbour(window, 1) is not None),
        Row("layer.below", tr("Choose the layer below"), lambda window: _choose(window, -1), ("Alt+[",), "",
            lambda window: _neighbour(window, -1) is not None),
        Row("layer.all", tr("Choose all layers"), lambda window: window.editor.select_all_layers(), ("Ctrl+Alt+A",), "",
            _has_several),
        LINE,
        Row("layer.merge", tr("Merge down"), lambda window: window.editor.merge_down(), ("Ctrl+E",), "merge-down",
            _can_merge, label=lambda window: tr("Merge layers") if len(_chosen(window)) > 1 else tr("Merge down"),
            help=tr("Make one layer of this one and the one below it, or of the chosen ones")),
        Row("layer.merge-visible", tr("Merge visible"), lambda window: window.editor.merge_visible(), ("Ctrl+Alt+E",),
            "", _has_several, help=tr("Make one layer of all that are visible")),
        Row("layer.flatten", tr("Flatten"), lambda window: window.editor.flatten(), (), "flatten", _has_several,
            help=tr("Make one layer of all, and keep that as a version")),
    ),
    40,
)
