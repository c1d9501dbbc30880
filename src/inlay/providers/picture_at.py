"""Picture at an address: fetched because the person dropped or pasted it, from public hosts, without key or cookie.

Nothing else calls this: no project, page or answer can have a picture fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from inlay.base.errors import BadInput, InlayError, TimedOut, Unreachable
from inlay.base.text import tr
from inlay.providers.call import Broken, Call, Raw
from inlay.providers.gate import name_of, origin, public_numbers, read

if TYPE_CHECKING:
    import httpx

    from inlay.providers.http.transport import Transport

LIMIT = 200_000_000
"""Bytes: what a project keeps of an opened file."""
MOST_HOPS = 5
LONGEST = 600.0
SILENCE = 30.0
"""Seconds for all of a hop, and without a byte."""
_REDIRECTS = (301, 302, 303, 307, 308)
Heard = Callable[[int, int | None], object]


async def picture_at(address: str, own_hosts: Sequence[str] = (), heard: Heard | None = None) -> bytes:
    """The file at an http(s) address, at most LIMIT bytes; at most MOST_HOPS redirects are followed.

    Each hop has to lead to public addresses, or to a host that the person marked as their own (`host` or `host:port`);
    none leads from https to http. `heard` gets the bytes so far and their number in the end, None where not told.
    BadInput for any other address and for what is no file, TimedOut and Unreachable for trouble on the way.
    """
    from inlay.providers.http.transport import Transport as Line  # here, since loading httpx takes long

    url = _parsed(address, address)
    transport = Line()
    try:
        for _hop in range(MOST_HOPS + 1):
            raw = await _fetched(transport, url, own_hosts, heard)
            if raw.status not in _REDIRECTS:
                return _file(raw, url)
            url = _next(url, raw)
    finally:
        await transport.close()
    raise BadInput(tr("{host} leads from one address to the next without end.").format(host=name_of(url)))


def _parsed(address: str, named: str) -> httpx.URL:
    url = read(address)
    if url is None:
        raise BadInput(tr("{address} isn't an address that a picture can be fetched from.").format(address=named[:200]))
    return url.copy_with(fragment=None)


async def _fetched(transport: Transport, url: httpx.URL, own_hosts: Sequence[str], heard: Heard | None) -> Raw:
    call = Call("GET", url, {"Accept": "image/*,*/*;q=0.5"}, None, LONGEST, LIMIT, True, silence=SILENCE, heard=heard)
    try:
        return await transport.exchange(await _judged(call, own_hosts))
    except Broken as broken:
        raise _trouble(broken, name_of(url)) from None


async def _judged(call: Call, own_hosts: Sequence[str]) -> Call:
    """The call with the numbers that it may connect to: as they were judged here, whatever the name says later."""
    from inlay.providers.http.transport import proxy_for

    host, port = name_of(call.url), origin(call.url)[2]
    if host in own_hosts or f"{host}:{port}" in own_hosts:
        return replace(call, is_near=True)
    numbers = await public_numbers(call.url, through_proxy=proxy_for(call.url) is not None)
    if numbers is None:
        raise BadInput(
            tr("{host} isn't a public host, so nothing was fetched from it.").format(host=host),
            next_step=tr("Save the picture as a file and open that."),
        )
    return replace(call, numbers=numbers)


def _next(url: httpx.URL, raw: Raw) -> httpx.URL:
    """Where a redirect leads."""
    try:
        there = _parsed(urljoin(str(url), raw.headers.get("location", "")), raw.headers.get("location", ""))
    except ValueError:
        there = _parsed("", raw.headers.get("location", ""))
    if url.scheme == "https" and there.scheme != "https":
        raise BadInput(
            tr("{host} leads to an address that isn't secured; nothing was fetched from it.").format(host=name_of(url)),
            next_step=tr("Save the picture as a file and open that."),
        )
    return there


def _file(raw: Raw, url: httpx.URL) -> bytes:
    if 200 <= raw.status < 300 and raw.body:
        return raw.body
    if raw.status in (401, 403, 404, 410):
        what = tr("{host} doesn't give this picture out (status {status}).")
    else:
        what = tr("The picture can't be fetched from {host} (status {status}).")
    raise BadInput(
        what.format(host=name_of(url), status=raw.status), next_step=tr("Save it from the browser and open the file.")
    )


def _trouble(broken: Broken, host: str) -> InlayError:
    """What a failed exchange means."""
    if broken.failure == "connect":
        return Unreachable(tr("{host} can't be reached: {reason}.").format(host=host, reason=broken.reason))
    if broken.failure == "slow":
        return TimedOut(tr("{host} took too long to send the picture.").format(host=host), next_step=tr("Try again."))
    if broken.failure == "long":
        return BadInput(
            tr("The picture at {host} is larger than {limit} MB.").format(host=host, limit=LIMIT // 1_000_000),
            next_step=tr("Save it from the browser and open the file."),
        )
    return Unreachable(tr("The connection to {host} broke off.").format(host=host), next_step=tr("Try again."))
