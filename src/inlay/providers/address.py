"""Addresses: which host a URL names, and whether that is this very computer."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from inlay.base.errors import BadInput
from inlay.base.text import tr


def host_of(url: str) -> str:
    """`host` or `host:port` of an http(s) URL, in lower case; BadInput where there is none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port = "", None
    if _is_incomplete(host, url):
        raise BadInput(tr("{url} isn't an address like https://host.").format(url=url))
    if ":" in host:
        host = f"[{host}]"
    return host if port is None else f"{host}:{port}"


def _is_incomplete(host: str, url: str) -> bool:
    """Whether `url` lacks a host, or is of another kind than http and https, or carries a name and password."""
    scheme, _colon, rest = url.partition("://")
    return not host or scheme.lower() not in ("http", "https") or "@" in rest.split("/", 1)[0]


def is_loopback(url: str) -> bool:
    """Whether `url` names this computer: `localhost`, 127.0.0.0/8 or ::1."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_matches(host: str, patterns: tuple[str, ...]) -> bool:
    """Whether `host` (without port, lower case) is one of `patterns`; `*.example.com` is any subdomain of it."""
    return any(
        host.endswith(pattern[1:]) and len(host) > len(pattern[1:]) if pattern.startswith("*.") else host == pattern
        for pattern in patterns
    )
