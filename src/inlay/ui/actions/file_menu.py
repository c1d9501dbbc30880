"""The File menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.base.text import tr
from inlay.editor.remembered import recent_files
from inlay.ui.actions.row import LINE, MenuSpec, Row, Run, Submenu, has_session

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


def _recent(window: MainWindow) -> list[tuple[str, Run]]:
    return [
        (str(path), lambda window, path=path: window.files.open(path))  # type: ignore[misc]
        for path in recent_files(window.editor.settings)
    ]


MENU = MenuSpec(
    "file",
    tr("&File"),
    (
        Row("file.open", tr("Open…"), lambda window: window.files.ask_open(), ("Ctrl+O",), "open",
            help=tr("Open a picture or an Inlay project")),
        Submenu("file.recent", tr("Open recent"), _recent, tr("Nothing was opened yet")),
        LINE,
        Row("file.save", tr("Save"), lambda window: window.files.save(), ("Ctrl+S",), "save", has_session,
            help=tr("Save the project with all layers, masks and versions")),
        Row("file.save_as", tr("Save as…"), lambda window: window.files.save_as(), ("Ctrl+Shift+S",), "", has_session,
            help=tr("Save the project under another name")),
        Row("file.export", tr("Export…"), lambda window: window.files.ask_export(), ("Ctrl+Shift+E",), "export",
            has_session, help=tr("Write the picture as it is now as PNG, TIFF or JPEG")),
        LINE,
        Row("file.close", tr("Close"), lambda window: window.files.close(), ("Ctrl+W",), "", has_session,
            help=tr("Close the document; unsaved work is kept and offered again")),
        Row("file.quit", tr("Quit"), lambda window: window.ask_to_stop(), ("Ctrl+Q",),
            help=tr("End Inlay; unsaved work is kept and offered again")),
    ),
    10,
)
