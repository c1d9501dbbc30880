"""The words of Vercel's AI Gateway: from a request to the body of its protocol for pictures, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from inlay.base.errors import BadAnswer
from inlay.base.text import tr, tr_number
from inlay.document.version import Value
from inlay.fill.request import FillRequest
from inlay.providers.interface import Answer, Picture
from inlay.providers.lenient import all_words, items, number, record, whole_number, words
from inlay.providers.money_words import perhaps_charged
from inlay.providers.packing import Blob, packed, unpacked
from inlay.providers.trouble import shortened

TITLE = "Vercel AI Gateway"
NEWEST, OLDER = 4, 3
_PREFERRED = {"steps": "steps", "guidance": "guidance", "safety": "safetyTolerance", "upsampling": "promptUpsampling"}


def path(protocol: int) -> str:
    """Where orders go in a version of the protocol."""
    return f"/v{protocol}/ai/image-model"


def headers(model: str, protocol: int) -> Mapping[str, str]:
    """What goes along with the key; the model is named here and nowhere in the body."""
    return {
        "ai-gateway-protocol-version": "0.0.1",
        "ai-gateway-auth-method": "api-key",
        "ai-image-model-specification-version": str(protocol),
        "ai-model-id": model,
    }


def encode(request: FillRequest, patience: float) -> bytes:
    """The body of an order. The gateway waits at most `patience` seconds for the model."""
    assert request.sent is not None and request.sent.mask is not None
    preferred: dict[str, Value] = {
        theirs: request.params[ours] for ours, theirs in _PREFERRED.items() if ours in request.params
    }
    return packed(
        {
            "prompt": request.prompt,
            "n": 1,
            "seed": request.seed,
            "providerOptions": {
                "blackForestLabs": {
                    "outputFormat": "png",
                    "pollTimeoutMillis": round(patience * 1000),
                    **preferred,
                }
            },
            "files": [_file(request.sent.image)],
            "mask": _file(request.sent.mask),
        }
    )


def _file(png: bytes) -> Mapping[str, object]:
    return {"type": "file", "mediaType": "image/png", "data": Blob(png)}


def decode(body: bytes, seconds: float) -> Answer:
    """The pictures of an answer; BadAnswer where there are none in it."""
    answer = _read(body)
    seeds = _seeds(answer)
    pictures = tuple(
        Picture(_picture(text), seeds[index] if index < len(seeds) else None)
        for index, text in enumerate(items(answer.get("images")))
    )
    if not pictures:
        raise empty()
    metadata = record(answer.get("providerMetadata"))
    cost = number(record(metadata.get("gateway")).get("cost"))
    return Answer(pictures, seconds, cost if cost is not None and cost >= 0 else None, _notes(answer))


def _read(body: bytes) -> dict[str, Any]:
    try:
        return record(json.loads(body))
    except (ValueError, RecursionError):
        raise _unusable(tr("The answer of Vercel AI Gateway can't be read.")) from None


def _picture(text: object) -> bytes:
    try:
        return unpacked(words(text))
    except ValueError:
        raise _unusable(tr("A picture in the answer of Vercel AI Gateway is damaged.")) from None


def _seeds(answer: Mapping[str, Any]) -> list[int | None]:
    """The seed of each picture, where the model's own service told it."""
    metadata = record(answer.get("providerMetadata"))
    pictures = items(record(metadata.get("blackForestLabs")).get("images"))
    return [whole_number(record(each).get("seed")) for each in pictures]


def _notes(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """What the gateway warns of, such as a setting that it didn't pass on."""
    told = []
    for warning in items(answer.get("warnings")):
        text = all_words({key: value for key, value in record(warning).items() if key != "type"}) or words(warning)
        if text:
            told.append(tr("Vercel AI Gateway says: {words}").format(words=shortened(text)))
    return tuple(told)


def _unusable(what: str) -> BadAnswer:
    error = BadAnswer(
        what,
        tr("The mask and the prompt are kept. The order was answered, so it has probably been charged."),
        tr("Look at the usage page of the service before sending it again; the built-in fill works without a network."),
    )
    return perhaps_charged(error)


_PICTURES = re.compile(rb'"images"\s*:\s*\[\s*(.)', re.DOTALL)


def pictures_in(body: bytes) -> bool | None:
    """Whether an answer has pictures; None where it isn't one of the protocol. It isn't unpacked for that: it may
    hold tens of megabytes."""
    found = _PICTURES.search(body) if body.lstrip()[:1] == b"{" else None
    return None if found is None else found[1] == b'"'


def empty() -> BadAnswer:
    """The error for an answer without a picture."""
    return _unusable(tr("There is no picture in the answer of Vercel AI Gateway."))


def balance(body: object) -> str:
    """What the account has left, for the person; empty where it isn't told."""
    left = number(record(body).get("balance"))
    return "" if left is None else tr("{amount} USD").format(amount=tr_number(left, 2))


def error_kind(body: bytes) -> str:
    """The type of an error as the gateway names it, such as `model_not_found`; empty where it names none."""
    try:
        return words(record(record(json.loads(body)).get("error")).get("type"))
    except (ValueError, RecursionError):
        return ""
