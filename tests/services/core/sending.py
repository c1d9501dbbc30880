"""Sending an answer over a socket: whole, in pieces, cut, or not at all."""

from __future__ import annotations

import socket
import struct
import threading
from http import HTTPStatus

from tests.services.core.http import Response

PIECES = 20
BLOCK = bytes(1024 * 1024)


def send(connection: socket.socket, response: Response, stopping: threading.Event, *, is_head: bool = False) -> bool:
    """Send `response` as its delivery says; False where the connection isn't usable afterwards."""
    kind = response.delivery.kind
    if kind == "reset":
        reset(connection)
        return False
    if kind == "hang":
        stopping.wait(response.delivery.seconds)
        return False
    if kind == "endless":
        _send_endless(connection, response, stopping)
        return False
    if kind == "plain" and response.delivery.seconds:
        stopping.wait(response.delivery.seconds)
    connection.sendall(_head(response, length=len(response.body)))
    body = b"" if is_head else response.body
    if kind == "trickle":
        _trickle(connection, body, response.delivery.seconds, stopping)
    elif kind == "reset-after":
        connection.sendall(body[:1])
        # Without a pause the reset would overtake the byte in the client's buffer.
        stopping.wait(0.05)
        reset(connection)
        return False
    elif kind == "cut":
        connection.sendall(body[: len(body) // 2])
        return False
    else:
        connection.sendall(body)
    return True


def reset(connection: socket.socket) -> None:
    """Close with RST instead of a farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _head(response: Response, length: int | None) -> bytes:
    try:
        reason = HTTPStatus(response.status).phrase
    except ValueError:
        reason = "Unknown"
    lines = [f"HTTP/1.1 {response.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    lines.append("Connection: close" if length is None else f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _trickle(connection: socket.socket, body: bytes, seconds: float, stopping: threading.Event) -> None:
    step = max(1, -(-len(body) // PIECES))
    for start in range(0, len(body), step):
        connection.sendall(body[start : start + step])
        if stopping.wait(seconds):
            return


def _send_endless(connection: socket.socket, response: Response, stopping: threading.Event) -> None:
    connection.sendall(_head(response, length=None) + response.body)
    for _ in range(response.delivery.megabytes):
        if stopping.is_set():
            return
        connection.sendall(BLOCK)
