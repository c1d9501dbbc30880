"""Refusals: what a service's own words of moderation come to, where it has no status of its own for them."""

from __future__ import annotations

from inlay.base.errors import Refused, RefusedInput, RefusedOutput
from inlay.base.text import tr
from inlay.providers.money_words import perhaps_charged

_MODERATION = ("moderat", "nsfw", "content_policy", "content policy", "safety", "flagged", "sensitive content")
_OF_INPUT = ("request moderated", "input", "prompt", "image_url", "mask_url")


def refusal(service: str, told: str, about: str = "") -> Refused | None:
    """The refusal that a failure's words speak of, or None where they speak of something else.

    told   the service's words, which are shown
    about  what else says what they mean, such as an error's code and the field that it names
    """
    lowered = f"{told} {about}".lower()
    if not any(part in lowered for part in _MODERATION):
        return None
    kept = tr("The mask and the prompt are kept. {service} doesn't say whether it was charged.").format(service=service)
    next_step = tr("Change the prompt or the mask, or raise the safety tolerance; the built-in fill has no such rules.")
    if any(part in lowered for part in _OF_INPUT):
        what = tr("{service} refused what was sent: {words}").format(service=service, words=told)
        return perhaps_charged(RefusedInput(what, kept, next_step))
    what = tr("{service} made a picture and refused to give it out: {words}").format(service=service, words=told)
    return perhaps_charged(RefusedOutput(what, kept, next_step))
