"""Checking the fields of a request body against a table."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.services.core.http import Request

Kind = Literal["int", "number", "bool", "text", "object", "list"]
_TYPES: dict[Kind, tuple[type, ...]] = {
    "int": (int,),
    "number": (int, float),
    "bool": (bool,),
    "text": (str,),
    "object": (dict,),
    "list": (list,),
}


@dataclass(frozen=True)
class Breach:
    """One thing in a request that the service doesn't take: the field, what is wrong, and a word for its kind."""

    where: str
    what: str
    kind: str = "value_error"

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Broken(Exception):
    """A request that can't be worked on."""

    def __init__(self, *breaches: Breach) -> None:
        super().__init__("; ".join(map(str, breaches)))
        self.breaches = breaches


@dataclass(frozen=True)
class Field:
    """What a field may hold; ranges are inclusive, for a text they are its length."""

    kind: Kind
    low: float | None = None
    high: float | None = None
    choices: tuple[Any, ...] = ()
    required: bool = False
    nullable: bool = False


def read_object(request: Request) -> dict[str, Any]:
    """The JSON object of a body; Broken where it isn't one or isn't announced as one."""
    if request.media_type != "application/json":
        raise Broken(Breach("Content-Type", f"application/json is wanted, not {request.media_type or 'nothing'}"))
    try:
        value = json.loads(request.body)
    except ValueError:
        raise Broken(Breach("body", "not JSON", "json_invalid")) from None
    if not isinstance(value, dict):
        raise Broken(Breach("body", "not a JSON object", "type_error"))
    return value


def check_fields(body: Mapping[str, Any], fields: Mapping[str, Field], prefix: str = "") -> list[Breach]:
    """Everything that is wrong with the fields of `body`: unknown, missing, of another type, out of range."""
    breaches = [Breach(prefix + name, "no such field", "extra_forbidden") for name in body if name not in fields]
    for name, field in fields.items():
        if name not in body:
            if field.required:
                breaches.append(Breach(prefix + name, "field required", "missing"))
            continue
        what = _trouble(body[name], field)
        if what:
            breaches.append(Breach(prefix + name, what))
    return breaches


def _trouble(value: Any, field: Field) -> str:
    if value is None:
        return "" if field.nullable else "null isn't allowed"
    if not isinstance(value, _TYPES[field.kind]) or (isinstance(value, bool) and field.kind != "bool"):
        return f"{field.kind} is wanted, not {type(value).__name__}"
    if field.choices and value not in field.choices:
        return f"{value!r} isn't one of {list(field.choices)}"
    measured: float = len(value) if isinstance(value, (str, list)) else value if isinstance(value, (int, float)) else 0
    if field.low is not None and measured < field.low:
        return f"{measured!r} is less than {field.low:g}"
    if field.high is not None and measured > field.high:
        return f"{measured!r} is more than {field.high:g}"
    return ""


def decode_base64(text: str, where: str) -> bytes:
    """The bytes of strict, bare base64; Broken for anything else, a `data:` prefix above all."""
    if text.startswith("data:"):
        raise Broken(Breach(where, "bare base64 is wanted, without a data: prefix"))
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Broken(Breach(where, "not base64")) from None


def decode_data_uri(text: str, where: str) -> bytes:
    """The bytes of `data:image/...;base64,...`, whose type has to be that of the bytes."""
    head, comma, tail = text.partition(",")
    if not comma or not head.startswith("data:image/") or not head.endswith(";base64"):
        raise Broken(Breach(where, f"not a data URI of a picture: {head[:40]}"))
    return decode_base64(tail, where)
