"""All HTTP of an adapter, with real servers on loopback: who gets the key, and what each kind of trouble comes to."""

from __future__ import annotations

import asyncio
import gzip
import logging

import pytest

from inlay.base.errors import (
    BadAnswer,
    BadInput,
    InlayError,
    KeyRejected,
    LinkExpired,
    NotAccepted,
    OutcomeUnknown,
    TimedOut,
    Unreachable,
)
from inlay.base.secret import Secret
from inlay.providers.interface import Connection
from inlay.providers.web import Web
from tests.providers.lines import (
    Answer,
    Line,
    Request,
    always,
    closed_port,
    json_answer,
    redirecting,
    response,
    serving,
)

KEY = "not-a-key-0123456789"
BIG = bytes(range(256)) * 2000


def web(base: str | None, key: str = KEY, *own: str) -> Web:
    connection = Connection(Secret(key), base, own)
    return Web(("api.service.example",), connection, lambda secret: ("X-Key", secret.reveal()), "Service")


async def error_of(work: object) -> InlayError:
    with pytest.raises(InlayError) as told:
        await work  # type: ignore[misc]
    assert KEY not in f"{told.value!r} {told.value}" and told.value.__cause__ is None
    return told.value


# --- the key


async def test_the_key_goes_to_the_service_and_not_along_a_redirect() -> None:
    async with serving(json_answer("{}")) as other, serving(redirecting(other.base + "/x")) as service:
        call = web(service.base)
        assert (await call.ask("GET", call.url("/v1/job"))).status == 307
        assert service.requests[0].headers["x-key"] == KEY and service.requests[0].target == "/v1/job"
        assert other.connections == 0
        await call.close()


async def test_an_order_is_not_redirected() -> None:
    async with serving(json_answer("{}")) as other:
        for status in (301, 302, 303, 307, 308):
            async with serving(redirecting(other.base + "/x", status)) as service:
                call = web(service.base)
                error = await error_of(call.order(call.url("/v1/order"), json={"a": 1}, hint="Look there."))
                # 303 says that it is done and its result lies elsewhere: it may have been accepted.
                expected = OutcomeUnknown if status == 303 else BadAnswer
                assert type(error) is expected and error.next_step == "Look there."
                assert len(service.requests) == 1
        assert other.connections == 0


async def test_an_order_goes_to_no_foreign_address() -> None:
    async with serving(json_answer("{}")) as service, serving(json_answer("{}")) as other:
        assert type(await error_of(web(service.base).order(other.base, json={}))) is BadAnswer
        assert type(await error_of(web(None).order(other.base, json={}))) is BadAnswer
        assert other.connections == 0


async def test_a_foreign_address_is_asked_without_the_key() -> None:
    async with serving(json_answer('{"a": 1}')) as service, serving(json_answer('{"a": 2}')) as other:
        call = web(service.base)
        assert (await call.ask("GET", other.base + "/poll?id=1")).json() == {"a": 2}
        assert not other.saw(KEY) and not call.is_own(other.base) and call.is_own(service.base + "/x")
        await call.close()


async def test_uploads_and_downloads_carry_no_key_even_to_the_service_itself() -> None:
    async with serving(always(response(200, BIG))) as service:
        call = web(service.base)
        assert await call.download(service.base + "/a.png") == BIG
        reply = await call.put(service.base + "/there", BIG, {"Content-Type": "image/png", "x-made-up": "Verbatim 1"})
        assert reply.is_ok and not service.saw(KEY)
        put = service.requests[1]
        assert put.method == "PUT" and put.body == BIG
        assert put.headers["content-type"] == "image/png" and put.headers["x-made-up"] == "Verbatim 1"


async def test_a_key_that_no_header_can_hold_is_never_sent() -> None:
    async with serving(json_answer("{}")) as service:
        for key in ("secret-1\n", "secret-2\r\nX-More: 1", "secret-3…", "secret-4\0"):
            call = web(service.base, key)
            for work in (call.ask("GET", call.url("/")), call.order(call.url("/"), json={})):
                error = await error_of(work)
                assert isinstance(error, KeyRejected) and "secret" not in str(error)
        assert service.connections == 0


