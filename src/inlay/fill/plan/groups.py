"""Groups: which parts of a mask go into one call, by price and then by pixels, and never at the cost of sharpness."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from inlay.base.errors import BadInput
from inlay.fill.plan.blobs import Blob
from inlay.fill.plan.context import Target
from inlay.fill.plan.crop import Crop
from inlay.fill.plan.price import Cost

Calls = Literal["auto", "one", "each"]
MOST_CALLS = 8  # so many are made without being asked for each of them
_SAME = 1e-3  # scales that differ by less are the same to the eye


@dataclass(frozen=True, eq=False)
class Group:
    """Parts of a mask that go together, and their crop."""

    labels: frozenset[int]
    target: Target
    crop: Crop
    cost: Cost


Make = Callable[[frozenset[int], Target], Group]
Allowed = Callable[[Group, Group, Group], bool]


def arranged(blobs: Sequence[Blob], make: Make, calls: Calls, cap: int) -> list[Group]:
    """The groups that are sent. `make` plans one group and may raise BadInput; `cap` is the most px of one.

    one   a single group
    each  a group for each part; parts that lie within the crop of another go with it
    auto  as few as there can be without shrinking or paying more; one where that is so
    """
    if calls == "one" or len(blobs) == 1:
        return [_all(blobs, make)]
    groups = [make(frozenset([blob.label]), blob.target) for blob in blobs]
    groups = _Joining(make, cap).join(groups, _within if calls == "each" else _better)
    if calls == "each":
        return _ordered(groups)
    while len(groups) > MOST_CALLS:
        groups = _nearest_joined(groups, make)
    return _ordered(_one_if_better(blobs, groups, make))


def _all(blobs: Sequence[Blob], make: Make) -> Group:
    target = functools.reduce(Target.union, (blob.target for blob in blobs))
    return make(frozenset(blob.label for blob in blobs), target)


def _ordered(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (group.target.must.y, group.target.must.x))


def _worth(groups: Sequence[Group]) -> tuple[float, int]:
    """What is compared: the price, or the number of calls where nobody knows it; then the pixels."""
    prices = [1.0 if group.cost.high is None else group.cost.high for group in groups]
    return round(sum(prices), 6), sum(group.crop.pixels for group in groups)


def _sharp(groups: Sequence[Group]) -> float:
    return min(1.0, *(group.crop.scale for group in groups)) - _SAME


def _within(one: Group, other: Group, joint: Group) -> bool:
    larger = max(one.crop.pixels, other.crop.pixels)
    return joint.crop.pixels <= larger and joint.crop.scale >= _sharp([one, other])


def _better(one: Group, other: Group, joint: Group) -> bool:
    return joint.crop.scale >= _sharp([one, other]) and _worth([joint]) <= _worth([one, other])


def _one_if_better(blobs: Sequence[Blob], groups: list[Group], make: Make) -> list[Group]:
    try:
        one = _all(blobs, make)
    except BadInput:
        return groups  # they are too far apart for one picture
    better = one.crop.scale >= _sharp(groups) and _worth([one]) <= _worth(groups)
    return [one] if better else groups


def _nearest_joined(groups: list[Group], make: Make) -> list[Group]:
    """One group fewer: the two are joined whose common box is smallest, so that no crop is shrunk more than need be."""

    def size(pair: tuple[Group, Group]) -> int:
        return pair[0].target.must.union(pair[1].target.must).area

    one, other = min(itertools.combinations(groups, 2), key=size)
    rest = [group for group in groups if group is not one and group is not other]
    return [*rest, _joint(one, other, make)]


def _joint(one: Group, other: Group, make: Make) -> Group:
    return make(one.labels | other.labels, one.target.union(other.target))


class _Joining:
    """Joins pairs, the one that saves most pixels first, as long as a rule allows it. Remembers what was tried."""

    def __init__(self, make: Make, cap: int) -> None:
        self._make = make
        self._cap = cap
        self._tried: dict[tuple[frozenset[int], frozenset[int]], Group | None] = {}

    def join(self, groups: list[Group], allowed: Allowed) -> list[Group]:
        while True:
            found = [
                (joint.crop.pixels - one.crop.pixels - other.crop.pixels, index, one, other, joint)
                for index, (one, other) in enumerate(itertools.combinations(groups, 2))
                if (joint := self._try(one, other, allowed)) is not None
            ]
            if not found:
                return groups
            _, _, one, other, joint = min(found, key=lambda each: each[:2])
            groups = [group for group in groups if group is not one and group is not other]
            groups.append(joint)

    def _try(self, one: Group, other: Group, allowed: Allowed) -> Group | None:
        key = (one.labels, other.labels)
        if key not in self._tried:
            self._tried[key] = self._planned(one, other, allowed)
        return self._tried[key]

    def _planned(self, one: Group, other: Group, allowed: Allowed) -> Group | None:
        # Most pairs are so far apart that no look at prices is needed.
        if one.target.must.union(other.target.must).area * _sharp([one, other]) ** 2 > self._cap:
            return None
        try:
            joint = _joint(one, other, self._make)
        except BadInput:
            return None
        return joint if allowed(one, other, joint) else None
