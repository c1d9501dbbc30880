"""fal: a queue, uploads of its own, a real cancel; COMPLETED may still be a failure."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from tests.services.core.checks import Breach, Broken, Field, check_fields, decode_data_uri, read_object
from tests.services.core.http import Request, Response, answer_json
from tests.services.core.pictures import check_pair, check_size, decode, notes_on
from tests.services.core.service import Refusal, Route, Service, new_task, reply
from tests.services.core.tasks import Task
from tests.services.fal_files import FalFiles

FILL = {
    "prompt": Field("text", required=True),
    "image_url": Field("text", 1, required=True),
    "mask_url": Field("text", 1, required=True),
    "seed": Field("int", nullable=True),
    "num_images": Field("int", 1, 4),
    "output_format": Field("text", choices=("jpeg", "png")),
    "safety_tolerance": Field("text", choices=tuple("123456")),
    "enhance_prompt": Field("bool"),
    "sync_mode": Field("bool"),
}
FINETUNED = {
    **FILL,
    "finetune_id": Field("text", 1, required=True),
    "finetune_strength": Field("number", 0, 2, required=True),
}
# Fields and price of a started megapixel, in US dollars.
MODELS: dict[str, tuple[Mapping[str, Field], float]] = {"fill": (FILL, 0.05), "fill-finetuned": (FINETUNED, 0.06)}
APP = "/fal-ai/flux-pro"
ERRORS = {
    "bad-key": (401, "Cannot access application. Authentication is required.", "unauthorized"),
    "no-credit": (402, "User is locked. Reason: Exhausted balance.", "forbidden"),
    "too-busy": (429, "Too many requests", "rate_limited"),
    "down": (503, "The runner is not available", "runner_connection_error"),
    "not-found": (404, "Not Found", "not_found"),
}


class Fal(FalFiles, Service):
    """queue.fal.run, rest.fal.ai and v3.fal.media on one address."""

    name = "fal"
    auth = (("authorization", "Key "),)
    delivery = "files/b"
    needed = frozenset(
        {"status", "request_id", "response_url", "status_url", "cancel_url", "images", "url", "token", "token_type"}
        | {"base_url", "upload_url", "file_url", "access_url"}
    )

    def routes(self) -> tuple[Route, ...]:
        """The queue, and the files."""
        models = "|".join(re.escape(model) for model in MODELS)
        one = rf"{APP}/requests/([^/]+)"
        return (
            Route("POST", rf"{APP}/v1/({models})", "submit", self._submit),
            Route("GET", rf"{one}/status", "poll", self._status),
            Route("GET", one, "result", self._result),
            Route("PUT", rf"{one}/cancel", "cancel", self._cancel),
            *self.file_routes(),
        )

    def error(self, kind: str, breaches: Iterable[Breach] = (), status: int | None = None) -> Response:
        """A list of details for what the model doesn't take, else a text and a type."""
        if kind == "bad-input":
            return reply({"detail": [_detail(each) for each in breaches]}, status or 422)
        usual, text, name = ERRORS[kind]
        return answer_json({"detail": text, "error_type": name}, status or usual, {"X-Fal-Error-Type": name})

    def _submit(self, request: Request, match: re.Match[str]) -> Response:
        body = read_object(request)
        _check_headers(request)
        task = self.accept(self._order(match[1], body, request.path))
        task.said = {"prompt": body["prompt"], "sync": bool(body.get("sync_mode"))}
        position = max(task.queue - 1, 0)
        return reply({"status": "IN_QUEUE", **_addresses(request, task), "queue_position": position})

    def _order(self, model: str, body: Mapping[str, Any], path: str) -> Task:
        fields, price = MODELS[model]
        breaches = check_fields(body, fields)
        if breaches:
            raise Broken(*breaches)
        image = decode(self._content(body["image_url"], "image_url"), "image_url")
        mask = decode(self._content(body["mask_url"], "mask_url"), "mask_url", mask=True)
        breaches = [*check_size(image, "image_url"), *check_pair(image, mask, "image_url", "mask_url")]
        if breaches:
            raise Broken(*breaches)
        self.complain(*(f"POST {path}: {note}" for note in notes_on(("image_url", image), ("mask_url", mask))))
        count = int(body.get("num_images", 1))
        megapixels = -(-image.size[0] * image.size[1] // 1_000_000)
        strength = float(body.get("finetune_strength", 1.0))
        kind = body.get("output_format", "jpeg")
        task_id, cost = str(uuid.uuid4()), round(price * megapixels * count, 4)
        more: dict[str, Any] = {"kind": kind, "count": count, "strength": strength, "task_id": task_id}
        return new_task(model, body, image.pixels, mask.pixels, cost=cost, **more)

    def _content(self, url: str, where: str) -> bytes:
        """The bytes that `url` stands for: a data URI, or a file that was uploaded here."""
        return decode_data_uri(url, where) if url.startswith("data:") else self.stored(url, where)

    def _task(self, task_id: str) -> Task:
        task = self.tasks.get(task_id)
        if task is None:
            raise Refusal(self.error("not-found"))
        return task

    def _status(self, request: Request, match: re.Match[str]) -> Response:
        task = self._task(match[1])
        look = task.look()
        addresses = _addresses(request, task)
        if look.state == "queued":
            return reply({"status": "IN_QUEUE", **addresses, "queue_position": (look.position or 1) - 1})
        if look.state == "over":
            return reply({"status": "COMPLETED", **addresses, "logs": None, "metrics": {"inference_time": 4.2}})
        status = "WARMING_UP" if look.state == "strange" else "IN_PROGRESS"
        logs = [{"message": f"{look.progress:.0%}", "level": "INFO", "timestamp": "2026-11-20T10:00:00Z"}]
        asked = request.query.get("logs") in ("1", "true")
        return reply({"status": status, **addresses, "logs": logs if asked else None})

    def _result(self, request: Request, match: re.Match[str]) -> Response:
        task = self._task(match[1])
        if task.look(counts=False).state != "over":
            return reply({"detail": "Request is still in progress"}, 400)
        if task.outcome == "cancelled":
            return reply({"detail": "Request was cancelled", "error_type": "client_cancelled"}, 499)
        if task.outcome == "failed":
            return answer_json({"detail": "Downstream service failed"}, 500, {"X-Fal-Retryable": "false"})
        if task.outcome in ("refused-input", "refused-output"):
            where = "prompt" if task.outcome == "refused-input" else "images"
            return reply(
                {"detail": [_detail(Breach(where, "flagged by a content checker", "content_policy_violation"))]}, 422
            )
        return reply(self._output(request, task))

    def _output(self, request: Request, task: Task) -> dict[str, Any]:
        count = 0 if task.outcome == "empty" else task.count
        kind = "image/" + task.kind
        size = {"width": task.size[0], "height": task.size[1]}
        images = [{"url": self._place(request, task, i), **size, "content_type": kind} for i in range(count)]
        return {
            "images": images,
            "timings": {"inference": 4.2},
            "seed": task.seed,
            "has_nsfw_concepts": [task.is_flagged] * count,
            "prompt": task.said["prompt"],
        }

    def _place(self, request: Request, task: Task, index: int) -> str:
        return task.data_uri(index) if task.said["sync"] else self.link(request.base, task, index)

    def _cancel(self, request: Request, match: re.Match[str]) -> Response:
        task = self._task(match[1])
        if request.body:
            raise Broken(Breach("body", "a cancel has none"))
        if task.cancel_is_late or task.look(counts=False).state == "over":
            return reply({"status": "ALREADY_COMPLETED"}, 400)
        task.outcome = "cancelled"
        return reply({"status": "CANCELLATION_REQUESTED"}, 202)


def _addresses(request: Request, task: Task) -> dict[str, str]:
    here = f"{request.base}{APP}/requests/{task.id}"
    return {
        "request_id": task.id,
        "response_url": here,
        "status_url": f"{here}/status",
        "cancel_url": f"{here}/cancel",
    }


def _detail(breach: Breach) -> dict[str, Any]:
    url = f"https://docs.fal.ai/errors#{breach.kind}"
    return {"loc": ["body", breach.where], "msg": breach.what, "type": breach.kind, "url": url, "input": None}


def _check_headers(request: Request) -> None:
    """Broken where one of fal's own headers holds what it can't hold."""
    breaches = []
    if request.headers.get("x-fal-queue-priority", "normal") not in ("normal", "low"):
        breaches.append(Breach("X-Fal-Queue-Priority", "normal or low"))
    timeout = request.headers.get("x-fal-request-timeout", "1")
    if not re.fullmatch(r"\d+(\.\d+)?", timeout):
        breaches.append(Breach("X-Fal-Request-Timeout", "seconds"))
    lifecycle = request.headers.get("x-fal-object-lifecycle-preference")
    if lifecycle is not None and not _is_lifecycle(lifecycle):
        breaches.append(Breach("X-Fal-Object-Lifecycle-Preference", '{"expiration_duration_seconds": N}'))
    if breaches:
        raise Broken(*breaches)


def _is_lifecycle(text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    if not isinstance(value, dict) or set(value) != {"expiration_duration_seconds"}:
        return False
    seconds = value["expiration_duration_seconds"]
    return seconds is None or (isinstance(seconds, (int, float)) and seconds > 0)
