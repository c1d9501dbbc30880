"""PointerSink: whoever gets what pointer, wheel and keyboard do over the canvas; usually the editor."""

from __future__ import annotations

from typing import Protocol

from inlay.tools.events import KeyEvent, PointerEvent, WheelEvent


class PointerSink(Protocol):
    """All calls are made on the GUI thread and have to return soon."""

    def pointer(self, event: PointerEvent) -> object:
        """The pointer did something. Not told while the view is dragged."""

    def wheel(self, event: WheelEvent) -> bool:
        """The wheel turned with Alt held; False where that means nothing."""

    def key(self, event: KeyEvent) -> bool:
        """A key went down or up; False where it may serve as a shortcut instead."""
