"""Fills that were stopped, killed or not waited for, in real processes: nothing that was paid for is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from inlay.storage import WorkingCopy
from tests.cli.calling import PROMPT, Bench, title
from tests.cli.conftest import MakeBench

pytestmark = pytest.mark.once
SERVICES = ("bfl", "cometapi", "vercel", "fal", "eachlabs")
TROUBLES = {"no-credit": 5, "refused-output": 4, "submit-lost": 6, "truncated": 7}


def start(at: Bench, *words: object) -> subprocess.Popen[str]:
    """`inlay fill` in a process of its own."""
    options = ("--provider", at.emulator.name, "--base-url", at.emulator.base_url, "--prompt", PROMPT, "-o", at.out)
    command = [sys.executable, "-m", "inlay", "fill", at.photo, "--mask", at.mask, *options, *words]
    return subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )


def until(condition: Callable[[], object]) -> None:
    """Wait for something that has to come."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "it didn't come"
        time.sleep(0.02)


def is_asked_for(at: Bench) -> bool:
    """Whether the job has been polled, hence its ticket is on the disk."""
    return bool(at.emulator.accepted) and at.emulator.accepted[0].asked > 0


@pytest.mark.parametrize("name", SERVICES)
def test_a_process_ends_with_one_line_and_the_right_code(bench: MakeBench, name: str) -> None:
    running = []
    for way in TROUBLES:
        at = bench(name)
        at.emulator.misbehave(way)
        running.append((at, way, start(at)))
    for at, way, child in running:
        out, err = child.communicate(timeout=100)
        at.said += [out, err]
        assert (child.returncode, out) == (TROUBLES[way], ""), err
        assert len(err.splitlines()) == 1 and title(name) in err and "Traceback" not in err
        assert at.paid <= 1 and not at.out.exists()
    for at, _way, _child in running:
        at.check_discretion()


@pytest.mark.only_on("linux", "darwin")
@pytest.mark.parametrize(
    ("name", "number"), [("bfl", signal.SIGINT), ("bfl", signal.SIGTERM), ("cometapi", signal.SIGINT)]
)
def test_a_stop_that_the_service_cant_heed_loses_nothing(bench: MakeBench, name: str, number: int) -> None:
    at = bench(name, delay=600.0)
    child = start(at)
    until(lambda: is_asked_for(at))
    child.send_signal(number)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (8, ""), err
    assert len(err.splitlines()) == 1 and err.startswith("Cancelled.")
    assert title(name) in err and "charged" in err and "inlay jobs resume" in err and not at.out.exists()
    at.said.append(err)
    [left] = at.jobs()
    assert (left["where"], left["wants"]) == ("left", {"output": str(at.out)})
    at.emulator.finish()
    assert at.call("jobs", "resume").code == 0
    at.check_picture()
    assert at.jobs() == [] and at.paid == 1
    at.check_discretion()


@pytest.mark.only_on("linux", "darwin")
@pytest.mark.parametrize("name", ["fal", "eachlabs"])
def test_a_stop_is_handed_on_to_the_service(bench: MakeBench, name: str) -> None:
    at = bench(name, delay=600.0)
    child = start(at)
    until(lambda: is_asked_for(at))
    child.send_signal(signal.SIGINT)
    _out, err = child.communicate(timeout=60)
    assert child.returncode == 8 and len(err.splitlines()) == 1 and err.startswith("Cancelled."), err
    assert title(name) in err and "charged" in err
    assert [task.outcome for task in at.emulator.accepted] == ["cancelled"]
    if name == "eachlabs":
        assert any(seen.method == "DELETE" for seen in at.emulator.requests), "what was uploaded is taken away"
    else:
        # It doesn't say whether it could still stop: whoever asks again hears what came of it.
        assert [each["state"] for each in at.jobs()] == ["waiting"]
        resumed = at.call("jobs", "resume")
        assert (resumed.code, resumed.out) == (8, "") and "fal stopped the request" in resumed.one_line()
    assert at.jobs() == [] and not at.out.exists()
    at.check_discretion()


