"""Reading one HTTP/1.1 request from a socket; strict about what a client may send."""

from __future__ import annotations

from typing import BinaryIO

from tests.services.core.http import Request

LONGEST_LINE = 65_536
LARGEST_BODY = 256 * 1024 * 1024


class BadRequest(Exception):
    """What came in isn't HTTP as it should be; the text says what is wrong."""


def read_request(stream: BinaryIO, connection: int, nth: int) -> Request | None:
    """The next request of a connection, or None where the client has closed it."""
    first = stream.readline(LONGEST_LINE)
    if not first:
        return None
    parts = first.decode("latin-1").split()
    if len(parts) != 3 or parts[2] not in ("HTTP/1.1", "HTTP/1.0"):
        raise BadRequest(f"not a request line: {first[:80]!r}")
    headers = _read_headers(stream)
    if "host" not in headers:
        raise BadRequest("the Host header is missing")
    return Request(parts[0], parts[1], headers, _read_body(stream, headers), connection, nth)


def _read_headers(stream: BinaryIO) -> dict[str, str]:
    headers: dict[str, str] = {}
    while True:
        line = stream.readline(LONGEST_LINE)
        if line in (b"\r\n", b"\n"):
            return headers
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or name != name.strip() or not name:
            raise BadRequest(f"not a header: {line[:80]!r}")
        headers[name.lower()] = value.strip()


def _read_body(stream: BinaryIO, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return _read_chunks(stream)
    try:
        length = int(headers.get("content-length", "0"))
    except ValueError:
        raise BadRequest("Content-Length isn't a number") from None
    if not 0 <= length <= LARGEST_BODY:
        raise BadRequest(f"a body of {length} bytes")
    body = stream.read(length)
    if len(body) != length:
        raise ConnectionError("the client went away in the middle of the body")
    return body


def _read_chunks(stream: BinaryIO) -> bytes:
    chunks: list[bytes] = []
    while True:
        size = int(stream.readline(LONGEST_LINE).split(b";")[0], 16)
        chunk = stream.read(size)
        stream.readline(LONGEST_LINE)
        if size == 0:
            return b"".join(chunks)
        chunks.append(chunk)
        if sum(map(len, chunks)) > LARGEST_BODY:
            raise BadRequest("a body without an end")
