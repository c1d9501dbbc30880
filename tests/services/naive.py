"""A client without any care, which writes down what it meets: to show that every misbehaviour can be seen."""

from __future__ import annotations

import base64
import io
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
from PIL import Image, UnidentifiedImageError

from tests.services.emulator import Emulator
from tests.services.samples import PATHS, body_for, headers_for, image_png, mask_png, plain_client, presign

POLLS = 4
MUCH, ENOUGH = 1_000_000, 8_000_000
Meeting = tuple[object, ...]


class Naive:
    """Goes all the way of one order, whatever it meets; `met` is what it met, without what differs by chance."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.met: list[Meeting] = []
        self._headers = headers_for(emulator)
        self._client = plain_client()
        self._uploads: dict[str, str] = {}

    def run(self) -> list[Meeting]:
        """Everything, from the account to the deletion."""
        with self._client:
            self._look_at_account()
            order = self._order(self._pictures())
            self._poll(order)
            self._clean_up(order)
        return self.met

    def _ask(self, stage: str, method: str, url: str, *, key: bool = True, **more: Any) -> Any:
        """One request; the JSON of its answer, or its bytes, or None where there is none."""
        headers = {**(self._headers if key else {}), **more.pop("headers", {})}
        try:
            with self._client.stream(method, url, headers=headers, **more) as response:
                body = b""
                for piece in response.iter_raw():
                    body += piece
                    if len(body) > ENOUGH:
                        break
        except (httpx.HTTPError, httpx.UnsupportedProtocol) as problem:
            self.met.append((stage, type(problem).__name__))
            return None
        kind = response.headers.get("content-type", "").split(";")[0]
        told = {name: response.headers.get(name) for name in ("retry-after", "location")}
        moved = urlsplit(told["location"] or "").netloc
        self.met.append((stage, response.status_code, kind, bool(told["retry-after"]), moved, len(body) > MUCH))
        if kind != "application/json" or response.status_code >= 300:
            return body
        value = httpx.Response(200, content=body).json()
        self.met.append((stage, _shape(value)))
        return value

    def _look_at_account(self) -> None:
        base = self.emulator.base_url
        if self.emulator.name in ("bfl", "vercel"):
            self._ask("account", "GET", f"{base}/v1/credits")
        if self.emulator.name == "eachlabs":
            self._ask("schema", "GET", f"{base}/v1/model?slug=flux-fill-pro")

    def _pictures(self) -> dict[str, str]:
        """Upload where the service wants or allows it."""
        if self.emulator.name not in ("fal", "eachlabs"):
            return {}
        return {"image": self._upload(image_png()), "mask": self._upload(mask_png())}

    def _upload(self, content: bytes) -> str:
        base = self.emulator.base_url
        if self.emulator.name == "fal":
            url = f"{base}/storage/upload/initiate?storage_type=gcs"
            names = {"file_name": "a.png", "content_type": "image/png"}
            place = self._ask("presign", "POST", url, json=names)
            headers, put, public = {"Content-Type": "image/png"}, "upload_url", "file_url"
        else:
            body = {"content_type": "image/png", "expires_in_seconds": 600}
            place = self._ask("presign", "POST", f"{base}/v1/upload/presign", json=body)
            put, public = "presigned_url", "public_url"
            headers = place.get("required_headers", {}) if isinstance(place, dict) else {}
        if not isinstance(place, dict):
            place = presign(self.emulator, self._client).json() if self.emulator.name == "eachlabs" else {}
        if put not in place:
            return ""
        self._ask("upload", "PUT", place[put], key=False, content=content, headers=headers or {})
        self._uploads[str(place.get("id"))] = place[public]
        return str(place[public])

    def _order(self, pictures: dict[str, str]) -> dict[str, Any]:
        body = body_for(self.emulator)
        if self.emulator.name == "eachlabs":
            body = {"model": "flux-fill-pro", "input": {**body, **pictures}}
        elif pictures:
            body |= {f"{name}_url": url for name, url in pictures.items()}
        order = self._ask("submit", "POST", self.emulator.base_url + PATHS[self.emulator.name], json=body)
        if self.emulator.name == "vercel" and isinstance(order, dict):
            self._keep_pictures([base64.b64decode(each) for each in order.get("images") or []])
        return order if isinstance(order, dict) else {}

    def _poll(self, order: dict[str, Any]) -> None:
        base, task = self.emulator.base_url, order.get("id") or order.get("predictionID") or "none"
        url = {
            "bfl": order.get("polling_url"),
            "cometapi": f"{base}/flux/v1/get_result?id={task}",
            "fal": order.get("status_url"),
            "eachlabs": f"{base}/v1/prediction/{task}",
        }.get(self.emulator.name)
        for _ in range(POLLS if url else 0):
            state = self._ask("poll", "GET", str(url), key=str(url).startswith(base))
            if not isinstance(state, dict):
                continue
            self.met.append(("status", state.get("status")))
            if state.get("status") == "COMPLETED":
                url_of_result = str(order["response_url"])
                state = self._ask("result", "GET", url_of_result, key=url_of_result.startswith(base))
            self._download(state)

    def _download(self, state: object) -> None:
        for link in _links(state):
            self.met.append(("link", urlsplit(link).scheme, urlsplit(link).netloc))
            if "10.255" in link or not link.startswith("http"):
                continue
            content = self._ask("download", "GET", link, key=False)
            if isinstance(content, bytes):
                self._keep_pictures([content])

    def _keep_pictures(self, files: list[bytes]) -> None:
        self.met.append(("pictures", len(files)))
        for content in files:
            try:
                with Image.open(io.BytesIO(content)) as picture:
                    picture.load()
                    colour = np.asarray(picture.convert("RGB")).mean((0, 1)).round().tolist()
                    self.met.append(("picture", picture.size, picture.mode, tuple(colour)))
            except (UnidentifiedImageError, OSError, SyntaxError):
                self.met.append(("picture", "unreadable", len(content)))

    def _clean_up(self, order: dict[str, Any]) -> None:
        if self.emulator.name == "fal" and order.get("cancel_url"):
            self._ask("cancel", "PUT", order["cancel_url"], key=order["cancel_url"].startswith(self.emulator.base_url))
        if self.emulator.name == "eachlabs":
            task = order.get("predictionID")
            self._ask("cancel", "POST", f"{self.emulator.base_url}/v1/prediction/{task}/cancel")
            for upload in self._uploads:
                self._ask("delete", "DELETE", f"{self.emulator.base_url}/v1/files/{upload}")


def _shape(value: object) -> object:
    """The names and kinds in an answer: which are null, where links lead to."""
    if isinstance(value, dict):
        return tuple(sorted((key, _shape(each)) for key, each in value.items()))
    if isinstance(value, list):
        return len(value)
    if isinstance(value, str) and value.startswith("http"):
        return urlsplit(value).netloc
    return type(value).__name__


def _links(state: object) -> list[str]:
    """Links to results in the answer of any service."""
    if not isinstance(state, dict):
        return []
    found = [(state.get("result") or {}).get("sample"), state.get("output")]
    found += [image.get("url") for image in state.get("images") or []]
    return [link for link in found if isinstance(link, str)]
