"""Black Forest Labs: FLUX from those who make it. The polling address is used as given; the result needs no key."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import quote

from inlay.base.errors import BadAnswer, InlayError
from inlay.base.secret import Secret
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.fill.plan.price import Price
from inlay.fill.request import FillRequest
from inlay.providers import flux
from inlay.providers.bfl_account import CREDIT, decode_balance, decode_finetunes, with_details
from inlay.providers.flux_service import FluxService
from inlay.providers.interface import Account, AccountFinetune, Connection, Ticket
from inlay.providers.remote import on_network_loop
from inlay.providers.reply import Reply
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec
from inlay.providers.trouble import checked
from inlay.providers.web import Web

log = logging.getLogger(__name__)
TITLE = "Black Forest Labs"
REGIONS = {
    "global": "api.bfl.ai",
    "eu": "api.eu.bfl.ai",
    "us": "api.us.bfl.ai",
    "eu1": "api.eu1.bfl.ai",
    "us1": "api.us1.bfl.ai",
}
HOSTS = (*REGIONS.values(), "*.bfl.ai")
FINETUNES_REGION = "us1"
"""Where the service's own schema sends everything about finetunes."""
MOST_DETAILS = 50
"""Finetunes whose details are asked for."""
_PATHS = {flux.ERASE: "/v1/flux-tools/erase-v1"}


def region_of(model: str, options: Mapping[str, Value]) -> str:
    """The region that orders for a model go to."""
    chosen = str(options.get("region", "auto"))
    if chosen in REGIONS:
        return chosen
    return FINETUNES_REGION if model == flux.FINETUNED else "global"


def sends_to(model: str, options: Mapping[str, Value]) -> str:
    """The host that orders for a model go to."""
    return REGIONS[region_of(model, options)]


class Bfl(FluxService):
    """The adapter."""

    dollars_a_credit = CREDIT

    def __init__(self, connection: Connection) -> None:
        super().__init__(Web(HOSTS, connection, _header, TITLE), TITLE)

    def address_of(self, request: FillRequest) -> tuple[str, str]:
        """By region and model."""
        return sends_to(request.model, request.options), _PATHS.get(request.model, f"/v1/{request.model}")

    async def ask(self, ticket: Ticket) -> Reply:
        """At the address that the order was answered with, which names the cluster that has the job; the key goes
        along where that is the service's own."""
        given = ticket.data.get("polling_url")
        if given:
            try:
                return await self._web.ask("GET", given)
            except BadAnswer:
                log.warning("job %s: its polling address isn't one that is called", ticket.id)
        host = ticket.data.get("host", REGIONS["global"])
        return await self._web.ask("GET", self._web.url(f"/v1/get_result?id={quote(ticket.id, safe='')}", host))

    async def account(self, options: Mapping[str, Value]) -> Account:
        """Credits, which prove the key, and the finetunes of the region as far as they are told."""
        host = sends_to(flux.FILL, options)
        reply = checked(await self._web.ask("GET", self._web.url("/v1/credits", host), moment="account"))
        return Account(decode_balance(reply.json()), await self._finetunes(region_of(flux.FINETUNED, options)))

    async def _finetunes(self, region: str) -> tuple[AccountFinetune, ...]:
        try:
            listed = decode_finetunes(await self._told("/v1/my_finetunes", region), region)
        except InlayError as error:
            log.warning("the finetunes weren't listed: %s", error)  # most accounts have none, and the key is proven
            return ()
        return tuple([await self._detailed(each, region, at < MOST_DETAILS) for at, each in enumerate(listed)])

    async def _detailed(self, finetune: AccountFinetune, region: str, wanted: bool) -> AccountFinetune:
        if not wanted or (finetune.name and finetune.trigger):
            return finetune
        path = f"/v1/finetune_details?finetune_id={quote(finetune.id, safe='')}"
        try:
            return with_details(finetune, await self._told(path, region))
        except InlayError as error:
            log.info("a finetune has no details: %s", error)
            return finetune

    async def _told(self, path: str, region: str) -> object:
        return checked(await self._web.ask("GET", self._web.url(path, REGIONS[region]), moment="account")).json()


def _header(key: Secret) -> tuple[str, str]:
    return "x-key", key.reveal()


PROVIDER = ProviderSpec(
    id="bfl",
    title=TITLE,
    models=(
        flux.fill_model(0.05),
        flux.finetuned_model(0.06, tr("Fills with a finetune of the account. The service no longer trains new ones.")),
        ModelSpec(
            flux.EXPAND,
            tr("FLUX.1 Expand"),
            flux.FILL_PARAMETERS,
            help=tr("Adds a border around the picture, at most 2048 px to a side."),
            takes="border",
            sizes=flux.SIZES,
            price=Price(is_known=False),
        ),
        ModelSpec(
            flux.ERASE,
            tr("FLUX Erase"),
            flux.ERASE_PARAMETERS,
            has_prompt=False,
            help=tr("Removes what the mask covers, without a prompt."),
            sizes=flux.SIZES,
            price=Price(is_known=False),
        ),
    ),
    make=on_network_loop(Bfl),
    hosts=HOSTS,
    environment="BFL_API_KEY",
    options=(
        Parameter(
            "region",
            tr("Region"),
            "choice",
            "auto",
            help=tr("Where pictures are sent to and worked on. A finetune only works in the region that has it."),
            choices=(
                ("auto", tr("Nearest; finetunes in the USA")),
                ("global", tr("Nearest")),
                ("eu", tr("European Union")),
                ("us", tr("USA")),
                ("eu1", tr("European Union, first cluster")),
                ("us1", tr("USA, first cluster")),
            ),
        ),
    ),
    concurrency=24,
    privacy=tr(
        "The crop and the mask are sent to Black Forest Labs in the chosen region. The link to the result works for "
        "10 minutes for anybody who knows it."
    ),
    lists_finetunes=True,
    sends_to=sends_to,
)
