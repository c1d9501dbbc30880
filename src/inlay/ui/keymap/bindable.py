"""Bindable: something a key can do. Actions and tools are listed here in the order of the menus."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from inlay.base.text import tr
from inlay.tools.spec import all_tools
from inlay.ui.actions.listing import menus
from inlay.ui.keymap.keys import is_enter, is_fixed, is_of_fields, normal

TOOL = "tool."


@dataclass(frozen=True, eq=False)
class Bindable:
    """`id` is the action's, or "tool." and the tool's. `keys` are Inlay's own; `spends` is for what may cost money."""

    id: str
    title: str
    group: str
    keys: tuple[str, ...]
    spends: bool = False

    @property
    def is_tool(self) -> bool:
        """Whether the key picks up a tool, or lends it while it is held."""
        return self.id.startswith(TOOL)


@functools.cache
def bindables() -> dict[str, Bindable]:
    """Everything that can have a key, by id."""
    made: list[Bindable] = []
    for spec in all_tools():
        letters = (normal(spec.shortcut),) if spec.shortcut else ()
        made.append(Bindable(f"{TOOL}{spec.id}", spec.label, tr("Tools"), letters))
    for menu in menus():
        for row in menu.rows:
            keys = tuple(dict.fromkeys(normal(key) for key in row.keys))
            made.append(Bindable(row.id, row.text.rstrip("…"), menu.title.replace("&", ""), keys, row.spends))
    return {each.id: each for each in made}


def is_allowed(key: str, target: Bindable) -> bool:
    """Whether a key may be bound to this at all."""
    return not refusal(key, target)


def refusal(key: str, target: Bindable) -> str:
    """Why a key can't be bound to this; "" where it can."""
    if not normal(key):
        return tr("This is no key that can be used.")
    if is_fixed(key) and key not in target.keys:
        return tr("This key belongs to the canvas and the brushes, and can't be changed.")
    if target.spends and is_enter(key):
        return tr("Enter alone never starts a fill, since a fill may cost money.")
    if target.is_tool and is_of_fields(key):
        return tr("Fields and lists need this key, so it can't pick up a tool.")
    return ""
