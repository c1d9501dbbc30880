"""What errors of a service say about money, about what was kept, and about what to do next."""

from __future__ import annotations

from typing import Literal, TypeVar

from inlay.base.errors import InlayError
from inlay.base.text import tr

E = TypeVar("E", bound=InlayError)

Stand = Literal["account", "upload", "order", "job", "unknown"]
"""As the moments of a reply, and "unknown" for an order that may have been accepted."""


def kept(stand: Stand) -> str:
    """Whether money was spent, and that nothing of the person's work is lost."""
    return {
        "account": tr("Nothing was ordered or charged."),
        "upload": tr("Nothing was ordered, so nothing is charged; the mask and the prompt are kept."),
        "order": tr("Nothing is charged; the mask and the prompt are kept."),
        "job": tr("The job was ordered and may be charged; its ticket, the mask and the prompt are kept."),
        "unknown": tr("It may have been accepted, and money may have been spent; the mask and the prompt are kept."),
    }[stand]


def next_step(stand: Stand) -> str:
    """What helps where a service can't be reached or can't be understood."""
    if stand == "unknown":
        return tr("It isn't sent again by itself; look at the account with the service before you send it again.")
    if stand == "job":
        return tr("Check the job again later.")
    if stand == "account":
        return tr("Check the network and the address, and try again.")
    return tr("Try again later, or use the built-in fill: it needs no network and costs nothing.")


def perhaps_charged(error: E) -> E:
    """The error of an order that its service may have charged all the same; the accounts go by that."""
    error.may_cost = True
    return error
