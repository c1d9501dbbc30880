"""The Fill menu: fill, and what to do with the results that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inlay.base.text import tr
from inlay.providers.catalogue import services
from inlay.ui.actions.row import LINE, MenuSpec, Row, has_session

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


def _is_waiting(window: MainWindow) -> bool:
    session = window.editor.session
    return session is not None and bool(session.candidates)


def _is_looked_at(window: MainWindow) -> bool:
    session = window.editor.session
    return session is not None and session.candidate is not None


def _is_running(window: MainWindow) -> bool:
    return bool(window.editor.jobs.active)


def _is_remote(window: MainWindow) -> bool:
    return window.editor.session is not None and bool(services()[window.editor.fill_settings.provider].hosts)


def _has_result(window: MainWindow) -> bool:
    session = window.editor.session
    return session is not None and bool(session.all_candidates)


MENU = MenuSpec(
    "fill",
    tr("F&ill"),
    (
        Row("fill.fill", tr("Fill"), lambda window: window.editor.fill(), ("Ctrl+Return", "Ctrl+Enter", "Shift+F5"),
            "fill", has_session, help=tr("Fill what is masked"), spends=True),
        Row("fill.another", tr("Another result"), lambda window: window.editor.another_result(), ("Ctrl+Shift+Return",),
            "another", _has_result, help=tr("Fill the same place again with another seed"), spends=True),
        Row("fill.strengths", tr("Try strengths…"), lambda window: window.show_dialog("strengths"), (), "", _is_remote,
            help=tr("Fill with several strengths of a finetune, and compare")),
        Row("fill.seeds", tr("Try seeds…"), lambda window: window.show_dialog("seeds"), (), "", has_session,
            help=tr("Fill with several seeds, and compare")),
        Row("fill.sent", tr("What leaves this computer…"), lambda window: window.show_dialog("sent"), (), "",
            has_session, help=tr("See exactly the pictures and settings that would be sent")),
        Row("fill.cancel", tr("Cancel fill"), lambda window: window.editor.cancel_job(), ("Shift+X",), "cancel",
            _is_running, help=tr("Stop the fill that was started last")),
        Row("fill.prompt", tr("Write a prompt"), lambda window: window.focus_prompt(), ("/", "Alt+A"), "",
            lambda window: window.prompt_field() is not None, in_menu=False),
        LINE,
        Row("fill.previous", tr("Previous result"), lambda window: window.editor.step_candidate(-1), (",",), "previous",
            _is_waiting, on_canvas=True),
        Row("fill.next", tr("Next result"), lambda window: window.editor.step_candidate(1), (".",), "next",
            _is_waiting, on_canvas=True),
        Row("fill.accept", tr("Accept result"), lambda window: window.editor.accept_candidate(), ("Return", "Enter"),
            "accept", _is_looked_at, on_canvas=True, help=tr("Put the result into the picture as a layer")),
        Row("fill.discard", tr("Discard result"), lambda window: window.editor.discard_candidate(), ("Backspace",),
            "discard", _is_looked_at, on_canvas=True, help=tr("Put the result away; undo brings it back")),
        Row("fill.compare", tr("Compare results…"), lambda window: window.show_dialog("compare"), (), "", _is_waiting,
            help=tr("See the results that wait larger, side by side")),
        LINE,
        Row("fill.services", tr("Services and keys…"), lambda window: window.show_dialog("services"),
            help=tr("Keys, addresses and settings of the services that fill")),
        Row("fill.finetunes", tr("Finetunes…"), lambda window: window.show_dialog("finetunes"),
            help=tr("Your own finetuned models")),
        Row("fill.spending", tr("Spending…"), lambda window: window.show_dialog("spending"),
            help=tr("What was spent, and the budget for a day")),
    ),
    50,
)
