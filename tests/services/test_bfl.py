"""The emulator of Black Forest Labs: what it takes, what it refuses, and what it answers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
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
    png,
    submit,
    text_of,
)


@pytest.fixture
def service() -> Iterator[Emulator]:
    with Emulator("bfl") as emulator:
        yield emulator


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with plain_client() as each:
        yield each


def finish(order: dict[str, Any], client: httpx.Client) -> dict[str, Any]:
    """Poll until it is over."""
    for _ in range(20):
        state: dict[str, Any] = client.get(order["polling_url"]).json()
        if state["status"] != "Pending":
            return state
    raise AssertionError("never over")


def test_a_whole_fill(service: Emulator, client: httpx.Client) -> None:
    order = submit(service, client).json()
    assert order["cost"] == 5
    assert order["input_mp"] == order["output_mp"] == 0.09
    assert client.get(order["polling_url"]).json()["status"] == "Pending"
    state = finish(order, client)
    assert state["status"] == "Ready"
    assert state["result"]["seed"] == 5
    answer = client.get(state["result"]["sample"])
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    assert [task.charged for task in service.accepted] == [0.05]
    assert service.complaints == []


def test_the_usual_format_is_jpeg(service: Emulator, client: httpx.Client) -> None:
    state = finish(submit(service, client, output_format=None).json(), client)
    assert client.get(state["result"]["sample"]).headers["content-type"] == "image/jpeg"


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"width": 512}, "width"),
    ({"aspect_ratio": "1:1"}, "aspect_ratio"),
    ({"steps": 14}, "steps"),
    ({"steps": 51}, "steps"),
    ({"steps": 20.5}, "steps"),
    ({"steps": True}, "steps"),
    ({"guidance": 1.4}, "guidance"),
    ({"guidance": 101}, "guidance"),
    ({"safety_tolerance": 7}, "safety_tolerance"),
    ({"safety_tolerance": "2"}, "safety_tolerance"),
    ({"output_format": "jpg"}, "output_format"),
    ({"seed": "5"}, "seed"),
    ({"prompt": 5}, "prompt"),
    ({"finetune_id": "x"}, "finetune_id"),
    ({"image": None}, "image"),
    ({"mask": None}, "mask"),
    ({"image": "data:image/png;base64," + text_of(image_png())}, "image"),
    ({"image": text_of(b"GIF89a nothing")}, "image"),
    ({"image": "not base64!"}, "image"),
    ({"image": text_of(image_png()[:500])}, "image"),
    ({"mask": text_of(mask_png(WIDTH, HEIGHT - 8))}, "mask"),
    ({"mask": text_of(image_png())}, "mask"),
    ({"mask": text_of(png(np.full((HEIGHT, WIDTH), 128, np.uint8)))}, "mask"),
    ({"mask": text_of(png(np.zeros((HEIGHT, WIDTH), np.uint8)))}, "mask"),
    ({"input_image": text_of(image_png()), "image": None}, "input_image"),
]


@pytest.mark.parametrize(("changes", "field"), REFUSED)
def test_a_breach_is_refused_and_noted(
    service: Emulator, client: httpx.Client, changes: dict[str, Any], field: str
) -> None:
    answer = submit(service, client, **changes)
    assert answer.status_code == 422
    assert field in [detail["loc"][1] for detail in answer.json()["detail"]]
    assert any(f" {field}: " in complaint for complaint in service.complaints)
    assert service.accepted == []


def test_null_is_taken_where_the_schema_allows_it(service: Emulator, client: httpx.Client) -> None:
    body = {**body_for(service), "steps": None, "guidance": None, "seed": None, "prompt": None}
    answer = client.post(service.base_url + PATHS["bfl"], json=body, headers=headers_for(service))
    assert answer.status_code == 200
    body["safety_tolerance"] = None
    answer = client.post(service.base_url + PATHS["bfl"], json=body, headers=headers_for(service))
    assert answer.status_code == 422


def test_metadata_and_webhooks_are_taken_and_noted(service: Emulator, client: httpx.Client) -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    image = text_of(png(np.zeros((HEIGHT, WIDTH, 3), np.uint8), exif=exif))
    order = submit(service, client, image=image, webhook_url="https://example.com")
    assert order.status_code == 200
    assert "polling_url" not in order.json()
    assert len(service.complaints) == 2
    assert "exif" in service.complaints[1] + service.complaints[0]


def test_keys(service: Emulator, client: httpx.Client) -> None:
    url, body = service.base_url + PATHS["bfl"], body_for(service)
    assert client.post(url, json=body, headers={"X-Key": "wrong"}).status_code == 403
    assert service.complaints == []  # a wrong key is no breach of the form
    for headers in ({}, {"Authorization": f"Bearer {service.key}"}):
        assert client.post(url, json=body, headers=headers).status_code == 403
    assert len(service.complaints) == 2
    assert service.accepted == []


def test_polls_need_no_key_and_downloads_must_have_none(service: Emulator, client: httpx.Client) -> None:
    order = submit(service, client).json()
    assert client.get(order["polling_url"], headers={"x-key": service.key}).status_code == 200
    assert client.get(order["polling_url"], headers={"x-key": "wrong"}).status_code == 403
    state = finish(order, client)
    assert service.complaints == []
    link = state["result"]["sample"]
    assert client.get(link, headers={"x-key": service.key}).status_code == 400
    assert client.get(f"{link}&api_key={service.key}").status_code == 400
    assert len(service.complaints) == 2
    assert client.get(link).status_code == 200


def test_body_and_path_are_checked(service: Emulator, client: httpx.Client) -> None:
    headers = headers_for(service)
    url = service.base_url + PATHS["bfl"]
    assert client.post(url, content=b"{}", headers=headers).status_code == 422
    assert client.post(url, content=b"{", headers={**headers, "Content-Type": "application/json"}).status_code == 422
    assert client.post(url, json=[1], headers=headers).status_code == 422
    assert client.post(f"{service.base_url}/v1/flux-fill", json={}, headers=headers).status_code == 404
    assert client.get(url, headers=headers).status_code == 404
    assert client.get(f"{service.base_url}/v1/get_result", headers=headers).status_code == 422
    assert len(service.complaints) == 6


def test_finetuned(service: Emulator, client: httpx.Client) -> None:
    url = f"{service.base_url}/v1/flux-pro-1.0-fill-finetuned"
    body = body_for(service, finetune_id="my-finetune", finetune_strength=1.3)
    order = client.post(url, json=body, headers=headers_for(service)).json()
    assert order["cost"] == 6
    assert service.accepted[0].strength == 1.3
    for changes in ({"finetune_strength": 2.1}, {"finetune_id": None}, {"finetune_id": ""}):
        changed = {name: value for name, value in {**body, **changes}.items() if value is not None}
        assert client.post(url, json=changed, headers=headers_for(service)).status_code == 422
    null = {**body, "steps": None}
    assert client.post(url, json=null, headers=headers_for(service)).status_code == 422


def test_expand(service: Emulator, client: httpx.Client) -> None:
    url = f"{service.base_url}/v1/flux-pro-1.0-expand"
    body = body_for(service, mask=None, left=60, bottom=20)
    state = finish(client.post(url, json=body, headers=headers_for(service)).json(), client)
    with Image.open(io.BytesIO(client.get(state["result"]["sample"]).content)) as picture:
        assert picture.size == (WIDTH + 60, HEIGHT + 20)
    for changes in ({"left": 0, "bottom": 0}, {"left": 2049}, {"mask": text_of(mask_png())}):
        assert client.post(url, json={**body, **changes}, headers=headers_for(service)).status_code == 422
    small = {**body, "image": text_of(image_png(400, 200))}
    assert client.post(url, json=small, headers=headers_for(service)).status_code == 422


def test_erase(service: Emulator, client: httpx.Client) -> None:
    url = f"{service.base_url}/v1/flux-tools/erase-v1"
    body = body_for(service, prompt=None, output_format=None, dilate_pixels=25, safety_tolerance=5)
    state = finish(client.post(url, json=body, headers=headers_for(service)).json(), client)
    assert client.get(state["result"]["sample"]).headers["content-type"] == "image/png"
    for changes in ({"prompt": "x"}, {"dilate_pixels": 26}, {"safety_tolerance": 6}, {"steps": 20}):
        assert client.post(url, json={**body, **changes}, headers=headers_for(service)).status_code == 422


def test_the_account(service: Emulator, client: httpx.Client) -> None:
    headers = headers_for(service)
    before = client.get(f"{service.base_url}/v1/credits", headers=headers).json()["credits"]
    finish(submit(service, client).json(), client)
    assert client.get(f"{service.base_url}/v1/credits", headers=headers).json() == {"credits": before - 5}
    finetunes = client.get(f"{service.base_url}/v1/my_finetunes", headers=headers).json()["finetunes"]
    assert isinstance(finetunes[0], str) and isinstance(finetunes[1], dict)
    details = f"{service.base_url}/v1/finetune_details"
    told = client.get(details, params={"finetune_id": finetunes[0]}, headers=headers).json()
    assert told["finetune_details"]["trigger_word"] == "TOK"
    assert client.get(details, params={"finetune_id": "other"}, headers=headers).status_code == 404
    assert client.get(f"{service.base_url}/v1/credits").status_code == 403


def test_no_more_than_24_at_a_time(client: httpx.Client) -> None:
    with Emulator("bfl", delay=600) as service:
        url, headers, body = service.base_url + PATHS["bfl"], headers_for(service), body_for(service)
        answers = [client.post(url, json=body, headers=headers).status_code for _ in range(25)]
        assert answers == [200] * 24 + [429]
        service.finish()
        assert client.post(url, json=body, headers=headers).status_code == 200
        assert len(service.accepted) == 25


def test_progress_follows_the_clock(client: httpx.Client) -> None:
    with Emulator("bfl", delay=600, polls=0) as service:
        order = submit(service, client).json()
        state = client.get(order["polling_url"]).json()
        assert (state["status"], state["progress"]) == ("Pending", 0.0)
        service.finish()
        assert finish(order, client)["status"] == "Ready"
