"""The emulator of fal: the queue, its files, and a key that belongs to neither transfer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.services import Emulator
from tests.services.samples import (
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
    with Emulator("fal") as emulator:
        yield emulator


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with plain_client() as each:
        yield each


def test_a_whole_fill_of_three_pictures(service: Emulator, client: httpx.Client) -> None:
    headers = headers_for(service)
    order = submit(service, client, num_images=3).json()
    assert order["status_url"].endswith(f"/fal-ai/flux-pro/requests/{order['request_id']}/status")
    states = [client.get(order["status_url"], headers=headers).json() for _ in range(2)]
    assert [state["status"] for state in states] == ["IN_PROGRESS", "COMPLETED"]
    assert all("logs" in state for state in states)
    output = client.get(order["response_url"], headers=headers).json()
    pictures = [client.get(image["url"]).content for image in output["images"]]
    assert len(set(pictures)) == 3
    assert output["has_nsfw_concepts"] == [False] * 3
    assert service.accepted[0].charged == pytest.approx(0.15)
    assert service.complaints == []


def test_the_price_is_by_started_megapixel(service: Emulator, client: httpx.Client) -> None:
    submit(service, client, image_url=uri_of(image_png(1200, 900)), mask_url=uri_of(mask_png(1200, 900)))
    assert service.accepted[0].charged == 0.1


def test_the_queue_counts_down(service: Emulator, client: httpx.Client) -> None:
    service.misbehave("slow", polls=6)
    order = submit(service, client).json()
    states = [client.get(order["status_url"], headers=headers_for(service)).json() for _ in range(7)]
    assert [state.get("queue_position") for state in states[:3]] == [2, 1, 0]
    assert [state["status"] for state in states[3:]] == ["IN_PROGRESS"] * 3 + ["COMPLETED"]


def test_cancel(service: Emulator, client: httpx.Client) -> None:
    headers = headers_for(service)
    order = submit(service, client).json()
    answer = client.put(order["cancel_url"], headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (202, "CANCELLATION_REQUESTED")
    again = client.put(order["cancel_url"], headers=headers)
    assert (again.status_code, again.json()["status"]) == (400, "ALREADY_COMPLETED")
    assert client.get(order["response_url"], headers=headers).status_code == 499
    assert service.accepted[0].charged == 0
    assert client.post(order["cancel_url"], headers=headers).status_code == 404


def test_the_result_waits_until_it_is_completed(service: Emulator, client: httpx.Client) -> None:
    order = submit(service, client).json()
    assert client.get(order["response_url"], headers=headers_for(service)).status_code == 400


def test_completed_may_be_a_refusal(service: Emulator, client: httpx.Client) -> None:
    service.misbehave("refused-input")
    order = submit(service, client).json()
    headers = headers_for(service)
    states = [client.get(order["status_url"], headers=headers).json()["status"] for _ in range(2)]
    assert states[1] == "COMPLETED"
    answer = client.get(order["response_url"], headers=headers)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["type"] == "content_policy_violation"
    assert service.accepted[0].charged == 0


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"guidance": 30}, "guidance"),
    ({"steps": 30}, "steps"),
    ({"prompt": None}, "prompt"),
    ({"safety_tolerance": 2}, "safety_tolerance"),
    ({"safety_tolerance": "0"}, "safety_tolerance"),
    ({"num_images": 5}, "num_images"),
    ({"output_format": "jpg"}, "output_format"),
    ({"image_url": text_of(image_png())}, "image_url"),
    ({"image_url": "https://example.com/a.png"}, "image_url"),
    ({"mask_url": None}, "mask_url"),
    ({"mask_url": uri_of(mask_png(WIDTH - 4))}, "mask_url"),
    ({"mask_url": uri_of(image_png())}, "mask_url"),
]


@pytest.mark.parametrize(("changes", "field"), REFUSED)
def test_a_breach_is_refused_and_noted(
    service: Emulator, client: httpx.Client, changes: dict[str, Any], field: str
) -> None:
    answer = submit(service, client, **changes)
    assert answer.status_code == 422
    assert field in [detail["loc"][1] for detail in answer.json()["detail"]]
    assert any(f" {field}: " in complaint for complaint in service.complaints)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Fal-Queue-Priority", "high"),
        ("X-Fal-Request-Timeout", "soon"),
        ("X-Fal-Object-Lifecycle-Preference", "3600"),
        ("X-Fal-Object-Lifecycle-Preference", '{"expiration": 3600}'),
    ],
)
def test_its_own_headers_are_checked(service: Emulator, client: httpx.Client, name: str, value: str) -> None:
    headers = {**headers_for(service), name: value}
    assert client.post(service.base_url + PATHS["fal"], json=body_for(service), headers=headers).status_code == 422
    assert name in service.complaints[0]


def test_the_form_of_the_key(service: Emulator, client: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {service.key}"}
    assert client.post(service.base_url + PATHS["fal"], json=body_for(service), headers=headers).status_code == 401
    assert "Key KEY" in service.complaints[0]


def test_uploads_by_signed_address(service: Emulator, client: httpx.Client) -> None:
    url = f"{service.base_url}/storage/upload/initiate?storage_type=gcs"
    names = {"file_name": "a.png", "content_type": "image/png"}
    place = client.post(url, json=names, headers=headers_for(service)).json()
    png_type = {"Content-Type": "image/png"}
    with_key = client.put(place["upload_url"], content=image_png(), headers={**headers_for(service), **png_type})
    assert with_key.status_code == 400
    assert len(service.complaints) == 1
    wrong_type = client.put(place["upload_url"], content=image_png(), headers={"Content-Type": "image/jpeg"})
    assert wrong_type.status_code == 422
    assert client.put(place["upload_url"], content=image_png(), headers=png_type).status_code == 200
    assert client.get(place["file_url"]).content == image_png()
    assert submit(service, client, image_url=place["file_url"]).status_code == 200
    assert len(service.complaints) == 2


def test_uploads_by_token(service: Emulator, client: httpx.Client) -> None:
    url = f"{service.base_url}/storage/auth/token?storage_type=fal-cdn-v3"
    token = client.post(url, json={}, headers=headers_for(service)).json()
    signed = {
        "Authorization": f"{token['token_type']} {token['token']}",
        "Content-Type": "image/png",
        "X-Fal-File-Name": "a.png",
    }
    target = f"{service.base_url}/files/upload"
    place = client.post(target, content=image_png(), headers=signed).json()
    assert submit(service, client, image_url=place["access_url"]).status_code == 200
    assert service.complaints == []
    key = {**signed, "Authorization": headers_for(service)["Authorization"]}
    assert client.post(target, content=image_png(), headers=key).status_code == 400
    nameless = {name: value for name, value in signed.items() if name != "X-Fal-File-Name"}
    assert client.post(target, content=image_png(), headers=nameless).status_code == 422
    assert len(service.complaints) == 2


def test_pictures_inside_the_answer(service: Emulator, client: httpx.Client) -> None:
    order = submit(service, client, sync_mode=True).json()
    for _ in range(2):
        client.get(order["status_url"], headers=headers_for(service))
    output = client.get(order["response_url"], headers=headers_for(service)).json()
    assert output["images"][0]["url"].startswith("data:image/png;base64,")


def test_finetuned(service: Emulator, client: httpx.Client) -> None:
    url = f"{service.base_url}/fal-ai/flux-pro/v1/fill-finetuned"
    body = body_for(service, finetune_id="my-finetune", finetune_strength=0.9)
    assert client.post(url, json=body, headers=headers_for(service)).status_code == 200
    assert service.accepted[0].charged == 0.06
    del body["finetune_id"]
    assert client.post(url, json=body, headers=headers_for(service)).status_code == 422
