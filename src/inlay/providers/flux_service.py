"""What Black Forest Labs and those who pass its models on have in common: a job is ordered, polled and downloaded."""

from __future__ import annotations

import time
from collections.abc import Mapping

from inlay.base.errors import LinkExpired
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.fill.request import FillRequest
from inlay.providers import flux
from inlay.providers.interface import Account, Answer, CancelOutcome, Picture, Poll, Ticket, Uploads
from inlay.providers.lenient import number, whole_number
from inlay.providers.money_words import kept, next_step
from inlay.providers.reply import Reply
from inlay.providers.trouble import checked
from inlay.providers.web import Web


class FluxService:
    """An adapter without uploads and without a call to stop a job; the services differ in addresses and in words.

    A ticket's data: "polling_url" as given, "host" of the order, "cost" in credits, "ordered" in seconds since 1970,
    and from the last poll "result_url", "seed", "seconds".
    """

    dollars_a_credit: float | None = None
    """What the credits of an answer to an order are worth; None where its figures aren't known to be ours."""
    free_refusals = True
    redirect_hint = ""

    def __init__(self, web: Web, title: str) -> None:
        self._web = web
        self._title = title

    def address_of(self, request: FillRequest) -> tuple[str, str]:
        """The host that an order goes to, and the path there."""
        raise NotImplementedError

    async def ask(self, ticket: Ticket) -> Reply:
        """The answer to where a job is."""
        raise NotImplementedError

    async def account(self, options: Mapping[str, Value]) -> Account:
        """What a call that costs nothing tells."""
        raise NotImplementedError

    def ordered(self, reply: Reply) -> Reply:
        """The answer to an order where it is a good one, else the error that it stands for."""
        return checked(reply)

    async def upload(self, request: FillRequest) -> Uploads:
        """The pictures go with the order."""
        del request
        return {}

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        """Order the fill."""
        del uploads
        host, path = self.address_of(request)
        url, body = self._web.url(path, host), flux.encode(request, self._title)
        reply = self.ordered(await self._web.order(url, json=body, hint=self.redirect_hint))
        told = flux.decode_order(reply.json(), self._title)
        return Ticket(told.pop("id"), data={**told, "host": host, "ordered": str(round(time.time(), 3))})

    async def poll(self, ticket: Ticket) -> Poll:
        """Where the job is."""
        reply = await self.ask(ticket)
        if reply.status in (202, 404):
            return Poll("missing")  # the order hasn't got around yet
        return flux.decode_poll(checked(reply).json(), self._title, free_refusals=self.free_refusals)

    async def fetch(self, ticket: Ticket) -> Answer:
        """Download the picture, without the key."""
        link = ticket.data.get("result_url")
        if not link:
            raise LinkExpired(tr("There is no link to the result yet."), kept("job"), next_step("job"))
        content = await self._web.download(link)
        picture = Picture(content, whole_number(ticket.data.get("seed")))
        return Answer((picture,), self._seconds(ticket), self._billed(ticket))

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        """There is no such call."""
        del ticket
        what = tr("{service} has no way to stop a job: it goes on there, and is charged when it ends well.")
        return CancelOutcome(False, what.format(service=self._title))

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        """Nothing is left behind that could be taken away: results vanish there by themselves."""
        del ticket, uploads

    async def close(self) -> None:
        """Let go of all connections."""
        await self._web.close()

    def _seconds(self, ticket: Ticket) -> float:
        """The service's own time where it told it, else the time since the order."""
        told = number(ticket.data.get("seconds"))
        if told is not None:
            return told
        ordered = number(ticket.data.get("ordered"))
        return 0.0 if ordered is None else max(0.0, time.time() - ordered)

    def _billed(self, ticket: Ticket) -> float | None:
        credits_told = number(ticket.data.get("cost"))
        if credits_told is None or self.dollars_a_credit is None:
            return None
        return round(credits_told * self.dollars_a_credit, 6)
