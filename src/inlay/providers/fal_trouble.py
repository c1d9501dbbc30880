"""What fal's bad answers mean: to an order, in place of a result, and to a wish to stop."""

from __future__ import annotations

import json

from inlay.base.errors import BadAnswer, InlayError, NoCredit, RefusedOutput, Unreachable
from inlay.base.text import tr
from inlay.providers.fal_wire import decode_result, failure_of_result
from inlay.providers.interface import CancelOutcome
from inlay.providers.lenient import record
from inlay.providers.money_words import kept, next_step, perhaps_charged
from inlay.providers.reply import Reply
from inlay.providers.trouble import said_in, shortened, trouble

_OF_MONEY = ("balance", "credit", "billing", "payment")


def accepted(reply: Reply) -> Reply:
    """The reply itself where its status is good, else the error that it stands for is raised."""
    if reply.is_ok:
        return reply
    raise meant(reply)


def meant(reply: Reply) -> InlayError:
    """As `trouble`; fal says 403 of an empty account, too."""
    said = said_in(reply)
    if reply.status == 403 and any(word in said.lower() for word in _OF_MONEY):
        return NoCredit(
            tr("There is no credit left at fal. It says: {words}").format(words=shortened(said)),
            kept(reply.moment),
            tr("Add credit there, or use the built-in fill: it costs nothing."),
        )
    return trouble(reply)


def failed(result: Reply) -> InlayError | None:
    """Why a completed request came to nothing for good; None where its result is there.

    What asking again may change is raised.
    """
    if result.is_ok:
        return _without_pictures(result)
    if result.status >= 500 and result.headers.get("x-fal-retryable", "").lower() == "false":
        return failure_of_result(_body(result))
    if result.status in (401, 403, 408, 429) or result.status >= 500 or result.is_redirect:
        raise meant(result)
    if result.status == 404 or result.is_page:
        what = tr("fal doesn't find the result of this request.")
        raise Unreachable(what, kept("job"), next_step("job"))
    return failure_of_result(_body(result))


def _without_pictures(result: Reply) -> InlayError | None:
    answer = result.json()
    made, _seed = decode_result(answer)
    if made:
        return None
    if record(answer).get("images") == []:
        what = tr("fal completed the request without a picture.")
        money = tr("It has probably been charged; the mask and the prompt are kept.")
        return BadAnswer(what, money, tr("Try again, or use the built-in fill."))
    raise Unreachable(tr("The result of this request can't be read."), kept("job"), next_step("job"))


def _body(reply: Reply) -> object:
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError):
        return None


def blanked() -> RefusedOutput:
    """The error where all pictures were replaced by a plain colour."""
    error = RefusedOutput(
        tr("fal marked the result as not safe for work and sent a plain colour in its place."),
        tr("It has probably been charged; the mask and the prompt are kept."),
        tr("Change the prompt or the mask, or raise the safety tolerance; the built-in fill has no such rules."),
    )
    return perhaps_charged(error)


def cancel_outcome(reply: Reply) -> CancelOutcome:
    """What became of a wish to stop; an unclear answer is raised."""
    if reply.is_ok:
        message = tr("fal was asked to stop the request. If it had begun already, it may still be charged.")
        return CancelOutcome(False, message)
    if reply.status == 400:
        return CancelOutcome(False, tr("It was too late: fal had finished the request already, and charges it."))
    if reply.status == 404:
        return CancelOutcome(False, tr("fal doesn't know the request any more. It may have been charged."))
    raise meant(reply)
