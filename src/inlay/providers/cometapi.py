"""CometAPI: passes FLUX on. Jobs are asked for by id on its own host, never at an address that an answer names."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from urllib.parse import quote

from inlay.base.errors import BadInput, InlayError
from inlay.base.secret import Secret
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.fill.request import FillRequest
from inlay.providers import flux
from inlay.providers.flux_service import FluxService
from inlay.providers.interface import Account, Connection, Ticket
from inlay.providers.lenient import record, words
from inlay.providers.money_words import kept
from inlay.providers.remote import on_network_loop
from inlay.providers.reply import Reply
from inlay.providers.spec import Parameter, Polling, ProviderSpec
from inlay.providers.trouble import checked, said_in, shortened, trouble
from inlay.providers.web import Web

TITLE = "CometAPI"
HOST = "api.cometapi.com"
SPELLING_HINT = tr("Choose the other spelling of model names in the settings of the service.")


def spelled(model: str, options: Mapping[str, Value]) -> str:
    """A model's name as the address has it: `flux-pro-1-0-fill` or `flux-pro-1.0-fill`."""
    return model if options.get("spelling") == "dot" else model.replace("1.0", "1-0")


class CometApi(FluxService):
    """The adapter. What its answers call cost is of an unknown kind, so it counts for nothing."""

    free_refusals = False
    redirect_hint = SPELLING_HINT

    def __init__(self, connection: Connection) -> None:
        super().__init__(Web((HOST,), connection, _header, TITLE), TITLE)

    def address_of(self, request: FillRequest) -> tuple[str, str]:
        """The model's name is a part of the path."""
        return HOST, f"/flux/v1/{spelled(request.model, request.options)}"

    def ordered(self, reply: Reply) -> Reply:
        """A wrong name of a model is answered with a web page, and a wrong body with a 500 that says so."""
        if reply.status in (404, 405) or (reply.is_page and reply.status < 500):
            what = tr("{service} doesn't know the model by this name.").format(service=TITLE)
            raise BadInput(what, kept("order"), SPELLING_HINT)
        if reply.status == 500 and is_about_the_body(reply):
            what = tr("{service} doesn't take this request. It says: {words}")
            raise BadInput(
                what.format(service=TITLE, words=shortened(said_in(reply))),
                kept("order"),
                tr("Change what it names, or use the built-in fill."),
            )
        return checked(reply)

    async def ask(self, ticket: Ticket) -> Reply:
        """By id."""
        return await self._web.ask("GET", self._result(ticket.id))

    async def account(self, options: Mapping[str, Value]) -> Account:
        """A job that nobody has is asked for: whatever is said of it, the key was looked at first. It doesn't tell
        what is left of the account's money."""
        del options
        reply = await self._web.ask("GET", self._result(str(uuid.uuid4())), moment="account")
        if reply.status in (401, 402, 403, 429) or reply.status >= 500 or reply.is_redirect or reply.is_page:
            raise trouble(reply)
        return Account()

    def _result(self, job_id: str) -> str:
        return self._web.url(f"/flux/v1/get_result?id={quote(job_id, safe='')}", HOST)


def is_about_the_body(reply: Reply) -> bool:
    """Whether an error of the server says that the request is at fault: then nothing was accepted."""
    if reply.is_page:
        return False
    try:
        error = record(record(reply.json()).get("error"))
    except InlayError:
        return False
    return words(error.get("code")) == "invalid_request"


def _header(key: Secret) -> tuple[str, str]:
    return "Authorization", f"Bearer {key.reveal()}"


PROVIDER = ProviderSpec(
    id="cometapi",
    title=TITLE,
    models=(
        flux.fill_model(0.06),
        flux.finetuned_model(
            0.096, tr("Fills with a finetune that was made at Black Forest Labs, which no longer trains new ones.")
        ),
    ),
    make=on_network_loop(CometApi),
    hosts=(HOST,),
    environment="COMETAPI_KEY",
    options=(
        Parameter(
            "spelling",
            tr("Spelling of model names"),
            "choice",
            "dash",
            help=tr("The service writes them in two ways. Change this where it says that it doesn't know a model."),
            choices=(("dash", "flux-pro-1-0-fill"), ("dot", "flux-pro-1.0-fill")),
        ),
    ),
    concurrency=10,
    polling=Polling(1.0, 1.3, 6.0),
    privacy=tr(
        "The crop and the mask are sent to CometAPI, which passes them on to Black Forest Labs. The link to the result "
        "works for about 10 minutes for anybody who knows it."
    ),
)
