"""What is said of sizes, prices and jobs: before the click, while it runs, and afterwards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inlay.base.errors import OutcomeUnknown
from inlay.base.geometry import Rect
from inlay.base.settings import Settings
from inlay.fill.plan.calls import Call, Plan
from inlay.fill.plan.crop import Crop
from inlay.fill.plan.price import FREE, Cost, Price
from inlay.fill.request import FillRequest
from inlay.imaging.colour import SRGB
from inlay.imaging.mask import Mask
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.ui.dialogs.sent_text import byte_text
from inlay.ui.dialogs.series import numbers_in
from inlay.ui.panels.fill_jobs import job_text
from inlay.ui.panels.results_text import parameter_texts, price_text, result_lines, short_price
from inlay.ui.plan_text import button_text, call_label, plan_text
from tests.kit.ui_fixtures import fill_record

CROP = Crop(Rect(5, 5, 1024, 960), (1024, 960))
SMALLER = Crop(Rect(0, 0, 3000, 2000), (1216, 800))
FIVE = Cost(0.05, 0.05)


def call(crop: Crop) -> Call:
    return Call(crop, Mask.rectangle(Rect(10, 10, 5, 5)), FIVE)


def test_a_frame_says_size_scale_and_price() -> None:
    assert call_label(CROP, FIVE) == "1024 × 960 px, scale 1.00, 0.98 MP, $0.05"
    assert call_label(SMALLER, Price(is_known=False).of(1)) == "1216 × 800 px, scale 0.41, 0.97 MP, price not published"


def test_several_calls_are_told_by_the_largest() -> None:
    assert plan_text(Plan((call(CROP),), FIVE)) == "1024 × 960 px, scale 1.00, 0.98 MP"
    both = Plan((call(SMALLER), call(CROP)), FIVE * 2)
    assert plan_text(both) == "2 calls, the largest 1024 × 960 px, scale 1.00, 0.98 MP"


@pytest.mark.parametrize(
    ("calls", "cost", "told"),
    [
        (1, FIVE, "Fill  ·  $0.05"),
        (2, FIVE * 2, "Fill  ·  2 calls  ·  $0.10"),
        (1, Cost(0.05, 0.1), "Fill  ·  $0.05 to $0.10"),
        (1, Cost(0.096, 0.096), "Fill  ·  $0.096"),
        (1, Cost(0.0, None), "Fill  ·  price not published"),
        (1, None, "Fill  ·  …"),
    ],
)
def test_the_button_says_the_price(calls: int, cost: Cost | None, told: str) -> None:
    assert button_text("Fill", calls, cost) == told


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0.9, 1.1, 1.3", [0.9, 1.1, 1.3]),
        ("0.9,1.1", [0.9, 1.1]),
        ("0,9; 1,1", [0.9, 1.1]),
        ("  1 1.5\t2 ", [1.0, 1.5, 2.0]),
        ("1, 1, 1.0", [1.0]),
        ("", []),
        ("1, two", None),
        ("nan", None),
        ("inf, 1", None),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, numbers: list[float] | None) -> None:
    assert numbers_in(text) == numbers


def test_what_was_billed_and_what_was_only_expected_are_told_apart() -> None:
    record = fill_record()
    assert price_text(record) == short_price(record) == ""
    billed = replace(record, cost=0.06, expected_low=0.05, expected_high=0.05)
    assert (price_text(billed), short_price(billed)) == ("$0.06 billed", "$0.06")
    expected = replace(record, expected_low=0.05, expected_high=0.1)
    assert price_text(expected) == "$0.05 to $0.10 expected, not confirmed"
    unknown = replace(record, expected_high=None)
    assert (price_text(unknown), short_price(unknown)) == ("price not published", "?")


def test_results_of_a_row_are_told_apart() -> None:
    record = replace(fill_record(41), params={"strength": 0.9, "steps": 50}, cost=0.06)
    assert result_lines(record) == ("strength 0.9", "seed 41", "$0.06 billed")
    assert result_lines(record, short=True) == ("strength 0.9", "41", "$0.06")
    assert result_lines(fill_record(41)) == ("seed 41",)


def test_parameters_have_the_names_of_the_panel() -> None:
    record = replace(
        fill_record(),
        provider="bfl",
        model="flux-pro-1.0-fill-finetuned",
        params={"upsampling": True, "finetune": "org/one", "strength": 1.1, "steps": 40, "gone": 3, "empty": ""},
    )
    assert parameter_texts(record) == [
        "finetune org/one", "finetune strength 1.1", "steps 40", "rewrite the prompt on", "gone 3"
    ]  # fmt: skip


def job(provider: str = "bfl", cost: Cost = FIVE, **params: float) -> Job:
    pixels, flat = np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4), np.uint8)
    box = Rect(0, 0, 4, 4)
    request = FillRequest(provider, "flux-pro-1.0-fill", params, "", 1, box, 1.0, pixels, flat, flat, box, SRGB)
    return Job(request, "a job", cost=cost)


def test_a_job_says_what_it_does_and_costs() -> None:
    assert job_text(job()) == "Waiting for its turn  ·  $0.05"
    assert job_text(job(cost=FREE)) == "Waiting for its turn"
    assert job_text(job(strength=0.9), among_others=True) == "strength 0.9: Waiting for its turn  ·  $0.05"
    assert job_text(job(strength=0.9)) == "Waiting for its turn  ·  $0.05"


def test_the_button_of_a_job_promises_nothing_that_is_not_so() -> None:
    from inlay.ui.panels.fill_jobs import _offer

    settings, queued = Settings(), job()
    sending = replace(queued, state=JobState.SENDING)
    assert _offer(queued, settings) == ("Cancel", "Stop this fill; nothing was ordered yet (Shift+X)")
    assert "it may be charged all the same" in _offer(sending, settings)[1]
    assert _offer(replace(queued, state=JobState.OVERDUE), settings)[0] == "Check again"
    lost = replace(queued, state=JobState.UNKNOWN, error=OutcomeUnknown("lost"))
    assert _offer(lost, settings)[0] == "Put away"
    assert _offer(job("local"), settings)[1] == "Stop this fill; the mask stays (Shift+X)"


def test_bytes_in_words() -> None:
    assert [byte_text(each) for each in (12, 1500, 2_340_000)] == ["12 bytes", "2 kB", "2.3 MB"]
