"""Transport: one HTTP exchange after the other, with a limit to its length and its time; here is httpx."""

from __future__ import annotations

import asyncio
import functools
import logging
import ssl
import threading
import urllib.request
from collections.abc import AsyncIterator, Mapping

import httpx

from inlay import __version__
from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.providers.call import Broken, Call, Raw
from inlay.providers.gate import name_of
from inlay.providers.http.unpacking import Body

log = logging.getLogger(__name__)
for _name in ("httpx", "httpcore"):
    # They write whole addresses, and those of results are signed: who reads them can get the picture.
    logging.getLogger(_name).setLevel(logging.WARNING)

CONNECT = 10.0
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": f"Inlay/{__version__}"}
PIECE = 65_536
SLOWEST = 32_000
"""Bytes a second that an upload may be slow to; adds to a time-out that would otherwise end it."""


class Transport:
    """The connections of one adapter; lives on one loop."""

    def __init__(self) -> None:
        self._kept: dict[str | None, httpx.AsyncHTTPTransport] = {}

    async def exchange(self, call: Call) -> Raw:
        """Send and receive; Broken for any trouble below HTTP."""
        progress = _Progress()
        total = call.timeout + len(call.content or b"") / SLOWEST
        try:
            async with asyncio.timeout(total):
                return await self._exchange(call, progress)
        except Broken:
            raise
        except (TimeoutError, httpx.TimeoutException, httpx.TransportError, OSError) as error:
            log.info("%s %s: %s", call.method, name_of(call.url), type(error).__name__)
            raise _broken(error, progress) from None

    async def close(self) -> None:
        """Close what is open."""
        kept, self._kept = self._kept, {}
        for line in kept.values():
            await line.aclose()

    async def _exchange(self, call: Call, progress: _Progress) -> Raw:
        proxy = None if call.is_near else proxy_for(call.url)
        if not call.fresh:
            return await _try_numbers(await self._line(proxy), call, progress)
        line = await _new_line(proxy)
        try:
            return await _try_numbers(line, call, progress)
        finally:
            await line.aclose()

    async def _line(self, proxy: str | None) -> httpx.AsyncHTTPTransport:
        if proxy not in self._kept:
            made = await _new_line(proxy)
            self._kept.setdefault(proxy, made)  # another task may have been quicker; an unused one holds nothing open
        return self._kept[proxy]


class _Progress:
    """Notes how far a request got."""

    def __init__(self) -> None:
        self.was_sent = False

    async def note(self, event: str, info: Mapping[str, object]) -> None:
        """For httpx's `trace`."""
        del info
        if event.endswith("send_request_headers.started"):
            self.was_sent = True


def _broken(error: Exception, progress: _Progress) -> Broken:
    was_sent = progress.was_sent and not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError)
    if not was_sent:
        return Broken("connect", False, _reason(error))
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return Broken("slow", True)
    return Broken("broken", True)


def _reason(error: Exception) -> str:
    """Why there is no connection, as far as a person can use it."""
    text = str(error).lower()
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return tr("it doesn't answer")
    if "certificate" in text or "ssl" in text or "tls" in text:
        return tr("the secured connection can't be made")
    if "refused" in text or "all connection attempts failed" in text:
        return tr("it refuses the connection")
    if "name or service" in text or "getaddrinfo" in text or "resolution" in text or "nodename" in text:
        return tr("the network doesn't know its name")
    return tr("there is no connection")


async def _try_numbers(line: httpx.AsyncHTTPTransport, call: Call, progress: _Progress) -> Raw:
    """Send to the first of the call's numbers that takes a connection."""
    for number in call.numbers[:-1]:
        try:
            return await _send(line, call, number, progress)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            log.info("%s: the next address is tried", name_of(call.url))
    return await _send(line, call, call.numbers[-1] if call.numbers else "", progress)


async def _send(line: httpx.AsyncHTTPTransport, call: Call, number: str, progress: _Progress) -> Raw:
    # Below httpx's client, which would keep cookies and look into redirects.
    response = await line.handle_async_request(_request(call, number, progress))
    try:
        body = await _read(response, call)
    finally:
        await response.aclose()
    return Raw(response.status_code, response.headers, body)


def _request(call: Call, number: str, progress: _Progress) -> httpx.Request:
    headers = {**_HEADERS, **call.headers}
    timeouts = {"connect": CONNECT, "read": call.silence, "write": call.silence, "pool": call.silence}
    extensions: dict[str, object] = {"trace": progress.note, "timeout": timeouts}
    url = call.url
    if number:
        # The name stays in the Host header and is what the certificate is checked against.
        headers["Host"] = url.netloc.decode("ascii")
        extensions["sni_hostname"] = name_of(url)
        url = url.copy_with(host=number)
    content: bytes | AsyncIterator[bytes] | None = call.content
    if call.content is not None and len(call.content) > PIECE:
        headers["Content-Length"] = str(len(call.content))
        content = _pieces(call.content)
    return httpx.Request(call.method, url, headers=headers, content=content, extensions=extensions)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    """A body in small steps: one big one would hold up all threads while it is encrypted."""
    view = memoryview(content)
    for start in range(0, len(view), PIECE):
        yield bytes(view[start : start + PIECE])


async def _read(response: httpx.Response, call: Call) -> bytes:
    told = response.headers.get("content-length", "")
    length = int(told) if told.isdecimal() else None
    if length is not None and length > call.limit:
        raise Broken("long", True)
    body = Body(response.headers.get("content-encoding", ""), call.limit)
    came = 0
    async for part in response.aiter_raw():
        body.add(part)
        came += len(part)
        if call.heard is not None:
            call.heard(came, length)
    return body.whole()


async def _new_line(proxy: str | None) -> httpx.AsyncHTTPTransport:
    context = await asyncio.to_thread(_context)
    return httpx.AsyncHTTPTransport(
        verify=context,
        proxy=None if proxy is None else httpx.Proxy(proxy, ssl_context=context if _is_https(proxy) else None),
        trust_env=False,
        limits=httpx.Limits(max_connections=32, max_keepalive_connections=8, keepalive_expiry=15.0),
    )


def _is_https(address: str) -> bool:
    return address.lower().startswith("https://")


_making = threading.Lock()


def _context() -> ssl.SSLContext:
    """What certificates are checked with; reading them all takes a tenth of a second, hence once."""
    with _making:
        return _made_context()


@functools.cache
def _made_context() -> ssl.SSLContext:
    context = httpx.create_ssl_context()  # the list that comes along; SSL_CERT_FILE and SSL_CERT_DIR count
    context.load_default_certs()  # and the system's, to which companies add their own
    return context


def proxy_for(url: httpx.URL) -> str | None:
    """The proxy that the environment or the system names for `url`; BadInput for a kind that can't be used."""
    host = name_of(url)
    found = urllib.request.getproxies()
    proxy = found.get(url.scheme) or found.get("all")
    if not proxy or urllib.request.proxy_bypass(f"{host}:{url.port}" if url.port else host):
        return None
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    if not proxy.lower().startswith(("http://", "https://")):
        kind = proxy.partition("://")[0]
        raise BadInput(
            tr("The network settings name a proxy of the kind {kind}; Inlay can only use http and https ones.").format(
                kind=kind
            ),
            next_step=tr("Set another in HTTPS_PROXY, or name the host in NO_PROXY."),
        )
    return proxy
