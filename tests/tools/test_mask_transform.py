"""The mask's transform: what the hand, the keys and the numbers do to the box, and what becomes of the mask."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.base.geometry import Point, Rect
from inlay.imaging.mask import Mask
from inlay.imaging.mips import level_box, mask_at
from inlay.imaging.regions.affine import transformed
from inlay.tools.events import Modifier
from inlay.tools.frame_geometry import Handle
from inlay.tools.mask_transform import MaskTransformTool
from inlay.tools.overlay import TransformBox
from inlay.tools.transform_geometry import Pose, corners, cursor_of, handle_at, moved, scaled, turned
from inlay.tools.transform_measure import measured
from tests.kit.workbench import Bench, small_document

BOX = Rect(100, 60, 80, 40)


@pytest.fixture
def bench() -> Bench:
    made = Bench("mask_transform", replace(small_document(), mask=Mask.rectangle(BOX)))
    made.work()
    return made


def tool(bench: Bench) -> MaskTransformTool:
    assert isinstance(bench.tool, MaskTransformTool)
    return bench.tool


def pose(bench: Bench) -> Pose:
    return tool(bench).pose


def test_it_starts_with_the_mask_as_it_is(bench: Bench) -> None:
    assert pose(bench) == Pose.of(BOX) and not tool(bench).is_changed
    (shown,) = bench.overlays
    assert isinstance(shown, TransformBox)
    assert shown.corners == ((100, 60), (180, 60), (180, 100), (100, 100)) and len(shown.handles) == 8
    (line,) = shown.lines
    assert line.min(axis=0).tolist() == [100.5, 60.5] and line.max(axis=0).tolist() == [179.5, 99.5]
    assert not bench.key("Enter") and not bench.key("Escape") and not bench.steps


def test_moving_by_hand_is_exact_and_one_step(bench: Bench) -> None:
    bench.drag((140, 80), (150, 90), (163.4, 71.2))
    assert pose(bench) == Pose(123, 51, 80, 40, 0) and not bench.steps
    assert bench.mask_preview is not None
    bench.key("Enter")
    (step,) = bench.steps
    assert step.after.mask.digest == Mask.rectangle(Rect(123, 51, 80, 40)).digest
    bench.work()
    assert not tool(bench).is_changed and bench.mask_preview is None and pose(bench) == Pose(123, 51, 80, 40, 0)


def test_arrows_nudge_and_esc_gives_up(bench: Bench) -> None:
    bench.key("Right")
    bench.hold(Modifier.SHIFT)
    bench.key("Down")
    bench.hold(Modifier.NONE)
    assert pose(bench) == Pose(101, 70, 80, 40, 0)
    assert bench.key("Escape") and pose(bench) == Pose.of(BOX) and not bench.steps
    bench.key("Right")
    bench.key("Left")
    assert not bench.key("Enter") and not bench.steps


def test_undo_takes_back_what_is_set_before_it_takes_back_a_step(bench: Bench) -> None:
    assert not tool(bench).take_back()
    bench.key("Right")
    assert tool(bench).take_back() and pose(bench) == Pose.of(BOX)
    assert not tool(bench).take_back() and not bench.steps
    bench.key("Right")
    bench.key("Enter")
    assert not tool(bench).take_back(), "what is being applied is a step"


def test_the_way_there_and_back_is_no_step(bench: Bench) -> None:
    bench.drag((140, 80), (190, 80))
    bench.drag((190, 80), (140, 80))
    assert not tool(bench).is_changed and not bench.key("Enter")


def test_edges_and_corners_scale(bench: Bench) -> None:
    bench.drag((180, 80), (220, 85))
    assert pose(bench) == Pose(100, 60, 120, 40, 0)
    bench.key("Escape")
    bench.drag((100, 60), (90, 50))
    assert pose(bench) == Pose(90, 50, 90, 50, 0)
    bench.key("Escape")
    bench.press(180, 100)
    bench.move(190, 102)
    bench.hold(Modifier.SHIFT)
    assert pose(bench) == Pose(100, 60, 90, 45, 0)
    bench.hold(Modifier.SHIFT | Modifier.ALT)
    assert pose(bench) == Pose(90, 55, 100, 50, 0)
    bench.release()


def test_outside_turns_and_shift_turns_by_steps(bench: Bench) -> None:
    bench.drag((240, 80), (200, 140), (140, 180))
    assert pose(bench).angle == 90
    bench.key("Escape")
    bench.drag((240, 80), (235, 110), modifiers=Modifier.SHIFT)
    assert pose(bench).angle == 15
    bench.key("Enter")
    assert bench.steps[0].label == "Transform mask"


def test_numbers_set_the_pose_and_are_set_by_it(bench: Bench) -> None:
    bench.set_options("mask_transform", x=10.0, w=160.0, angle=90.0)
    assert pose(bench) == Pose(10, 60, 160, 40, 90)
    bench.drag((90, 80), (95, 80))
    options = bench.options("mask_transform")
    assert (options.x, options.y, options.w, options.h, options.angle) == (15, 60, 160, 40, 90)
    bench.key("Enter")
    upright = Rect(75, 0, 40, 160)
    bounds = bench.document.mask.bounds(bench.document.canvas)
    assert bounds is not None and bounds.contains(upright.grow(-1)) and upright.grow(1).contains(bounds)
    assert bench.values(upright.grow(-1)).min() == 255 and np.argmax(bench.values()[80]) in (75, 76)


def test_an_empty_mask_is_told_and_left_alone() -> None:
    bench = Bench("mask_transform", replace(small_document(), mask=Mask.empty()))
    bench.work()
    bench.drag((10, 10), (50, 50))
    assert bench.said == ["Nothing is masked that could be transformed."] and not bench.steps and not bench.overlays


def test_a_mask_that_changes_meanwhile_is_started_from_anew(bench: Bench) -> None:
    bench.key("Right")
    other = Rect(20, 30, 50, 60)
    bench.apply_mask("Other", lambda _mask: Mask.rectangle(other))
    bench.work()
    assert pose(bench) == Pose.of(other) and bench.mask_preview is None


def test_the_preview_is_the_mask_as_it_will_be(bench: Bench) -> None:
    canvas = bench.document.canvas
    bench.set_options("mask_transform", w=120.0, h=55.0, angle=33.0)
    preview = bench.mask_preview
    assert preview is not None
    done = transformed(bench.document.mask, pose(bench).matrix(BOX), canvas)
    assert np.array_equal(preview.at(0, canvas), done.region(canvas))
    small = level_box(canvas, 2)
    assert np.abs(preview.at(2, small).astype(int) - mask_at(done, 2, small)).max() <= 40


def test_an_inverted_mask_is_known_by_what_is_not_masked() -> None:
    found = measured(Mask.rectangle(BOX).inverted())
    assert found is not None and found.box == BOX
    faint = measured(Mask.from_array(np.full((30, 30), 60, np.uint8), 5, 6))
    assert faint is not None and faint.box == Rect(5, 6, 30, 30) and len(faint.lines) == 1


poses = st.builds(
    Pose, st.integers(-200, 200), st.integers(-200, 200), st.integers(1, 400), st.integers(1, 400), st.floats(-180, 180)
)
drags = st.floats(-300, 300)


@given(poses, st.sampled_from(list(Handle)), drags, drags, st.booleans())
def test_the_opposite_side_stays_where_it_is(start, handle, dx, dy, keep_ratio):
    done = scaled(start, handle, dx, dy, keep_ratio)
    across, down = ((1 - each) / 2 for each in handle.value)
    assert done.place(across, down) == pytest.approx(start.place(across, down), abs=1e-6)
    assert done.w >= 1 and done.h >= 1 and done.angle == start.angle
    mirrored = scaled(start, handle, dx, dy, keep_ratio, mirror=True)
    assert mirrored.centre == pytest.approx(start.centre, abs=1e-6)
    if keep_ratio and not start.is_upright:
        assert done.w / done.h == pytest.approx(start.w / start.h, rel=1e-6)


@given(poses, drags, drags)
def test_inside_and_place_are_inverse_and_corners_are_handles(start, x, y):
    at = start.inside(Point(x, y))
    assert start.place(at.x / start.w, at.y / start.h) == pytest.approx((x, y), abs=1e-6)
    for corner in corners(start):
        assert handle_at(start, corner, 5) is not None
    assert moved(start, 3.4, -2.6) == start._replace(x=start.x + 3, y=start.y - 3)
    assert turned(start, Point(x, y), Point(x, y)).angle == pytest.approx(start.angle, abs=0.051)


def test_cursors_turn_with_the_box() -> None:
    upright = Pose(0, 0, 100, 50, 0)
    assert [cursor_of(handle, upright) for handle in (Handle.LEFT, Handle.TOP, Handle.TOP_LEFT, Handle.TOP_RIGHT)] == [
        "size-h", "size-v", "size-b", "size-f"
    ]  # fmt: skip
    assert cursor_of(Handle.LEFT, upright._replace(angle=90)) == "size-v"
    assert cursor_of(Handle.TOP, upright._replace(angle=45)) == "size-f"
