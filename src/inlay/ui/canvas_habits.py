"""The canvas' habits as they are kept in the settings."""

from __future__ import annotations

from dataclasses import fields

from inlay.base.settings import Settings
from inlay.ui.canvas.habits import Habits

PREFIX = "view."


def is_habit(name: str) -> bool:
    """Whether a setting of that name is one of the canvas' habits."""
    return name in {PREFIX + each.name for each in fields(Habits)}


def habits_in(settings: Settings) -> Habits:
    """What the settings say, under "view." and the habit's name."""
    usual = Habits()
    return Habits(**{each.name: settings.get(PREFIX + each.name, getattr(usual, each.name)) for each in fields(Habits)})
