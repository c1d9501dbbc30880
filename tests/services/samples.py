"""Requests that are in order, for the tests of the emulators themselves."""

from __future__ import annotations

import base64
import functools
import io
import ssl
from typing import Any

import httpx
import numpy as np
from PIL import Image

from tests.services.emulator import Emulator

WIDTH, HEIGHT = 340, 272


@functools.cache
def image_png(width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """A photo-like picture: a slope of colours with grain."""
    rows, columns = np.mgrid[0:height, 0:width]
    slope = np.dstack([columns % 256, rows % 256, (rows + columns) % 256])
    grain = np.random.default_rng(1).integers(-6, 7, slope.shape)
    return png(np.clip(slope + grain, 0, 255).astype(np.uint8))


@functools.cache
def mask_png(width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """White in the middle, black around."""
    mask = np.zeros((height, width), np.uint8)
    mask[height // 3 : height // 2, width // 3 : width // 2] = 255
    return png(mask)


def png(pixels: np.ndarray[Any, np.dtype[np.uint8]], **options: Any) -> bytes:
    """A PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", **options)
    return buffer.getvalue()


@functools.cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def plain_client(**options: Any) -> httpx.Client:
    """A client; the TLS context that none of these tests uses is made once, since making it takes long."""
    return httpx.Client(verify=_tls(), timeout=60.0, **options)


def text_of(content: bytes) -> str:
    """Bare base64."""
    return base64.b64encode(content).decode()


def uri_of(content: bytes) -> str:
    """A data URI."""
    return "data:image/png;base64," + text_of(content)


def headers_for(emulator: Emulator) -> dict[str, str]:
    """The headers of a request with the key."""
    if emulator.name == "bfl":
        return {"x-key": emulator.key}
    if emulator.name == "eachlabs":
        return {"X-API-Key": emulator.key}
    if emulator.name == "fal":
        return {"Authorization": f"Key {emulator.key}"}
    if emulator.name == "cometapi":
        return {"Authorization": f"Bearer {emulator.key}"}
    return {
        "Authorization": f"Bearer {emulator.key}",
        "ai-gateway-protocol-version": "0.0.1",
        "ai-gateway-auth-method": "api-key",
        "ai-image-model-specification-version": "4",
        "ai-model-id": "bfl/flux-pro-1.0-fill",
    }


PATHS = {
    "bfl": "/v1/flux-pro-1.0-fill",
    "cometapi": "/flux/v1/flux-pro-1-0-fill",
    "vercel": "/v4/ai/image-model",
    "fal": "/fal-ai/flux-pro/v1/fill",
    "eachlabs": "/v1/prediction",
}


def body_for(emulator: Emulator, **changes: Any) -> dict[str, Any]:
    """The body of an order; for Eachlabs without its pictures. `changes` replace fields, None takes them away."""
    image, mask = image_png(), mask_png()
    file = {"type": "file", "mediaType": "image/png"}
    flux = {"image": text_of(image), "mask": text_of(mask), "prompt": "a wall", "output_format": "png", "seed": 5}
    body: dict[str, Any] = {
        "bfl": flux,
        "cometapi": flux,
        "vercel": {
            "prompt": "a wall",
            "n": 1,
            "seed": 5,
            "files": [{**file, "data": text_of(image)}],
            "mask": {**file, "data": text_of(mask)},
            "providerOptions": {"blackForestLabs": {"outputFormat": "png", "steps": 30, "guidance": 30}},
        },
        "fal": {
            "prompt": "a wall",
            "image_url": uri_of(image),
            "mask_url": uri_of(mask),
            "output_format": "png",
            "seed": 5,
        },
        "eachlabs": {"prompt": "a wall", "output_format": "png", "seed": 5},
    }[emulator.name]
    changed = {**body, **changes}
    return {name: value for name, value in changed.items() if value is not None}


def presign(emulator: Emulator, client: httpx.Client, **changes: Any) -> httpx.Response:
    """Ask Eachlabs for a place to put a picture."""
    body = {"content_type": "image/png", "file_type": "image", "expires_in_seconds": 600, **changes}
    return client.post(f"{emulator.base_url}/v1/upload/presign", json=body, headers=headers_for(emulator))


def upload(emulator: Emulator, client: httpx.Client, content: bytes) -> str:
    """Put a picture into Eachlabs' storage; its public address."""
    place = presign(emulator, client).json()
    client.put(place["presigned_url"], content=content, headers=place["required_headers"]).raise_for_status()
    return str(place["public_url"])


def submit(emulator: Emulator, client: httpx.Client, **changes: Any) -> httpx.Response:
    """Order a fill; for Eachlabs the pictures are uploaded first, and `changes` are of the input."""
    body = body_for(emulator, **changes)
    if emulator.name == "eachlabs":
        for name, content in (("image", image_png()), ("mask", mask_png())):
            if name not in changes:
                body[name] = upload(emulator, client, content)
        body = {"model": "flux-fill-pro", "input": body}
    return client.post(emulator.base_url + PATHS[emulator.name], json=body, headers=headers_for(emulator))
