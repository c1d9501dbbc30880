"""Every menu and action there is, found in the files of this room."""

from __future__ import annotations

import functools

from inlay.base.registry import discover
from inlay.ui import actions
from inlay.ui.actions.row import MenuSpec, Row


@functools.cache
def menus() -> tuple[MenuSpec, ...]:
    """Every menu, from left to right."""
    return tuple(sorted(discover(actions, "MENU", MenuSpec), key=lambda menu: menu.order))


@functools.cache
def rows() -> tuple[Row, ...]:
    """Every action there is, in the order of the menus."""
    return tuple(row for menu in menus() for row in menu.rows)
