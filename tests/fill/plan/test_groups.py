"""Several parts of a mask: one call or several, by price, then by pixels, and never shrunk to save money."""

from __future__ import annotations

import numpy as np
import pytest

from inlay.base.geometry import Rect
from inlay.fill.plan.blobs import MOST_BLOBS, find_blobs
from inlay.fill.plan.calls import Calls, Plan, plan_calls
from inlay.fill.plan.groups import MOST_CALLS
from inlay.fill.plan.price import Price
from inlay.fill.plan.sizes import Sizes
from inlay.imaging.mask import Mask
from tests.fill.plan.masks import keeps_the_rules

CANVAS = Rect(-300, -200, 6000, 4000)
FLAT = Price(per_picture=0.05)
BY_SIZE = Price(per_megapixel=0.05)


def spots(*places: tuple[int, int, int]) -> Mask:
    """Squares of (x, y, side), from the corner of CANVAS."""
    values = np.zeros((CANVAS.h, CANVAS.w), np.uint8)
    for x, y, side in places:
        values[y : y + side, x : x + side] = 255
    return Mask.from_array(values, CANVAS.x, CANVAS.y)


def planned(mask: Mask, price: Price = FLAT, calls: Calls = "auto", limit: int = 1_000_000) -> Plan:
    plan = plan_calls(mask, CANVAS, Sizes(), price, calls=calls, limit=limit)
    keeps_the_rules(plan, mask, CANVAS, Sizes(), limit)
    return plan


def test_near_parts_are_one_call() -> None:
    plan = planned(spots((1000, 1000, 60), (1200, 1300, 60)))
    assert len(plan.calls) == 1 and plan.calls[0].crop.scale == 1.0


def test_far_parts_are_two_calls_at_full_size_rather_than_one_that_is_shrunk() -> None:
    mask = spots((100, 100, 60), (5000, 3500, 60))
    plan = planned(mask)
    assert [call.crop.scale for call in plan.calls] == [1.0, 1.0] and plan.cost.high == pytest.approx(0.1)
    assert "2 parts" in plan.notes[0]
    one = planned(mask, calls="one")
    assert len(one.calls) == 1 and one.calls[0].crop.scale < 0.25


def test_the_price_decides_then_the_pixels() -> None:
    mask = spots((1000, 1000, 60), (1700, 1000, 60))
    assert len(planned(mask, limit=4_000_000).calls) == 1  # a call costs the same, whatever its size
    assert len(planned(mask, BY_SIZE, limit=4_000_000).calls) == 1  # less than 1 MP in one, or two begun
    far = spots((1000, 1000, 60), (2600, 2600, 60))
    assert len(planned(far, FLAT, limit=4_000_000).calls) == 1
    assert len(planned(far, BY_SIZE, limit=4_000_000).calls) == 2
    assert len(planned(far, Price(), limit=4_000_000).calls) == 2  # free: fewer pixels
    assert len(planned(far, Price(is_known=False), limit=4_000_000).calls) == 1  # unknown: fewer calls


def test_each_is_one_call_for_each_part_that_isnt_in_anothers_crop() -> None:
    mask = spots((1000, 1000, 60), (1200, 1100, 60), (3000, 1000, 60))
    assert len(planned(mask, calls="each").calls) == 2


def test_the_parts_of_the_mask_are_shared_out_without_loss() -> None:
    rng = np.random.default_rng(5)
    mask = spots(
        *[(int(x), int(y), 40) for x, y in zip(rng.integers(0, 5900, 9), rng.integers(0, 3900, 9), strict=True)]
    )
    plan = planned(mask, calls="each")
    total = np.zeros((CANVAS.h, CANVAS.w), np.int64)
    for call in plan.calls:
        total += call.painted.region(CANVAS)
    assert (total == mask.region(CANVAS)).all()


def test_an_inverted_mask_is_shared_out_too() -> None:
    keep = Mask.rectangle(Rect(-300, 1500, 6000, 600)).inverted()
    plan = plan_calls(keep, CANVAS, Sizes(), FLAT, calls="each", limit=1_000_000)
    keeps_the_rules(plan, keep, CANVAS, Sizes(), 1_000_000)
    assert len(plan.calls) == 2 and all(call.painted.outside == 0 for call in plan.calls)


def test_many_parts_are_few_calls() -> None:
    rng = np.random.default_rng(7)
    mask = spots(
        *[(int(x), int(y), 9) for x, y in zip(rng.integers(0, 5900, 200), rng.integers(0, 3900, 200), strict=True)]
    )
    assert len(find_blobs(mask, CANVAS).parts) == MOST_BLOBS
    plan = planned(mask)
    assert 1 < len(plan.calls) <= MOST_CALLS
    assert len(planned(mask, calls="each").calls) <= MOST_BLOBS


def test_blobs_are_found_across_tiles_and_only_inside_the_canvas() -> None:
    mask = spots((200, 100, 600), (5990, 3990, 9)).with_region(CANVAS.right + 3, 0, np.full((50, 50), 255, np.uint8))
    found = find_blobs(mask, CANVAS)
    assert len(found.parts) == 2
    assert found.parts[0].target.must.contains(Rect(-100, -100, 600, 600))
    assert found.mask_of([found.parts[1].label]).bounds(CANVAS) == Rect(5690, 3790, 9, 9)
