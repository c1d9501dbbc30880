"""What holds for every tool there is: one gesture is one undo step, and Esc leads back from anywhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.resources import resources_dir
from inlay.tools.events import Button, Modifier
from inlay.tools.options import options_of
from inlay.tools.spec import ToolSpec, all_tools
from tests.kit.workbench import Bench

TOOLS = all_tools()
every_tool = pytest.mark.parametrize("spec", TOOLS, ids=lambda spec: spec.id)

Act = Callable[[Bench], object]


def press(x: float, y: float, button: Button = Button.LEFT) -> Act:
    return lambda bench: bench.press(x, y, button)


def move(x: float, y: float) -> Act:
    return lambda bench: bench.move(x, y)


def release() -> Act:
    return lambda bench: bench.release()


def hold(modifiers: Modifier) -> Act:
    return lambda bench: bench.hold(modifiers)


SHIFT, ALT, CTRL, NONE = Modifier.SHIFT, Modifier.ALT, Modifier.CTRL, Modifier.NONE

GESTURES: dict[str, list[Act]] = {
    "click": [press(50, 60), release()],
    "drag": [press(50, 60), move(70, 90), move(140, 100), release()],
    "drag from an edge": [press(0, 100), move(-20, 100), move(-60, 110), release()],
    "drag from a corner": [press(300, 200), move(320, 230), move(380, 240), release()],
    "drag with Shift": [hold(SHIFT), press(80, 50), move(120, 70), move(150, 120), release(), hold(NONE)],
    "drag with Alt": [hold(ALT), press(30, 25), move(50, 70), move(20, 80), release(), hold(NONE)],
    "drag with Ctrl": [hold(CTRL), press(30, 25), move(50, 70), move(20, 80), release(), hold(NONE)],
    "drag, then Shift and Alt": [
        press(50, 60), move(90, 80), hold(SHIFT), move(100, 90), hold(SHIFT | ALT), move(120, 95), release(), hold(NONE)
    ],
    "right click": [press(60, 60, Button.RIGHT), release()],
    "Alt and right drag sideways": [
        hold(ALT), press(60, 60, Button.RIGHT), move(90, 62), move(99, 70), release(), hold(NONE)
    ],
    "Alt and right drag down": [hold(ALT), press(60, 60, Button.RIGHT), move(61, 90), release(), hold(NONE)],
    "middle drag": [press(60, 60, Button.MIDDLE), move(90, 90), release()],
    "from outside to outside": [press(-80, -50), move(100, 100), move(500, 300), release()],
}  # fmt: skip
gestures = pytest.mark.parametrize("gesture", GESTURES.values(), ids=GESTURES)


def finish(bench: Bench, spec: ToolSpec) -> None:
    """A gesture that goes on over several clicks ends by Enter, and only such a one."""
    assert spec.finishes or not bench.tool.is_in_gesture
    if bench.tool.is_in_gesture:
        assert bench.key("Enter")


def bench_for(spec: ToolSpec) -> Bench:
    """A tool that has been used before, so that straight lines have a start."""
    bench = Bench(spec.id)
    if spec.on_mask:
        bench.drag((200, 30), (230, 60), (250, 120))
        finish(bench, spec)
        assert len(bench.steps) == 1
        bench.steps.clear()
    return bench


def options_now(bench: Bench) -> dict[str, object]:
    return {spec.id: dataclasses.asdict(bench.options(spec.id)) for spec in TOOLS}


def test_all_tools_of_this_program_are_found():
    keys = {spec.id: spec.shortcut for spec in TOOLS}
    known = {
        "brush": "B", "eraser": "E", "lasso": "L", "polygon": "Shift+L", "rectangle": "M", "ellipse": "Shift+M",
        "frame": "C", "context": "Shift+C", "hand": "H", "zoom": "Z",
        "move": "V",
    }  # fmt: skip
    assert {name: keys.get(name) for name in known} == known


def test_ids_shortcuts_and_places_are_unique():
    for values in zip(*((spec.id, spec.shortcut or spec.id, spec.order, spec.label) for spec in TOOLS), strict=True):
        assert len(set(values)) == len(TOOLS)


def test_tools_of_one_group_stand_together():
    groups = [spec.group or spec.id for spec in TOOLS]
    assert [name for name, _same in groupby(groups)] == list(dict.fromkeys(groups))


@every_tool
def test_a_tool_says_what_the_window_needs(spec):
    assert spec.machine.id == spec.id and spec.help
    letter = spec.shortcut.removeprefix("Shift+")
    assert not spec.shortcut or (len(letter) == 1 and letter.isupper())
    assert (resources_dir() / "icons" / f"{spec.icon}.svg").is_file()
    assert spec.cursor == spec.machine.default_cursor


@every_tool
def test_options_describe_themselves(spec):
    for option in options_of(spec.options):
        assert option.label and option.help
        assert option.brought_in(option.default) == option.default
        assert option.brought_in("nonsense") == (True if option.kind == "bool" else option.default)
        if option.kind in ("int", "float"):
            assert option.step and (option.unit or option.unit_option)
            assert option.brought_in(float("nan")) == option.default
            for far in (-1e9, 1e9):
                value = option.brought_in(far)
                assert option.minimum is None or value >= option.minimum
                assert option.maximum is None or value <= option.maximum


@every_tool
@gestures
def test_one_gesture_is_at_most_one_undo_step(spec, gesture):
    bench = bench_for(spec)
    before = bench.document
    for act in gesture:
        act(bench)
    assert not (spec.finishes and bench.steps)
    finish(bench, spec)
    assert len(bench.steps) <= 1 and bench.mask_preview is None
    assert not bench.previews and not bench.tool.is_in_gesture
    if bench.steps:
        step = bench.steps[0]
        assert step.label and step.before is before and step.after is bench.document
    else:
        assert bench.document is before


@every_tool
def test_a_drag_is_one_step_on_the_mask_and_none_elsewhere(spec):
    bench = bench_for(spec)
    before = bench.document
    bench.drag((25, 25), (50, 60), (90, 40), (92, 62))
    finish(bench, spec)
    assert len(bench.steps) == (1 if spec.on_mask or spec.on_layers else 0)
    assert (bench.document.mask is not before.mask) == spec.on_mask
    assert (bench.document.layers is not before.layers) == spec.on_layers
    assert bench.document.canvas == before.canvas


@every_tool
@gestures
def test_esc_leads_back_from_everywhere(spec, gesture):
    for length in range(1, len(gesture)):
        bench = bench_for(spec)
        document, options, frame = bench.document, options_now(bench), bench.frame
        for act in gesture[:length]:
            act(bench)
        if not bench.tool.is_in_gesture:
            continue
        assert bench.key("Escape")
        assert type(bench.tool.state) is spec.states[0]
        assert bench.document is document and not bench.steps and not bench.previews and bench.mask_preview is None
        assert options_now(bench) == options
        assert (bench.frame is None) == (frame is None)
        assert frame is None or bench.frame.rect == frame.rect
        for act in gesture[length:]:
            act(bench)  # the hand goes on, as hands do
        assert bench.document is document and not bench.previews


@every_tool
def test_esc_gives_up_what_goes_on_between_clicks_and_in_the_background(spec):
    for is_slow in (False, True):
        bench = bench_for(spec)
        bench.is_slow = is_slow
        document = bench.document
        bench.drag((25, 25), (50, 60), (90, 40), (92, 62))
        if not bench.tool.is_in_gesture:
            assert not spec.finishes
            continue
        assert spec.finishes or is_slow
        assert bench.key("Escape") and not bench.tool.is_in_gesture
        bench.work()
        assert bench.document is document and not bench.steps and not bench.overlays and bench.mask_preview is None


@every_tool
@pytest.mark.parametrize("interrupt", ["deactivate", "suspend"])
def test_another_tool_gives_up_the_gesture(spec, interrupt):
    bench = bench_for(spec)
    document = bench.document
    bench.press(50, 60)
    bench.move(90, 90)
    getattr(bench.tool, interrupt)()
    assert not bench.tool.is_in_gesture and bench.document is document and not bench.previews and not bench.steps
    assert bench.mask_preview is None
    if interrupt == "deactivate":
        assert not bench.overlays and bench.frame is None


@every_tool
def test_a_button_that_went_up_unheard_ends_the_gesture_all_the_same(spec):
    drawn = bench_for(spec)
    drawn.drag((50, 60), (90, 90), (140, 70))
    lost = bench_for(spec)
    for act in (press(50, 60), move(90, 90), move(140, 70)):
        act(lost)
    lost._buttons = Button.NONE
    lost.move(140, 70)
    finish(drawn, spec)
    finish(lost, spec)
    assert not lost.tool.is_in_gesture
    assert len(lost.steps) == len(drawn.steps) and lost.document.mask.digest == drawn.document.mask.digest


@every_tool
def test_every_state_is_reached_by_these_gestures(spec):
    bench = bench_for(spec)
    for gesture in GESTURES.values():
        for act in gesture:
            act(bench)
        bench.key("Escape")
    for act in (*GESTURES["drag"], *GESTURES["drag"]):  # a second one may go on with the first
        act(bench)
    assert bench.visited == set(spec.states)


acts = st.lists(
    st.one_of(
        st.builds(press, st.floats(-100, 400), st.floats(-100, 300), st.sampled_from(list(Button))),
        st.builds(move, st.floats(-100, 400), st.floats(-100, 300)),
        st.just(release()),
        st.builds(hold, st.sampled_from([NONE, SHIFT, ALT, CTRL, SHIFT | ALT])),
        st.sampled_from("1 0 [ ] Space Enter Backspace x".split()).map(lambda name: lambda bench: bench.key(name)),
        st.just(lambda bench: bench.key("Space", False)),
        st.just(lambda bench: bench.leave()),
        st.sampled_from([0, 1, 3]).map(lambda level: lambda bench: setattr(bench.view, "level", level)),
    ),
    max_size=25,
)


@every_tool
@settings(max_examples=25)
@given(acts=acts)
def test_whatever_the_hand_does_esc_ends_it(spec, acts):
    bench = Bench(spec.id)
    for act in acts:
        steps, document = len(bench.steps), bench.document
        act(bench)
        assert len(bench.steps) - steps in (0, 1)
        assert len(bench.steps) > steps or bench.document is document
    bench.key("Escape")
    assert not bench.tool.is_in_gesture and not bench.previews
