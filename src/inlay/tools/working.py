"""A state that waits for work in the background, as a gesture that ends by itself; Esc gives it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inlay.imaging.giving_up import Stop
from inlay.tools.events import KeyEvent
from inlay.tools.state import State, T


class Aside:
    """A piece of work in the background. Once given up, its result goes nowhere."""

    def __init__(self) -> None:
        self._given_up = False

    def give_up(self) -> None:
        """The work isn't wanted any more."""
        self._given_up = True

    def is_given_up(self) -> bool:
        """Whether the work isn't wanted any more; may be asked from any thread."""
        return self._given_up


class Working(State[T]):
    """`work` runs in the pool and `done` is told its result, back on the loop thread; the state that it returns
    follows. `label` is told to the person where it takes a while."""

    def __init__(self, tool: T, label: str, work: Callable[[Stop], Any], done: Callable[[Any], State[Any]]) -> None:
        super().__init__(tool)
        self._label, self._work, self._done = label, work, done
        self._aside: Aside | None = None

    @property
    def holds_button(self) -> bool:
        return False

    @property
    def cursor(self) -> str:
        return "busy"

    def entered(self) -> None:
        aside = Aside()
        self._aside = aside
        self.context.aside(aside, self._label, self._work, self._came, self.tool.cancel)

    def _came(self, result: Any) -> None:
        self.tool.follow(self._done(result))

    def key(self, event: KeyEvent) -> State[T] | None:
        # What would be meant for the result must not become a shortcut.
        return self if event.name in ("Enter", "Backspace", "Delete") else None

    def give_up(self) -> None:
        """The result isn't wanted any more."""
        if self._aside is not None:
            self._aside.give_up()

    def cancelled(self) -> None:
        self.give_up()
        self.context.set_overlay()
