"""Eachlabs: the pictures lie under public links while a prediction is made, and are deleted after it."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from inlay.base.errors import InlayError, LinkExpired, OutcomeUnknown
from inlay.base.secret import Secret
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.fill.plan.price import Price
from inlay.fill.plan.sizes import Sizes
from inlay.fill.request import FillRequest
from inlay.providers import eachlabs_wire as wire
from inlay.providers import flux
from inlay.providers.interface import Account, Answer, CancelOutcome, Connection, Picture, Poll, Ticket, Uploads
from inlay.providers.lenient import number
from inlay.providers.money_words import kept, next_step
from inlay.providers.remote import on_network_loop
from inlay.providers.reply import Moment, Reply
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec
from inlay.providers.trouble import checked
from inlay.providers.web import Web

HOST = "api.eachlabs.ai"
NOBODY = "00000000-0000-0000-0000-000000000000"
"""An id that no prediction has: asking for it proves the key, and costs nothing."""
_IDS = ("image_id", "mask_id")
log = logging.getLogger(__name__)


def _plain(key: Secret) -> tuple[str, str]:
    return "X-API-Key", key.reveal()


def _bearer(key: Secret) -> tuple[str, str]:
    return "Authorization", f"Bearer {key.reveal()}"


class EachlabsProvider:
    """A ticket's data: the ids of the uploads, "ordered" in seconds since 1970, and from the last poll "result_url",
    "seconds" and "cost" in US dollars. Uploads: the links "image" and "mask", their ids, and "names" for the order."""

    def __init__(self, connection: Connection) -> None:
        self._webs = {
            "x-api-key": Web((HOST,), connection, _plain, wire.TITLE),
            "bearer": Web((HOST,), connection, _bearer, wire.TITLE),
        }
        self._form = "x-api-key"
        self._names: dict[str, str] = {}

    async def upload(self, request: FillRequest) -> Uploads:
        """Put both pictures into the service's storage; where that fails in between, nothing is left there."""
        assert request.sent is not None and request.sent.mask is not None
        options = self._heed(request.options)
        seconds = round(60 * float(cast(float, options["upload_minutes"])))
        found = {"names": await self._names_of(request.model, str(options["names"]))}
        try:
            for name, png in (("image", request.sent.image), ("mask", request.sent.mask)):
                reply = checked(await self._ask("POST", wire.PRESIGN, json=wire.presign(seconds), moment="upload"))
                place = wire.decode_place(reply.json())
                found[f"{name}_id"] = place.id
                await self._webs[self._form].put(place.upload_url, png, place.headers)
                found[name] = place.public_url
        except BaseException:
            await self._delete_quietly(found)
            raise
        return found

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        """Order the prediction."""
        self._heed(request.options)
        body = wire.encode(request, uploads["image"], uploads["mask"], uploads.get("names", "image"))
        answer = checked(await self._order(body)).json()
        found = wire.prediction_id(answer)
        if not found:
            raise wire.not_taken(answer) or _nameless()
        kept_ids = {name: uploads[name] for name in _IDS if name in uploads}
        return Ticket(found, data={**kept_ids, "ordered": f"{time.time():.3f}"})

    async def poll(self, ticket: Ticket) -> Poll:
        """Where the prediction is."""
        reply = await self._ask("GET", wire.prediction(ticket.id))
        if reply.status == 404:
            return Poll("missing")
        return wire.decode_status(checked(reply).json())

    async def fetch(self, ticket: Ticket) -> Answer:
        """Download the picture, without the key."""
        link = ticket.data.get("result_url")
        if not link:
            raise LinkExpired(tr("There is no link to the result yet."), kept("job"), next_step("job"))
        content = await self._webs[self._form].download(link)
        return Answer((Picture(content),), _seconds(ticket), number(ticket.data.get("cost")))

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        """Ask the service to stop; it does what it can."""
        return wire.cancel_outcome(await self._ask("POST", f"{wire.prediction(ticket.id)}/cancel"))

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        """Delete the uploads; what can't be deleted vanishes by itself when its time is over."""
        known = {**(ticket.data if ticket is not None else {}), **uploads}
        trouble: InlayError | None = None
        for file_id in filter(None, (known.get(name) for name in _IDS)):
            try:
                await self._delete(file_id)
            except InlayError as error:
                trouble = error
        if trouble is not None:
            raise trouble

    async def account(self, options: Mapping[str, Value]) -> Account:
        """Whether the service takes the key: it is asked for a prediction that there isn't."""
        self._heed(options)
        reply = await self._ask("GET", wire.prediction(NOBODY), moment="account")
        if reply.status not in (400, 404, 422) or reply.is_page:
            checked(reply)
        return Account()

    async def close(self) -> None:
        """Let go of the connections."""
        for web in self._webs.values():
            await web.close()

    def _heed(self, given: Mapping[str, Value]) -> Mapping[str, Value]:
        """All options, and from now on the form of the key that they ask for."""
        options = PROVIDER.option_values(given)
        if options["auth"] == "bearer":
            self._form = "bearer"
        return options

    async def _ask(self, method: str, path: str, *, json: object = None, moment: Moment = "job") -> Reply:
        """A call that may be repeated, with the key in the form that the service takes."""
        form = self._form
        reply = await self._webs[form].ask(method, self._url(path), json=json, moment=moment)
        if reply.status != 401 or form == "bearer":
            return reply
        return self._learned(await self._webs["bearer"].ask(method, self._url(path), json=json, moment=moment))

    async def _order(self, body: bytes) -> Reply:
        """The order. Only one that the service refused for its key (401) is sent once more, with the key's other form:
        that one surely wasn't accepted."""
        form = self._form
        reply = await self._webs[form].order(self._url(wire.CREATE), json=body)
        if reply.status != 401 or form == "bearer":
            return reply
        return self._learned(await self._webs["bearer"].order(self._url(wire.CREATE), json=body))

    def _learned(self, reply: Reply) -> Reply:
        if reply.status != 401:
            self._form = "bearer"
        return reply

    def _url(self, path: str) -> str:
        return self._webs[self._form].url(path)

    async def _names_of(self, model: str, wish: str) -> str:
        """How the model calls its pictures: by the settings, else by its own schema, else as most pages say."""
        if wish != "auto":
            return wish
        if model not in self._names:
            try:
                reply = await self._webs[self._form].ask("GET", self._url(wire.schema(model)), timeout=5.0)
                self._names[model] = wire.names_in(checked(reply).json())
            except InlayError as error:
                log.info("the schema of %s isn't to be had: %s", model, error)
                return "image"
        return self._names[model]

    async def _delete(self, file_id: str) -> None:
        reply = await self._ask("DELETE", wire.stored_file(file_id))
        if reply.status != 404:
            checked(reply)

    async def _delete_quietly(self, found: Uploads) -> None:
        try:
            await self.clean_up(None, found)
        except InlayError as error:
            log.warning("an upload wasn't deleted: %s", error)


