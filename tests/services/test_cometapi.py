"""The emulator of CometAPI: Bearer, both spellings, its own polling, errors in OpenAI's form."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.services import Emulator
from tests.services.cometapi import CometApi
from tests.services.samples import PATHS, body_for, headers_for, plain_client, submit


@pytest.fixture
def service() -> Iterator[Emulator]:
    with Emulator("cometapi") as emulator:
        yield emulator


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with plain_client() as each:
        yield each


def test_a_whole_fill(service: Emulator, client: httpx.Client) -> None:
    order = submit(service, client).json()
    url = f"{service.base_url}/flux/v1/get_result"
    states = [client.get(url, params={"id": order["id"]}, headers=headers_for(service)).json() for _ in range(2)]
    assert [state["status"] for state in states] == ["Pending", "Ready"]
    assert client.get(states[1]["result"]["sample"]).status_code == 200
    assert service.accepted[0].charged == 0.06
    assert service.complaints == []


def test_its_polling_address_is_a_strangers_and_the_key_is_seen_there(service: Emulator, client: httpx.Client) -> None:
    order = submit(service, client).json()
    assert order["polling_url"].startswith(service.stranger.base_url)
    assert client.get(order["polling_url"]).status_code == 200
    assert service.complaints == []
    client.get(order["polling_url"], headers=headers_for(service))
    assert len(service.stranger.leaks) == 1
    assert len(service.complaints) == 1


def test_polls_need_the_key(service: Emulator, client: httpx.Client) -> None:
    order = submit(service, client).json()
    url = f"{service.base_url}/flux/v1/get_result?id={order['id']}"
    assert client.get(url).status_code == 401
    answer = client.get(url, headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "comet_api_error"


@pytest.mark.parametrize("model", ["flux-pro-1.0-fill", "flux-pro-1-0-fill"])
def test_both_spellings(service: Emulator, client: httpx.Client, model: str) -> None:
    url = f"{service.base_url}/flux/v1/{model}"
    assert client.post(url, json=body_for(service), headers=headers_for(service)).status_code == 200
    assert isinstance(service.service, CometApi)
    service.service.spelling = "dashes" if "." in model else "dots"
    answer = client.post(url, json=body_for(service), headers=headers_for(service))
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_breaches(service: Emulator, client: httpx.Client) -> None:
    answer = submit(service, client, width=512)
    assert answer.status_code == 400
    assert "width" in answer.json()["error"]["message"]
    assert client.post(f"{service.base_url}/flux/v1/other", json={}, headers=headers_for(service)).status_code == 404
    wrong = client.post(service.base_url + PATHS["cometapi"], json=body_for(service), headers={"x-key": service.key})
    assert wrong.status_code == 401
    assert len(service.complaints) == 3


def test_finetuned(service: Emulator, client: httpx.Client) -> None:
    url = f"{service.base_url}/flux/v1/flux-pro-1-0-fill-finetuned"
    body = body_for(service, finetune_id="my-finetune")
    assert client.post(url, json=body, headers=headers_for(service)).status_code == 200
    assert service.accepted[0].charged == 0.096
