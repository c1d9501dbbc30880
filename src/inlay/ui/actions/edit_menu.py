"""The Edit menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.base.text import tr
from inlay.ui import clipboard
from inlay.ui.actions.row import LINE, MenuSpec, Row, has_session

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


def _undo_text(window: MainWindow) -> str:
    label = window.editor.undo_label
    return tr("Undo {label}").format(label=label) if label else tr("Undo")


def _redo_text(window: MainWindow) -> str:
    label = window.editor.redo_label
    return tr("Redo {label}").format(label=label) if label else tr("Redo")


MENU = MenuSpec(
    "edit",
    tr("&Edit"),
    (
        Row("edit.undo", tr("Undo"), lambda window: window.editor.undo(), ("Ctrl+Z",), "undo",
            lambda window: window.editor.undo_label is not None, label=_undo_text),
        Row("edit.redo", tr("Redo"), lambda window: window.editor.redo(), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
            lambda window: window.editor.redo_label is not None, label=_redo_text),
        LINE,
        Row("edit.copy", tr("Copy layer"), lambda window: clipboard.copy_layer(window), ("Ctrl+C",), "", has_session,
            help=tr("Copy what is masked of the layer, or all of it")),
        Row("edit.copy-merged", tr("Copy merged"), lambda window: clipboard.copy_merged(window), ("Ctrl+Shift+C",), "",
            has_session, help=tr("Copy what is masked of the picture, or all of it")),
        Row("edit.paste", tr("Paste"), lambda window: clipboard.paste(window), ("Ctrl+V",), "",
            help=tr("Put a copied picture as a layer into this one; with nothing open, open it")),
        LINE,
        Row("edit.keep", tr("Keep version"), lambda window: window.editor.keep_version(), ("Ctrl+Alt+S",), "history",
            has_session, help=tr("Keep the document as it is now in the history")),
        LINE,
        Row("edit.settings", tr("Settings…"), lambda window: window.show_settings(), ("Ctrl+,",), "settings",
            help=tr("Interface, canvas, memory, colour and keys")),
    ),
    20,
)
