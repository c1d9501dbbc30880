"""A picture dropped as an address: what is fetched, what is refused, and that nothing is told of the person."""

from __future__ import annotations

import pytest

from inlay.base.errors import BadInput, InlayError, Unreachable
from inlay.providers import picture_at as module
from inlay.providers.picture_at import picture_at
from tests.providers.lines import Line, Request, Server, closed_port, redirecting, response, serving

PNG = b"\x89PNG\r\n\x1a\n" + bytes(70_000)


def own(server: Server) -> tuple[str, ...]:
    return (f"127.0.0.1:{server.port}",)


async def test_the_bytes_come_whole_with_progress_and_without_key_or_cookie() -> None:
    heard: list[tuple[int, int | None]] = []

    async def answer(request: Request, line: Line) -> None:
        if request.target == "/first":
            await line.send(response(302, b"", {"Location": "/a%20b.png?x=1", "Set-Cookie": "who=you"}))
        else:
            await line.send(response(200, PNG, {"Content-Type": "image/png"}))

    async with serving(answer) as server:
        data = await picture_at(f"{server.base}/first#part", own(server), lambda came, all_: heard.append((came, all_)))
        assert data == PNG and heard[-1] == (len(PNG), len(PNG))
        assert [each.target for each in server.requests] == ["/first", "/a%20b.png?x=1"]
        for request in server.requests:
            assert not {"cookie", "authorization", "referer", "x-key"} & set(request.headers)


async def test_strangers_are_refused_before_anything_is_sent() -> None:
    async with serving(redirecting("http://localhost:1/x.png")) as server:
        for address in (f"{server.base}/a.png", f"http://localhost:{server.port}/a.png", "http://2130706433/a.png"):
            with pytest.raises(BadInput, match="isn't a public host"):
                await picture_at(address)
        for address in ("ftp://example.org/a.png", "file:///etc/passwd", "http://name:word@example.org/", "https:///x"):
            with pytest.raises(BadInput, match="isn't an address"):
                await picture_at(address)
        assert server.connections == 0
        with pytest.raises(BadInput, match="localhost isn't a public host"):
            await picture_at(f"{server.base}/a.png", own(server))


async def test_a_circle_of_redirects_ends() -> None:
    async with serving(redirecting("/again", 303)) as server:
        with pytest.raises(BadInput, match="without end"):
            await picture_at(f"{server.base}/a.png", own(server))
        assert len(server.requests) == module.MOST_HOPS + 1


async def test_a_secured_address_never_leads_to_an_open_one() -> None:
    import httpx

    from inlay.providers.call import Raw

    for there in ("http://example.org/a.png", "//example.org:80/a.png", "file:///etc/passwd", "data:image/png,x"):
        raw = Raw(302, {"location": there}, b"")
        if there.startswith("//"):
            assert module._next(httpx.URL("https://example.org/b"), raw).scheme == "https"
        else:
            with pytest.raises(BadInput):
                module._next(httpx.URL("https://example.org/b"), raw)


@pytest.mark.parametrize(
    ("status", "body", "length", "told"),
    [
        (404, b"gone", None, "doesn't give this picture out"),
        (500, b"", None, r"can't be fetched .*status 500"),
        (200, b"", None, r"can't be fetched .*status 200"),
        (200, b"x", module.LIMIT + 1, "larger than 200 MB"),
        (200, b"x", 5, "broke off"),
    ],
)
async def test_trouble_is_one_sentence(status: int, body: bytes, length: int | None, told: str) -> None:
    async def answer(request: Request, line: Line) -> None:
        del request
        await line.send(response(status, body, length=length))
        line.close()

    async with serving(answer) as server:
        with pytest.raises(InlayError, match=told):
            await picture_at(f"{server.base}/a.png", own(server))


async def test_a_host_that_isnt_there() -> None:
    port = await closed_port()
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1 can't be reached"):
        await picture_at(f"http://127.0.0.1:{port}/a.png", ("127.0.0.1",))
