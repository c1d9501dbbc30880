"""What misbehaviours do to requests and answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from tests.services.core.checks import Breach
from tests.services.core.http import Delivery, Request, Response, answer_html
from tests.services.core.service import Service, storage_error

# --- instead of the service's own answer


def too_busy(service: Service, request: Request, *, retry_after: float | str | None) -> Response:
    """429; `retry_after` is seconds, "date" for an HTTP date a second ahead, or None for no such header."""
    response = service.error("too-busy")
    if retry_after == "date":
        response.headers["Retry-After"] = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
    elif retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def down(service: Service, request: Request, *, status: int) -> Response:
    """A 5xx in the service's own form."""
    return service.error("down", status=status)


def bad_key(service: Service, request: Request) -> Response:
    """As if the key were wrong."""
    return service.error("bad-key")


def no_credit(service: Service, request: Request) -> Response:
    """As if the account were empty."""
    return service.error("no-credit")


def no_credit_403(service: Service, request: Request) -> Response:
    """As if the account were empty, under 403."""
    return service.error("no-credit", status=403)


def bad_input(service: Service, request: Request) -> Response:
    """As if a field were wrong."""
    return service.error("bad-input", [Breach("prompt", "this prompt can't be worked on")])


def html(service: Service, request: Request, *, status: int) -> Response:
    """A page for people."""
    return answer_html("Please try again later", status)


def redirect(service: Service, request: Request, *, status: int) -> Response:
    """A redirect to the stranger, at the same path."""
    return Response(status, {"Location": service.stranger + request.target})


def redirect_to(service: Service, request: Request, *, status: int, url: str) -> Response:
    """A redirect to a given address; empty for the address itself, round and round."""
    return Response(status, {"Location": url or request.base + request.target})


def drop(service: Service, request: Request) -> Response:
    """A reset without a word, nothing done."""
    return Response(delivery=Delivery("reset"))


def expired(service: Service, request: Request) -> Response:
    """The link isn't good any more, however often it is tried; a new one may be."""
    service.expire(request.path)
    return storage_error(403, "AuthenticationFailed")


def forbidden(service: Service, request: Request) -> Response:
    """A storage's plain refusal."""
    return storage_error(403, "AccessDenied")


def gone(service: Service, request: Request) -> Response:
    """As if there were no such call."""
    return service.error("not-found")


def only_bearer(service: Service, request: Request) -> Response | None:
    """A key in any other header than Authorization isn't known."""
    return None if "authorization" in request.headers else service.error("bad-key")


def old_protocol(service: Service, request: Request) -> Response | None:
    """Only the older protocol's calls are there."""
    return service.error("not-found") if "/v4/" in request.path else None


def other_names(service: Service, request: Request) -> None:
    """The pictures' fields have other names, as the model's schema tells."""
    service.names = {"image": "image_url", "mask": "mask_url"}


def unknown_task(service: Service, request: Request, *, form: int) -> Response:
    """The task isn't known: HTTP 200 with such a status, or 404, or 202."""
    return service.unknown_task(form)


# --- after the service's own answer


def lose(service: Service, response: Response) -> Response:
    """The connection is reset instead of the answer."""
    response.delivery = Delivery("reset")
    return response


def break_off(service: Service, response: Response) -> Response:
    """The connection is reset after the first byte of the body."""
    response.delivery = Delivery("reset-after")
    return response


def cut(service: Service, response: Response) -> Response:
    """The connection is closed after half of the body."""
    response.delivery = Delivery("cut")
    return response


def hang(service: Service, response: Response, *, seconds: float) -> Response:
    """Nothing is answered."""
    response.delivery = Delivery("hang", seconds)
    return response


def delay(service: Service, response: Response, *, seconds: float) -> Response:
    """The same answer, later."""
    response.delivery = Delivery("plain", seconds)
    return response


def trickle(service: Service, response: Response, *, seconds: float) -> Response:
    """The same answer in twenty pieces with `seconds` between them."""
    response.delivery = Delivery("trickle", seconds)
    return response


def endless(service: Service, response: Response, *, megabytes: int) -> Response:
    """The same answer, followed by zeros."""
    response.delivery = Delivery("endless", 0.0, megabytes)
    return response


def replace_status(service: Service, response: Response, *, status: int) -> Response:
    """The work was done, and a 5xx is answered."""
    return service.error("down", status=status)


def nulls(service: Service, response: Response) -> Response:
    """Every value of the answer is null."""
    return _changed(response, lambda value: dict.fromkeys(value) if isinstance(value, dict) else None)


def optional_nulls(service: Service, response: Response) -> Response:
    """Every value that a client can do without is null."""
    return _changed(response, lambda value: _nulled(value, service.needed))


def _nulled(value: Any, needed: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _nulled(each, needed) if key in needed else None for key, each in value.items()}
    if isinstance(value, list):
        return [_nulled(each, needed) for each in value]
    return value


def _changed(response: Response, change: Any) -> Response:
    if response.is_json and response.status < 300:
        response.body = json.dumps(change(json.loads(response.body))).encode()
    return response


def replace_body(service: Service, response: Response, *, content: bytes, media_type: str) -> Response:
    """Another body under the same status."""
    response.body = content
    response.headers["Content-Type"] = media_type
    return response


def poll_elsewhere(service: Service, response: Response) -> Response:
    """Every address in the answer is the stranger's."""
    return _changed(response, lambda value: _moved(value, service.stranger, ("polling_url", "_url")))


def upload_elsewhere(service: Service, response: Response) -> Response:
    """The address to upload to is the stranger's; the one to use afterwards isn't."""
    return _changed(response, lambda value: _moved(value, service.stranger, ("presigned_url", "upload_url")))


def _moved(value: dict[str, Any], to: str, endings: tuple[str, ...]) -> dict[str, Any]:
    def moved(key: str, each: Any) -> Any:
        if not key.endswith(endings) or not isinstance(each, str):
            return each
        parts = urlsplit(each)
        return to + parts.path + (f"?{parts.query}" if parts.query else "")

    return {key: moved(key, each) for key, each in value.items()}
