"""A small request to a service, and the way through an adapter that a careful caller takes."""

from __future__ import annotations

import asyncio
import functools
import io
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import numpy as np
from PIL import Image

from inlay.base.errors import LinkExpired, NotAccepted, Unreachable
from inlay.base.geometry import Rect
from inlay.base.secret import Secret
from inlay.fill.request import FillRequest, SentPictures
from inlay.imaging.colour import SRGB
from inlay.providers.catalogue import service
from inlay.providers.interface import Answer, Connection, Poll, Provider, Ticket, Uploads
from tests.services import Emulator

T = TypeVar("T")
SIZE = (320, 256)


def png(pixels: Any) -> bytes:
    """The array as a PNG."""
    file = io.BytesIO()
    Image.fromarray(np.asarray(pixels, np.uint8)).save(file, "PNG")
    return file.getvalue()


def request(
    provider: str, model: str | None = None, *, seed: int = 7, options: Mapping[str, Any] | None = None, **given: Any
) -> FillRequest:
    """A request for 320 x 256 px with a hole in the middle; `given` are parameters of the model."""
    spec = service(provider).model(model)
    width, height = SIZE
    ramp = np.mgrid[0:height, 0:width]
    image = np.dstack([ramp[0] % 256, ramp[1] % 256, (ramp[0] + ramp[1]) % 256]).astype(np.uint8)
    hole = np.zeros((height, width), np.uint8)
    hole[80:160, 100:200] = 255
    box = Rect(0, 0, width, height)
    return FillRequest(
        provider=provider,
        model=spec.id,
        params=spec.values(given),
        prompt='a "wooden" dörr',
        seed=seed,
        box=box,
        scale=1.0,
        image=np.dstack([image, np.full((height, width), 255, np.uint8)]),
        hole=hole,
        painted=hole,
        canvas=box,
        colour=SRGB,
        options=options or {},
        sent=SentPictures(png(image), png(hole), SIZE),
    )


def adapter(emulator: Emulator, key: str | None = None) -> Provider:
    """The adapter as a queue gets it."""
    connection = Connection(Secret(key or emulator.key), emulator.base_url)
    return service(emulator.name).make(connection)


def run(emulator: Emulator, work: Callable[[Provider], Awaitable[T]], key: str | None = None) -> T:
    """What `work` makes of an adapter for the emulator, which is closed after it."""

    async def whole() -> T:
        provider = adapter(emulator, key)
        try:
            return await work(provider)
        finally:
            await provider.close()

    return asyncio.run(whole())


async def order(provider: Provider, wanted: FillRequest) -> tuple[Ticket, Uploads]:
    """Upload, again where that may help, and submit, once more where that surely wasn't accepted."""
    uploads = await patiently(functools.partial(provider.upload, wanted))
    try:
        return await provider.submit(wanted, uploads), uploads
    except NotAccepted:
        return await provider.submit(wanted, uploads), uploads


async def ended(provider: Provider, ticket: Ticket) -> tuple[Ticket, Poll]:
    """Poll until it is over; the ticket with what the polls told."""
    while True:
        poll = await patiently(functools.partial(provider.poll, ticket))
        ticket = Ticket(ticket.id, ticket.done, {**ticket.data, **poll.data}, ticket.body)
        if poll.state in ("done", "failed"):
            return ticket, poll


async def fill(provider: Provider, wanted: FillRequest) -> Answer:
    """All the way; what failed is raised."""
    ticket, uploads = await order(provider, wanted)
    try:
        for _link in range(3):
            if not ticket.done:
                ticket, poll = await ended(provider, ticket)
                if poll.error is not None:
                    raise poll.error
            try:
                return await patiently(functools.partial(provider.fetch, ticket), but=LinkExpired)
            except LinkExpired as error:
                expired = error
        raise expired
    finally:
        await provider.clean_up(ticket, uploads)


async def patiently(ask: Callable[[], Awaitable[T]], but: type[Unreachable] | None = None) -> T:
    """What comes of a call that may be repeated, after at most three failures; one of the kind `but` is raised."""
    for _failure in range(3):
        try:
            return await ask()
        except Unreachable as error:
            if but is not None and isinstance(error, but):
                raise
    return await ask()


def pixels(content: Any) -> Any:
    """(h, w, 3) of a file."""
    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture.convert("RGB"))
