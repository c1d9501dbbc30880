"""Ties a listener of the editor to the life of a widget."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from PySide6.QtCore import QObject

from inlay.base.signal import Signal

P = ParamSpec("P")


def listen(owner: QObject, signal: Signal[P], listener: Callable[P, object]) -> None:
    """Call `listener` for as long as `owner` lives: a widget that is gone must never be called."""
    disconnect = signal.connect(listener)
    owner.destroyed.connect(lambda *_: disconnect())