async def test_open_http_elsewhere_is_refused_before_anything_is_sent() -> None:
    call = web("http://192.0.2.1:8080")
    with pytest.raises(BadInput):
        call.url("/v1")
    for work in (
        call.ask("GET", "http://192.0.2.1:8080/v1"),
        call.order("http://192.0.2.1:8080/v1", json={}),
        call.download("http://192.0.2.1:8080/v1"),
    ):
        assert isinstance(await error_of(work), BadInput)


def test_addresses_of_calls() -> None:
    assert web(None).url("/v1/a") == "https://api.service.example/v1/a"
    assert web(None).url("/v1/a", "eu.service.example") == "https://eu.service.example/v1/a"
    assert web("http://127.0.0.1:80/below/").url("/v1/a", "eu.service.example") == "http://127.0.0.1/below/v1/a"


async def test_nothing_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    signed = "/a.png?sig=signature-123"
    async with serving(always(response(200, b"x"))) as other, serving(redirecting(other.base + signed)) as service:
        call = web(service.base)
        await call.ask("GET", service.base + signed)
        await call.download(service.base + signed)
        await call.close()
    error = await error_of(web(service.base).ask("GET", service.base + signed))
    text = caplog.text + repr(error) + "".join(repr(record.args) for record in caplog.records)
    assert "signature-123" not in text and KEY not in text


async def test_cookies_are_not_kept() -> None:
    async with serving(always(response(200, b"{}", {"Set-Cookie": "known=1; Path=/"}))) as service:
        call = web(service.base)
        for _again in range(2):
            await call.ask("GET", call.url("/"))
        assert not service.saw("known")
        await call.close()


# --- trouble


async def reset(request: Request, line: Line) -> None:
    line.reset()


async def reset_inside(request: Request, line: Line) -> None:
    await line.send(response(200, b'{"i', length=100))
    await asyncio.sleep(0.05)
    line.reset()


async def cut(request: Request, line: Line) -> None:
    await line.send(response(200, b'{"id": "1"}', {"Connection": "close"}, length=100))
    line.close()


async def hang(request: Request, line: Line) -> None:
    await asyncio.sleep(3600)


async def hang_inside(request: Request, line: Line) -> None:
    await line.send(response(200, b'{"id', length=100))
    await asyncio.sleep(3600)


async def trickle(request: Request, line: Line) -> None:
    """Never silent, and never done."""
    await line.send(response(200, b"", length=1_000_000))
    while True:
        await line.send(b" ")
        await asyncio.sleep(0.02)


async def trickle_head(request: Request, line: Line) -> None:
    await line.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        await line.send(b"a")
        await asyncio.sleep(0.02)


async def endless(request: Request, line: Line) -> None:
    await line.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        await line.send(b"0" * 65_536)


async def too_long_by_its_word(request: Request, line: Line) -> None:
    await line.send(response(200, b"", length=10**12))
    await asyncio.sleep(3600)


