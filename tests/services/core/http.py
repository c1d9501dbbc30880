"""Requests and answers as the emulators see them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

DeliveryKind = Literal["plain", "trickle", "reset", "reset-after", "cut", "hang", "endless"]
SHOWN = 80


@dataclass(frozen=True)
class Delivery:
    """How the bytes of an answer go out.

    plain        as they are, after `seconds`
    trickle      in small pieces with `seconds` between them
    reset        the connection is reset before the first byte
    reset-after  it is reset after the head and the first byte of the body
    cut          it is closed after half of the promised body
    hang         nothing is sent for `seconds`, then the connection is closed
    endless      `megabytes` of zeros follow, with no length told before
    """

    kind: DeliveryKind = "plain"
    seconds: float = 0.0
    megabytes: int = 0


@dataclass(frozen=True)
class Request:
    """One request, complete. `nth` counts the requests of its connection, from 0; header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int = 0
    nth: int = 0

    @property
    def path(self) -> str:
        """The path, decoded, without the query."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        """The query's parts."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def base(self) -> str:
        """The address it was sent to, spelled as the client spelled it: `http://127.0.0.1:8801`."""
        return "http://" + self.headers.get("host", "127.0.0.1")

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def carries(self, secret: str) -> bool:
        """Whether `secret` stands anywhere in it."""
        heads = [self.target, unquote(self.target), *self.headers.values()]
        return any(secret in text for text in heads) or secret.encode() in self.body


@dataclass
class Response:
    """One answer; `delivery` says how its bytes go out."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    delivery: Delivery = Delivery()

    @property
    def is_json(self) -> bool:
        """Whether its body is JSON."""
        return self.headers.get("Content-Type", "").startswith("application/json")


def answer_json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with a JSON body."""
    body = json.dumps(value).encode()
    return Response(status, {"Content-Type": "application/json", **(headers or {})}, body)


def answer_html(text: str, status: int = 200) -> Response:
    """An answer with a page for people, where a program expected something else."""
    page = f"<!DOCTYPE html><html><head><title>{text}</title></head><body><h1>{text}</h1></body></html>"
    return Response(status, {"Content-Type": "text/html; charset=utf-8"}, page.encode())


@dataclass(frozen=True)
class Seen:
    """A request as it is kept for the tests: long texts of the body are shortened, the headers are whole."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    connection: int
    nth: int

    @classmethod
    def of(cls, request: Request) -> Seen:
        """What is worth keeping of `request`."""
        heads = (request.method, request.path, request.query, dict(request.headers))
        return cls(*heads, summary(request), request.connection, request.nth)


def summary(request: Request) -> Any:
    """The body, short enough to be read: JSON with long texts replaced by their length, or the number of bytes."""
    if not request.body:
        return None
    try:
        return _shortened(json.loads(request.body))
    except ValueError:
        return f"<{len(request.body)} bytes>"


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shortened(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_shortened(each) for each in value]
    if isinstance(value, str) and len(value) > SHOWN:
        return f"{value[: SHOWN // 4]}... <{len(value)} characters>"
    return value
