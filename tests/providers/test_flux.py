"""The words of FLUX at Black Forest Labs and those who pass it on: orders out, answers in."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.base.errors import (
    BadAnswer,
    BadInput,
    Bug,
    InlayError,
    NoCredit,
    NotAccepted,
    OutcomeUnknown,
    RefusedInput,
    RefusedOutput,
)
from inlay.fill.request import Border
from inlay.providers import flux
from inlay.providers.bfl import REGIONS, region_of, sends_to
from inlay.providers.bfl_account import decode_balance, decode_finetunes, with_details
from inlay.providers.catalogue import service
from inlay.providers.cometapi import CometApi, spelled
from inlay.providers.interface import AccountFinetune, Connection
from inlay.providers.reply import Reply
from tests.providers.orders import request

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
)


def body(model: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(flux.encode(request("bfl", model, **given), "Service"))
    return found


def test_an_order_of_a_fill() -> None:
    wanted = request("bfl", flux.FILL, steps=20, guidance=30.5, safety=0, upsampling=True, seed=99)
    sent = json.loads(flux.encode(wanted, "Service"))
    assert wanted.sent is not None and wanted.sent.mask is not None
    assert base64.b64decode(sent.pop("image"), validate=True) == wanted.sent.image
    assert base64.b64decode(sent.pop("mask"), validate=True) == wanted.sent.mask
    assert sent == {
        "prompt": wanted.prompt,
        "steps": 20,
        "guidance": 30.5,
        "safety_tolerance": 0,
        "prompt_upsampling": True,
        "seed": 99,
        "output_format": "png",
    }


def test_an_order_with_a_finetune() -> None:
    sent = body(flux.FINETUNED, finetune="acme/style", strength=0.9)
    assert sent["finetune_id"] == "acme/style" and sent["finetune_strength"] == 0.9 and sent["steps"] == 50
    assert body(flux.FINETUNED, finetune="a")["finetune_strength"] == 1.1
    with pytest.raises(BadInput):
        request("bfl", flux.FINETUNED)


def test_an_order_that_erases_has_no_prompt() -> None:
    sent = body(flux.ERASE, dilate_pixels=25)
    assert set(sent) == {"image", "mask", "seed", "output_format", "safety_tolerance", "dilate_pixels"}
    assert sent["dilate_pixels"] == 25


def test_an_order_of_a_border_has_no_mask() -> None:
    wanted = request("bfl", flux.EXPAND)
    assert wanted.sent is not None
    framed = replace(wanted, sent=replace(wanted.sent, mask=None, border=Border(left=16, right=2048)))
    sent = json.loads(flux.encode(framed, "Service"))
    assert "mask" not in sent and (sent["left"], sent["top"], sent["right"], sent["bottom"]) == (16, 0, 2048, 0)
    for border in (None, Border(), Border(top=2049), Border(left=-1, right=5)):
        with pytest.raises(BadInput) as told:
            flux.encode(replace(wanted, sent=replace(wanted.sent, mask=None, border=border)), "Service")
        assert "2048" in told.value.what and "Nothing was ordered" in told.value.kept


def test_an_order_without_its_pictures_is_a_fault_of_ours() -> None:
    wanted = request("bfl", flux.FILL)
    assert wanted.sent is not None
    for sent in (None, replace(wanted.sent, mask=None)):
        with pytest.raises(Bug):
            flux.encode(replace(wanted, sent=sent), "Service")


def test_no_order_asks_to_be_called_back() -> None:
    for model in service("bfl").models:
        if model.takes == "mask":
            given = {"finetune": "a"} if model.id == flux.FINETUNED else {}
            assert not [name for name in body(model.id, **given) if "webhook" in name]


# --- answers


def test_the_answer_to_an_order() -> None:
    told = {"id": "1", "polling_url": "https://x/p", "cost": 5, "input_mp": None}
    assert flux.decode_order(told, "S") == {"id": "1", "polling_url": "https://x/p", "cost": "5.0"}
    assert flux.decode_order({"id": 7, "polling_url": None, "cost": None}, "S") == {"id": "7"}
    for nameless in ({}, {"id": None}, {"id": ""}, None, [], "1"):
        with pytest.raises(OutcomeUnknown):
            flux.decode_order(nameless, "S")


def test_a_job_that_goes_on() -> None:
    assert flux.decode_poll({"status": "Pending", "progress": 0.4}, "S").progress == 0.4
    assert flux.decode_poll({"status": "Pending", "progress": 7}, "S").progress == 1.0
    for going in ({}, {"status": None}, {"status": "Warming up"}, None, {"status": "Pending", "progress": None}):
        poll = flux.decode_poll(going, "S")
        assert poll.state == "running" and poll.progress is None
    assert flux.decode_poll({"status": "Task not found"}, "S").state == "missing"


def test_a_job_that_is_done() -> None:
    poll = flux.decode_poll({"status": "Ready", "result": {"sample": "https://x", "seed": 3, "duration": 4.5}}, "S")
    assert poll.state == "done" and poll.data == {"result_url": "https://x", "seed": "3", "seconds": "4.5"}
    assert flux.decode_poll({"status": "Ready", "result": {"sample": "u"}}, "S").data == {"result_url": "u"}
    for without in (None, {}, {"sample": None}):
        poll = flux.decode_poll({"status": "Ready", "result": without}, "S")
        assert poll.state == "failed" and type(poll.error) is BadAnswer


@pytest.mark.parametrize(
    ("status", "kind", "charged"),
    [
        ("Request Moderated", RefusedInput, "isn't charged"),
        ("Content Moderated", RefusedOutput, "isn't charged"),
        ("Error", BadAnswer, "doesn't say"),
        ("Failed", BadAnswer, "doesn't say"),
    ],
)
def test_a_job_that_came_to_nothing(status: str, kind: type[InlayError], charged: str) -> None:
    told = {"status": status, "result": None, "details": {"Moderation Reasons": ["Derivative Works Filter"]}}
    poll = flux.decode_poll(told, "S")
    assert poll.state == "failed" and poll.error is not None and type(poll.error) is kind
    assert "Derivative Works Filter" in poll.error.what and charged in poll.error.kept
    assert poll.error.next_step
    bare = flux.decode_poll({"status": status, "details": None}, "S", free_refusals=False).error
    assert bare is not None and "doesn't say" in bare.kept and "(" not in bare.what


@given(JSON)
def test_any_answer_means_something(value: object) -> None:
    for told in (value, {"status": "Ready", "result": value}, {"status": "Error", "details": value}):
        assert flux.decode_poll(told, "S").state in ("running", "done", "failed", "missing")
    for found in (value, {"finetunes": value}, {"finetune_details": value}, {"credits": value}):
        decode_balance(found)
        decode_finetunes(found, "us1")
        with_details(AccountFinetune("a"), found)


# --- Black Forest Labs


def test_where_orders_go() -> None:
    assert sends_to(flux.FILL, {}) == "api.bfl.ai"
    assert sends_to(flux.FINETUNED, {}) == "api.us1.bfl.ai"
    assert sends_to(flux.FINETUNED, {"region": "global"}) == "api.bfl.ai"
    for region, host in REGIONS.items():
        assert sends_to(flux.FILL, {"region": region}) == sends_to(flux.FINETUNED, {"region": region}) == host
    assert region_of(flux.FILL, {"region": "elsewhere"}) == "global"
    spec = service("bfl")
    assert spec.host(flux.FINETUNED, {}) == "api.us1.bfl.ai" and spec.host(flux.FILL, {"region": "eu"}) == REGIONS["eu"]
    assert spec.host(flux.FILL, {"region": "eu"}, "http://127.0.0.1:8000") == "127.0.0.1:8000"


def test_the_account() -> None:
    assert decode_balance({"credits": 1240}) == "1,240 credits (12.40 USD)"
    assert decode_balance({"credits": "5.5"}) == "5.50 credits (0.06 USD)"
    assert decode_balance({"credits": None}) == decode_balance([]) == ""


def test_finetunes_in_any_form() -> None:
    listed = ["plain", {"finetune_id": "a", "trigger_word": "TOK"}, {"id": "b", "name": "B"}, {}, None, 7, "plain"]
    found = decode_finetunes({"finetunes": listed}, "us1")
    assert [each.id for each in found] == ["plain", "a", "b", "7"]
    assert found[1].trigger == "TOK" and found[2].name == "B" and {each.region for each in found} == {"us1"}
    more = with_details(found[0], {"finetune_details": {"finetune_comment": "House", "trigger_word": None}})
    assert (more.name, more.trigger) == ("House", "")


# --- CometAPI


def test_how_models_are_spelled() -> None:
    assert spelled(flux.FILL, {}) == "flux-pro-1-0-fill" and spelled(flux.FILL, {"spelling": "dot"}) == flux.FILL
    assert spelled(flux.FINETUNED, {"spelling": "dash"}) == "flux-pro-1-0-fill-finetuned"


def comet(status: int, told: object, kind: str = "application/json") -> Reply:
    content = told if isinstance(told, bytes) else json.dumps(told).encode()
    return Reply(status, {"content-type": kind}, content, "CometAPI", "order")


@pytest.mark.parametrize("status", [200, 404, 405])
def test_a_wrong_path_names_the_setting(status: int) -> None:
    adapter = CometApi(Connection())
    with pytest.raises(BadInput) as told:
        adapter.ordered(comet(status, b"<html>Welcome</html>", "text/html"))
    assert "spelling" in told.value.next_step and "Nothing is charged" in told.value.kept


def test_what_comet_says_about_orders() -> None:
    adapter = CometApi(Connection())
    error = {"error": {"message": "image is required (request id: 1)", "code": "invalid_request"}}
    with pytest.raises(BadInput, match="image is required"):
        adapter.ordered(comet(500, error))
    with pytest.raises(OutcomeUnknown):
        adapter.ordered(comet(500, {"error": {"message": "overload", "code": "server_error"}}))
    with pytest.raises(OutcomeUnknown):
        adapter.ordered(comet(502, b"<html>Bad gateway</html>", "text/html"))
    with pytest.raises(NotAccepted):
        adapter.ordered(comet(429, error))
    with pytest.raises(NoCredit):
        adapter.ordered(comet(403, {"error": {"message": "insufficient balance", "code": "x"}}))
    assert adapter.ordered(comet(200, {"id": "1"})).status == 200