def _nameless() -> OutcomeUnknown:
    what = tr("Eachlabs answered the order without naming the prediction.")
    return OutcomeUnknown(what, kept("unknown"), next_step("unknown"))


def _seconds(ticket: Ticket) -> float:
    """The service's own time where it told it, else the time since the order."""
    told = number(ticket.data.get("seconds"))
    if told is not None:
        return told
    ordered = number(ticket.data.get("ordered"))
    return 0.0 if ordered is None else max(0.0, time.time() - ordered)


_STEPS = replace(flux.STEPS, minimum=1)
_GUIDANCE = replace(flux.GUIDANCE, default=3.0, minimum=2, maximum=5, step=0.1)
_SAFETY = replace(
    flux.SAFETY,
    minimum=1,
    help=tr("How much the service's moderation lets pass: 1 is the strictest, 6 the most lenient."),
)
_AUTH = Parameter(
    "auth",
    tr("Form of the key"),
    "choice",
    "x-api-key",
    help=tr("How the key is sent. Bearer is tried by itself where the service doesn't take the other form."),
    choices=(("x-api-key", "X-API-Key"), ("bearer", "Bearer")),
)
_NAMES = Parameter(
    "names",
    tr("Names of the pictures"),
    "choice",
    "auto",
    help=tr("What the model calls picture and mask; its own description tells it where it can be read."),
    choices=(("auto", tr("As the model says")), ("image", "image, mask"), ("image_url", "image_url, mask_url")),
)
_UPLOAD_MINUTES = Parameter(
    "upload_minutes",
    tr("Life of uploads"),
    "int",
    60,
    1,
    1440,
    unit=tr("min"),
    help=tr(
        "After this time the service deletes the pictures by itself, should Inlay not have done it at the end of the "
        "job. A job that waits longer than this in the service's queue fails."
    ),
)

PROVIDER = ProviderSpec(
    id="eachlabs",
    title=wire.TITLE,
    models=(
        ModelSpec(
            "flux-fill-pro",
            tr("FLUX.1 Fill [pro]"),
            (_STEPS, _GUIDANCE, _SAFETY, flux.UPSAMPLING),
            help=tr("Fills the mask by a prompt."),
            needs_prompt=True,
            sizes=Sizes(),
            price=Price(is_known=False),
        ),
    ),
    make=on_network_loop(EachlabsProvider),
    hosts=(HOST,),
    environment="EACHLABS_API_KEY",
    options=(_AUTH, _NAMES, _UPLOAD_MINUTES),
    concurrency=10,
    privacy=tr(
        "The crop and its mask are uploaded to Eachlabs, and everybody who has their links can open them meanwhile. "
        "They are deleted when the job ends, and after an hour at the latest unless you set another time."
    ),
)
