"""Gate: which addresses a service may send this program to, and which of them may see the key."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from typing import TYPE_CHECKING

from inlay.base.errors import BadAnswer, BadInput, Unreachable
from inlay.base.text import tr
from inlay.providers.address import host_matches, host_of, is_loopback

if TYPE_CHECKING:
    import httpx

    from inlay.providers.interface import Connection

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
LOOK_UP = 15.0
"""Seconds that a name may take to be found."""
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")


class Gate:
    """Judges addresses for one service and connection. One parser reads each address, and what it read is sent to."""

    def __init__(self, hosts: tuple[str, ...], connection: Connection, title: str) -> None:
        self._hosts = hosts
        self._own_hosts = tuple(host.lower() for host in connection.own_hosts)
        self._title = title
        self._base_text = connection.base_url
        self._base: httpx.URL | None = None

    def base(self) -> httpx.URL | None:
        """The address that replaces the service's hosts; BadInput where it isn't one or where its http is open."""
        if self._base is None and self._base_text is not None:
            self._base = self._checked_base(self._base_text)
        return self._base

    def _checked_base(self, text: str) -> httpx.URL:
        host_of(text)  # what is said about an address that isn't one
        url = read(text)
        if url is None:
            raise BadInput(tr("{url} isn't an address like https://host.").format(url=text))
        if url.scheme == "http" and not is_loopback(str(url)) and not self._is_marked(url):
            raise BadInput(
                tr(
                    "{host} is only reached by plain http, which shows key and pictures to everybody on the way."
                ).format(host=name_of(url)),
                tr("Nothing was sent."),
                tr("Use https, or mark the host as your own in the settings if it is."),
            )
        return url.copy_with(query=None, fragment=None)

    def is_own(self, url: httpx.URL) -> bool:
        """Whether the key may go there: https to the service's hosts, or exactly the replaced scheme, host and port."""
        base = self.base()
        if base is not None:
            return origin(url) == origin(base)
        return origin(url)[0] == "https" and origin(url)[2] == 443 and host_matches(name_of(url), self._hosts)

    def is_near(self, url: httpx.URL) -> bool:
        """Whether the person's own settings reach there: the replaced host itself, this computer below a base on this
        computer, a host marked as their own below a base of theirs. No proxy is asked for it."""
        base = self.base()
        if base is None:
            return False
        if origin(url) == origin(base):
            return True
        if is_loopback(str(base)) and is_loopback(str(url)):
            return True
        return self._is_marked(url) and (is_loopback(str(base)) or self._is_marked(base))

    def parse(self, text: str) -> httpx.URL:
        """An address that the service gave; BadAnswer where it can't be one."""
        url = read(text)
        if url is None:
            raise self._refused(tr("an address that isn't https"))
        return url

    async def addresses(self, url: httpx.URL, *, through_proxy: bool) -> tuple[str, ...]:
        """The addresses to connect to for a foreign `url`; empty where its name is used as it is.

        BadAnswer for anything but https to public addresses, apart from what `is_near`; Unreachable where the name
        isn't known. They are connected to as they were judged here: a name that changes its mind changes nothing.
        """
        if self.is_near(url):
            return ()
        if url.scheme != "https":
            raise self._refused(tr("an address that isn't https"))
        numbers = await public_numbers(url, through_proxy)
        if numbers is None:
            raise self._refused(tr("an address that isn't public"))
        return numbers

    def _is_marked(self, url: httpx.URL) -> bool:
        name, port = name_of(url), origin(url)[2]
        shown = f"[{name}]" if ":" in name else name
        return bool({name, shown, f"{shown}:{port}"} & set(self._own_hosts))

    def _refused(self, reason: str) -> BadAnswer:
        return BadAnswer(
            tr("{service} named {reason}; it wasn't called.").format(service=self._title, reason=reason),
            next_step=tr("Check the address of the service in its settings."),
        )


def read(text: str) -> httpx.URL | None:
    """The http(s) address, or None for anything else; one with a name and password is something else."""
    import httpx  # here, since loading it takes longer than everything else that a start needs of this room

    try:
        url = httpx.URL(text)
        _ = url.port, url.raw_host
    except (httpx.InvalidURL, ValueError, TypeError, UnicodeError):
        return None
    is_plain = url.scheme in _PORTS and not url.userinfo and _HOST.fullmatch(url.raw_host) is not None
    return url if is_plain else None


def name_of(url: httpx.URL) -> str:
    """The host's name in ASCII and lower case, without brackets and port."""
    return url.raw_host.decode("ascii").lower().strip("[]")


def origin(url: httpx.URL) -> tuple[str, str, int]:
    """Scheme, host and port."""
    return url.scheme, name_of(url), url.port if url.port is not None else _PORTS.get(url.scheme, 0)


def literal(host: str) -> IPAddress | None:
    """The number that stands in place of a name; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


async def public_numbers(url: httpx.URL, through_proxy: bool) -> tuple[str, ...] | None:
    """The numbers to connect to, those that answer soonest first; empty where a proxy looks the name up. None where
    one of them isn't public. Unreachable where the name isn't known."""
    found = literal(name_of(url))
    if found is None and through_proxy:
        return ()  # the proxy looks names up, and guards its own network
    numbers = (found,) if found is not None else await _look_up(url)
    if not numbers or not all(is_public(number) for number in numbers):
        return None
    ordered = sorted(numbers, key=lambda each: each.version)  # without IPv6 on the way, IPv4 answers at once
    return tuple(str(number) for number in ordered)


async def _look_up(url: httpx.URL) -> tuple[IPAddress, ...]:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(LOOK_UP):
            found = await loop.getaddrinfo(name_of(url), origin(url)[2], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # TimeoutError is one of the first kind
        what = tr("The network doesn't know the host {host}.").format(host=name_of(url))
        raise Unreachable(what, next_step=tr("Check the network.")) from None
    numbers = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    return tuple(dict.fromkeys(numbers))


def is_public(number: IPAddress) -> bool:
    """Whether it is one of the internet at large, also where an older address is wrapped in a newer one."""
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour
        if inner is None and number in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(number) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(inner)
        if number.teredo is not None or number.is_site_local:
            return False
    return number.is_global and not number.is_multicast and not number.is_reserved


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""How an IPv6 network without IPv4 names IPv4 addresses."""
