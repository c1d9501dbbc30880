"""ToolSpec: all that the window needs to know of a tool. Button, shortcut, option bar and help row follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import inlay.tools
from inlay.base.registry import discover
from inlay.tools.options import NoOptions
from inlay.tools.state import State, Tool


@dataclass(frozen=True, eq=False)
class ToolSpec:
    """One tool. `label` and `help` are translated, `icon` is a file name in resources/icons without .svg, `shortcut`
    one capital letter, maybe after "Shift+", or empty, `options` a dataclass of `options.option` fields, `order` the
    place in the tool column.
    Tools of one `group` share a place in the tool column. Those that `finish` go on over several clicks until Enter
    or Esc, for which the option bar shows buttons.
    `on_mask` tools change the mask, and the option bar offers to grow and shrink it; for those that also obey
    `ToolContext.paint_value` (`takes_value`) it shows the add/subtract switch. `on_layers` tools change layers, and the
    option bar shows where the chosen ones are."""

    id: str
    label: str
    icon: str
    shortcut: str
    cursor: str
    machine: type[Tool]
    order: int
    options: type[Any] = NoOptions
    help: str = ""
    on_mask: bool = False
    takes_value: bool = False
    group: str = ""
    finishes: bool = False
    on_layers: bool = False

    @property
    def states(self) -> tuple[type[State[Any]], ...]:
        """The states of the tool, Idle first."""
        return self.machine.states


@cache
def all_tools() -> tuple[ToolSpec, ...]:
    """Every tool there is, in the order of the tool column."""
    return tuple(sorted(discover(inlay.tools, "TOOL", ToolSpec), key=lambda spec: spec.order))


def tool(tool_id: str) -> ToolSpec:
    """The tool of that id; KeyError where there is none."""
    for spec in all_tools():
        if spec.id == tool_id:
            return spec
    raise KeyError(tool_id)
