"""Money: what jobs cost, what is still on its way, and the budget that no order goes over."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from inlay.base.errors import (
    BudgetReached,
    Bug,
    InlayError,
    LinkExpired,
    NoCredit,
    NotAccepted,
    OutcomeUnknown,
    Refused,
)
from inlay.base.text import tr
from inlay.document.layer import new_id
from inlay.fill.plan.money_text import cost_text, dollars
from inlay.fill.plan.price import Cost
from inlay.jobs.job import Job
from inlay.jobs.spending import Totals, totals_of
from inlay.jobs.states import JobState
from inlay.storage.ledger import Ledger, Limit, Order, Outcome, Reached, day_of

log = logging.getLogger(__name__)
T = TypeVar("T")


class Money:
    """Notes every order that costs something before it leaves, and what came of it. Its methods work off the loop.

    budget      US dollars that a day's orders may cost together, in all processes; None = no limit
    run_budget  the same for the orders of this object alone
    """

    def __init__(self, ledger: Ledger | None = None) -> None:
        self.budget: float | None = None
        self.run_budget: float | None = None
        self._ledger = ledger or Ledger()
        self._run = new_id()
        self._told: list[str] = []

    async def order(self, job: Job) -> tuple[str, ...]:
        """Note an order with its expected cost; what the person should know about it comes back.

        BudgetReached where it could go over a budget: then nothing is noted, and nothing may be sent. BadInput where
        it can't be noted. An order counts on the day of the order; one that may be sent again is noted once.
        """
        if job.cost.is_free:
            return ()
        order = _order(job, self._run, time.time(), "open")
        limits = []
        if self.run_budget is not None:
            limits.append(Limit(self.run_budget, run=self._run))
        if self.budget is not None:
            limits.append(Limit(self.budget, day=day_of(order.time)))
        reached = await _whole(lambda: self._ledger.order(order, limits))
        if reached is not None:
            raise _over(reached, job.cost)
        return (*self._ledger.take_told(), *_unpriced(job.cost, bool(limits)))

    async def settle(self, job: Job) -> None:
        """Note what came of an order, by its state, its error and its bill; nothing while it is under way.

        Never raises: the result matters more. What goes wrong is in the log and in the next totals.
        """
        outcome = outcome_of(job)
        if outcome == "open" or (job.cost.is_free and not job.billed):
            return
        order = _order(job, self._run, job.created, outcome)
        try:
            await _whole(lambda: self._ledger.settle(order))
        except InlayError as error:
            log.warning("job %s wasn't settled: %s", job.id, error)
            self._told.append(error.sentence())

    async def totals(self) -> Totals:
        """What was spent, by day, project and service."""
        orders = await _whole(self._ledger.orders)
        told, self._told = [*self._told, *self._ledger.take_told()], []
        return totals_of(orders, self.budget, tuple(dict.fromkeys(told)))


def outcome_of(job: Job) -> Outcome:
    """What a job's end says about money.

    A refusal, an order that wasn't accepted, and what ended before it was sent, cost nothing, unless the error itself
    says otherwise. Where it was accepted and didn't come to a good end, or nobody knows, it may have been charged.
    """
    if job.billed is not None:
        return "billed"
    if job.state is JobState.DONE:
        return "expected"
    if job.state is JobState.UNKNOWN or isinstance(job.error, OutcomeUnknown):
        return "unknown"
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        return "open"
    if job.error is not None and job.error.may_cost:
        return "unknown"
    if isinstance(job.error, (Refused, NoCredit, NotAccepted)):
        return "free"
    if job.ticket is not None:
        return "expected" if isinstance(job.error, LinkExpired) else "unknown"
    # Without a ticket every error but OutcomeUnknown means that the order was refused; a fault of ours says nothing.
    return "unknown" if isinstance(job.error, Bug) else "free"


def _order(job: Job, run: str, when: float, outcome: Outcome) -> Order:
    return Order(
        job=job.id,
        time=when,
        run=run,
        service=job.request.provider,
        model=job.request.model,
        document=job.session,
        project=Path(job.project).stem if job.project else "",
        low=job.cost.low,
        high=job.cost.high,
        outcome=outcome,
        billed=job.billed,
    )


def _over(reached: Reached, cost: Cost) -> BudgetReached:
    """The error for an order that a budget has no room for."""
    limit, counted = dollars(reached.limit.amount), dollars(reached.counted)
    kept = tr("Nothing was sent, and the mask and the prompt are kept.")
    if reached.limit.run:
        return BudgetReached(
            tr("This would cost {cost}, and of the budget of {limit} for this run {counted} is spent.").format(
                cost=cost_text(cost), limit=limit, counted=counted
            ),
            kept,
            tr("Raise --budget, or use the built-in fill, which costs nothing."),
        )
    return BudgetReached(
        tr("This would cost {cost}, and of today's budget of {limit} {counted} is spent or on its way.").format(
            cost=cost_text(cost), limit=limit, counted=counted
        ),
        kept,
        tr("Raise the budget in Spending, or use the built-in fill, which costs nothing."),
    )


def _unpriced(cost: Cost, has_budget: bool) -> tuple[str, ...]:
    """That a price isn't known is told before the click; here only what that means for a budget."""
    if cost.high is not None or not has_budget:
        return ()
    return (
        tr("The service publishes no price for this, so the budget counts only {low} of it.").format(
            low=dollars(cost.low)
        ),
    )


async def _whole(work: Callable[[], T]) -> T:
    """Do something in a thread to its end, even where the task is told to stop meanwhile: a note that comes in after
    the job has been settled would stand there for ever."""
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait((task,))
        raise
