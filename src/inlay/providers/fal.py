"""fal: a queue that tells the place in it, lets requests be stopped, and makes up to four pictures a request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace

from inlay.base.errors import BadAnswer, OutcomeUnknown
from inlay.base.secret import Secret
from inlay.base.text import tr, tr_count
from inlay.document.version import Value
from inlay.fill.decode import decode
from inlay.fill.plan.price import Price
from inlay.fill.plan.sizes import Sizes
from inlay.fill.request import FillRequest
from inlay.providers import fal_wire as wire
from inlay.providers import flux
from inlay.providers.fal_storage import REST, store
from inlay.providers.fal_trouble import accepted, blanked, cancel_outcome, failed, meant
from inlay.providers.interface import Account, Answer, CancelOutcome, Connection, Picture, Poll, Ticket, Uploads
from inlay.providers.lenient import number
from inlay.providers.money_words import kept, next_step
from inlay.providers.packing import unpacked
from inlay.providers.remote import on_network_loop
from inlay.providers.spec import ModelSpec, Parameter, ProviderSpec
from inlay.providers.web import Web

QUEUE = "queue.fal.run"
NOBODY = "00000000-0000-0000-0000-000000000000"
"""An id that no request has: asking for it proves the key, and costs nothing."""


class FalProvider:
    """A ticket's data: the three links of its request, and "ordered" in seconds since 1970."""

    def __init__(self, connection: Connection) -> None:
        self._web = Web((QUEUE, REST), connection, header, wire.TITLE)

    async def upload(self, request: FillRequest) -> Uploads:
        """Only where that is wished for; else the pictures go with the order."""
        if PROVIDER.option_values(request.options)["pictures"] != "upload":
            return {}
        assert request.sent is not None and request.sent.mask is not None
        image = await store(self._web, request.sent.image, "image.png")
        return {"image": image, "mask": await store(self._web, request.sent.mask, "mask.png")}

    async def submit(self, request: FillRequest, uploads: Uploads) -> Ticket:
        """Put the request into the queue."""
        url = self._web.url(f"/{request.model}")
        reply = accepted(await self._web.order(url, json=wire.encode(request, uploads)))
        answer = reply.json()
        found = wire.request_id(answer)
        if not found:
            what = tr("fal answered the order without naming the request.")
            raise OutcomeUnknown(what, kept("unknown"), next_step("unknown"))
        links = wire.links(answer, self._web.url(wire.REQUESTS), found, self._web.is_own)
        return Ticket(found, data={**links, "ordered": f"{time.time():.3f}"})

    async def poll(self, ticket: Ticket) -> Poll:
        """Where the request is. For one that is completed only the result tells whether it came to anything."""
        reply = await self._web.ask("GET", ticket.data["status_url"])
        if reply.status == 404:
            return Poll("missing")
        poll = wire.decode_status(accepted(reply).json())
        if poll.state != "done":
            return poll
        error = failed(await self._web.ask("GET", ticket.data["response_url"]))
        return poll if error is None else Poll("failed", error=error)

    async def fetch(self, ticket: Ticket) -> Answer:
        """Ask for the result, whose links are fresh then, and download its pictures without the key."""
        reply = await self._web.ask("GET", ticket.data["response_url"])
        error = failed(reply)
        if error is not None:
            raise error
        answer = reply.json()
        made, seed = wire.decode_result(answer)
        got = await asyncio.gather(*(self._picture(each, seed) for each in made))
        pictures = tuple(picture for picture in got if picture is not None)
        if not pictures:
            raise blanked()
        return Answer(pictures, _seconds(ticket, answer), None, _left_out(len(got) - len(pictures)))

    async def _picture(self, made: wire.Made, seed: int | None) -> Picture | None:
        """The picture, with a note where fal flagged it; None where fal has put one colour in its place."""
        content = _inside(made.url) if made.url.startswith("data:") else await self._web.download(made.url)
        if not made.is_flagged:
            return Picture(content, seed)
        if await asyncio.to_thread(is_plain, content):
            return None
        return Picture(content, seed, (tr("fal marked this picture as not safe for work."),))

    async def cancel(self, ticket: Ticket) -> CancelOutcome:
        """Ask fal to stop; one that waits in the queue never begins."""
        return cancel_outcome(await self._web.ask("PUT", ticket.data["cancel_url"]))

    async def clean_up(self, ticket: Ticket | None, uploads: Uploads) -> None:
        """fal has no call to delete what was uploaded."""
        del ticket, uploads

    async def account(self, options: Mapping[str, Value]) -> Account:
        """Whether fal takes the key: it is asked for a request that there isn't."""
        del options
        url = f"{self._web.url(wire.REQUESTS)}/{NOBODY}/status"
        reply = await self._web.ask("GET", url, moment="account")
        if not reply.is_ok and (reply.status not in (400, 404, 405, 422) or reply.is_page):
            raise meant(reply)
        return Account()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._web.close()