@pytest.mark.only_on("linux", "darwin")
def test_a_stop_that_comes_too_late_loses_nothing(bench: MakeBench) -> None:
    at = bench("fal", delay=600.0)
    at.emulator.misbehave("late-cancel")
    child = start(at)
    until(lambda: is_asked_for(at))
    child.send_signal(signal.SIGINT)
    _out, err = child.communicate(timeout=60)
    assert child.returncode == 8 and "inlay jobs resume" in err
    at.emulator.finish()
    assert at.call("jobs", "resume").code == 0
    at.check_picture()
    assert at.jobs() == [] and at.paid == 1


def test_a_fill_that_wasnt_waited_for_is_resumed_by_another_process(bench: MakeBench) -> None:
    at = bench("bfl", delay=600.0)
    child = start(at, "--timeout", "1", "--project", at.folder / "out.inlay")
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (6, ""), err
    assert "inlay jobs resume" in err and not at.out.exists()
    listed = at.call("jobs").out
    assert title("bfl") in listed and PROMPT in listed and "$0.05" in listed and "inlay jobs resume" in listed
    at.emulator.finish()
    done = subprocess.run(
        [sys.executable, "-m", "inlay", "jobs", "resume", "--json"], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [each["state"] for each in json.loads(done.stdout)] == ["done"]
    at.check_picture()
    info = at.call("info", at.folder / "out.inlay", "--json").report
    assert [version["kind"] for version in info["versions"]] == ["opened", "fill"]
    assert at.jobs() == [] and at.paid == 1
    at.check_discretion()


@pytest.mark.parametrize("name", ["bfl", "fal", "eachlabs"])
def test_a_killed_fill_is_delivered_once(bench: MakeBench, name: str) -> None:
    at = bench(name, delay=600.0)
    child = start(at)
    until(lambda: is_asked_for(at))
    child.kill()
    child.communicate(timeout=60)
    [left] = at.jobs()
    assert left["where"] == "left" and not at.out.exists()
    at.emulator.finish()
    assert at.call("jobs", "resume").code == 0
    at.check_picture()
    at.out.unlink()
    again = at.call("jobs", "resume")
    assert (again.code, again.out) == (0, "There is nothing to go on with.\n")
    assert not at.out.exists() and at.jobs() == [] and at.paid == 1
    at.check_discretion()


def test_every_picture_of_an_answer_is_written_by_who_resumes_it(bench: MakeBench) -> None:
    at = bench("fal")
    at.emulator.misbehave("stuck")
    assert at.fill("--count", 3, "--timeout", "0.5").code == 6
    at.emulator.finish()
    assert at.call("jobs", "resume").code == 0
    for name in ("out", "out-2", "out-3"):
        at.check_picture(at.folder / f"{name}.png")
    assert at.paid == 1 and at.jobs() == []


def test_a_part_that_came_is_in_the_picture_that_a_later_one_completes(bench: MakeBench) -> None:
    at = bench("bfl")
    at.mask_two_corners()
    at.emulator.misbehave("stuck")
    assert at.fill("--calls", "each", "--timeout", "0.5").code == 6
    assert at.paid == 2 and len(at.jobs()) == 1 and not at.out.exists()
    at.emulator.finish()
    assert at.call("jobs", "resume").code == 0
    at.check_two_corners()
    assert at.paid == 2 and at.jobs() == [] and WorkingCopy.recoverable() == []


def test_a_fill_is_given_up_only_when_it_is_named(bench: MakeBench) -> None:
    at = bench("bfl")
    at.emulator.misbehave("stuck")
    assert at.fill("--timeout", "0.5").code == 6
    [left] = at.jobs()
    assert at.call("jobs", "forget").code == 2 and at.call("jobs", "forget", "nothing").code == 2
    assert len(at.jobs()) == 1
    gone = at.call("jobs", "forget", left["id"][:8])
    assert (gone.code, gone.out) == (0, "1 fill was forgotten.\n") and at.jobs() == []
    assert at.call("jobs").out == "No fill is unfinished.\n"
    assert list((at.home / "state").rglob("*.png")) == [], "nor is its picture kept"
