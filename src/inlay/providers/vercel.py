"""Vercel AI Gateway: one call that brings the picture with its answer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import cast

from inlay.base.errors import BadAnswer, BadInput, InlayError, OutcomeUnknown
from inlay.base.secret import Secret
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.fill.plan.price import Price
from inlay.fill.plan.sizes import Sizes
from inlay.fill.request import FillRequest
from inlay.providers import vercel_wire as wire
from inlay.providers.flux import FILL_PARAMETERS
from inlay.providers.interface import Account, Answer, CancelOutcome, Connection, Poll, Ticket, Uploads
from inlay.providers.lenient import number
from inlay.providers.money_words import kept, next_step, perhaps_charged
from inlay.providers.refusals import refusal
from inlay.providers.remote import on_network_loop
from inlay.providers.reply import Reply
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec
from inlay.providers.trouble import checked, said_in, shortened, trouble
from inlay.providers.web import Web

HOST = "ai-gateway.vercel.sh"
MOST_ANSWERED = 256 * 2**20
GRACE = 60.0
"""Seconds that we wait longer than the gateway waits for the model, so that it is the one that gives up."""
_NO_SUCH_CALL = (404, 405, 410)


class VercelProvider:
    """The gateway's own protocol for image models; its plain REST calls know no mask."""

    def __init__(self, connection: Connection) -> None:
        self._web = Web((HOST,), connection, bearer, wire.TITLE)
        self._knows_newest = True

    async def upload(self, request: FillRequest) -> Uploads:
        """The pictures go with the order."""
        del request
        return {}

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        """Order the fill and wait for it: the ticket brings the answer along."""
        del uploads
        began = time.monotonic()
        reply = await self._order(request)
        if not reply.is_ok:
            raise failure(reply)
        has_pictures = wire.pictures_in(reply.body)
        if has_pictures is None:
            raise _not_an_answer()
        if not has_pictures:
            raise wire.empty()
        seconds = f"{time.monotonic() - began:.3f}"
        return Ticket(uuid.uuid4().hex, True, {"seconds": seconds}, reply.body)

    async def _order(self, request: FillRequest) -> Reply:
        """In the newest protocol; in the older one where the gateway doesn't know the newest, or where that is wanted.

        A call that isn't there can't have been accepted. After any other answer, or none, nothing is sent again.
        """
        options = PROVIDER.option_values(request.options)
        wish, patience = options["protocol"], float(cast(float, options["patience"]))
        body = wire.encode(request, patience)
        if wish == "4" or (wish == "auto" and self._knows_newest):
            reply = await self._call(request.model, body, wire.NEWEST, patience)
            if wish == "4" or not is_unknown_call(reply):
                return reply
        reply = await self._call(request.model, body, wire.OLDER, patience)
        self._knows_newest = self._knows_newest and not reply.is_ok
        return reply

    async def _call(self, model: str, body: bytes, protocol: int, patience: float) -> Reply:
        url, headers = self._web.url(wire.path(protocol)), wire.headers(model, protocol)
        return await self._web.order(url, json=body, headers=headers, timeout=patience + GRACE, limit=MOST_ANSWERED)

    async def poll(self, ticket: Ticket) -> Poll:
        """Its tickets are done."""
        del ticket
        return Poll("done", 1.0)

    async def fetch(self, ticket: Ticket) -> Answer:
        """The picture in the answer."""
        return wire.decode(ticket.body, number(ticket.data.get("seconds")) or 0.0)

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        """It can't be: there is no such call, and the answer to a ticket is here already."""
        del ticket
        return CancelOutcome(False, tr("Vercel AI Gateway can't stop a call. It may still be charged."))

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        """Nothing stays there that could be taken away."""
        del ticket, uploads

    async def account(self, options: Mapping[str, Value]) -> Account:
        """What is left of the credit."""
        del options
        reply = checked(await self._web.ask("GET", self._web.url("/v1/credits"), moment="account"))
        return Account(wire.balance(reply.json()))

    async def close(self) -> None:
        """Let go of the connections."""
        await self._web.close()


def bearer(key: Secret) -> tuple[str, str]:
    """The header that the key goes into."""
    return "Authorization", f"Bearer {key.reveal()}"


def is_unknown_call(reply: Reply) -> bool:
    """Whether a gateway doesn't know the call itself, in contrast to the model that it was to be made with."""
    return reply.status in _NO_SUCH_CALL and wire.error_kind(reply.body) != "model_not_found"


def failure(reply: Reply) -> InlayError:
    """What a bad answer to an order means.

    Where the service behind the gateway failed, the gateway has passed the order on: money may have been spent.
    """
    said, kind = said_in(reply), wire.error_kind(reply.body)
    if reply.status in (400, 403, 422, 424):
        refused = refusal(wire.TITLE, shortened(said))
        if refused is not None:
            return refused
    if reply.status == 403 and kind == "forbidden":
        what = tr("Vercel AI Gateway doesn't allow this request. It says: {words}").format(words=shortened(said))
        return BadInput(what, kept("order"), tr("Look at the rules of your team there, or use the built-in fill."))
    if reply.status == 424:
        what = tr("The service behind Vercel AI Gateway failed. It says: {words}").format(words=shortened(said))
        return perhaps_charged(BadAnswer(what, kept("unknown"), next_step("unknown")))
    return trouble(reply)


def _not_an_answer() -> OutcomeUnknown:
    what = tr("Vercel AI Gateway answered with something else than a picture.")
    return OutcomeUnknown(what, kept("unknown"), next_step("unknown"))


_PROTOCOL = Parameter(
    "protocol",
    tr("Protocol"),
    "choice",
    "auto",
    help=tr("The gateway's protocol for pictures. The older one is used where the newest isn't there."),
    choices=(("auto", tr("Newest, else the older one")), ("4", tr("Only version 4")), ("3", tr("Only version 3"))),
)
_PATIENCE = Parameter(
    "patience",
    tr("Longest wait"),
    "float",
    300.0,
    30,
    1800,
    10,
    tr("s"),
    tr("How long the gateway waits for the picture. A call that is cut off may still be charged."),
)

PROVIDER = ProviderSpec(
    id="vercel",
    title=wire.TITLE,
    models=(
        ModelSpec(
            "bfl/flux-pro-1.0-fill",
            tr("FLUX.1 Fill [pro]"),
            FILL_PARAMETERS,
            help=tr("Fills the mask by a prompt. The picture comes with the answer; a call can't be stopped."),
            sizes=Sizes(),
            price=Price(is_known=False),
        ),
    ),
    make=on_network_loop(VercelProvider),
    hosts=(HOST,),
    environment="AI_GATEWAY_API_KEY",
    options=(_PROTOCOL, _PATIENCE),
    concurrency=4,
    privacy=tr("The crop, its mask and the prompt go to Vercel, which passes them on to Black Forest Labs."),
)
