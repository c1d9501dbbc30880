"""The File menu."""

from __future__ import annotations

import sys
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


def has_several(window: MainWindow) -> bool:
    """For what goes from one document to another."""
    return len(window.editor.sessions) > 1


# On a Mac, Qt calls the Control key Meta, and Command with Tab goes to other programs.
CONTROL = "Meta" if sys.platform == "darwin" else "Ctrl"
NEXT_KEYS = (f"{CONTROL}+Tab", "Ctrl+PgDown")
PREVIOUS_KEYS = (f"{CONTROL}+Shift+Tab", "Ctrl+PgUp")

MENU = MenuSpec(
    "file",
    tr("&File"),
    (
        Row("file.open", tr("Open…"), lambda window: window.files.ask_open(), ("Ctrl+O",), "open",
            help=tr("Open pictures or Inlay projects, each in a tab of its own")),
        Row("file.clipboard", tr("New from clipboard"), lambda window: window.arriving.open_clipboard(), ("Ctrl+N",),
            help=tr("Open the picture in the clipboard as a new document")),
        Submenu("file.recent", tr("Open recent"), _recent, tr("Nothing was opened yet")),
        LINE,
        Row("file.save", tr("Save"), lambda window: window.files.save(), ("Ctrl+S",), "save", has_session,
            help=tr("Save the project with all layers, masks and versions")),
        Row("file.save_as", tr("Save as…"), lambda window: window.files.save_as(), ("Ctrl+Shift+S",), "", has_session,
            help=tr("Save the project under another name")),
        Row("file.export", tr("Export…"), lambda window: window.files.ask_export(), ("Ctrl+Shift+E",), "export",
            has_session, help=tr("Write the picture as it is now as a picture file")),
        LINE,
        Row("file.close", tr("Close"), lambda window: window.files.close(), ("Ctrl+W",), "", has_session,
            help=tr("Close the document; unsaved work is kept and offered again")),
        Row("file.close_all", tr("Close all"), lambda window: window.files.close_all(), ("Ctrl+Shift+W",), "",
            has_several, help=tr("Close every document; unsaved work is kept and offered again")),
        Row("file.next", tr("Next document"), lambda window: window.editor.step_session(1), NEXT_KEYS, "", has_several,
            in_menu=False),
        Row("file.previous", tr("Previous document"), lambda window: window.editor.step_session(-1), PREVIOUS_KEYS, "",
            has_several, in_menu=False),
        Row("file.quit", tr("Quit"), lambda window: window.ask_to_stop(), ("Ctrl+Q",),
            help=tr("End Inlay; unsaved work is kept and offered again")),
    ),
    10,
)
