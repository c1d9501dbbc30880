"""Inlay, a desktop editor for mask-based fills; this file holds the version and imports nothing."""

from __future__ import annotations

__version__ = "0.3.0"
