"""Eachlabs: predictions whose pictures have to lie in its storage first, and statuses of several spellings."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from tests.services.core.checks import Breach, Broken, Field, check_fields, read_object
from tests.services.core.http import Request, Response, answer_json
from tests.services.core.pictures import check_pair, check_size, decode, notes_on
from tests.services.core.service import Refusal, Route, new_task, reply
from tests.services.core.tasks import Task
from tests.services.eachlabs_files import EachlabsFiles

MODEL = "flux-fill-pro"
CREATE = {
    "model": Field("text", 1, required=True),
    "input": Field("object", required=True),
    "version": Field("text"),
    "webhook_url": Field("text"),
    "webhook_secret": Field("text"),
}
INPUT = {
    "image": Field("text", 1, required=True),
    "mask": Field("text", 1, required=True),
    "prompt": Field("text", required=True),
    "steps": Field("int", 1, 50),
    "guidance": Field("number", 2, 5),
    "safety_tolerance": Field("int", 1, 6),
    "output_format": Field("text", choices=("jpg", "png")),
    "prompt_upsampling": Field("bool"),
    "seed": Field("int"),
}
ERRORS = {
    "bad-key": (401, "Invalid or missing API key"),
    "no-credit": (402, "payment required"),
    "too-busy": (429, "Too many requests"),
    "down": (500, "Internal server error"),
    "not-found": (404, "Not found"),
}
RUNNING = {"queued": "starting", "running": "processing", "strange": "warming"}


class Eachlabs(EachlabsFiles):
    """api.eachlabs.ai, its storage and its CDN on one address.

    dialect    "seed" answers as the older pages say (predictionID, error), "docs" as the newer ones (id, failed)
    """

    name = "eachlabs"
    auth = (("x-api-key", ""), ("authorization", "Bearer "))
    delivery = "cdn/results"
    most_active = 10
    needed = frozenset(
        {"predictionID", "id", "status", "output", "presigned_url", "public_url", "required_headers"}
        | {"Content-Type", "x-amz-meta-upload"}
    )
    dialect = "docs"

    def routes(self) -> tuple[Route, ...]:
        """Predictions, the model's schema, and the files."""
        one = "/v1/prediction/([^/]+)"
        return (
            Route("POST", "/v1/prediction/?", "submit", self._create),
            Route("GET", f"{one}/?", "poll", self._get),
            Route("POST", f"{one}/cancel/?", "cancel", self._cancel),
            Route("GET", "/v1/model", "schema", self._schema, "allowed"),
            *self.file_routes(),
        )

    def error(self, kind: str, breaches: Iterable[Breach] = (), status: int | None = None) -> Response:
        """`error` and `details`, or status, message and details: the pages disagree."""
        usual, text = ERRORS.get(kind, (400, "Invalid request"))
        details = "; ".join(map(str, breaches)) or text
        told: dict[str, Any] = {"error": text, "details": details}
        if self.dialect == "seed":
            told = {"status": "error", "message": text, "details": details}
        elif kind == "no-credit":
            told["status"] = usual
        return answer_json(told, status or usual, {"X-Request-Id": uuid.uuid4().hex})

    def _create(self, request: Request, match: re.Match[str]) -> Response:
        body = read_object(request)
        breaches = check_fields(body, CREATE)
        if breaches:
            raise Broken(*breaches)
        if body["model"] != MODEL:
            raise Broken(Breach("model", f"{body['model']!r} isn't known"))
        for name in ("webhook_url", "webhook_secret"):
            if name in body:
                self.complain(f"POST {request.path}: {name} was sent; a desktop program can't receive it")
        task = self.accept(self._order(body["input"], request.path))
        said = {"status": "success", "message": "Prediction created successfully", "predictionID": task.id}
        return reply(said)

    def _order(self, given: Mapping[str, Any], path: str) -> Task:
        fields = {self.names.get(name, name): field for name, field in INPUT.items()}
        breaches = check_fields(given, fields, "input.")
        if breaches:
            raise Broken(*breaches)
        names = self.names.get("image", "image"), self.names.get("mask", "mask")
        image = decode(self.stored(given[names[0]], f"input.{names[0]}"), names[0])
        mask = decode(self.stored(given[names[1]], f"input.{names[1]}"), names[1], mask=True)
        breaches = [*check_size(image, names[0]), *check_pair(image, mask, *names)]
        if breaches:
            raise Broken(*breaches)
        self.complain(*(f"POST {path}: {note}" for note in notes_on((names[0], image), (names[1], mask))))
        kind = given.get("output_format", "jpg")
        return new_task(MODEL, given, image.pixels, mask.pixels, cost=0.05, kind=kind, task_id=str(uuid.uuid4()))

    def _task(self, task_id: str) -> Task:
        task = self.tasks.get(task_id)
        if task is None:
            raise Refusal(self.error("not-found"))
        return task

    def _get(self, request: Request, match: re.Match[str]) -> Response:
        task = self._task(match[1])
        look = task.look()
        here = f"{request.base}/v1/prediction/{task.id}"
        told: dict[str, Any] = {
            "predictionID" if self.dialect == "seed" else "id": task.id,
            "input": dict(task.fields),
            "status": RUNNING.get(look.state, ""),
            "output": None,
            "logs": None,
            "metrics": {"predict_time": 0, "cost": 0},
            "urls": {"get": here, "cancel": f"{here}/cancel"},
        }
        if look.state == "over":
            told.update(self._ended(request, task))
        return reply(told)

    def _ended(self, request: Request, task: Task) -> dict[str, Any]:
        metrics = {"predict_time": 4.2, "cost": task.charged}
        if task.outcome == "cancelled":
            return {"status": "cancelled"}
        if task.outcome == "done":
            return {"status": "success", "output": self.link(request.base, task), "metrics": metrics}
        if task.outcome == "empty":
            return {"status": "success", "output": None, "metrics": metrics}
        reason = {
            "refused-input": ("content_moderated", "Request Moderated: the input was flagged."),
            "refused-output": ("content_moderated", "Content Moderated: the output was flagged as sensitive."),
        }.get(task.outcome, ("prediction_failed", "The prediction failed."))
        if self.dialect == "seed":
            return {"status": "error", "message": reason[1], "details": reason[0]}
        return {"status": "failed", "output": {"error_code": reason[0], "error_message": reason[1]}, "logs": reason[1]}

    def _cancel(self, request: Request, match: re.Match[str]) -> Response:
        task = self._task(match[1])
        if task.cancel_is_late or task.look(counts=False).state == "over":
            return answer_json({"error": "Prediction is already completed"}, 400)
        task.outcome = "cancelled"
        return reply({"status": "cancelled", "message": "Prediction cancelled", "predictionID": task.id})

    def _schema(self, request: Request, match: re.Match[str]) -> Response:
        if request.query.get("slug") != MODEL:
            raise Refusal(self.error("not-found"))
        properties = {self.names.get(name, name): _described(field) for name, field in INPUT.items()}
        required = [self.names.get(name, name) for name, field in INPUT.items() if field.required]
        schema = {"type": "object", "properties": properties, "required": required}
        return reply({"title": "Flux Fill Pro", "slug": MODEL, "version": "0.0.1", "request_schema": schema})


def _described(field: Field) -> dict[str, Any]:
    kinds = {"text": "string", "int": "integer", "number": "number", "bool": "boolean"}
    told: dict[str, Any] = {"type": kinds[field.kind]}
    if field.choices:
        told["enum"] = list(field.choices)
    if field.kind in ("int", "number"):
        told.update({name: value for name, value in (("minimum", field.low), ("maximum", field.high)) if value})
    return told
