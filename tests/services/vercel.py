"""Vercel AI Gateway: one synchronous call with everything inside, in two versions of the protocol."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from tests.services.core.checks import Breach, Broken, Field, check_fields, decode_base64, read_object
from tests.services.core.http import Delivery, Request, Response
from tests.services.core.pictures import Sent, check_pair, check_size, decode, notes_on
from tests.services.core.service import Refusal, Route, Service, new_task, reply
from tests.services.core.tasks import Task

MODEL = "bfl/flux-pro-1.0-fill"
BODY = {
    "prompt": Field("text", nullable=True),
    "n": Field("int", 1, 1, required=True),
    "size": Field("text"),
    "aspectRatio": Field("text"),
    "seed": Field("int"),
    "providerOptions": Field("object"),
    "files": Field("list", 1, 1, required=True),
    "mask": Field("object", required=True),
}
FILE = {
    "type": Field("text", choices=("file", "url"), required=True),
    "mediaType": Field("text", choices=("image/png", "image/jpeg", "image/webp")),
    "data": Field("text", 1),
    "url": Field("text", 1),
}
OPTIONS = {
    "outputFormat": Field("text", choices=("jpeg", "png")),
    "steps": Field("int", 15, 50),
    "guidance": Field("number", 1.5, 100),
    "safetyTolerance": Field("int", 0, 6),
    "promptUpsampling": Field("bool"),
    "width": Field("int", 256, 1920),
    "height": Field("int", 256, 1920),
    "pollIntervalMillis": Field("int", 1),
    "pollTimeoutMillis": Field("int", 1),
}
GATEWAY = {
    "order": Field("list"),
    "only": Field("list"),
    "models": Field("list"),
    "user": Field("text"),
    "tags": Field("list"),
    "byok": Field("object"),
    "zeroDataRetention": Field("bool"),
}
PROVIDERS = {"blackForestLabs": OPTIONS, "gateway": GATEWAY}
ERRORS = {
    "bad-key": (401, "authentication_error", "Invalid API key"),
    "no-credit": (402, "insufficient_funds", "Insufficient funds. Please top up your credits."),
    "too-busy": (429, "rate_limit_exceeded", "Rate limit exceeded"),
    "down": (500, "internal_server_error", "Internal server error"),
    "not-found": (404, "not_found", "Not found"),
}


class Vercel(Service):
    """ai-gateway.vercel.sh: /v4/ai and /v3/ai; the balance at /v1/credits."""

    name = "vercel"
    auth = (("authorization", "Bearer "),)
    needed = frozenset({"images"})
    balance = 95.5

    def routes(self) -> tuple[Route, ...]:
        """The call, the balance, the models."""
        return (
            Route("POST", "/v([34])/ai/image-model", "submit", self._submit),
            Route("GET", "/v1/credits", "account", self._credits),
            Route("GET", "/v[34]/ai/config", "account", self._config),
        )

    def error(self, kind: str, breaches: Iterable[Breach] = (), status: int | None = None) -> Response:
        """A message and a type."""
        if kind == "bad-input":
            message = "; ".join(map(str, breaches))
            return _error(status or 400, "invalid_request_error", message)
        usual, name, message = ERRORS[kind]
        return _error(status or usual, name, message)

    def _submit(self, request: Request, match: re.Match[str]) -> Response:
        _check_headers(request, match[1])
        model = request.headers["ai-model-id"]
        if model != MODEL:
            raise Refusal(_error(404, "model_not_found", f"Model '{model}' not found", {"modelId": model}))
        task = self.accept(self._order(read_object(request), request.path))
        response = self._answer(task)
        response.delivery = Delivery("plain", self.delay)
        return response

    def _order(self, body: Mapping[str, Any], path: str) -> Task:
        breaches = [*check_fields(body, BODY), *_check_options(body.get("providerOptions"))]
        if breaches:
            raise Broken(*breaches)
        image, mask = _read_file(body["files"][0], "files[0]"), _read_file(body["mask"], "mask", mask=True)
        breaches = [*check_size(image, "files[0]"), *check_pair(image, mask, "files[0]", "mask")]
        if breaches:
            raise Broken(*breaches)
        self.complain(*(f"POST {path}: {note}" for note in notes_on(("files[0]", image), ("mask", mask))))
        options = (body.get("providerOptions") or {}).get("blackForestLabs") or {}
        fields = {name: value for name, value in body.items() if name not in ("files", "mask")}
        kind = options.get("outputFormat", "jpeg")
        return new_task(MODEL, fields, image.pixels, mask.pixels, cost=0.05, kind=kind)

    def _answer(self, task: Task) -> Response:
        if task.outcome == "failed":
            return _error(424, "failed_dependency", "Black Forest Labs generation failed.")
        if task.outcome == "refused-input":
            return _error(403, "forbidden", "Request Moderated", {"ruleId": "moderation-input"})
        if task.outcome == "refused-output":
            return _error(403, "forbidden", "Content Moderated", {"ruleId": "moderation-output"})
        images = [] if task.outcome == "empty" else [base64.b64encode(task.file()).decode()]
        metadata = {
            "blackForestLabs": {"images": [{"seed": task.seed, "duration": 4.5, "cost": 5, "outputMegapixels": 1.0}]},
            "gateway": {"cost": f"{task.cost}", "generationId": f"gen_{task.id}", "routing": {"provider": "bfl"}},
        }
        usage = {"inputTokens": 0, "outputTokens": 0, "totalTokens": 0}
        return reply({"images": images, "warnings": [], "providerMetadata": metadata, "usage": usage})

    def _credits(self, request: Request, match: re.Match[str]) -> Response:
        spent = sum(task.charged for task in self.tasks.values())
        return reply({"balance": f"{self.balance - spent:.2f}", "total_used": f"{4.5 + spent:.2f}"})

    def _config(self, request: Request, match: re.Match[str]) -> Response:
        name = "FLUX.1 Fill [pro]"
        specification = {"specificationVersion": "v4", "provider": "bfl", "modelId": MODEL}
        return reply({"models": [{"id": MODEL, "name": name, "modelType": "image", "specification": specification}]})


def _error(status: int, name: str, message: str, param: object = None) -> Response:
    error = {"message": message, "type": name, "param": param, "code": None}
    return reply({"error": error, "generationId": f"gen_{uuid.uuid4().hex}"}, status)


def _check_headers(request: Request, version: str) -> None:
    wanted = {
        "ai-gateway-protocol-version": ("0.0.1",),
        "ai-gateway-auth-method": ("api-key", "oidc"),
        "ai-image-model-specification-version": (version,),
    }
    breaches = [
        Breach(name, f"{request.headers.get(name)!r} isn't one of {list(values)}")
        for name, values in wanted.items()
        if request.headers.get(name) not in values
    ]
    if "ai-model-id" not in request.headers:
        breaches.append(Breach("ai-model-id", "header required", "missing"))
    if breaches:
        raise Broken(*breaches)


def _check_options(options: object) -> list[Breach]:
    if not isinstance(options, dict):
        return []
    breaches = []
    for provider, given in options.items():
        where = f"providerOptions.{provider}"
        if provider not in PROVIDERS or not isinstance(given, dict):
            breaches.append(Breach(where, "no such provider, or not an object"))
            continue
        breaches += check_fields(given, PROVIDERS[provider], f"{where}.")
    return breaches


def _read_file(file: object, where: str, *, mask: bool = False) -> Sent:
    if not isinstance(file, dict):
        raise Broken(Breach(where, "an object is wanted"))
    breaches = check_fields(file, FILE, f"{where}.")
    if not breaches and file["type"] == "url":
        breaches = [Breach(f"{where}.url", "nothing can be fetched from there")]
    if not breaches and set(file) != {"type", "mediaType", "data"}:
        breaches = [Breach(where, "a file has type, mediaType and data")]
    if breaches:
        raise Broken(*breaches)
    picture = decode(decode_base64(file["data"], f"{where}.data"), f"{where}.data", mask=mask)
    if picture.media_type != file["mediaType"]:
        raise Broken(Breach(f"{where}.mediaType", f"{file['mediaType']} was announced, it is {picture.media_type}"))
    return picture
