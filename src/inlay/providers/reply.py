"""Reply: one answer of a service over HTTP, complete and not too long."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from inlay.base.errors import BadAnswer, InlayError, OutcomeUnknown, Unreachable
from inlay.base.text import tr
from inlay.providers.money_words import kept, next_step

Moment = Literal["account", "upload", "order", "job"]
"""What a request is for: the free test of a key, pictures before an order, the order, or a job that was ordered."""


@dataclass(frozen=True)
class Reply:
    """`body` is decoded from its transfer and content encoding; `headers` take a name in any case.

    title   the service, for sentences
    moment  what was asked for: it tells what an error means for the person's money
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)  # they may hold a signed address
    body: bytes = field(repr=False)
    title: str = ""
    moment: Moment = "job"

    @property
    def is_ok(self) -> bool:
        """Whether the status says so."""
        return 200 <= self.status < 300

    @property
    def is_redirect(self) -> bool:
        """Whether it names another address."""
        return 300 <= self.status < 400

    @property
    def is_page(self) -> bool:
        """Whether it is a web page for people."""
        kind = self.headers.get("content-type", "").lower()
        return "html" in kind or self.body[:200].lstrip().lower().startswith((b"<!doctype", b"<html"))

    def json(self) -> Any:
        """The value that the body holds.

        Where it isn't JSON: OutcomeUnknown for an order that was answered with a good status, Unreachable for a job
        that was ordered (asking again may help), BadAnswer otherwise.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise self._unreadable() from None

    def _unreadable(self) -> InlayError:
        what = tr("{service} answered with something else than expected.")
        if self.is_page:
            what = tr("{service} answered with a web page instead of data.")
        what = what.format(service=self.title)
        if self.moment == "order" and self.is_ok:
            return OutcomeUnknown(what, kept("unknown"), next_step("unknown"))
        kind = Unreachable if self.moment == "job" else BadAnswer
        return kind(what, kept(self.moment), next_step(self.moment))