def header(key: Secret) -> tuple[str, str]:
    """The header that the key goes into."""
    return "Authorization", f"Key {key.reveal()}"


def is_plain(content: bytes) -> bool:
    """Whether a picture is of one colour all over, as one is that was blanked; for a thread."""
    try:
        pixels = decode(content).pixels
    except BadAnswer:
        return False  # it is told when the answer is taken
    return bool((pixels == pixels[0, 0]).all())


def _inside(url: str) -> bytes:
    try:
        return unpacked(url)
    except ValueError:
        raise BadAnswer(
            tr("A picture in fal's result is damaged."),
            kept("job"),
            next_step("job"),
        ) from None


def _seconds(ticket: Ticket, answer: object) -> float:
    """How long the model took where fal tells it, else the time since the order."""
    told = wire.inference_seconds(answer)
    if told is None:
        told = number(ticket.data.get("seconds"))
    if told is not None and told >= 0:
        return told
    ordered = number(ticket.data.get("ordered"))
    return 0.0 if ordered is None else max(0.0, time.time() - ordered)


def _left_out(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    text = tr_count(
        "fal marked {count} picture as not safe for work and blanked it; it is left out.",
        "fal marked {count} pictures as not safe for work and blanked them; they are left out.",
        count,
    )
    return (text,)


_COUNT = Parameter(
    "count",
    tr("Pictures"),
    "int",
    1,
    1,
    4,
    help=tr("How many pictures one request makes; each is charged."),
)
_SAFETY = replace(
    flux.SAFETY,
    minimum=1,
    help=tr("How much the service's moderation lets pass: 1 is the strictest, 6 the most lenient."),
)
_PARAMETERS = (_COUNT, _SAFETY, flux.UPSAMPLING)
_PICTURES = Parameter(
    "pictures",
    tr("Pictures travel"),
    "choice",
    "inside",
    help=tr("Uploaded pictures stay in fal's storage, where everybody with the link can see them."),
    choices=(("inside", tr("Inside the request")), ("upload", tr("By an upload before it"))),
)

PROVIDER = ProviderSpec(
    id="fal",
    title=wire.TITLE,
    models=(
        ModelSpec(
            "fal-ai/flux-pro/v1/fill",
            tr("FLUX.1 Fill [pro]"),
            _PARAMETERS,
            help=tr("Fills the mask by a prompt."),
            needs_prompt=True,
            sizes=Sizes(),
            price=Price(per_megapixel=0.05),
        ),
        ModelSpec(
            "fal-ai/flux-pro/v1/fill-finetuned",
            tr("FLUX.1 Fill [pro], finetuned"),
            (flux.FINETUNE, flux.STRENGTH, *_PARAMETERS),
            help=tr("Fills the mask by a prompt, with a finetune of your own."),
            needs_prompt=True,
            sizes=Sizes(),
            price=Price(per_megapixel=0.06),
        ),
    ),
    make=on_network_loop(FalProvider),
    hosts=(QUEUE, REST),
    environment="FAL_KEY",
    options=(_PICTURES,),
    concurrency=10,
    privacy=tr(
        "The crop, its mask and the prompt go to fal. Results lie under links that everybody who has one can open."
    ),
)
