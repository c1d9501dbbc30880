"""Giving up work that takes a while: whoever wanted it says so, and it ends at its next step."""

from __future__ import annotations

from collections.abc import Callable

Stop = Callable[[], bool]
"""Whether the work isn't wanted any more; asked from any thread."""


class GivenUp(Exception):
    """The work ended because it wasn't wanted any more; never shown to anybody."""


def never() -> bool:
    """For work that is always wanted to the end."""
    return False


def go_on(stop: Stop) -> None:
    """Raise GivenUp where the work isn't wanted any more."""
    if stop():
        raise GivenUp
