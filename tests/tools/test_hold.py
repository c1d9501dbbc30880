"""A tool's key tapped, held, and used meanwhile."""

from __future__ import annotations

import pytest

from inlay.tools.hold import TAP_SECONDS, HeldTool

SOON, LATER = TAP_SECONDS / 2, TAP_SECONDS * 2


class Hands:
    """Which tool is chosen, and which is borrowed."""

    def __init__(self) -> None:
        self.tool, self.borrowed = "brush", ""

    def choose(self, tool_id: str) -> None:
        self.tool = tool_id

    def borrow(self, tool_id: str) -> None:
        self.borrowed = tool_id

    def give_back(self) -> None:
        self.borrowed = ""

    @property
    def now(self) -> tuple[str, str]:
        return self.tool, self.borrowed


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def held(hands: Hands) -> HeldTool:
    return HeldTool(hands)


def test_a_tap_picks_the_tool_up(hands, held):
    assert held.key_down("lasso", 10.0) and hands.now == ("brush", "lasso")
    assert held.key_up("lasso", 10.0 + SOON) and hands.now == ("lasso", "")
    assert not held.is_holding


def test_a_held_key_lends_the_tool(hands, held):
    held.key_down("hand", 10.0)
    held.key_up("hand", 10.0 + LATER)
    assert hands.now == ("brush", "")


def test_a_key_held_for_a_quick_gesture_lends_the_tool_too(hands, held):
    held.key_down("zoom", 10.0)
    held.button_down()
    held.button_up()
    held.key_up("zoom", 10.0 + SOON)
    assert hands.now == ("brush", "")


def test_a_gesture_is_finished_with_the_borrowed_tool(hands, held):
    held.key_down("eraser", 10.0)
    held.button_down()
    assert held.key_up("eraser", 10.0 + LATER) and hands.now == ("brush", "eraser")
    held.button_up()
    assert hands.now == ("brush", "") and not held.is_holding


def test_auto_repeat_and_other_keys_do_nothing_meanwhile(hands, held):
    held.key_down("hand", 10.0)
    assert not held.key_down("hand", 10.05) and not held.key_down("zoom", 10.06)
    assert not held.key_up("zoom", 10.07)
    assert hands.now == ("brush", "hand")
    held.key_up("hand", 10.0 + LATER)
    assert not held.key_up("hand", 10.0 + LATER)
    assert hands.now == ("brush", "")


def test_no_tool_changes_in_the_middle_of_a_gesture(hands, held):
    held.button_down()
    assert not held.key_down("lasso", 10.0) and hands.now == ("brush", "")
    held.button_up()
    assert held.key_down("lasso", 11.0)


def test_losing_the_keyboard_gives_the_tool_back(hands, held):
    held.key_down("hand", 10.0)
    held.button_down()
    held.let_go()
    assert hands.now == ("brush", "") and held.key_down("lasso", 12.0)
