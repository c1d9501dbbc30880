"""What the person is told of results that wait, and of fills that failed."""

from __future__ import annotations

from inlay.base.errors import InlayError
from inlay.base.text import tr, tr_count
from inlay.jobs.job import Job
from inlay.jobs.money import outcome_of
from inlay.providers.catalogue import services


def waits() -> str:
    """A result has come that waits to be looked at."""
    return tr("A result is here. Enter accepts it, Backspace discards it; comma and full stop step.")


def waits_for_choice() -> str:
    """A result has come, and what it was made for isn't there any more."""
    return tr(
        "A result is here, but the picture under it has changed. Enter accepts it all the same; to go on from where it "
        "started, restore that version first."
    )


def also_waiting(count: int) -> str:
    """Further pictures of an answer whose first one was accepted."""
    return tr_count("{count} more result is waiting beside it.", "{count} more results are waiting beside it.", count)


def unknown_told(count: int) -> str:
    """Orders of an earlier run that nobody knows the fate of."""
    return tr_count(
        "When Inlay ended, {count} order was being sent; nobody knows whether it was accepted, and it may have been "
        "charged. See Jobs.",
        "When Inlay ended, {count} orders were being sent; nobody knows whether they were accepted, and they may have "
        "been charged. See Jobs.",
        count,
    )


def told_of(job: Job, error: InlayError) -> InlayError:
    """The error of a fill by a service with what it leaves unsaid: whether money was spent, and what to do now."""
    spec = services().get(job.request.provider)
    if spec is None or not spec.hosts:
        return error
    error.kept = error.kept or _money(job)
    error.next_step = error.next_step or tr("Try again, or use the built-in fill, which costs nothing.")
    return error


def _money(job: Job) -> str:
    outcome = outcome_of(job)
    if outcome == "free":
        return tr("Nothing was charged; the mask and the prompt are kept.")
    if outcome in ("billed", "expected"):
        return tr("The service charged for it; the mask and the prompt are kept.")
    return tr("The service may have charged for it; the mask and the prompt are kept.")
