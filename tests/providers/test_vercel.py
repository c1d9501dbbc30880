"""Vercel AI Gateway: the words, the two protocols, and what can't be sent a second time."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from inlay.base.errors import (
    BadAnswer,
    BadInput,
    InlayError,
    KeyRejected,
    NoCredit,
    OutcomeUnknown,
    RefusedInput,
    RefusedOutput,
    TooBusy,
)
from inlay.base.secret import Secret
from inlay.providers import vercel_wire as wire
from inlay.providers.catalogue import service
from inlay.providers.interface import Connection, Provider
from inlay.providers.reply import Reply
from inlay.providers.vercel import failure, is_unknown_call
from tests.providers import orders
from tests.services import Emulator


@pytest.fixture
def gateway() -> Iterator[Emulator]:
    with Emulator("vercel") as emulator:
        yield emulator


def paths(gateway: Emulator) -> list[str]:
    return [seen.path for seen in gateway.requests]


def error(kind: str, status: int, message: str = "No.") -> Reply:
    body = json.dumps({"error": {"message": message, "type": kind}}).encode()
    return Reply(status, {"content-type": "application/json"}, body, wire.TITLE, "order")


# --- words


def test_the_body_of_an_order() -> None:
    wanted = orders.request("vercel", steps=20, guidance=30.5, safety=6, upsampling=True)
    body = json.loads(wire.encode(wanted, 300.0))
    assert wanted.sent is not None and wanted.sent.mask is not None
    picture = {"type": "file", "mediaType": "image/png", "data": base64.b64encode(wanted.sent.image).decode()}
    assert body["files"] == [picture]
    assert base64.b64decode(body["mask"]["data"]) == wanted.sent.mask
    assert (body["prompt"], body["n"], body["seed"]) == (wanted.prompt, 1, 7)
    assert body["providerOptions"] == {
        "blackForestLabs": {
            "outputFormat": "png",
            "pollTimeoutMillis": 300_000,
            "steps": 20,
            "guidance": 30.5,
            "safetyTolerance": 6,
            "promptUpsampling": True,
        }
    }
    assert set(body) == {"prompt", "n", "seed", "providerOptions", "files", "mask"}


@pytest.mark.parametrize("protocol", [3, 4])
def test_the_model_is_in_the_headers_only(protocol: int) -> None:
    headers = wire.headers("bfl/flux-pro-1.0-fill", protocol)
    assert headers["ai-model-id"] == "bfl/flux-pro-1.0-fill"
    assert headers["ai-image-model-specification-version"] == str(protocol)
    assert wire.path(protocol) == f"/v{protocol}/ai/image-model"


def test_an_answer_is_read_with_what_it_cost_and_what_it_warns_of() -> None:
    answer: dict[str, Any] = {
        "images": [base64.b64encode(b"picture").decode()],
        "warnings": [{"type": "unsupported", "feature": "steps", "details": "ignored"}, {"type": "other"}],
        "providerMetadata": {
            "blackForestLabs": {"images": [{"seed": 2**53 + 1}]},
            "gateway": {"cost": "0.05"},
        },
    }
    read = wire.decode(json.dumps(answer).encode(), 3.5)
    assert [(each.data, each.seed) for each in read.pictures] == [(b"picture", 2**53 + 1)]
    assert (read.seconds, read.cost) == (3.5, 0.05)
    assert len(read.notes) == 1 and "steps; ignored" in read.notes[0]


def test_an_answer_of_the_least_there_can_be() -> None:
    read = wire.decode(b'{"images": ["cGljdHVyZQ=="], "warnings": null, "providerMetadata": null}', 1.0)
    assert [each.data for each in read.pictures] == [b"picture"]
    assert (read.cost, read.notes) == (None, ())


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"images": []}', b'{"images": ["%%%"]}', b'{"images": ['])
def test_an_answer_without_a_picture_says_what_became_of_the_money(body: bytes) -> None:
    with pytest.raises(BadAnswer) as caught:
        wire.decode(body, 1.0)
    assert "charged" in caught.value.kept


@pytest.mark.parametrize(
    ("body", "has"),
    [
        (b'{"images":["AAAA"]}', True),
        (b' {"usage": {}, "images" : [ "AAAA" ]}', True),
        (b'{"images": []}', False),
        (b'{"images": [null]}', False),
        (b'{"images": null}', None),
        (b'<html>"images": ["x"]</html>', None),
        (b"", None),
    ],
)
def test_whether_there_are_pictures_is_told_without_unpacking(body: bytes, has: bool | None) -> None:
    assert wire.pictures_in(body) is has


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error("authentication_error", 401), KeyRejected),
        (error("invalid_request_error", 400), BadInput),
        (error("forbidden", 403), BadInput),
        (error("forbidden", 403, "Request Moderated"), RefusedInput),
        (error("forbidden", 403, "Content Moderated"), RefusedOutput),
        (error("insufficient_funds", 402), NoCredit),
        (error("model_not_found", 404), BadInput),
        (error("rate_limit_exceeded", 429), TooBusy),
        (error("failed_dependency", 424), BadAnswer),
        (error("internal_server_error", 500), OutcomeUnknown),
        (error("timeout", 408), OutcomeUnknown),
        (error("something_new", 599), OutcomeUnknown),
    ],
)
def test_each_error_is_told_apart(reply: Reply, kind: type[InlayError]) -> None:
    assert type(failure(reply)) is kind


def test_only_a_call_that_is_not_there_is_made_in_the_older_protocol() -> None:
    page = Reply(404, {"content-type": "text/html"}, b"<html>", wire.TITLE, "order")
    unknown = [error("not_found", 404), error("", 405), error("", 410), page]
    known = [
        error("model_not_found", 404),
        *(error("x", status) for status in (200, 400, 401, 402, 403, 408, 409, 422, 424, 429, 500, 501, 502, 503, 504)),
    ]
    assert [is_unknown_call(reply) for reply in unknown] == [True] * 4
    assert not any(is_unknown_call(reply) for reply in known)


# --- on the wire


def test_a_fill_brings_its_picture_with_the_ticket(gateway: Emulator) -> None:
    async def work(provider: Provider) -> None:
        ticket, _uploads = await orders.order(provider, orders.request("vercel"))
        assert ticket.done and ticket.body
        count = len(gateway.requests)
        answer = await provider.fetch(ticket)
        assert len(gateway.requests) == count  # what has been paid for is here already
        assert orders.pixels(answer.pictures[0].data).shape == (256, 320, 3)
        assert (answer.pictures[0].seed, answer.cost) == (7, 0.05)
        assert not (await provider.cancel(ticket)).stopped

    orders.run(gateway, work)
    assert paths(gateway) == ["/v4/ai/image-model"]
    assert gateway.complaints == []
    assert gateway.accepted[0].kind == "png"


def test_a_gateway_of_the_older_protocol_is_asked_for_the_newest_once(gateway: Emulator) -> None:
    gateway.misbehave("old-protocol")

    async def work(provider: Provider) -> None:
        for _fill in range(2):
            await orders.fill(provider, orders.request("vercel"))

    orders.run(gateway, work)
    assert paths(gateway) == ["/v4/ai/image-model", "/v3/ai/image-model", "/v3/ai/image-model"]
    assert (len(gateway.accepted), gateway.complaints) == (2, [])


@pytest.mark.parametrize(("wish", "path"), [("4", "/v4/ai/image-model"), ("3", "/v3/ai/image-model")])
def test_a_protocol_can_be_chosen(gateway: Emulator, wish: str, path: str) -> None:
    orders.run(gateway, lambda provider: orders.fill(provider, orders.request("vercel", options={"protocol": wish})))
    assert paths(gateway) == [path]


@pytest.mark.parametrize(
    "trouble",
    "5xx 5xx-accepted lost broken-off cut dropped html nulls".split(),
)
def test_an_order_of_unknown_outcome_is_not_sent_again(gateway: Emulator, trouble: str) -> None:
    gateway.misbehave(f"submit-{trouble}")
    with pytest.raises(OutcomeUnknown) as caught:
        orders.run(gateway, lambda provider: orders.order(provider, orders.request("vercel")))
    assert "may have been spent" in caught.value.sentence()
    assert paths(gateway) == ["/v4/ai/image-model"]


def test_the_wait_is_as_long_as_the_person_wants(gateway: Emulator) -> None:
    wanted = orders.request("vercel", options={"patience": 45.0})
    orders.run(gateway, lambda provider: orders.fill(provider, wanted))
    assert gateway.accepted[0].fields["providerOptions"]["blackForestLabs"]["pollTimeoutMillis"] == 45_000


def test_the_account_tells_what_is_left(gateway: Emulator) -> None:
    account = orders.run(gateway, lambda provider: provider.account({}))
    assert (account.balance, account.checked) == ("95.50 USD", True)
    assert gateway.accepted == []


def test_a_wrong_key_is_told_by_the_account(gateway: Emulator) -> None:
    with pytest.raises(KeyRejected) as caught:
        orders.run(gateway, lambda provider: provider.account({}), key="another-key-than-this")
    assert "another-key-than-this" not in caught.value.sentence()


def test_what_nobody_listens_to_was_not_accepted() -> None:
    provider = service("vercel").make(Connection(Secret("some-key-or-other"), "http://127.0.0.1:9"))
    with pytest.raises(InlayError) as caught:
        asyncio.run(provider.submit(orders.request("vercel"), {}))
    assert type(caught.value).__name__ == "NotAccepted"
