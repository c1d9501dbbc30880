"""fal: the words of its queue, links that the key may follow, several pictures, uploads, and a real cancel."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from inlay.base.errors import (
    BadAnswer,
    BadInput,
    Cancelled,
    InlayError,
    KeyRejected,
    NoCredit,
    OutcomeUnknown,
    RefusedInput,
    RefusedOutput,
    TooBusy,
    Unreachable,
)
from inlay.providers import fal_wire as wire
from inlay.providers.catalogue import service
from inlay.providers.fal import is_plain
from inlay.providers.fal_trouble import failed, meant
from inlay.providers.interface import Answer, Poll, Provider
from inlay.providers.reply import Reply
from tests.providers import orders
from tests.services import Emulator

FINETUNED = "fal-ai/flux-pro/v1/fill-finetuned"
HERE = "https://queue.fal.run/fal-ai/flux-pro/requests"
UPLOADING = {"pictures": "upload"}


@pytest.fixture
def queue() -> Iterator[Emulator]:
    with Emulator("fal") as emulator:
        yield emulator


def own(url: str) -> bool:
    return url.startswith("https://queue.fal.run/")


def answer(value: object, status: int = 200, **headers: str) -> Reply:
    told = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, {"content-type": "application/json", **told}, json.dumps(value).encode(), "fal", "job")


def detail(kind: str, field: str, message: str = "No.") -> dict[str, Any]:
    return {"detail": [{"loc": ["body", field], "msg": message, "type": kind, "url": "https://docs.test"}]}


# --- words


def test_the_input_of_a_fill() -> None:
    wanted = orders.request("fal", count=3, safety=5, upsampling=True)
    body = json.loads(wire.encode(wanted, {}))
    assert wanted.sent is not None and wanted.sent.mask is not None
    for name, png in (("image_url", wanted.sent.image), ("mask_url", wanted.sent.mask)):
        assert body.pop(name) == "data:image/png;base64," + base64.b64encode(png).decode()
    assert body == {
        "prompt": wanted.prompt,
        "seed": 7,
        "num_images": 3,
        "output_format": "png",
        "safety_tolerance": "5",
        "enhance_prompt": True,
    }


def test_the_input_with_a_finetune_and_uploaded_pictures() -> None:
    wanted = orders.request("fal", FINETUNED, finetune="acme/style", strength=1.3)
    body = json.loads(wire.encode(wanted, {"image": "https://v3.fal.media/1", "mask": "https://v3.fal.media/2"}))
    assert (body["finetune_id"], body["finetune_strength"]) == ("acme/style", 1.3)
    assert (body["image_url"], body["mask_url"]) == ("https://v3.fal.media/1", "https://v3.fal.media/2")


def test_its_models_have_neither_steps_nor_guidance_and_cost_by_the_megapixel() -> None:
    plain, finetuned = service("fal").models
    assert {each.id for each in plain.parameters} == {"count", "safety", "upsampling"}
    assert {each.id for each in finetuned.parameters} == {"count", "safety", "upsampling", "finetune", "strength"}
    assert plain.price.of(1_000_000, 2).high == pytest.approx(0.10)
    assert plain.price.of(1_100_000).low == pytest.approx(0.10)
    assert finetuned.price.of(900_000).high == pytest.approx(0.06)
    assert plain.price.of(1_040_000).low < (plain.price.of(1_040_000).high or 0)  # nobody says which megapixel


def test_links_of_the_answer_are_used_where_they_are_the_service_s_own() -> None:
    told = {"status_url": f"{HERE}/7/status?x=1", "response_url": "https://fal.evil.test/7", "cancel_url": None}
    assert wire.links(told, HERE, "7", own) == {
        "status_url": f"{HERE}/7/status?x=1",
        "response_url": f"{HERE}/7",
        "cancel_url": f"{HERE}/7/cancel",
    }


def test_an_id_cannot_lead_elsewhere() -> None:
    assert wire.links({}, HERE, "../../x?y#z", own)["response_url"] == f"{HERE}/..%2F..%2Fx%3Fy%23z"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"request_id": "abc"}, "abc"),
        ({"request_id": None, "status_url": f"{HERE}/abc/status"}, "abc"),
        ({"response_url": f"{HERE}/abc"}, "abc"),
        ({"response_url": "https://queue.fal.run/"}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_the_id_of_a_request(told: object, found: str) -> None:
    assert wire.request_id(told) == found


@pytest.mark.parametrize(
    ("told", "state", "message"),
    [
        ({"status": "IN_QUEUE", "queue_position": 3}, "running", "3 requests before it"),
        ({"status": "IN_QUEUE", "queue_position": 1}, "running", "1 request before it"),
        ({"status": "IN_QUEUE", "queue_position": 0}, "running", "Next in"),
        ({"status": "IN_QUEUE", "queue_position": None}, "running", "Waiting in"),
        ({"status": "IN_PROGRESS", "logs": None}, "running", ""),
        ({"status": "BREWING"}, "running", ""),
        ({"status": None}, "running", ""),
        ({"status": "COMPLETED", "logs": None, "error": None}, "done", ""),
        (None, "running", ""),
    ],
)
def test_statuses(told: object, state: str, message: str) -> None:
    poll = wire.decode_status(told)
    assert poll.state == state
    assert message in poll.message if message else poll.message == ""


def test_a_completed_request_may_have_failed() -> None:
    poll = wire.decode_status({"status": "COMPLETED", "error": "Runner died", "error_type": "runner_disconnected"})
    assert poll.state == "failed" and isinstance(poll.error, BadAnswer) and "Runner died" in poll.error.what
    refused = wire.decode_status({"status": "COMPLETED", "error": "No.", "error_type": "content_policy_violation"})
    assert isinstance(refused.error, RefusedOutput)


def test_pictures_of_a_result_with_their_flags() -> None:
    told = {
        "images": [{"url": "https://v3.fal.media/a.png"}, {"url": None}, {"url": "https://v3.fal.media/c.png"}],
        "seed": "12",
        "has_nsfw_concepts": [None, True, True],
    }
    assert wire.decode_result(told) == (
        (wire.Made("https://v3.fal.media/a.png", False), wire.Made("https://v3.fal.media/c.png", True)),
        12,
    )
    assert wire.decode_result(None) == ((), None)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(detail("content_policy_violation", "prompt"), 422), RefusedInput),
        (answer(detail("content_policy_violation", "images"), 422), RefusedOutput),
        (answer(detail("image_too_large", "image_url"), 422), BadInput),
        (answer({"detail": "Cancelled", "error_type": "client_cancelled"}, 499), Cancelled),
        (answer({"detail": "Downstream failed"}, 500, x_fal_retryable="false"), BadAnswer),
        (answer({"images": []}), BadAnswer),
    ],
)
def test_a_result_that_failed_for_good(reply: Reply, kind: type[InlayError]) -> None:
    assert type(failed(reply)) is kind


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer({"detail": "Runner", "error_type": "runner_connection_error"}, 503), Unreachable),
        (answer({"detail": "Again"}, 500, x_fal_retryable="true"), Unreachable),
        (answer({"detail": "Not here"}, 404), Unreachable),
        (answer({"detail": "Slow"}, 429), TooBusy),
        (answer({"detail": "No"}, 401), KeyRejected),
        (answer({"images": None}), Unreachable),
        (Reply(200, {"content-type": "text/html"}, b"<html>", "fal", "job"), Unreachable),
    ],
)
def test_a_result_that_asking_again_may_bring(reply: Reply, kind: type[InlayError]) -> None:
    with pytest.raises(InlayError) as caught:
        failed(reply)
    assert type(caught.value) is kind


def test_an_empty_account_is_no_bad_key() -> None:
    assert isinstance(meant(answer({"detail": "User is locked. Reason: Exhausted balance."}, 403)), NoCredit)
    assert isinstance(meant(answer({"detail": "Forbidden"}, 403)), KeyRejected)


def test_a_blanked_picture_is_known() -> None:
    black = np.zeros((4, 5, 3), np.uint8)
    dot = black.copy()
    dot[2, 2] = 1
    assert is_plain(orders.png(black)) and not is_plain(orders.png(dot))
    assert not is_plain(b"no picture at all")


# --- on the wire


def test_four_pictures_of_one_request(queue: Emulator) -> None:
    got = orders.run(queue, lambda provider: orders.fill(provider, orders.request("fal", count=4)))
    assert len(got.pictures) == 4
    assert len({bytes(each.data) for each in got.pictures}) == 4
    assert all(orders.pixels(each.data).shape == (256, 320, 3) for each in got.pictures)
    assert (got.seconds, got.cost, got.pictures[0].seed) == (4.2, None, 7)
    assert len(queue.accepted) == 1 and queue.accepted[0].kind == "png"
    assert queue.complaints == []


def test_pictures_can_go_ahead_of_the_order(queue: Emulator) -> None:
    orders.run(queue, lambda provider: orders.fill(provider, orders.request("fal", options=UPLOADING)))
    calls = [(seen.method, seen.path) for seen in queue.requests]
    assert calls[:4] == [("POST", "/storage/auth/token"), ("POST", "/files/upload")] * 2
    assert len(queue.accepted) == 1
    assert queue.complaints == []  # among them: a key that was sent to the upload


def test_an_upload_that_fails_is_tried_anew(queue: Emulator) -> None:
    for trouble in ("presign-5xx", "upload-forbidden", "upload-5xx"):
        queue.misbehave(trouble)
    orders.run(queue, lambda provider: orders.fill(provider, orders.request("fal", options=UPLOADING)))
    assert (len(queue.accepted), queue.complaints) == (1, [])


def test_a_finetune_and_its_strength_arrive(queue: Emulator) -> None:
    wanted = orders.request("fal", FINETUNED, finetune="acme/style", strength=0.9)
    orders.run(queue, lambda provider: orders.fill(provider, wanted))
    assert (queue.accepted[0].model, queue.accepted[0].strength) == ("fill-finetuned", 0.9)


def test_links_that_lead_to_a_stranger_never_see_the_key(queue: Emulator) -> None:
    queue.misbehave("poll-elsewhere")
    orders.run(queue, lambda provider: orders.fill(provider, orders.request("fal")))
    assert queue.complaints == [] and queue.stranger.requests == []


def test_the_place_in_the_queue_is_told(queue: Emulator) -> None:
    queue.misbehave("slow", polls=4)
    messages: list[str] = []

    async def work(provider: Provider) -> None:
        ticket, _uploads = await orders.order(provider, orders.request("fal"))
        poll = Poll("running")
        while poll.state == "running":
            poll = await provider.poll(ticket)
            messages.append(poll.message)

    orders.run(queue, work)
    assert messages[:2] == ["1 request before it in fal's queue.", "Next in fal's queue."]


def test_a_request_is_stopped_before_it_begins(queue: Emulator) -> None:
    queue.misbehave("stuck")

    async def work(provider: Provider) -> InlayError | None:
        ticket, _uploads = await orders.order(provider, orders.request("fal"))
        outcome = await provider.cancel(ticket)
        assert "may still be charged" in outcome.message
        _ticket, poll = await orders.ended(provider, ticket)
        return poll.error

    assert isinstance(orders.run(queue, work), Cancelled)
    assert (queue.accepted[0].outcome, queue.complaints) == ("cancelled", [])


def test_too_late_to_stop(queue: Emulator) -> None:
    queue.misbehave("late-cancel")

    async def work(provider: Provider) -> str:
        ticket, _uploads = await orders.order(provider, orders.request("fal"))
        outcome = await provider.cancel(ticket)
        assert not outcome.stopped
        return outcome.message

    assert "too late" in orders.run(queue, work)


def test_a_flagged_picture_is_kept_with_a_note_unless_it_was_blanked(queue: Emulator) -> None:
    async def work(provider: Provider) -> tuple[str, ...]:
        ticket, _uploads = await orders.order(provider, orders.request("fal"))
        queue.accepted[0].is_flagged = True
        ticket, _poll = await orders.ended(provider, ticket)
        return (await provider.fetch(ticket)).pictures[0].notes

    assert "not safe for work" in orders.run(queue, work)[0]
    queue.misbehave("flagged")
    with pytest.raises(RefusedOutput):
        orders.run(queue, lambda provider: orders.fill(provider, orders.request("fal")))


def test_a_blanked_picture_among_others_is_left_out_and_told(queue: Emulator) -> None:
    async def work(provider: Provider) -> Answer:
        ticket, _uploads = await orders.order(provider, orders.request("fal", count=2))
        task = queue.accepted[0]
        task.is_flagged = True
        task._files[0] = orders.png(np.zeros((256, 320, 3)))
        ticket, _poll = await orders.ended(provider, ticket)
        return await provider.fetch(ticket)

    got = orders.run(queue, work)
    assert len(got.pictures) == 1 and "not safe for work" in got.pictures[0].notes[0]
    assert len(got.notes) == 1 and "1 picture" in got.notes[0]


def test_an_order_without_an_id_may_have_been_accepted(queue: Emulator) -> None:
    queue.misbehave("submit-nulls")
    with pytest.raises(OutcomeUnknown):
        orders.run(queue, lambda provider: orders.order(provider, orders.request("fal")))
    assert len(queue.accepted) == 1


def test_the_key_is_tested_without_an_order(queue: Emulator) -> None:
    account = orders.run(queue, lambda provider: provider.account({}))
    assert account.checked and account.balance == ""
    with pytest.raises(KeyRejected):
        orders.run(queue, lambda provider: provider.account({}), key="another-key-than-this")
    assert queue.accepted == []
