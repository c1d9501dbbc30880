"""The emulator of the AI Gateway: headers, body, the two protocols, and the balance."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.services import Emulator
from tests.services.samples import (
    HEIGHT,
    PATHS,
    WIDTH,
    body_for,
    headers_for,
    image_png,
    mask_png,
    plain_client,
    submit,
    text_of,
    uri_of,
)


@pytest.fixture
def service() -> Iterator[Emulator]:
    with Emulator("vercel") as emulator:
        yield emulator


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with plain_client() as each:
        yield each


def test_a_whole_fill(service: Emulator, client: httpx.Client) -> None:
    answer = submit(service, client).json()
    with Image.open(io.BytesIO(base64.b64decode(answer["images"][0]))) as picture:
        assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    assert service.accepted[0].charged == 0.05
    assert service.complaints == []


def test_the_older_protocol_wants_its_own_version(service: Emulator, client: httpx.Client) -> None:
    url, headers = f"{service.base_url}/v3/ai/image-model", headers_for(service)
    assert client.post(url, json=body_for(service), headers=headers).status_code == 400
    headers["ai-image-model-specification-version"] = "3"
    assert client.post(url, json=body_for(service), headers=headers).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["ai-gateway-protocol-version", "ai-gateway-auth-method", "ai-image-model-specification-version", "ai-model-id"],
)
def test_every_header_is_wanted(service: Emulator, client: httpx.Client, name: str) -> None:
    headers = headers_for(service)
    del headers[name]
    answer = client.post(service.base_url + PATHS["vercel"], json=body_for(service), headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert name in service.complaints[0]


FILE = {"type": "file", "mediaType": "image/png", "data": text_of(image_png())}
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"model": "bfl/flux-pro-1.0-fill"}, "model"),
    ({"n": None}, "n"),
    ({"n": 2}, "n"),
    ({"files": None}, "files"),
    ({"files": []}, "files"),
    ({"files": [FILE, FILE]}, "files"),
    ({"mask": None}, "mask"),
    ({"files": [{**FILE, "data": uri_of(image_png())}]}, "files[0].data"),
    ({"files": [{**FILE, "mediaType": "image/jpeg"}]}, "files[0].mediaType"),
    ({"files": [{"type": "file", "data": text_of(image_png())}]}, "files[0]"),
    ({"files": [{"type": "url", "url": "https://example.com/a.png"}]}, "files[0].url"),
    ({"mask": {**FILE, "data": text_of(mask_png(WIDTH + 4))}}, "mask"),
    ({"providerOptions": {"blackForestLabs": {"steps": 5}}}, "providerOptions.blackForestLabs.steps"),
    (
        {"providerOptions": {"blackForestLabs": {"output_format": "png"}}},
        "providerOptions.blackForestLabs.output_format",
    ),
    ({"providerOptions": {"bfl": {}}}, "providerOptions.bfl"),
]


@pytest.mark.parametrize(("changes", "field"), REFUSED)
def test_a_breach_is_refused_and_noted(
    service: Emulator, client: httpx.Client, changes: dict[str, Any], field: str
) -> None:
    answer = submit(service, client, **changes)
    assert answer.status_code == 400
    assert any(f" {field}: " in complaint for complaint in service.complaints)
    assert service.accepted == []


def test_another_model_is_not_found(service: Emulator, client: httpx.Client) -> None:
    headers = {**headers_for(service), "ai-model-id": "bfl/other"}
    answer = client.post(service.base_url + PATHS["vercel"], json=body_for(service), headers=headers)
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "model_not_found")
    assert answer.json()["error"]["param"] == {"modelId": "bfl/other"}


def test_the_balance_is_told_in_texts_and_falls(service: Emulator, client: httpx.Client) -> None:
    url = f"{service.base_url}/v1/credits"
    assert client.get(url, headers=headers_for(service)).json() == {"balance": "95.50", "total_used": "4.50"}
    submit(service, client)
    assert client.get(url, headers=headers_for(service)).json()["balance"] == "95.45"
    assert client.get(url, headers={"x-key": service.key}).status_code == 401
