"""Fixtures of the panels' tests."""

from __future__ import annotations

from tests.kit.ui_fixtures import editor, on_screen, opened

__all__ = ["editor", "on_screen", "opened"]