async def nonsense(request: Request, line: Line) -> None:
    await line.send(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    line.close()


BOMB = always(response(200, gzip.compress(bytes(60_000_000)), {"Content-Encoding": "gzip"}))
SLOW = (hang, hang_inside, trickle, trickle_head)
BROKEN = (reset, reset_inside, cut, nonsense)
LONG = (endless, too_long_by_its_word, BOMB)


@pytest.mark.parametrize("answer", [*SLOW, *BROKEN, *LONG])
async def test_an_order_that_was_sent_is_of_unknown_outcome(answer: Answer) -> None:
    async with serving(answer) as service:
        call = web(service.base)
        error = await error_of(call.order(call.url("/v1/order"), json={"a": 1}, timeout=0.5, limit=100_000))
        assert type(error) is OutcomeUnknown and "may have been spent" in error.kept
        assert len(service.requests) == 1 and service.connections == 1


@pytest.mark.parametrize("answer", SLOW)
async def test_what_takes_too_long(answer: Answer) -> None:
    async with serving(answer) as service:
        call = web(service.base)
        assert type(await error_of(call.ask("GET", call.url("/"), timeout=0.3))) is TimedOut
        assert type(await error_of(call.download(service.base, timeout=0.3))) is TimedOut
        assert type(await error_of(call.put(service.base, b"", timeout=0.3))) is TimedOut
        await call.close()


@pytest.mark.parametrize("answer", BROKEN)
async def test_what_breaks_off_may_be_tried_again(answer: Answer) -> None:
    async with serving(answer) as service:
        call = web(service.base)
        assert type(await error_of(call.ask("GET", call.url("/")))) is Unreachable
        assert type(await error_of(call.download(service.base))) is Unreachable
        assert type(await error_of(call.put(service.base, b""))) is Unreachable
        await call.close()


@pytest.mark.parametrize("answer", LONG)
async def test_what_is_too_long_is_cut_off(answer: Answer) -> None:
    async with serving(answer) as service:
        call = web(service.base)
        assert type(await error_of(call.ask("GET", call.url("/"), limit=100_000))) is Unreachable
        assert type(await error_of(call.ask("GET", call.url("/"), limit=100_000, moment="account"))) is BadAnswer
        assert type(await error_of(call.download(service.base, limit=100_000))) is BadAnswer
        await call.close()


async def test_a_limit_is_reached_to_the_byte() -> None:
    async with serving(always(response(200, b"x" * 1000))) as service:
        call = web(service.base)
        assert len(await call.download(service.base, limit=1000)) == 1000
        assert type(await error_of(call.download(service.base, limit=999))) is BadAnswer


async def test_nobody_there() -> None:
    base = f"http://127.0.0.1:{await closed_port()}"
    call = web(base)
    error = await error_of(call.order(call.url("/"), json={}))
    assert type(error) is NotAccepted and "Nothing is charged" in error.kept
    assert type(await error_of(call.ask("GET", call.url("/")))) is Unreachable
    assert type(await error_of(call.download(base))) is Unreachable
    await call.close()


async def test_no_tls_no_order() -> None:
    seen = bytearray()

    async def no_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        seen.extend(await reader.read(4096))
        writer.close()

    listener = await asyncio.start_server(no_tls, "127.0.0.1", 0)
    other = f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    async with serving(json_answer('{"id": "1"}'), tls=True) as untrusted, listener:
        for base in (untrusted.base, other):
            call = web(base)
            error = await error_of(call.order(call.url("/"), json={}))
            assert type(error) is NotAccepted and "secured connection" in error.what
            assert type(await error_of(call.ask("GET", call.url("/")))) is Unreachable
            await call.close()
        assert untrusted.requests == [] and KEY.encode() not in seen


async def test_every_order_opens_a_connection_and_asking_shares_one() -> None:
    async with serving(json_answer('{"id": "1"}')) as service:
        call = web(service.base)
        for _again in range(3):
            await call.ask("GET", call.url("/"))
        assert service.connections == 1
        for _again in range(2):
            await call.order(call.url("/"), json={})
        assert service.connections == 3
        await call.close()


async def test_a_stale_connection_costs_an_ask_nothing_but_a_repetition() -> None:
    async def once(request: Request, line: Line) -> None:
        if len(service.requests) == 1:
            await line.send(response(200, b"{}"))
        else:
            line.reset()

    async with serving(once) as service:
        call = web(service.base)
        await call.ask("GET", call.url("/"))
        assert type(await error_of(call.ask("GET", call.url("/")))) is Unreachable
        await call.close()


async def test_a_big_order_arrives_whole() -> None:
    async with serving(json_answer('{"id": "1"}')) as service:
        call = web(service.base)
        await call.order(call.url("/v1/order"), json=b'"' + b"a" * 3_000_000 + b'"')
        seen = service.requests[0]
        assert len(seen.body) == 3_000_002 and seen.headers["content-length"] == "3000002"
        assert seen.headers["content-type"] == "application/json" and seen.headers["x-key"] == KEY
        assert seen.headers["user-agent"].startswith("Inlay/")


async def test_a_page_in_place_of_data() -> None:
    page = always(response(200, b"<!DOCTYPE html><html>Sign in</html>", {"Content-Type": "text/html"}))
    async with serving(page) as service:
        call = web(service.base)
        with pytest.raises(OutcomeUnknown):
            (await call.order(call.url("/"), json={})).json()
        with pytest.raises(Unreachable):
            (await call.ask("GET", call.url("/"))).json()
        with pytest.raises(BadAnswer) as told:
            (await call.ask("GET", call.url("/"), moment="account")).json()
        assert "web page" in told.value.what
        await call.close()


# --- downloads


async def test_a_download_follows_a_few_redirects_without_the_key() -> None:
    async with serving(always(response(200, b"picture"))) as last:
        inner = redirecting(last.base + "/c.png?sig=3")
        async with serving(inner) as middle, serving(redirecting(middle.base + "/b", 302)) as first:
            assert await web(first.base).download(first.base + "/a") == b"picture"
            assert [seen.target for seen in last.requests] == ["/c.png?sig=3"]
            assert not any(server.saw(KEY) for server in (first, middle, last))


async def test_a_redirect_may_be_relative() -> None:
    async def answer(request: Request, line: Line) -> None:
        there = request.target == "/below/b"
        await line.send(response(200, b"picture") if there else response(302, b"", {"Location": "b"}))

    async with serving(answer) as service:
        assert await web(service.base).download(service.base + "/below/a") == b"picture"


async def test_redirects_in_a_circle_end() -> None:
    async with serving(redirecting("/again")) as service:
        assert type(await error_of(web(service.base).download(service.base + "/a"))) is BadAnswer
        assert len(service.requests) == 6


@pytest.mark.parametrize(
    "to",
    [
        "http://10.255.255.1/a.png",
        "https://10.255.255.1/a.png",
        "http://1.1.1.1/a.png",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://me:pw@1.1.1.1/a.png",
        "http://[::1",
        "",
    ],
)
async def test_each_hop_is_judged(to: str) -> None:
    async with serving(redirecting(to)) as service:
        assert type(await error_of(web(service.base).download(service.base + "/a.png"))) is BadAnswer


async def test_this_computer_is_reached_only_below_a_base_on_it() -> None:
    async with serving(always(response(200, b"secret of the house"))) as local:
        for base in (None, "https://proxy.example"):
            call = web(base)
            assert type(await error_of(call.download(local.base + "/a"))) is BadAnswer
            assert type(await error_of(call.ask("GET", local.base + "/a"))) is BadAnswer
            assert type(await error_of(call.put(local.base + "/a", b"x"))) is BadAnswer
        assert local.connections == 0


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, LinkExpired),
        (403, LinkExpired),
        (404, LinkExpired),
        (410, LinkExpired),
        (429, Unreachable),
        (500, Unreachable),
        (503, Unreachable),
        (400, BadAnswer),
        (418, BadAnswer),
    ],
)
async def test_what_a_download_is_refused_with(status: int, kind: type[InlayError]) -> None:
    async with serving(always(response(status, b"no"))) as service:
        assert type(await error_of(web(service.base).download(service.base))) is kind


async def test_an_upload_is_not_handed_on() -> None:
    async with serving(always(response(200))) as other, serving(redirecting(other.base)) as storage:
        error = await error_of(web(storage.base).put(storage.base, b"picture"))
        assert type(error) is BadAnswer and "nothing is charged" in error.kept
        assert other.connections == 0
    async with serving(always(response(403))) as storage:
        assert type(await error_of(web(storage.base).put(storage.base, b"picture"))) is LinkExpired
    async with serving(always(response(500))) as storage:
        assert type(await error_of(web(storage.base).put(storage.base, b"picture"))) is Unreachable
