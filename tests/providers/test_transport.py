"""Below the rules: an address that was judged is the one that is connected to, and proxies see no key."""

from __future__ import annotations

import asyncio
import ssl
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from inlay.base.errors import BadInput, NotAccepted
from inlay.base.secret import Secret
from inlay.providers.call import Broken, Call
from inlay.providers.http import transport
from inlay.providers.interface import Connection
from inlay.providers.web import Web
from tests.providers.lines import CERTIFICATE, TLS_NAME, Line, Request, always, response, serving

KEY = "not-a-key-0123456789"


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test's own certificate counts, as a company's does by this variable."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    transport._made_context.cache_clear()
    yield
    transport._made_context.cache_clear()


async def test_the_judged_number_is_called_by_name(trusted: None) -> None:
    async with serving(always(response(200, b"picture")), tls=True) as service:
        url = httpx.URL(f"https://{TLS_NAME}:{service.port}/a.png?sig=1")
        lines = transport.Transport()
        call = Call("GET", url, fresh=True, is_near=True, numbers=("127.0.0.1",))
        assert (await lines.exchange(call)).body == b"picture"
        assert service.requests[0].headers["host"] == f"{TLS_NAME}:{service.port}"
        assert service.requests[0].target == "/a.png?sig=1"
        # Another name isn't in the certificate, whoever answers at the number.
        with pytest.raises(Broken) as told:
            await lines.exchange(replace(call, url=url.copy_with(host="other.test")))
        assert told.value.failure == "connect" and not told.value.was_sent
        await lines.close()


async def test_the_next_number_is_tried(trusted: None) -> None:
    async with serving(always(response(200, b"picture")), tls=True) as service:
        url = httpx.URL(f"https://{TLS_NAME}:{service.port}/a.png")
        lines = transport.Transport()
        numbers = ("127.0.0.9", "::1", "127.0.0.1")  # nobody listens at the first two
        assert (await lines.exchange(Call("GET", url, fresh=True, is_near=True, numbers=numbers))).body == b"picture"
        assert service.connections == 1


async def test_the_systems_certificates_are_asked_too() -> None:
    context = transport._context()
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    assert transport._context() is context


# --- proxies


def test_which_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    url = httpx.URL("https://api.service.example/v1")
    assert transport.proxy_for(url) is None
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    assert transport.proxy_for(url) == "http://proxy.example:3128"
    monkeypatch.setenv("NO_PROXY", "service.example")
    assert transport.proxy_for(url) is None
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("HTTPS_PROXY", "socks5://proxy.example:1080")
    with pytest.raises(BadInput) as told:
        transport.proxy_for(url)
    assert "socks5" in told.value.what
    assert urllib.request.getproxies()


async def test_a_proxy_that_refuses_sees_no_key_and_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(always(response(407))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base)
        connection = Connection(Secret(KEY))
        web = Web(("api.service.example",), connection, lambda key: ("X-Key", key.reveal()), "Service")
        with pytest.raises(NotAccepted):
            await web.order(web.url("/v1/order"), json={"prompt": "hidden"})
        assert [seen.method for seen in proxy.requests] == ["CONNECT"]
        assert proxy.requests[0].target == "api.service.example:443"
        assert not proxy.saw(KEY) and not proxy.saw("hidden")
        await web.close()


async def test_an_order_through_a_proxy_stays_secret(monkeypatch: pytest.MonkeyPatch, trusted: None) -> None:
    """A proxy passes the bytes on and reads none of them."""
    seen = bytearray()

    async with serving(always(response(200, b'{"id": "1"}')), tls=True) as service:

        async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            seen.extend(await reader.readuntil(b"\r\n\r\n"))
            there, back = await asyncio.open_connection("127.0.0.1", service.port)
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")

            async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
                while part := await source.read(65_536):
                    seen.extend(part)
                    target.write(part)
                target.close()

            await asyncio.gather(pump(reader, back), pump(there, writer))

        listener = await asyncio.start_server(pass_on, "127.0.0.1", 0)
        async with listener:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}")
            web = Web((TLS_NAME,), Connection(Secret(KEY)), lambda key: ("X-Key", key.reveal()), "Service")
            reply = await web.order(f"https://{TLS_NAME}/v1/order", json={"prompt": "hidden"})
            await web.close()
        assert reply.json() == {"id": "1"} and service.requests[0].headers["x-key"] == KEY
        assert b"CONNECT picture.test:443" in seen
        assert KEY.encode() not in seen and b"hidden" not in seen


async def test_what_is_near_needs_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(always(response(200, b"{}"))) as proxy, serving(always(response(200, b"{}"))) as service:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.base)
        web = Web((), Connection(Secret(KEY), service.base), lambda key: ("X-Key", key.reveal()), "Service")
        await web.ask("GET", web.url("/"))
        await web.order(web.url("/"), json={})
        await web.download(service.base + "/a")
        assert proxy.connections == 0 and len(service.requests) == 3
        await web.close()


async def test_a_slow_upload_gets_the_time_it_needs() -> None:
    """The limit to the whole grows with what is sent: a third of a second alone would end this."""

    async def late(request: Request, line: Line) -> None:
        await asyncio.sleep(0.6)
        await line.send(response(200, b"{}"))

    async with serving(late) as service:
        lines = transport.Transport()
        call = Call("POST", httpx.URL(service.base), content=b"x" * transport.SLOWEST, timeout=0.3, is_near=True)
        assert (await lines.exchange(call)).status == 200
        with pytest.raises(Broken):
            await lines.exchange(replace(call, content=b"x"))
        await lines.close()


async def test_a_pause_may_be_shorter_than_the_whole() -> None:
    async def silent(request: Request, line: Line) -> None:
        await asyncio.sleep(3600)

    async with serving(silent) as service:
        call = Call("GET", httpx.URL(service.base), timeout=600, silence=0.2, is_near=True, fresh=True)
        with pytest.raises(Broken) as told:
            await transport.Transport().exchange(call)
        assert told.value.failure == "slow" and told.value.was_sent
