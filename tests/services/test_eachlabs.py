"""The emulator of Eachlabs: its storage, its predictions, both forms of its key and of its answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.services import Emulator
from tests.services.eachlabs import Eachlabs
from tests.services.samples import (
    WIDTH,
    headers_for,
    image_png,
    mask_png,
    plain_client,
    presign,
    submit,
    text_of,
    upload,
    uri_of,
)


@pytest.fixture
def service() -> Iterator[Emulator]:
    with Emulator("eachlabs") as emulator:
        yield emulator


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with plain_client() as each:
        yield each


def test_a_whole_fill(service: Emulator, client: httpx.Client) -> None:
    created = submit(service, client).json()
    assert created["status"] == "success"
    url = f"{service.base_url}/v1/prediction/{created['predictionID']}"
    states = [client.get(url, headers=headers_for(service)).json() for _ in range(2)]
    assert [state["status"] for state in states] == ["processing", "success"]
    assert states[0]["output"] is None
    assert client.get(states[1]["output"]).headers["content-type"] == "image/png"
    assert states[1]["metrics"]["cost"] == service.accepted[0].charged == 0.05
    assert service.complaints == []


def test_both_forms_of_the_key(service: Emulator, client: httpx.Client) -> None:
    created = submit(service, client).json()
    url = f"{service.base_url}/v1/prediction/{created['predictionID']}"
    assert client.get(url, headers={"Authorization": f"Bearer {service.key}"}).status_code == 200
    assert service.complaints == []
    assert client.get(url, headers={"Authorization": f"Key {service.key}"}).status_code == 401
    assert client.get(url).status_code == 401
    assert len(service.complaints) == 2
    service.misbehave("only-bearer")
    assert client.get(url, headers=headers_for(service)).status_code == 401
    assert client.get(url, headers={"Authorization": f"Bearer {service.key}"}).status_code == 200
    assert len(service.complaints) == 2


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"guidance": 60}, "input.guidance"),
    ({"guidance": 1.5}, "input.guidance"),
    ({"steps": 0}, "input.steps"),
    ({"safety_tolerance": 0}, "input.safety_tolerance"),
    ({"output_format": "jpeg"}, "input.output_format"),
    ({"prompt": None}, "input.prompt"),
    ({"image": None}, "input.image"),
    ({"image": uri_of(image_png())}, "input.image"),
    ({"image": text_of(image_png())}, "input.image"),
    ({"image": "http://127.0.0.1:9/cdn/uploads/other.png"}, "input.image"),
    ({"mask_url": "x"}, "input.mask_url"),
]


@pytest.mark.parametrize(("changes", "field"), REFUSED)
def test_a_breach_is_refused_and_noted(
    service: Emulator, client: httpx.Client, changes: dict[str, Any], field: str
) -> None:
    assert submit(service, client, **changes).status_code == 400
    assert any(f" {field}: " in complaint for complaint in service.complaints)
    assert service.accepted == []


def test_a_mask_of_another_size_is_refused(service: Emulator, client: httpx.Client) -> None:
    answer = submit(service, client, mask=upload(service, client, mask_png(WIDTH + 2)))
    assert answer.status_code == 400


def test_signed_uploads(service: Emulator, client: httpx.Client) -> None:
    place = presign(service, client).json()
    put, headers = place["presigned_url"], place["required_headers"]
    assert client.put(put, content=image_png(), headers={**headers, **headers_for(service)}).status_code == 400
    assert client.put(put, content=image_png(), headers={"Content-Type": "image/png"}).status_code == 400
    assert client.put(put, content=image_png(), headers={**headers, "Content-Type": "image/jpeg"}).status_code == 400
    assert client.put(put.split("?")[0], content=image_png(), headers=headers).status_code == 403
    assert len(service.complaints) == 3
    assert client.put(put, content=image_png(), headers=headers).status_code == 200
    assert client.get(place["public_url"]).content == image_png()


@pytest.mark.parametrize("seconds", [59, 31_536_001, 600.5, "600"])
def test_the_life_of_an_upload_has_a_range(service: Emulator, client: httpx.Client, seconds: object) -> None:
    assert presign(service, client, expires_in_seconds=seconds).status_code == 400


def test_deleting(service: Emulator, client: httpx.Client) -> None:
    assert isinstance(service.service, Eachlabs)
    link = upload(service, client, image_png())
    (stored,) = service.service.files.values()
    assert stored.seconds == 600
    url = f"{service.base_url}/v1/files/{stored.id}"
    assert [client.delete(url, headers=headers_for(service)).status_code for _ in range(2)] == [204, 204]
    assert stored.is_deleted
    assert client.get(link).status_code == 404
    assert submit(service, client, image=link).status_code == 400


def test_cancel(service: Emulator, client: httpx.Client) -> None:
    created = submit(service, client).json()
    url = f"{service.base_url}/v1/prediction/{created['predictionID']}"
    assert client.post(f"{url}/cancel", headers=headers_for(service)).json()["status"] == "cancelled"
    assert client.get(url, headers=headers_for(service)).json()["status"] == "cancelled"
    assert client.post(f"{url}/cancel", headers=headers_for(service)).status_code == 400


def test_the_older_dialect(service: Emulator, client: httpx.Client) -> None:
    assert isinstance(service.service, Eachlabs)
    service.service.dialect = "seed"
    service.misbehave("failed")
    created = submit(service, client).json()
    url = f"{service.base_url}/v1/prediction/{created['predictionID']}"
    states = [client.get(url, headers=headers_for(service)).json() for _ in range(2)]
    assert states[0]["predictionID"] == created["predictionID"]
    assert states[1]["status"] == "error" and states[1]["message"]
    assert client.get(f"{url}x", headers=headers_for(service)).json()["status"] == "error"


def test_the_schema_is_public_and_tells_the_names(service: Emulator, client: httpx.Client) -> None:
    url = f"{service.base_url}/v1/model?slug=flux-fill-pro"
    schema = client.get(url).json()["request_schema"]
    assert schema["required"] == ["image", "mask", "prompt"]
    assert schema["properties"]["guidance"] == {"type": "number", "minimum": 2, "maximum": 5}
    service.misbehave("other-names")
    assert client.get(url).json()["request_schema"]["required"] == ["image_url", "mask_url", "prompt"]
    assert submit(service, client).status_code == 400


def test_no_more_than_ten_at_a_time(client: httpx.Client) -> None:
    with Emulator("eachlabs", delay=600) as service:
        pictures = {"image": upload(service, client, image_png()), "mask": upload(service, client, mask_png())}
        answers = [submit(service, client, **pictures).status_code for _ in range(11)]
        assert answers == [200] * 10 + [429]
