"""Black Forest Labs: order, poll the address that was given, download without the key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tests.services import flux
from tests.services.core.checks import Breach, Broken, read_object
from tests.services.core.http import Request, Response
from tests.services.core.service import Route, Service, reply

DETAILS = {
    "bad-key": (403, "Not authenticated - Invalid Authentication"),
    "no-credit": (402, "Insufficient credits"),
    "too-busy": (429, "Too many active tasks"),
    "down": (503, "Service unavailable"),
    "not-found": (404, "Not Found"),
}
FINETUNES: dict[str, dict[str, Any]] = {
    "my-finetune": {
        "finetune_id": "my-finetune",
        "finetune_comment": "House style",
        "trigger_word": "TOK",
        "mode": "general",
        "finetune_type": "lora",
        "iterations": 300,
        "learning_rate": 1e-5,
        "timestamp": "2025-09-01T10:00:00",
    },
    "acme/shared-style": {
        "finetune_id": "acme/shared-style",
        "finetune_comment": None,
        "trigger_word": "ACME",
        "mode": "style",
        "timestamp": None,
    },
}


class Bfl(Service):
    """api.bfl.ai. Polling needs no key and takes the right one; `cost` is in credits of a cent."""

    name = "bfl"
    auth = (("x-key", ""),)
    most_active = 24
    needed = frozenset({"id", "polling_url", "status", "result", "sample"})
    credits = 1240.0

    def routes(self) -> tuple[Route, ...]:
        """Orders, polls, the account and its finetunes."""
        models = "|".join(re.escape(model) for model in flux.MODELS)
        return (
            Route("POST", rf"/v1/({models})", "submit", self._submit),
            Route("GET", "/v1/get_result", "poll", self._poll, "allowed"),
            Route("GET", "/v1/credits", "account", self._credits),
            Route("GET", "/v1/my_finetunes", "account", self._my_finetunes),
            Route("GET", "/v1/finetune_details", "account", self._finetune_details),
        )

    def error(self, kind: str, breaches: Iterable[Breach] = (), status: int | None = None) -> Response:
        """FastAPI's form: `detail`, a text or a list."""
        if kind == "bad-input":
            details = [{"loc": ["body", each.where], "msg": each.what, "type": each.kind} for each in breaches]
            return reply({"detail": details}, status or 422)
        usual, detail = DETAILS[kind]
        return reply({"detail": detail}, status or usual)

    def unknown_task(self, form: int = 200) -> Response:
        """HTTP 200 with a status that says so; 404 and 202 have been seen too."""
        return reply(flux.not_found("unknown"), form)

    def _submit(self, request: Request, match: re.Match[str]) -> Response:
        body = read_object(request)
        task, notes = flux.order(match[1], body)
        self.complain(*(f"POST {request.path}: {note}" for note in notes))
        self.accept(task)
        if body.get("webhook_url"):
            told = {"id": task.id, "status": "Pending", "webhook_url": body["webhook_url"]}
            return reply({**told, **flux.figures(task)})
        polling_url = f"{request.base}/v1/get_result?id={task.id}"
        return reply({"id": task.id, "polling_url": polling_url, **flux.figures(task)})

    def _poll(self, request: Request, match: re.Match[str]) -> Response:
        task_id = request.query.get("id")
        if not task_id:
            raise Broken(Breach("id", "field required", "missing"))
        task = self.tasks.get(task_id)
        if task is None:
            return reply(flux.not_found(task_id))
        look = task.look()
        if look.state != "over":
            return reply(flux.state_of(task, look.state, look.progress))
        return reply(flux.outcome_of(task, self.link(request.base, task)))

    def _credits(self, request: Request, match: re.Match[str]) -> Response:
        spent = sum(task.charged for task in self.tasks.values())
        return reply({"credits": round(self.credits - spent * 100, 2)})

    def _my_finetunes(self, request: Request, match: re.Match[str]) -> Response:
        # The schema leaves the items untyped: one as a plain id, the others as objects.
        first, *others = FINETUNES
        return reply({"finetunes": [first, *(FINETUNES[each] for each in others)]})

    def _finetune_details(self, request: Request, match: re.Match[str]) -> Response:
        finetune_id = request.query.get("finetune_id")
        if not finetune_id:
            raise Broken(Breach("finetune_id", "field required", "missing"))
        details = FINETUNES.get(finetune_id)
        return self.error("not-found") if details is None else reply({"finetune_details": details})
