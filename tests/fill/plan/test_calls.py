"""The plan of a fill: crops hold the mask, keep to the model's sizes, stay inside, and are rarely resampled."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.fill.plan.calls import plan_calls
from inlay.fill.plan.price import Cost, Price
from inlay.fill.plan.sizes import Sizes
from inlay.imaging.mask import Mask
from tests.fill.plan.masks import SIZES, keeps_the_rules, random_scene

FLAT = Price(per_picture=0.05)
CANVAS = Rect(-700, 300, 6000, 4000)


def hole(x: int, y: int, w: int, h: int) -> Mask:
    """A hard rectangle, placed from the corner of CANVAS."""
    return Mask.rectangle(Rect(CANVAS.x + x, CANVAS.y + y, w, h))


@settings(max_examples=150)
@given(st.integers(0, 2**32 - 1))
def test_every_crop_holds_its_mask_and_is_what_the_model_takes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    painted, canvas, _values = random_scene(rng)
    sizes = SIZES[int(rng.integers(len(SIZES)))]
    limit = int(rng.choice([300_000, 1_000_000, 4_000_000]))
    calls = ("auto", "one", "each")[int(rng.integers(3))]
    price = (FLAT, Price(per_megapixel=0.05), Price(is_known=False), Price())[int(rng.integers(4))]
    if painted.is_empty_in(canvas):
        with pytest.raises(BadInput):
            plan_calls(painted, canvas, sizes, price)
        return
    plan = plan_calls(painted, canvas, sizes, price, limit=limit, calls=calls)
    keeps_the_rules(plan, painted, canvas, sizes, limit)
    assert plan.cost.low == pytest.approx(sum(call.cost.low for call in plan.calls))
    if calls == "one":
        assert len(plan.calls) == 1


@settings(max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_nothing_is_resampled_where_the_hole_and_its_context_fit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    width, height = (int(each) for each in rng.integers(1, 640, 2))
    x, y = int(rng.integers(0, 6000 - width)), int(rng.integers(0, 4000 - height))
    plan = plan_calls(hole(x, y, width, height), CANVAS, Sizes(), FLAT)
    crop = plan.calls[0].crop
    assert crop.scale == 1.0 and crop.size == (crop.box.w, crop.box.h) and plan.notes == ()
    assert CANVAS.contains(crop.box)
    # At least about as much picture as hole.
    assert crop.box.area >= 1.5 * width * height


@settings(max_examples=100)
@given(st.integers(0, 2**32 - 1))
def test_the_box_lies_inside_wherever_the_canvas_is_large_enough(seed: int) -> None:
    rng = np.random.default_rng(seed)
    canvas = Rect(5, -9, *(int(each) for each in rng.integers(600, 1500, 2)))
    width, height = (int(each) for each in rng.integers(1, 500, 2))
    x, y = int(rng.integers(0, canvas.w - width + 1)), int(rng.integers(0, canvas.h - height + 1))
    painted = Mask.rectangle(Rect(canvas.x + x, canvas.y + y, width, height))
    crop = plan_calls(painted, canvas, Sizes(), FLAT).calls[0].crop
    assert canvas.contains(crop.box) and crop.scale == 1.0


def test_a_small_hole_gets_its_context_and_a_large_one_less_before_it_is_shrunk() -> None:
    def crop(side: int) -> tuple[tuple[int, int], float]:
        found = plan_calls(hole(2000, 1500, side, side), CANVAS, Sizes(), FLAT).calls[0].crop
        return found.size, found.scale

    assert crop(20) == ((512, 512), 1.0)
    assert crop(300) == ((640, 640), 1.0)
    assert crop(700) == ((992, 992), 1.0)
    (width, height), scale = crop(1400)
    assert scale == pytest.approx(992 / (1408 * 1.4), rel=0.02) and width * height <= 1_000_000


def test_a_hole_at_the_border_slides_its_box_inside() -> None:
    crop = plan_calls(hole(0, 0, 100, 100), CANVAS, Sizes(), FLAT).calls[0].crop
    assert crop.box == Rect(CANVAS.x, CANVAS.y, 512, 512)
    crop = plan_calls(hole(5900, 3900, 100, 100), CANVAS, Sizes(), FLAT).calls[0].crop
    assert (crop.box.right, crop.box.bottom) == (CANVAS.right, CANVAS.bottom)


def test_a_small_picture_is_enlarged_and_that_is_told() -> None:
    plan = plan_calls(Mask.rectangle(Rect(10, 10, 50, 50)), Rect(0, 0, 300, 300), Sizes(), FLAT)
    crop = plan.calls[0].crop
    assert crop.size == (512, 512) and crop.box == Rect(0, 0, 300, 300)
    assert "enlarged 1.71 times" in plan.notes[0]
    tiny = plan_calls(Mask.rectangle(Rect(0, 0, 2, 2)), Rect(0, 0, 8, 8), Sizes(), FLAT).calls[0].crop
    assert tiny.scale <= 4.0 and tiny.box.contains(Rect(0, 0, 8, 8))


def test_a_narrow_picture_grows_its_box_before_it_is_enlarged() -> None:
    plan = plan_calls(Mask.rectangle(Rect(1000, 10, 50, 50)), Rect(0, 0, 3000, 300), Sizes(), FLAT)
    crop = plan.calls[0].crop
    assert crop.scale == 1.0 and crop.size[0] * crop.size[1] >= 262_144
    assert crop.size[1] == 288 and Rect(0, 0, 3000, 300).contains(crop.box)


def test_a_picture_that_is_masked_to_its_border_is_padded_to_the_multiple() -> None:
    canvas = Rect(0, 0, 1000, 700)
    plan = plan_calls(Mask.rectangle(canvas), canvas, Sizes(), FLAT)
    assert plan.calls[0].crop.box == Rect(-12, -2, 1024, 704) and plan.calls[0].crop.scale == 1.0
    assert "beyond the picture" in plan.notes[0]


def test_only_what_counts_says_where_the_box_is() -> None:
    soft = np.zeros((4000, 6000), np.uint8)
    soft[1000:1100, 1000:1100] = 255
    soft[1000:1100, 1100:1140] = 20  # a soft tail belongs to its blob
    soft[3900, 5900] = 10  # a speck fainter than 10 % doesn't count
    plan = plan_calls(Mask.from_array(soft, CANVAS.x, CANVAS.y), CANVAS, Sizes(), FLAT)
    assert len(plan.calls) == 1
    assert plan.calls[0].crop.size == (512, 512)
    assert "fainter than 10 %" in plan.notes[0]
    faint = Mask.from_array(np.minimum(soft, 20), CANVAS.x, CANVAS.y)
    assert plan_calls(faint, CANVAS, Sizes(), FLAT).calls  # fainter everywhere: it counts as it is


def test_the_limit_is_the_persons_and_the_cap_the_models() -> None:
    painted = hole(500, 500, 1500, 1500)
    assert plan_calls(painted, CANVAS, Sizes(), FLAT).calls[0].crop.scale < 0.6
    wide = plan_calls(painted, CANVAS, Sizes(), FLAT, limit=10_000_000).calls[0].crop
    assert wide.size[0] * wide.size[1] <= 4_000_000 and wide.scale < 1.0
    free = plan_calls(painted, CANVAS, Sizes(most=20_000_000), FLAT, limit=10_000_000).calls[0].crop
    assert free.scale == 1.0
    little = plan_calls(painted, CANVAS, Sizes(), FLAT, limit=100_000).calls[0].crop
    assert little.pixels <= 100_000


@pytest.mark.parametrize(
    ("painted", "words"),
    [
        (Mask.empty(), "mask is empty"),
        (Mask.rectangle(Rect(50_000, 0, 10, 10)), "mask is empty"),
        (Mask({}, 255), "too large for one picture of at most 1.00 MP"),
    ],
)
def test_refusals(painted: Mask, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        plan_calls(painted, Rect(0, 0, 20_000, 15_000), Sizes(), FLAT)


def test_pictures_are_paid_for_one_by_one() -> None:
    plan = plan_calls(hole(100, 100, 50, 50), CANVAS, Sizes(), FLAT, pictures=4)
    assert plan.cost == Cost(0.2, 0.2)


class TestFrame:
    """The person's own frame."""

    def test_is_taken_as_it_is_where_its_sides_are_multiples(self) -> None:
        frame = Rect(CANVAS.x + 64, CANVAS.y + 64, 768, 640)
        plan = plan_calls(hole(300, 300, 100, 100), CANVAS, Sizes(), FLAT, frame=frame)
        assert plan.calls[0].crop.box == frame and plan.calls[0].crop.scale == 1.0 and plan.notes == ()

    @settings(max_examples=100)
    @given(st.integers(0, 2**32 - 1))
    def test_grows_to_the_multiple_and_is_never_left(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        width, height = (int(each) for each in rng.integers(520, 980, 2))
        x, y = int(rng.integers(0, 6001 - width)), int(rng.integers(0, 4001 - height))
        frame = Rect(CANVAS.x + x, CANVAS.y + y, width, height)
        painted = Mask.rectangle(Rect(frame.x + 3, frame.y + 3, 20, 20))
        crop = plan_calls(painted, CANVAS, Sizes(), FLAT, frame=frame).calls[0].crop
        assert crop.scale == 1.0 and crop.box.contains(frame) and CANVAS.contains(crop.box)
        assert crop.box.w - width < 32 and crop.box.h - height < 32

    def test_is_resampled_only_where_it_must_be_and_that_is_told(self) -> None:
        painted = hole(300, 300, 50, 50)
        large = Rect(CANVAS.x, CANVAS.y, 3000, 2000)
        plan = plan_calls(painted, CANVAS, Sizes(), FLAT, frame=large)
        crop = plan.calls[0].crop
        assert crop.box.contains(large) and crop.pixels <= 1_000_000 and "shrunk to 0.4" in plan.notes[0]
        small = Rect(CANVAS.x + 290, CANVAS.y + 290, 128, 128)
        plan = plan_calls(painted, CANVAS, Sizes(), FLAT, frame=small)
        assert plan.calls[0].crop.box.contains(small) and "enlarged" in plan.notes[0]
        assert math.isclose(plan.calls[0].crop.scale, 4.0)

    def test_has_to_hold_the_mask_inside_the_canvas(self) -> None:
        painted = hole(-50, 300, 100, 100)  # half of it lies outside of the canvas
        frame = Rect(CANVAS.x, CANVAS.y, 640, 640)
        assert plan_calls(painted, CANVAS, Sizes(), FLAT, frame=frame).calls
        with pytest.raises(BadInput, match="frame doesn't hold all of the mask, which is 50 x 100 px"):
            plan_calls(painted, CANVAS, Sizes(), FLAT, frame=frame.translate(10, 0))

    def test_is_one_call_for_all_parts(self) -> None:
        two = Mask.from_array(hole(100, 100, 50, 50).region(CANVAS), CANVAS.x, CANVAS.y)
        two = two.with_region(CANVAS.x + 600, CANVAS.y + 600, np.full((40, 40), 255, np.uint8))
        frame = Rect(CANVAS.x, CANVAS.y, 768, 768)
        plan = plan_calls(two, CANVAS, Sizes(), FLAT, frame=frame, calls="each")
        assert len(plan.calls) == 1 and plan.calls[0].crop.box == frame
