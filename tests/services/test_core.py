"""The shared core: real resets, cuts and pieces, and a server that can go away and come back."""

from __future__ import annotations

import io
import socket

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.services import Emulator
from tests.services.core import painting
from tests.services.core.http import Delivery, Request, Response
from tests.services.core.server import Server

BODY = bytes(range(256)) * 40


def served(delivery: Delivery) -> Server:
    """A server that answers everything with BODY in that way."""
    server = Server(lambda request: Response(200, {}, BODY, delivery), print)
    server.go_online()
    return server


@pytest.mark.parametrize(
    ("delivery", "error"),
    [
        (Delivery("reset"), httpx.ReadError),
        (Delivery("reset-after"), httpx.ReadError),
        (Delivery("cut"), httpx.RemoteProtocolError),
        (Delivery("hang", 0.05), httpx.RemoteProtocolError),
    ],
)
def test_a_broken_delivery_breaks_the_client(delivery: Delivery, error: type[Exception]) -> None:
    server = served(delivery)
    with pytest.raises(error):
        httpx.get(server.base_url)
    server.go_offline()


def test_reset_after_the_first_byte_lets_the_head_and_a_byte_through() -> None:
    server = served(Delivery("reset-after"))
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        received = b""
        with pytest.raises(ConnectionResetError):
            while chunk := connection.recv(65_536):
                received += chunk
    assert received.endswith(b"\r\n\r\n" + BODY[:1])
    assert f"Content-Length: {len(BODY)}".encode() in received
    server.go_offline()


def test_trickling_and_plain_bodies_arrive_whole() -> None:
    for delivery in (Delivery("trickle", 0.001), Delivery(), Delivery("plain", 0.01)):
        server = served(delivery)
        assert httpx.get(server.base_url).content == BODY
        server.go_offline()


def test_an_endless_body_has_no_length_and_is_as_long_as_told() -> None:
    server = served(Delivery("endless", megabytes=3))
    answer = httpx.get(server.base_url)
    assert "content-length" not in answer.headers
    assert len(answer.content) == len(BODY) + 3 * 1024 * 1024
    server.go_offline()


def test_chunked_bodies_are_read_and_connections_are_counted() -> None:
    seen: list[Request] = []

    def keep(request: Request) -> Response:
        seen.append(request)
        return Response(204)

    server = Server(keep, print)
    server.go_online()
    with httpx.Client() as client:
        client.post(server.base_url, content=iter([b"ab", b"cd"]))
        client.get(server.base_url)
    httpx.get(server.base_url)
    assert seen[0].body == b"abcd"
    assert [(each.connection, each.nth) for each in seen] == [(0, 0), (0, 1), (1, 0)]
    server.go_offline()


def test_what_is_not_http_is_noted() -> None:
    complaints: list[str] = []
    server = Server(lambda request: Response(), complaints.append)
    server.go_online()
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(b"hello\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert complaints and "request line" in complaints[0]
    server.go_offline()


def test_a_failure_of_the_emulator_itself_is_a_complaint() -> None:
    complaints: list[str] = []

    def fail(request: Request) -> Response:
        raise RuntimeError("broken inside")

    server = Server(fail, complaints.append)
    server.go_online()
    assert httpx.get(server.base_url).status_code == 500
    assert "broken inside" in complaints[0]
    server.go_offline()


def test_a_server_goes_away_and_comes_back_with_its_jobs() -> None:
    with Emulator("bfl") as service:
        url = f"{service.base_url}/v1/credits"
        headers = {"x-key": service.key}
        assert httpx.get(url, headers=headers).status_code == 200
        service.go_offline()
        with pytest.raises(httpx.ConnectError):
            httpx.get(url, headers=headers)
        service.go_online()
        assert httpx.get(url, headers=headers).status_code == 200


def test_other_seeds_and_strengths_paint_otherwise_and_the_same_ones_alike() -> None:
    image = np.full((80, 120, 3), 90, np.uint8)
    mask = np.zeros((80, 120), np.uint8)
    mask[20:60, 30:90] = 255
    first = painting.paint(image, mask, 1, 1.0)
    assert np.array_equal(first, painting.paint(image, mask, 1, 1.0))
    hole = mask > 0
    for other in (painting.paint(image, mask, 2, 1.0), painting.paint(image, mask, 1, 1.3)):
        difference = np.abs(other.astype(int) - first)
        assert difference[hole].mean() > 3
        assert np.abs(other.astype(int) - image)[~hole].max() <= 8


def test_a_fill_goes_on_with_the_surroundings() -> None:
    image = np.full((100, 100, 3), (200, 40, 40), np.uint8)
    mask = np.zeros((100, 100), np.uint8)
    mask[30:70, 30:70] = 255
    image[mask > 0] = (0, 255, 0)
    painted = painting.paint(image, mask, 4)[mask > 0].mean(0)
    assert np.abs(painted - (200, 40, 40)).max() < 60


@pytest.mark.parametrize("kind", ["png", "jpeg", "jpg", "webp"])
def test_answers_come_in_the_format_that_was_asked_for(kind: str) -> None:
    content = painting.encode(np.zeros((8, 9, 3), np.uint8), kind)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.get_format_mimetype() == painting.media_type_of(kind)
