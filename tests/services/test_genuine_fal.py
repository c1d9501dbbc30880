"""fal's own Python client drives the emulator, and gives it nothing to complain about."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import fal_client.client as genuine
import httpx
import pytest
from PIL import Image

from tests.services import Emulator
from tests.services.samples import HEIGHT, WIDTH, image_png, mask_png, uri_of

FILL = "fal-ai/flux-pro/v1/fill"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """The emulator, with every address of the client pointing to it."""
    with Emulator("fal") as emulator:
        monkeypatch.setattr(genuine, "QUEUE_URL_FORMAT", f"{emulator.base_url}/")
        monkeypatch.setattr(genuine, "RUN_URL_FORMAT", f"{emulator.base_url}/")
        monkeypatch.setattr(genuine, "REST_URL", emulator.base_url)
        monkeypatch.setattr(genuine, "CDN_URL", emulator.base_url)
        yield emulator


@pytest.fixture
def client(service: Emulator) -> genuine.SyncClient:
    return genuine.SyncClient(key=service.key)


def fields(**changes: Any) -> dict[str, Any]:
    """The input of an order."""
    pictures = {"image_url": uri_of(image_png()), "mask_url": uri_of(mask_png())}
    return {"prompt": "a wall", "output_format": "png", "safety_tolerance": "3", **pictures, **changes}


def test_a_fill_with_its_queue(service: Emulator, client: genuine.SyncClient) -> None:
    service.misbehave("slow", polls=4)
    states: list[genuine.Status] = []
    result = client.subscribe(FILL, fields(num_images=2, seed=11), with_logs=True, on_queue_update=states.append)
    assert {type(state) for state in states} >= {genuine.Queued, genuine.InProgress}
    assert result["seed"] == 11
    for image in result["images"]:
        with Image.open(io.BytesIO(httpx.get(image["url"]).content)) as picture:
            assert picture.size == (WIDTH, HEIGHT)
    assert len(service.accepted) == 1
    assert service.complaints == []


def test_pictures_are_uploaded_first(service: Emulator, client: genuine.SyncClient) -> None:
    image = client.upload(image_png(), "image/png", file_name="image.png")
    mask = client.upload(mask_png(), "image/png", file_name="mask.png")
    result = client.subscribe(FILL, fields(image_url=image, mask_url=mask))
    assert len(result["images"]) == 1
    uploads = [seen.path for seen in service.requests[:3]]
    assert uploads == ["/storage/auth/token", "/files/upload", "/files/upload"]
    assert service.complaints == []


def test_its_other_upload_hands_the_key_to_the_storage_which_is_noted(
    service: Emulator, client: genuine.SyncClient
) -> None:
    with pytest.raises(genuine.FalClientHTTPError):
        client.upload(image_png(), "image/png", file_name="image.png", repository="fal", fallback_repository=[])
    assert len(service.complaints) == 1
    assert "a key was sent along (authorization)" in service.complaints[0]


def test_a_cancel(service: Emulator, client: genuine.SyncClient) -> None:
    service.misbehave("stuck")
    handle = client.submit(FILL, fields())
    handle.cancel()
    assert service.accepted[0].outcome == "cancelled"
    assert service.complaints == []


def test_a_refusal_is_told_by_the_result(service: Emulator, client: genuine.SyncClient) -> None:
    service.misbehave("refused-input")
    with pytest.raises(genuine.FalClientHTTPError) as caught:
        client.subscribe(FILL, fields())
    assert caught.value.status_code == 422
    assert service.complaints == []


def test_a_missing_field_is_a_complaint(service: Emulator, client: genuine.SyncClient) -> None:
    order = fields()
    del order["mask_url"]
    with pytest.raises(genuine.FalClientHTTPError):
        client.subscribe(FILL, order)
    assert len(service.complaints) == 1
