"""Eachlabs: uploads that don't stay, a key in two forms, names and statuses of several spellings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

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
from inlay.providers import eachlabs_wire as wire
from inlay.providers.catalogue import service
from inlay.providers.interface import Provider
from tests.providers import orders
from tests.services import Emulator
from tests.services.eachlabs import Eachlabs

LINK = "https://cdn-us.eachlabs.test/1.png"


@pytest.fixture
def labs() -> Iterator[Emulator]:
    with Emulator("eachlabs") as emulator:
        yield emulator


def emulated(labs: Emulator) -> Eachlabs:
    assert isinstance(labs.service, Eachlabs)
    return labs.service


def forms(labs: Emulator, path: str = "") -> list[str]:
    """In which header the key came, request by request."""
    return [
        "bearer" if "authorization" in seen.headers else "x-api-key" for seen in labs.requests if path in seen.path
        if {"authorization", "x-api-key"} & set(seen.headers)
    ]  # fmt: skip


# --- words


def test_the_body_of_an_order() -> None:
    wanted = orders.request("eachlabs", steps=1, guidance=2.5, safety=6)
    body = json.loads(wire.encode(wanted, "https://cdn.test/i", "https://cdn.test/m", "image"))
    assert body == {
        "model": "flux-fill-pro",
        "input": {
            "prompt": wanted.prompt,
            "seed": 7,
            "output_format": "png",
            "image": "https://cdn.test/i",
            "mask": "https://cdn.test/m",
            "steps": 1,
            "guidance": 2.5,
            "safety_tolerance": 6,
            "prompt_upsampling": False,
        },
    }
    other = json.loads(wire.encode(wanted, "https://cdn.test/i", "https://cdn.test/m", "image_url"))["input"]
    assert (other["image_url"], other["mask_url"]) == ("https://cdn.test/i", "https://cdn.test/m")
    assert "image" not in other and "mask" not in other


def test_its_ranges_are_its_own() -> None:
    ranges = {each.id: (each.minimum, each.maximum) for each in service("eachlabs").model().parameters}
    assert (ranges["steps"], ranges["guidance"], ranges["safety"]) == ((1, 50), (2, 5), (1, 6))
    assert service("eachlabs").model().price.of(1_000_000).high is None


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"request_schema": {"properties": {"image": {}, "mask": {}}}}, "image"),
        ({"request_schema": {"properties": {"image_url": {}, "mask_url": {}}}}, "image_url"),
        ({"request_schema": {"properties": {"image": {}, "image_url": {}}}}, "image"),
        ({"request_schema": None}, "image"),
        ([], "image"),
    ],
)
def test_names_by_the_schema(told: object, names: str) -> None:
    assert wire.names_in(told) == names


def test_a_place_for_a_picture() -> None:
    told = {
        "id": "f1",
        "presigned_url": "https://storage.test/1?sig=2",
        "public_url": LINK,
        "required_headers": {"Content-Type": "image/png", "x-amz-acl": "private", "Host": "evil.test", "x-null": None},
    }
    place = wire.decode_place(told)
    assert (place.id, place.upload_url, place.public_url) == ("f1", "https://storage.test/1?sig=2", LINK)
    assert place.headers == {"content-type": "image/png", "x-amz-acl": "private"}


@pytest.mark.parametrize("told", [None, {}, {"id": "1", "presigned_url": None, "public_url": LINK}])
def test_no_place_is_asked_for_again(told: object) -> None:
    with pytest.raises(Unreachable):
        wire.decode_place(told)


@pytest.mark.parametrize("output", [LINK, [LINK], [None, {"url": LINK}], {"image": LINK}, {"images": [{"url": LINK}]}])
@pytest.mark.parametrize("status", ["success", "SUCCEEDED", "completed"])
def test_a_prediction_that_is_done(status: str, output: object) -> None:
    poll = wire.decode_status({"status": status, "output": output, "metrics": {"predict_time": 4.25, "cost": 0.05}})
    assert poll.state == "done"
    assert dict(poll.data) == {"result_url": LINK, "seconds": "4.250", "cost": "0.05"}


def test_a_bill_of_nothing_is_no_bill() -> None:
    poll = wire.decode_status({"status": "success", "output": LINK, "metrics": {"predict_time": None, "cost": 0}})
    assert dict(poll.data) == {"result_url": LINK}


@pytest.mark.parametrize("status", ["created", "starting", "processing", "queued", "brewing", "", None])
def test_a_prediction_that_goes_on(status: object) -> None:
    assert wire.decode_status({"status": status}).state == "running"


@pytest.mark.parametrize(
    ("told", "kind", "said"),
    [
        ({"status": "error", "message": "Out of memory", "details": "GPU 3"}, BadAnswer, "Out of memory; GPU 3"),
        ({"status": "failed", "output": {"error_code": "oom", "error_message": "Full"}}, BadAnswer, "Full; oom"),
        ({"status": "failed", "logs": "line"}, BadAnswer, "line"),
        ({"status": "failed"}, BadAnswer, "no reason"),
        ({"status": "error", "message": "Request Moderated"}, RefusedInput, "Request Moderated"),
        ({"status": "failed", "output": {"error_message": "NSFW content"}}, RefusedOutput, "NSFW content"),
        ({"status": "cancelled"}, Cancelled, "stopped"),
        ({"status": "canceled"}, Cancelled, "stopped"),
        ({"status": "success", "output": None}, BadAnswer, "no picture"),
        ({"status": "success", "output": {"text": "hello"}}, BadAnswer, "no picture"),
    ],
)
def test_a_prediction_that_came_to_nothing(told: object, kind: type[InlayError], said: str) -> None:
    poll = wire.decode_status(told)
    assert poll.state == "failed" and type(poll.error) is kind
    assert poll.error is not None and said in poll.error.what and "charged" in poll.error.kept


@pytest.mark.parametrize("name", ["predictionID", "prediction_id", "id"])
def test_the_id_of_a_prediction(name: str) -> None:
    assert wire.prediction_id({"status": "success", name: "p1"}) == "p1"
    assert wire.prediction_id({"status": "success", name: None}) == ""


def test_an_order_that_was_not_taken() -> None:
    assert isinstance(wire.not_taken({"status": "error", "message": "Bad mask"}), BadInput)
    assert isinstance(wire.not_taken({"error": "Bad mask"}), BadInput)
    assert wire.not_taken({"status": "success"}) is None
    assert wire.not_taken(None) is None


def test_ids_cannot_lead_elsewhere() -> None:
    assert wire.prediction("../files/7?x") == "/v1/prediction/..%2Ffiles%2F7%3Fx"
    assert wire.stored_file("a/b") == "/v1/files/a%2Fb"


# --- on the wire


@pytest.mark.parametrize("dialect", ["docs", "seed"])
def test_a_fill_leaves_nothing_behind(labs: Emulator, dialect: str) -> None:
    emulated(labs).dialect = dialect
    got = orders.run(labs, lambda provider: orders.fill(provider, orders.request("eachlabs")))
    assert orders.pixels(got.pictures[0].data).shape == (256, 320, 3)
    assert (got.seconds, got.cost) == (4.2, 0.05)
    files = list(emulated(labs).files.values())
    assert len(files) == 2
    assert all(file.is_deleted and file.seconds == 3600 for file in files)
    assert (len(labs.accepted), labs.complaints) == (1, [])
    assert set(forms(labs)) == {"x-api-key"}


def test_the_life_of_uploads_can_be_set(labs: Emulator) -> None:
    wanted = orders.request("eachlabs", options={"upload_minutes": 1})
    orders.run(labs, lambda provider: orders.fill(provider, wanted))
    assert {file.seconds for file in emulated(labs).files.values()} == {60}


def test_a_key_that_is_only_taken_as_bearer(labs: Emulator) -> None:
    labs.misbehave("only-bearer")
    orders.run(labs, lambda provider: orders.fill(provider, orders.request("eachlabs")))
    told = forms(labs, "/upload/") + forms(labs, "/prediction")
    assert told[0] == "x-api-key" and set(told[1:]) == {"bearer"}  # learned from the first refusal
    assert (len(labs.accepted), labs.complaints) == (1, [])


def test_bearer_can_be_chosen(labs: Emulator) -> None:
    labs.misbehave("only-bearer")
    wanted = orders.request("eachlabs", options={"auth": "bearer"})
    orders.run(labs, lambda provider: orders.fill(provider, wanted))
    assert set(forms(labs)) == {"bearer"}


def test_an_order_refused_for_the_form_of_its_key_is_sent_in_the_other_one(labs: Emulator) -> None:
    labs.misbehave("only-bearer", times=1, stage="submit")
    orders.run(labs, lambda provider: orders.fill(provider, orders.request("eachlabs")))
    created = [seen for seen in labs.requests if seen.path.rstrip("/") == "/v1/prediction"]
    assert len(created) == 2 and len(labs.accepted) == 1


@pytest.mark.parametrize("trouble", "submit-5xx submit-5xx-accepted submit-lost submit-cut submit-html".split())
def test_an_order_of_unknown_outcome_is_not_sent_in_the_other_form(labs: Emulator, trouble: str) -> None:
    labs.misbehave(trouble)
    with pytest.raises(OutcomeUnknown):
        orders.run(labs, lambda provider: orders.order(provider, orders.request("eachlabs")))
    created = [seen for seen in labs.requests if seen.path.rstrip("/") == "/v1/prediction"]
    assert len(created) == 1


@pytest.mark.parametrize(("trouble", "kind"), [("429", TooBusy), ("no-credit", NoCredit), ("bad-input", BadInput)])
def test_only_a_refused_key_is_tried_in_the_other_form(labs: Emulator, trouble: str, kind: type[InlayError]) -> None:
    labs.misbehave(trouble)

    async def work(provider: Provider) -> None:
        wanted = orders.request("eachlabs")
        await provider.submit(wanted, await provider.upload(wanted))

    with pytest.raises(kind):
        orders.run(labs, work)
    assert set(forms(labs)) == {"x-api-key"}
    assert labs.accepted == []


def test_a_wrong_key_is_told_and_not_shown(labs: Emulator) -> None:
    with pytest.raises(KeyRejected) as caught:
        orders.run(labs, lambda provider: provider.account({}), key="another-key-than-this")
    assert "another-key-than-this" not in caught.value.sentence()
    assert orders.run(labs, lambda provider: provider.account({})).checked
    assert labs.accepted == []


def test_names_of_the_model_s_own_schema_are_used(labs: Emulator) -> None:
    labs.misbehave("other-names")
    orders.run(labs, lambda provider: orders.fill(provider, orders.request("eachlabs")))
    assert (len(labs.accepted), labs.complaints) == (1, [])


def test_without_a_schema_the_usual_names_are_used(labs: Emulator) -> None:
    labs.misbehave("poll-5xx", stage="schema")
    orders.run(labs, lambda provider: orders.fill(provider, orders.request("eachlabs")))
    assert len(labs.accepted) == 1


def test_names_can_be_set(labs: Emulator) -> None:
    emulated(labs).names = {"image": "image_url", "mask": "mask_url"}
    wanted = orders.request("eachlabs", options={"names": "image_url"})
    orders.run(labs, lambda provider: orders.fill(provider, wanted))
    assert not [seen for seen in labs.requests if seen.path == "/v1/model"]


def test_an_upload_that_fails_leaves_nothing_behind(labs: Emulator) -> None:
    labs.misbehave("upload-5xx", times=1)
    with pytest.raises(Unreachable):
        orders.run(labs, lambda provider: provider.upload(orders.request("eachlabs")))
    files = list(emulated(labs).files.values())
    assert files and all(file.is_deleted for file in files)


def test_the_key_never_goes_to_the_storage(labs: Emulator) -> None:
    labs.misbehave("upload-elsewhere")
    orders.run(labs, lambda provider: orders.fill(provider, orders.request("eachlabs")))
    assert labs.complaints == [] and labs.stranger.leaks == []
    assert [seen.method for seen in labs.stranger.requests] == ["PUT", "PUT"]


def test_uploads_are_deleted_by_what_the_ticket_knows(labs: Emulator) -> None:
    async def work(provider: Provider) -> None:
        ticket, _uploads = await orders.order(provider, orders.request("eachlabs"))
        await provider.clean_up(ticket, {})  # after a restart nothing but the ticket is known

    orders.run(labs, work)
    assert all(file.is_deleted for file in emulated(labs).files.values())


def test_both_uploads_are_tried_when_one_cannot_be_deleted(labs: Emulator) -> None:
    async def work(provider: Provider) -> None:
        ticket, uploads = await orders.order(provider, orders.request("eachlabs"))
        labs.misbehave("delete-5xx", times=1)
        with pytest.raises(Unreachable):
            await provider.clean_up(ticket, uploads)

    orders.run(labs, work)
    assert [file.is_deleted for file in emulated(labs).files.values()] == [False, True]


def test_a_prediction_is_stopped(labs: Emulator) -> None:
    labs.misbehave("stuck")

    async def work(provider: Provider) -> InlayError | None:
        ticket, _uploads = await orders.order(provider, orders.request("eachlabs"))
        outcome = await provider.cancel(ticket)
        assert outcome.stopped and "may be charged" in outcome.message
        _ticket, poll = await orders.ended(provider, ticket)
        return poll.error

    assert isinstance(orders.run(labs, work), Cancelled)


def test_too_late_to_stop(labs: Emulator) -> None:
    labs.misbehave("late-cancel")

    async def work(provider: Provider) -> Any:
        ticket, _uploads = await orders.order(provider, orders.request("eachlabs"))
        return await provider.cancel(ticket)

    outcome = orders.run(labs, work)
    assert not outcome.stopped and "too late" in outcome.message
