"""Which addresses a service may name, and which of them may see the key."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

import pytest

from inlay.base.errors import BadAnswer, BadInput, InlayError, Unreachable
from inlay.providers.gate import Gate, is_public, read
from inlay.providers.interface import Connection

HOSTS = ("api.bfl.ai", "*.bfl.ai")


def gate(base: str | None = None, *own: str) -> Gate:
    return Gate(HOSTS, Connection(base_url=base, own_hosts=own), "Service")


def is_own(url: str, base: str | None = None, *own: str) -> bool:
    found = read(url)
    return found is not None and gate(base, *own).is_own(found)


@pytest.mark.parametrize(
    "url",
    ["https://api.bfl.ai/v1/x", "https://API.BFL.AI:443/v1", "https://api.eu2.bfl.ai/v1/get_result?id=1"],
)
def test_the_key_goes_to_the_services_own_hosts(url: str) -> None:
    assert is_own(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.bfl.ai/v1",
        "https://api.bfl.ai:8443/v1",
        "https://bfl.ai/v1",
        "https://evilbfl.ai/v1",
        "https://api.bfl.ai.evil.example/v1",
        "https://evil.example/#api.bfl.ai",
        "https://evil.example/?api.bfl.ai",
        "https://api.bfl.ai@evil.example/v1",
        "https://evil.example\\@api.bfl.ai/v1",
        "https://api.bfl.ai\\.evil.example/v1",
        "https://evil.example\\.bfl.ai/v1",
        "https://evil.example%2f.bfl.ai/v1",
        "https://evil.example%00.bfl.ai/v1",
        "https://api.bfl.ai.",
        "https://аpi.bfl.ai.evil.example",
        "ftp://api.bfl.ai/v1",
        "//api.bfl.ai/v1",
        "api.bfl.ai",
        "",
        "https://",
        "https://[::1",
        "https://api.bfl.ai:99999/",
    ],
)
def test_the_key_goes_nowhere_else(url: str) -> None:
    assert not is_own(url)


def test_a_replaced_host_gets_the_key_at_its_very_port_and_scheme() -> None:
    base = "http://127.0.0.1:8000"
    assert is_own("http://127.0.0.1:8000/v1", base)
    for other in ("http://127.0.0.1:8001/v1", "https://127.0.0.1:8000/v1", "http://localhost:8000/v1"):
        assert not is_own(other, base)
    assert not is_own("https://api.bfl.ai/v1", base)
    assert is_own("https://proxy.example/v1", "https://proxy.example/below")
    assert is_own("https://proxy.example:443/v1", "https://PROXY.example")


@pytest.mark.parametrize("base", ["http://192.168.1.5:8080", "http://example.com", "http://127.0.0.1.evil.example"])
def test_open_http_to_a_foreign_host_is_one_sentence(base: str) -> None:
    with pytest.raises(BadInput) as told:
        gate(base).base()
    assert "plain http" in told.value.what and "Nothing was sent" in told.value.kept


@pytest.mark.parametrize("base", ["ftp://host", "host:80", "https://", "https://me:pw@host", "https://host:port", ""])
def test_what_is_no_address_is_refused(base: str) -> None:
    with pytest.raises(BadInput):
        gate(base).base()


def test_open_http_goes_to_this_computer_and_to_marked_hosts() -> None:
    for base in ("http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "http://127.3.2.1"):
        assert gate(base).base() is not None
    assert gate("http://nas:8080", "nas").base() is not None
    assert gate("http://NAS:8080", "nas:8080").base() is not None
    assert gate("http://[fd00::5]:8080", "[fd00::5]:8080").base() is not None
    with pytest.raises(BadInput):
        gate("http://nas:8080", "nas:9090").base()


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.1.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fec0::1",
        "fd00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:53aa:64c::",
        "::7f00:1",
    ],
)
def test_what_is_not_public(number: str) -> None:
    assert not is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize("number", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_what_is_public(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))


async def addresses(url: str, base: str | None = None, *own: str, proxy: bool = False) -> tuple[str, ...]:
    judge = gate(base, *own)
    return await judge.addresses(judge.parse(url), through_proxy=proxy)


@pytest.mark.parametrize(
    "url",
    [
        "http://1.1.1.1/a.png",
        "https://127.0.0.1/a.png",
        "https://localhost/a.png",
        "https://localhost./a.png",
        "https://127.1/a.png",
        "https://2130706433/a.png",
        "https://0x7f000001/a.png",
        "https://0177.0.0.1/a.png",
        "https://[::1]/a.png",
        "https://[::ffff:7f00:1]/a.png",
        "https://169.254.169.254/latest/meta-data",
        "https://10.255.255.1/a.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "https://me:pw@1.1.1.1/a.png",
        "",
    ],
)
async def test_a_result_is_not_looked_for_there(url: str) -> None:
    with pytest.raises(InlayError) as told:
        await addresses(url)
    assert isinstance(told.value, BadAnswer | Unreachable)  # "2130706433" may be no name at all to a system


@pytest.mark.parametrize("url", ["https://127.0.0.1/a.png", "https://10.0.0.1/a.png", "http://1.1.1.1/a.png"])
async def test_a_proxy_is_no_way_around(url: str) -> None:
    with pytest.raises(BadAnswer):
        await addresses(url, proxy=True)


async def test_what_is_near_by_the_persons_own_settings() -> None:
    assert await addresses("http://127.0.0.1:9/a.png", "http://127.0.0.1:8") == ()
    assert await addresses("http://localhost:9/a.png", "http://127.0.0.1:8") == ()
    assert await addresses("https://10.0.0.5:8443/a.png", "https://10.0.0.5:8443") == ()
    assert await addresses("http://nas:9000/a.png", "http://nas:8080", "nas") == ()
    for url, base, own in (
        ("http://127.0.0.1:9/a.png", "https://proxy.example", ()),
        ("http://127.0.0.1:9/a.png", "http://nas:8080", ("nas",)),
        ("https://10.0.0.6/a.png", "https://10.0.0.5", ()),
        ("http://nas:8080/a.png", None, ("nas",)),  # the real service has no business in the house
    ):
        with pytest.raises(BadAnswer):
            await addresses(url, base, *own)


async def test_names_are_connected_to_as_they_were_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def known(host: str, port: int, **_rest: Any) -> list[Any]:
        asked.append(host)
        numbers = {"good.example": ["2606:4700::1111", "1.1.1.1"], "mixed.example": ["1.1.1.1", "127.0.0.1"]}
        if host not in numbers:
            raise socket.gaierror("no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers[host]]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", known)
    assert await addresses("https://good.example/a.png") == ("1.1.1.1", "2606:4700::1111")
    with pytest.raises(BadAnswer):
        await addresses("https://mixed.example/a.png")
    with pytest.raises(Unreachable):
        await addresses("https://unknown.example/a.png")
    assert asked == ["good.example", "mixed.example", "unknown.example"]
