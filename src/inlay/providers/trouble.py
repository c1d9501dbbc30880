"""From an answer with a bad status to the error that tells a person what it means, for their money too."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from inlay.base.errors import (
    BadAnswer,
    BadInput,
    InlayError,
    KeyRejected,
    NoCredit,
    NotAccepted,
    OutcomeUnknown,
    TooBusy,
    Unreachable,
)
from inlay.base.secret import redacted
from inlay.base.text import tr
from inlay.providers.lenient import all_words, first_words, items, record, words
from inlay.providers.money_words import kept, next_step
from inlay.providers.reply import Reply

LONGEST = 300
LONGEST_PAUSE = 3600.0
"""Seconds: a service that wants to be left alone for longer is asked again after an hour."""


def checked(reply: Reply, surely_not: tuple[int, ...] = ()) -> Reply:
    """The reply itself where its status is good, else its `trouble` is raised."""
    if reply.is_ok:
        return reply
    raise trouble(reply, surely_not)


def trouble(reply: Reply, surely_not: tuple[int, ...] = (), said: str | None = None, hint: str = "") -> InlayError:
    """What a bad status means. `said` are the service's own words where the adapter knows better how to read them;
    `hint` takes the place of the usual advice; `surely_not` are statuses of 500 and above with which the service
    surely hasn't accepted an order."""
    words_said = shortened(said_in(reply) if said is None else said)
    if reply.is_redirect:
        return _redirected(reply, hint)
    if reply.status == 402 or (reply.status in (403, 429) and is_about_money(words_said)):
        return NoCredit(
            _with(tr("There is no credit left at {service}.").format(service=reply.title), words_said),
            kept(reply.moment),
            hint or tr("Add credit there, or use the built-in fill: it costs nothing."),
        )
    if reply.status == 401 or (reply.status == 403 and not reply.is_page):
        return KeyRejected(
            _with(tr("{service} doesn't take the key.").format(service=reply.title), words_said),
            kept(reply.moment),
            hint or tr("Check the key in the settings of the service."),
        )
    if reply.status == 429:
        return TooBusy(
            tr("{service} has too many requests of this account at the moment.").format(service=reply.title),
            kept(reply.moment),
            hint or next_step(reply.moment),
            retry_after(reply.headers),
        )
    if reply.status >= 500 or reply.status == 408:
        return _down(reply, surely_not, words_said, hint)
    return _wrong(reply, words_said, hint)


def is_about_money(said: str) -> bool:
    """Whether a service that refuses somebody speaks of their credit rather than of their key or their haste."""
    lowered = said.lower()
    spent = any(word in lowered for word in ("insufficient", "exhausted", "not enough", "run out"))
    return spent and any(word in lowered for word in ("balance", "quota", "credit", "fund"))


def _redirected(reply: Reply, hint: str) -> InlayError:
    what = tr("{service} answered with a redirect to another address, which isn't followed with a key.")
    if reply.moment == "order" and reply.status == 303:  # "it is done, see there"
        return OutcomeUnknown(what.format(service=reply.title), kept("unknown"), hint or next_step("unknown"))
    kind = Unreachable if reply.moment == "job" else BadAnswer
    return kind(what.format(service=reply.title), kept(reply.moment), hint or next_step(reply.moment))


def _down(reply: Reply, surely_not: tuple[int, ...], said: str, hint: str) -> InlayError:
    what = tr("{service} has trouble of its own (status {status}).")
    what = _with(what.format(service=reply.title, status=reply.status), said)
    if reply.moment != "order":
        return Unreachable(what, kept(reply.moment), hint or next_step(reply.moment))
    if reply.status in surely_not:
        return NotAccepted(what, kept("order"), hint or next_step("order"), retry_after(reply.headers))
    return OutcomeUnknown(what, kept("unknown"), hint or next_step("unknown"))


def _wrong(reply: Reply, said: str, hint: str) -> InlayError:
    """A 4xx about what was sent."""
    if reply.is_page or (reply.status in (404, 405) and not said):
        what = tr("{service} doesn't know this call (status {status}).")
        what = what.format(service=reply.title, status=reply.status)
        return BadAnswer(what, kept(reply.moment), hint or tr("Check the address of the service in its settings."))
    what = _with(tr("{service} doesn't take this request.").format(service=reply.title), said)
    advice = tr("Change what it names, or use the built-in fill.")
    if reply.status == 413:
        what = tr("The pictures are too large for {service}.").format(service=reply.title)
        advice = tr("Make the crop smaller, or use the built-in fill.")
    if reply.moment in ("account", "job"):
        advice = next_step(reply.moment)
    return BadInput(what, kept(reply.moment), hint or advice)


def _with(sentence: str, said: str) -> str:
    """The sentence, and what the service itself said."""
    return tr("{sentence} It says: {words}").format(sentence=sentence, words=said) if said else sentence


def said_in(reply: Reply) -> str:
    """The service's own words in an error, wherever they stand; empty for a page or where there are none."""
    if reply.is_page:
        return ""
    try:
        body = json.loads(reply.body)
    except (ValueError, RecursionError):
        return ""
    if words(body):
        return words(body)
    found = record(body)
    error = found.get("error")
    return first_words(
        validation_words(found.get("detail")),
        found.get("message"),
        record(error).get("message"),
        error,
        found.get("details"),
        found.get("title"),
        all_words(error),
    )


def validation_words(detail: object) -> str:
    """`detail` as a text, or as a list of `{loc, msg}`: "steps: must be at least 15"."""
    if words(detail):
        return words(detail)
    said = []
    for each in items(detail)[:5]:
        place = [words(part) for part in items(record(each).get("loc")) if words(part) not in ("", "body")]
        message = first_words(record(each).get("msg"), record(each).get("message"), each, all_words(each))
        said.append(f"{'.'.join(place)}: {message}" if place else message)
    return "; ".join(part for part in said if part) or all_words(record(detail))


def shortened(text: str, longest: int = LONGEST) -> str:
    """Foreign text made safe to show: one line without control signs or keys, at most `longest` characters."""
    plain = "".join(sign if sign.isprintable() else " " for sign in redacted(text))
    plain = " ".join(plain.split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds that a service wants to be left alone, from 0 to an hour; None where it doesn't say.

    `now` is in seconds since 1970, against which an HTTP date counts.
    """
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(text).timestamp() - (time.time() if now is None else now)
        except (TypeError, ValueError, OverflowError):
            return None
    return min(max(0.0, seconds), LONGEST_PAUSE) if math.isfinite(seconds) else None
