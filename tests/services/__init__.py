"""Strict emulators of every service, over real HTTP on loopback."""

from __future__ import annotations

from tests.services.emulator import Emulator

__all__ = ["Emulator"]
