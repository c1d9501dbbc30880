"""CometAPI: Black Forest Labs' orders behind its own addresses; the polling address it hands out is somebody else's."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable

from tests.services import flux
from tests.services.core.checks import Breach, Broken, read_object
from tests.services.core.http import Request, Response, answer_html
from tests.services.core.service import Route, Service, reply

# Both spellings have been seen in its documentation.
MODELS = {
    "flux-pro-1.0-fill": ("flux-pro-1.0-fill", 0.06),
    "flux-pro-1-0-fill": ("flux-pro-1.0-fill", 0.06),
    "flux-pro-1.0-fill-finetuned": ("flux-pro-1.0-fill-finetuned", 0.096),
    "flux-pro-1-0-fill-finetuned": ("flux-pro-1.0-fill-finetuned", 0.096),
}
ERRORS = {
    "bad-key": (401, "invalid token", "invalid_api_key"),
    "no-credit": (402, "insufficient balance", "insufficient_user_quota"),
    "too-busy": (429, "rate limit reached", "rate_limit_exceeded"),
    "down": (503, "upstream is overloaded", "service_unavailable"),
}


class CometApi(Service):
    """api.cometapi.com/flux/v1; `spelling` limits the models to "dots" or "dashes"."""

    name = "cometapi"
    auth = (("authorization", "Bearer "),)
    needed = frozenset({"id", "polling_url", "status", "result", "sample"})
    spelling = ""

    def routes(self) -> tuple[Route, ...]:
        """Orders and polls; what a polling address leads to is answered where it leads to."""
        models = "|".join(re.escape(model) for model in MODELS)
        return (
            Route("POST", rf"/flux/v1/({models})", "submit", self._submit),
            Route("GET", "/flux/v1/get_result", "poll", self._poll),
            Route("GET", "/v1/get_result", "public", self._poll, "forbidden"),
        )

    def error(self, kind: str, breaches: Iterable[Breach] = (), status: int | None = None) -> Response:
        """OpenAI's form; a wrong path is a page."""
        if kind == "not-found":
            return answer_html("CometAPI", 404)
        if kind == "bad-input":
            usual, message, code = 400, "; ".join(map(str, breaches)), "invalid_request"
        else:
            usual, message, code = ERRORS[kind]
        told = f"{message} (request id: {uuid.uuid4().hex[:16]})"
        error = {"message": told, "type": "comet_api_error", "param": None, "code": code}
        return reply({"error": error}, status or usual)

    def unknown_task(self, form: int = 200) -> Response:
        """As Black Forest Labs says it."""
        return reply(flux.not_found("unknown"), form)

    def _submit(self, request: Request, match: re.Match[str]) -> Response:
        if self.spelling and ("." in match[1]) != (self.spelling == "dots"):
            return self.error("not-found")
        model, cost = MODELS[match[1]]
        task, notes = flux.order(model, read_object(request), cost)
        self.complain(*(f"POST {request.path}: {note}" for note in notes))
        self.accept(task)
        told = {"id": task.id, "polling_url": f"{self.stranger}/v1/get_result?id={task.id}"}
        # Its figures are Black Forest Labs' own; what Comet bills for it is told nowhere.
        in_credits = flux.MODELS[model].cost * 100
        return reply({**told, **flux.figures(task), "cost": in_credits})

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
