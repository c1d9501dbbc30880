"""A server on loopback for one test: it answers as it is told to, byte by byte, and keeps what it was sent."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

CERTIFICATE = Path(__file__).parent.parent / "data" / "picture.test.pem"
TLS_NAME = "picture.test"


@dataclass(frozen=True)
class Request:
    """One request as it came; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    def carries(self, text: str) -> bool:
        """Whether `text` stands anywhere in it."""
        return text in f"{self.method} {self.target} {self.headers}" or text.encode() in self.body


class Line:
    """The way back to the client."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def send(self, content: bytes) -> None:
        """Some bytes."""
        self._writer.write(content)
        await self._writer.drain()

    def close(self) -> None:
        """End the connection in good order."""
        self._writer.close()

    def reset(self) -> None:
        """End the connection as a crash does, not as a good-bye."""
        raw: socket.socket = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Answer = Callable[[Request, Line], Awaitable[None]]


@dataclass
class Server:
    """Where it listens, and what came."""

    base: str
    port: int
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    def saw(self, text: str) -> bool:
        """Whether any request carried it."""
        return any(request.carries(text) for request in self.requests)


def response(
    status: int = 200, body: bytes = b"", headers: Mapping[str, str] | None = None, length: int | None = None
) -> bytes:
    """A whole answer; `length` is what it claims to be long."""
    told = {"Content-Length": str(len(body) if length is None else length), **(headers or {})}
    lines = [f"HTTP/1.1 {status} Word", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def always(content: bytes) -> Answer:
    """Answers every request with the same bytes."""

    async def answer(request: Request, line: Line) -> None:
        await line.send(content)

    return answer


def json_answer(text: str, status: int = 200) -> Answer:
    """Answers every request with this JSON."""
    return always(response(status, text.encode(), {"Content-Type": "application/json"}))


def redirecting(to: str, status: int = 307) -> Answer:
    """Sends everybody elsewhere."""
    return always(response(status, b"", {"Location": to}))


@asynccontextmanager
async def serving(answer: Answer, *, tls: bool = False) -> AsyncIterator[Server]:
    """A server on 127.0.0.1 until the end of the block."""
    state = Server("", 0)
    open_ones: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_ones.add(task)
        state.connections += 1
        # A client that goes away and the end of the test both end it like this.
        with contextlib.suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
            while (request := await _read(reader)) is not None:
                state.requests.append(request)
                await answer(request, Line(writer))
                if writer.transport.is_closing():
                    break
        open_ones.discard(task)
        writer.close()

    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
    listener = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    state.port = listener.sockets[0].getsockname()[1]
    state.base = f"http{'s' if tls else ''}://127.0.0.1:{state.port}"
    try:
        yield state
    finally:
        listener.close()
        for task in list(open_ones):
            task.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _colon, value in (each.partition(":") for each in rest) if name}
    method, target, _version = first.split(" ")
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target, headers, body)


async def closed_port() -> int:
    """A port at which nobody listens."""
    listener = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port: int = listener.sockets[0].getsockname()[1]
    listener.close()
    await listener.wait_closed()
    return port
