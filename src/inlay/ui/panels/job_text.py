"""A job in words: where it is, what it costs, what can be done with it, and what that means for the money."""

from __future__ import annotations

from pathlib import Path

from inlay.base.text import tr
from inlay.fill.plan.money_text import cost_text, dollars
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service

S = JobState
RUNNING = frozenset({S.UPLOADING, S.SENDING, S.WAITING, S.FETCHING})
WAITS_FOR_PERSON = frozenset({S.UNKNOWN, S.OVERDUE})


def needs_decision(job: Job) -> bool:
    """Whether nothing goes on before the person says so."""
    return job.state in WAITS_FOR_PERSON


def offers(job: Job) -> tuple[str, ...]:
    """What can be done with a job, in the order of its buttons."""
    if job.state is S.QUEUED:
        return ("up", "down", "cancel")
    if job.state is S.UNKNOWN:
        return ("send", "forget")
    if job.state is S.OVERDUE:
        return ("check", "cancel")
    if job.state in RUNNING:
        return ("cancel",)
    return ("save", "forget") if job.state is S.DONE and service(job.request.provider).hosts else ("forget",)


def title_of(job: Job) -> str:
    """What tells it apart from the others: the prompt, and the strength in a row of them."""
    strength = job.request.params.get("strength")
    if isinstance(strength, int | float) and not isinstance(strength, bool):
        return tr("{title} (strength {value:g})").format(title=job.title, value=strength)
    return job.title


def in_brief(job: Job) -> str:
    """Where it is, who works on it and what it costs, in a few words."""
    words = [job.status] if _is_brief(job) else []
    words.append(service(job.request.provider).title)
    if job.billed is not None:
        words.append(tr("billed {amount}").format(amount=dollars(job.billed)))
    elif not job.cost.is_free:
        words.append(cost_text(job.cost))
    return " · ".join(words)


def told(job: Job) -> str:
    """What there is to know of it besides, in whole sentences; empty where all is said by `in_brief`."""
    if _is_brief(job):
        return ""
    if job.state is S.DONE and not job.results:
        if job.project:
            name = Path(job.project).name
            return tr("The result is here. It comes into {name} when that is opened.").format(name=name)
        return tr("The result is here. It comes into its picture when that is recovered; or save it as a file.")
    return job.error.sentence() if job.state is S.FAILED and job.error is not None else job.status


def _is_brief(job: Job) -> bool:
    """Whether what it is doing is a word or two, as it is while all goes well, and no sentence."""
    return (job.state is S.QUEUED or job.state in RUNNING) and not job.status.endswith((".", "。"))


def cancel_help(job: Job) -> str:
    """What Cancel does; about money it promises nothing that isn't sure."""
    spec = service(job.request.provider)
    if not spec.hosts:
        return tr("Stop this fill; the mask stays")
    if job.state in (S.QUEUED, S.UPLOADING):
        return tr("Stop this fill; nothing was ordered yet")
    return tr("Ask {service} to stop; it may be charged all the same").format(service=spec.title)


def question(job: Job, what: str) -> str:
    """What has to be clear before something is done that costs money or loses a paid result; empty for the rest."""
    spec = service(job.request.provider)
    if what == "send":
        return tr("This is a new order for {price}; the first one may have been charged already.").format(
            price=cost_text(job.cost)
        )
    if what == "forget" and job.state is S.DONE and spec.hosts:
        return tr("The result was paid for and can't be had back.")
    return ""


def yes_to(what: str) -> str:
    """The words of the button that goes on after `question`."""
    return tr("Order once more") if what == "send" else tr("Throw the result away")
