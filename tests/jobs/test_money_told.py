"""What a person is told of money and what the accounts say are the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inlay.base.errors import InlayError
from inlay.jobs.money import outcome_of
from inlay.jobs.states import JobState
from inlay.providers import fal_trouble, flux, vercel, vercel_wire
from inlay.providers.interface import Ticket
from inlay.providers.refusals import refusal
from inlay.providers.reply import Reply
from tests.jobs.scripted import paid_job

MODERATED = {"status": "Content Moderated"}
UPSTREAM = Reply(424, {"content-type": "application/json"}, b'{"error": {"message": "It failed."}}', "V", "order")


@pytest.mark.parametrize(
    ("error", "ticket"),
    [
        (vercel_wire.empty(), None),
        (vercel.failure(UPSTREAM), None),
        (fal_trouble.blanked(), Ticket("t")),
        (refusal("S", "The output is NSFW."), Ticket("t")),
        (refusal("S", "The prompt was flagged."), Ticket("t")),
        (flux.decode_poll(MODERATED, "S", free_refusals=False).error, Ticket("t")),
    ],
)
def test_what_is_told_as_perhaps_charged_counts(error: InlayError, ticket: Ticket | None) -> None:
    assert "charged" in error.kept or "spent" in error.kept
    assert outcome_of(replace(paid_job(), state=JobState.FAILED, error=error, ticket=ticket)) == "unknown"


def test_what_is_told_as_free_doesnt() -> None:
    error = flux.decode_poll(MODERATED, "S").error
    assert error is not None and "isn't charged" in error.kept
    assert outcome_of(replace(paid_job(), state=JobState.FAILED, error=error, ticket=Ticket("t"))) == "free"
