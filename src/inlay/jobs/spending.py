"""Spending: the orders of the ledger added up, by day, project and service."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inlay.fill.plan.price import FREE, Cost
from inlay.storage.ledger import Order, day_of


@dataclass(frozen=True)
class Sum:
    """US dollars. What a service told is apart from what is only expected.

    billed       told by services
    unconfirmed  of orders that are done without a bill, or may have been charged: from the least to the most
    on_its_way   of orders that haven't ended
    orders       how many there were that cost something or may have
    unpriced     how many of them have no published price and no bill: the sums lack them, and their `high` is None
    """

    billed: float = 0.0
    unconfirmed: Cost = FREE
    on_its_way: Cost = FREE
    orders: int = 0
    unpriced: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(
            self.billed + other.billed,
            self.unconfirmed + other.unconfirmed,
            self.on_its_way + other.on_its_way,
            self.orders + other.orders,
            self.unpriced + other.unpriced,
        )

    @property
    def total(self) -> Cost:
        """All of it, as a range."""
        return Cost(self.billed, self.billed) + self.unconfirmed + self.on_its_way


@dataclass(frozen=True)
class ProjectSum:
    """One document's: `name` is its newest project file's, empty where it never had one."""

    document: str
    name: str
    sum: Sum


@dataclass(frozen=True)
class Totals:
    """Everything spent. `days` and `months` are by their text ("2026-03-01", "2026-03"), the newest first; `services`
    by their id; `notes` are for the person; `budget` is the day's, None where there is no limit."""

    today: Sum
    month: Sum
    all: Sum
    days: Mapping[str, Sum]
    months: Mapping[str, Sum]
    services: Mapping[str, Sum]
    projects: tuple[ProjectSum, ...]
    budget: float | None = None
    notes: tuple[str, ...] = ()


def totals_of(orders: Iterable[Order], budget: float | None = None, notes: tuple[str, ...] = ()) -> Totals:
    """Add orders up; those that came to nothing don't count."""
    counted = [order for order in orders if order.outcome != "free"]
    days = _by([(order.day, order) for order in counted])
    months = _by([(order.day[:7], order) for order in counted])
    documents = _by([(order.document, order) for order in counted])
    names = {order.document: order.project for order in counted if order.project}
    today = day_of(time.time())
    return Totals(
        today=days.get(today, Sum()),
        month=months.get(today[:7], Sum()),
        all=sum(documents.values(), Sum()),
        days=dict(sorted(days.items(), reverse=True)),
        months=dict(sorted(months.items(), reverse=True)),
        services=_by([(order.service, order) for order in counted]),
        projects=tuple(ProjectSum(document, names.get(document, ""), each) for document, each in documents.items()),
        budget=budget,
        notes=notes,
    )


def _by(pairs: Iterable[tuple[str, Order]]) -> dict[str, Sum]:
    sums: dict[str, Sum] = {}
    for name, order in pairs:
        sums[name] = sums.get(name, Sum()) + _sum(order)
    return sums


def _sum(order: Order) -> Sum:
    if order.outcome == "billed":
        return Sum(billed=order.billed or 0.0, orders=1)
    # What may have been charged, or may still come to nothing, begins at zero.
    cost = Cost(order.low if order.outcome == "expected" else 0.0, order.high)
    unpriced = int(order.high is None)
    if order.outcome == "open":
        return Sum(on_its_way=cost, orders=1, unpriced=unpriced)
    return Sum(unconfirmed=cost, orders=1, unpriced=unpriced)
