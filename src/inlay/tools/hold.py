"""A tool's key tapped picks the tool up; held, it lends it for as long as it is held."""

from __future__ import annotations

from typing import Protocol

TAP_SECONDS = 0.3


class Hand(Protocol):
    """Who holds the tools: the editor's toolbox."""

    def choose(self, tool_id: str) -> None:
        """Pick up a tool for good."""

    def borrow(self, tool_id: str) -> None:
        """Use a tool for a moment."""

    def give_back(self) -> None:
        """Put a borrowed tool down again."""


class HeldTool:
    """Keys down and up, with the time in seconds, become tools chosen or borrowed.

    A key that goes up soon, with nothing done in between, was a tap. A gesture that goes on when its key goes up is
    finished with the borrowed tool. Only the first key counts while several are down; auto-repeat does no harm.
    """

    def __init__(self, hand: Hand) -> None:
        self._hand = hand
        self._held: str | None = None
        self._since = 0.0
        self._was_used = False
        self._button_is_down = False
        self._goes_back = False

    @property
    def is_holding(self) -> bool:
        """Whether a tool's key is down, or its gesture still goes on."""
        return self._held is not None

    def key_down(self, tool_id: str, now: float) -> bool:
        """The key of a tool went down; False where that does nothing, as in the middle of a gesture."""
        if self._held is not None or self._button_is_down:
            return False
        self._held, self._since = tool_id, now
        self._was_used = self._goes_back = False
        self._hand.borrow(tool_id)
        return True

    def key_up(self, tool_id: str, now: float) -> bool:
        """The key of a tool went up; False where it wasn't the one that counts."""
        if tool_id != self._held:
            return False
        if self._button_is_down:
            self._goes_back = True
            return True
        self._held = None
        self._hand.give_back()
        if not self._was_used and now - self._since < TAP_SECONDS:
            self._hand.choose(tool_id)
        return True

    def button_down(self) -> None:
        """A button of the pointer went down on the canvas."""
        self._button_is_down = True
        self._was_used = True

    def button_up(self) -> None:
        """The last button of the pointer went up."""
        self._button_is_down = False
        if self._goes_back:
            self.let_go()

    def let_go(self) -> None:
        """The window lost the keyboard: nothing is held any more."""
        self._goes_back = self._button_is_down = False
        if self._held is not None:
            self._held = None
            self._hand.give_back()
