"""Row: one action, told once; menu entry, shortcut, tooltip and shortcut sheet follow from it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

Run = Callable[["MainWindow"], object]
Test = Callable[["MainWindow"], bool]


def always(_window: MainWindow) -> bool:
    """For actions that can always be done."""
    return True


def has_session(window: MainWindow) -> bool:
    """For actions that need an open document."""
    return window.editor.session is not None


@dataclass(frozen=True, eq=False)
class Row:
    """One action. What `run` returns, if it is a coroutine, becomes a task of the window.

    `keys` are in Qt's notation, the first one is shown; the person may have others (`inlay.ui.keymap`). `label` gives
    a text that changes ("Undo Brush"). With `on_canvas` the keys count only while the canvas has the focus. `in_menu`
    is False for a further key of something that has its entry elsewhere. What `spends` may cost money: Enter alone
    can't be its key.
    """

    id: str
    text: str
    run: Run
    keys: tuple[str, ...] = ()
    icon: str = ""
    enabled: Test = always
    checked: Test | None = None
    label: Callable[[MainWindow], str] | None = None
    help: str = ""
    on_canvas: bool = False
    in_menu: bool = True
    spends: bool = False


@dataclass(frozen=True, eq=False)
class Submenu:
    """A menu inside a menu whose entries are made when it opens."""

    id: str
    text: str
    entries: Callable[[MainWindow], list[tuple[str, Run]]]
    empty: str


LINE = None
Entry = Row | Submenu | None


@dataclass(frozen=True, eq=False)
class MenuSpec:
    """One menu of the menu bar."""

    id: str
    title: str
    entries: tuple[Entry, ...]
    order: int

    @property
    def rows(self) -> tuple[Row, ...]:
        """The actions of this menu."""
        return tuple(entry for entry in self.entries if isinstance(entry, Row))


def is_work(result: object) -> bool:
    """Whether what an action returned has to be run as a task."""
    return isinstance(result, Coroutine)


Work = Coroutine[Any, Any, Any]
