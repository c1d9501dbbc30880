"""Ties a button of a panel to an action of the window, which is found by its id when the window is there."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget


def find_action(widget: QWidget, action_id: str) -> QAction | None:
    """The window's action of that id; None where it has none. A floating panel asks the window it belongs to."""
    place: QWidget | None = widget
    while place is not None:
        found = place.findChild(QAction, f"action.{action_id}") if place.isWindow() else None
        if found is not None:
            return found
        place = place.parentWidget()
    return None


def trigger(widget: QWidget, action_id: str) -> None:
    """Do what the action does, where there is one and it can be done."""
    action = find_action(widget, action_id)
    if action is not None:
        action.trigger()
