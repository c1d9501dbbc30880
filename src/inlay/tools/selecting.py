"""What lasso and rectangle share: whether a shape is added, taken away, or put in the mask's place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inlay.base.text import tr
from inlay.imaging.regions import Op
from inlay.tools.events import Button, Modifier, PointerEvent
from inlay.tools.options import Choice, option
from inlay.tools.state import Idle, State, T


@dataclass(frozen=True, eq=False)
class SelectOptions:
    """Options of a tool that draws shapes."""

    mode: str = option(
        "add",
        tr("Mode"),
        choices=(Choice("replace", tr("Replace")), Choice("add", tr("Add")), Choice("subtract", tr("Subtract"))),
        help=tr("What the shape does to the mask. Shift adds, Alt or Ctrl subtracts, whatever is chosen here."),
    )


def op_for(modifiers: Modifier, options: Any) -> Op:
    """What a shape does that begins with these modifiers held."""
    if modifiers & (Modifier.ALT | Modifier.CTRL):
        return "subtract"
    if Modifier.SHIFT in modifiers:
        return "add"
    mode = options.mode
    return "replace" if mode == "replace" else "subtract" if mode == "subtract" else "add"


class SelectIdle(Idle[T]):
    """Waits for the left button; the right one opens the options."""

    def pressed(self, event: PointerEvent) -> State[T]:
        if event.button == Button.RIGHT:
            self.context.open_options(event.screen)
        return self.begun(event) if event.button == Button.LEFT else self

    def begun(self, event: PointerEvent) -> State[T]:
        """The left button went down: the state that follows."""
        raise NotImplementedError
